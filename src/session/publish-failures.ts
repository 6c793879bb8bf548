import { CodedError } from '../base/coded-error';
import { STATE_CONNECTED } from '../ec20/result-codes';
import { ERRORS } from '../errors/catalogue';
import type { InFlight } from './in-flight';
import type { Entry } from './outbox';
import type { PublishAck } from './pending-replies';
import type { PublishBatch } from './publish-batch';
import type { PublisherOptions, PublishingClient } from './publisher-options';
import type { ReplyVerdicts } from './reply-verdicts';
import type { SendGate } from './send-gate';

export interface PublishFailuresOptions extends Pick<PublisherOptions, 'outbox' | 'listener'> {
  readonly gate: SendGate;
  readonly inFlight: InFlight;
  readonly verdicts: ReplyVerdicts;
  /** Whether messages still leave through this connection. */
  readonly isCurrent: (client: PublishingClient) => boolean;
  /** Stops sending through the connection, which has to be reopened. */
  readonly reopen: (reason: CodedError) => void;
  /** Messages have settled or returned to their places. */
  readonly onSettled: () => void;
}

/** `+QMTPUBEX: idx,msgid,2`. */
const RESULT_FAILED = 2;
/** After this many refusals at window 1 although connected, the message is given up. */
const REFUSALS = 3;
/** After this many consecutive connections lost while it was the oldest in flight, the message is given up. */
const LOSSES = 3;
/** Result 2 twice in a row means that the connection is broken. */
const FAILURES = 2;

/** What follows when the broker doesn't get a publish, or doesn't say so (rule 13): for its messages, the pace and the connection. */
export class PublishFailures {
  readonly #options: PublishFailuresOptions;
  /** The message at the head that the module refuses, and how often. */
  #refused: { readonly entry: Entry; times: number } | undefined;
  /** How often in a row the result was 2. */
  #failures = 0;

  constructor(options: PublishFailuresOptions) {
    this.#options = options;
  }

  /** For a new connection. */
  restart(): void {
    this.#refused = undefined;
    this.#failures = 0;
  }

  /** The module has accepted a publish. */
  handedOver(): void {
    this.#refused = undefined;
  }

  /** The broker has acknowledged a publish. */
  acknowledged(): void {
    this.#failures = 0;
  }

  /** The connection has ended: the oldest in flight may be the reason. */
  connectionLost(reason: CodedError): void {
    const isFailure = reason.code === 'EC20_PUBLISH_FAILED' && reason.moduleCode === RESULT_FAILED;
    if (isFailure || ERRORS[reason.code].publish === 'suspect') this.#options.inFlight.countLoss();
  }

  /** The module reports result 2. */
  failed(batch: PublishBatch, client: PublishingClient, ack: PublishAck): void {
    const { gate, inFlight, listener, isCurrent, reopen, onSettled } = this.#options;
    inFlight.delete(batch);
    gate.narrow();
    listener.refused();
    const error = new CodedError('EC20_PUBLISH_FAILED', {
      params: { result: RESULT_FAILED },
      moduleCode: RESULT_FAILED,
      outcome: 'unknown',
    });
    this.#failures++;
    if (this.#failures >= FAILURES && isCurrent(client)) reopen(error);
    this.#return(batch, ack, error);
    onSettled();
  }

  /** A publish got no result, or was refused before it was sent. */
  lost(batch: PublishBatch, client: PublishingClient, ack: PublishAck, error: CodedError): void {
    const { outbox, inFlight, verdicts, listener, isCurrent, reopen, onSettled } = this.#options;
    if (error.code === 'EC20_MODULE_ERROR') {
      void this.#refuse(batch, client, error);
      return;
    }
    inFlight.delete(batch);
    // Restored from a modified file, or accepted for a previous module with a higher limit.
    if (ERRORS[error.code].publish === 'unsendable') {
      verdicts.forget(batch);
      for (const entry of batch.entries) outbox.failed(entry, error);
      onSettled();
      return;
    }
    if (error.code === 'EC20_DATA_STUCK') listener.damaged();
    if (error.code === 'EC20_TIMEOUT' && batch.handedOver && isCurrent(client)) {
      // The line responds and the broker doesn't, so this is no evidence against the module (rule 9).
      const params = { result: 'none' };
      reopen(new CodedError('EC20_PUBLISH_FAILED', { params, outcome: 'unknown', cause: error }));
    }
    this.#return(batch, ack, error);
    onSettled();
  }

  /** Returns it to its place; a QoS 0 message that the module had accepted is never sent again. */
  #return(batch: PublishBatch, ack: PublishAck, error: CodedError): void {
    const { outbox, verdicts } = this.#options;
    if (verdicts.settleUnacknowledged(batch, ack)) return;
    for (const entry of batch.entries) {
      if (entry.losses >= LOSSES) {
        const params = { topic: entry.topic };
        outbox.failed(
          entry,
          new CodedError('EC20_PUBLISH_POISON', { params, outcome: 'unknown', cause: error }),
        );
      } else if (entry.qos === 0 && batch.handedOver) {
        outbox.failed(entry, new CodedError('EC20_PUBLISH_UNKNOWN', { outcome: 'unknown', cause: error }));
      } else {
        outbox.putBack(entry);
      }
    }
  }

  /**
   * ERROR: before the prompt nothing was sent; after the payload (firmware that fails on double quotes) it may have
   * been. The message keeps its place in the window until the next step is decided.
   */
  async #refuse(batch: PublishBatch, client: PublishingClient, error: CodedError): Promise<void> {
    const { outbox, gate, inFlight, verdicts, listener, isCurrent, reopen, onSettled } = this.#options;
    const atSmallest = gate.isNarrowest;
    gate.narrow();
    listener.refused();
    gate.rest();
    const state = atSmallest ? await client.state().catch(() => undefined) : STATE_CONNECTED;
    inFlight.delete(batch);
    verdicts.forget(batch);
    if (state !== STATE_CONNECTED && isCurrent(client)) reopen(error);
    const [first, ...joined] = batch.entries;
    if (joined.length > 0) {
      for (const entry of batch.entries) entry.isAlone = true;
      for (const entry of batch.entries) outbox.putBack(entry);
    } else if (atSmallest && state === STATE_CONNECTED && this.#refusalsOf(first) >= REFUSALS) {
      const params = { result: String(error.params['result'] ?? 'ERROR') };
      if (client.mayLackPublish) {
        // The firmware is to blame, not the message: it waits for another module.
        this.#refused = undefined;
        outbox.putBack(first);
        reopen(new CodedError('EC20_PUBLISH_MISSING', { params, outcome: 'rejected', cause: error }));
        return;
      }
      outbox.failed(
        first,
        new CodedError('EC20_PUBLISH_REFUSED', { params, outcome: error.outcome, cause: error }),
      );
    } else {
      outbox.putBack(first);
    }
    onSettled();
  }

  /** Counts one more refusal of a message; another message's refusals are reset. */
  #refusalsOf(entry: Entry): number {
    if (this.#refused?.entry !== entry) this.#refused = { entry, times: 0 };
    return ++this.#refused.times;
  }
}
