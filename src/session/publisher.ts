import type { Clock, Timer } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import type { ErrorCode } from '../base/error-catalogue';
import type { MqttClient } from '../ec20/mqtt-client';
import { STATE_CONNECTED } from '../ec20/result-codes';
import type { Entry, Outbox } from './outbox';
import type { RateLimit } from './rate-limit';
import type { SendWindow } from './send-window';

export interface PublisherOptions {
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly window: SendWindow;
  readonly rate: RateLimit;
  readonly listener: PublisherListener;
}

/** What the publisher needs of a connection. */
export type PublishingClient = Pick<MqttClient, 'publish' | 'state'>;

export interface PublisherListener {
  delivered(entry: Entry): void;
  refused(): void;
  /** Its data phase had to be filled with spaces: the broker may hold a padded copy (DESIGN.md rule 6). */
  damaged(): void;
  /** The connection can't be trusted any more: it has to be made anew. */
  reopen(reason: CodedError): void;
}

/** A connection's end with one of these points at the publish that was on its way: a topic without rights, for instance. */
const CLOSED_BY_BROKER: ReadonlySet<ErrorCode> = new Set([
  'EC20_LINK_PEER_CLOSED',
  'EC20_LINK_DISCONNECTED',
  'EC20_LINK_CLIENT_CLOSED',
]);

/** A message that can't even be written as a command, such as one restored from a file that was tampered with. */
const NEVER_SENDABLE: ReadonlySet<ErrorCode> = new Set(['EC20_AT_TEXT', 'EC20_AT_LONG']);

/** `+QMTPUBEX: idx,msgid,2`. */
const RESULT_FAILED = 2;
/** Rule 13: refused so often at window 1 though connected, the message is given up. */
const REFUSALS = 3;
/** Rule 13: so many connections lost running while it was the oldest on its way. */
const LOSSES = 3;
/** Rule 13: result 2 twice running means that the connection is no good. */
const FAILURES = 2;
/** After a refusal the module gets a moment. */
const REFUSAL_PAUSE_MS = 500;

/** Moves the outbox's messages through a connection: as many at once as the window allows, as fast as the rate allows. */
export class Publisher {
  readonly #options: PublisherOptions;
  #client: PublishingClient | undefined;
  #paused = false;
  #inFlight = new Map<Entry, { takenOver: boolean }>();
  #pumping = false;
  #pokedMeanwhile = false;
  #timer: Timer | undefined;
  #restUntilMs = -Infinity;
  /** The message at the head that the module refuses, and how often. */
  #refused: { readonly entry: Entry; times: number } | undefined;
  #failures = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** Publishes await the broker at this moment. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** A connection is there: messages leave through it from now on. */
  attach(client: PublishingClient): void {
    this.#client = client;
    this.#paused = false;
    this.#refused = undefined;
    this.#failures = 0;
    this.#options.window.restart();
    this.poke();
  }

  /**
   * The connection is over: to be called before it rejects what was on its way, which then returns to its place. Later the
   * oldest could no longer be told from the others.
   */
  detach(reason: CodedError): void {
    if (this.#client === undefined) return;
    this.#client = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#countLoss(reason);
  }

  /** The module sends a publish again by itself: fewer at once, and slower (DESIGN.md rule 13, result 1). */
  slowDown(): void {
    this.#options.window.refused();
    this.#options.rate.halve();
  }

  /** Lets nothing leave while something unclear is asked (DESIGN.md rule 7). */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.poke();
  }

  /** Something has changed: a message is ready, a place in the window is free. */
  poke(): void {
    if (this.#pumping) {
      this.#pokedMeanwhile = true;
      return;
    }
    this.#pumping = true;
    void this.#pump().finally(() => {
      this.#pumping = false;
      if (this.#pokedMeanwhile) this.poke();
    });
  }

  async #pump(): Promise<void> {
    this.#pokedMeanwhile = false;
    for (let entry = this.#choose(); entry !== undefined; entry = this.#choose()) await this.#send(entry);
  }

  /** The message that may leave now, taken from the outbox. */
  #choose(): Entry | undefined {
    const { outbox, window, rate, clock } = this.#options;
    if (this.#client === undefined || this.#paused || this.#inFlight.size >= window.size) return undefined;
    const next = outbox.peek();
    if (next === undefined) return undefined;
    // QoS 0 has no id of its own to tell two results apart (DESIGN.md rule 12).
    if (next.qos === 0 && [...this.#inFlight.keys()].some((entry) => entry.qos === 0)) return undefined;
    const waitMs = Math.max(rate.waitMs(clock.now()), this.#restUntilMs - clock.now());
    if (waitMs > 0) {
      this.#timer ??= clock.after(waitMs, () => {
        this.#timer = undefined;
        this.poke();
      });
      return undefined;
    }
    rate.take(clock.now(), next.qos);
    return outbox.take();
  }

  /** Resolves when the module has taken the message over or refused it: the AT channel is free for the next. */
  async #send(entry: Entry): Promise<void> {
    const client = this.#client;
    if (client === undefined) {
      this.#options.outbox.putBack(entry);
      return;
    }
    const sentAtMs = this.#options.clock.now();
    const flight = { takenOver: false };
    this.#inFlight.set(entry, flight);
    entry.attempts++;
    const attempt = client.publish(entry);
    attempt.completed.then(
      (result) => this.#completed(entry, client, attempt.messageId, sentAtMs, result),
      (error: unknown) => this.#lost(entry, client, asCodedError(error)),
    );
    try {
      await attempt.accepted;
      flight.takenOver = true;
      this.#refused = undefined;
    } catch {
      // `completed` rejects with the same reason.
    }
  }

  #completed(
    entry: Entry,
    client: PublishingClient,
    messageId: number,
    sentAtMs: number,
    result: 'acknowledged' | 'failed',
  ): void {
    const { outbox, window, rate, clock, listener } = this.#options;
    this.#inFlight.delete(entry);
    if (result === 'acknowledged') {
      this.#failures = 0;
      window.succeeded();
      rate.restore();
      const queuedMs = Math.round(sentAtMs - entry.acceptedAtMs);
      const deliveredMs = Math.round(clock.now() - entry.acceptedAtMs);
      listener.delivered(entry);
      outbox.delivered(entry, { messageId, attempts: entry.attempts, queuedMs, deliveredMs });
      this.poke();
      return;
    }
    window.refused();
    rate.halve();
    listener.refused();
    const error = new CodedError('EC20_PUBLISH_FAILED', {
      params: { result: RESULT_FAILED },
      moduleCode: RESULT_FAILED,
      outcome: 'unknown',
    });
    this.#failures++;
    if (this.#failures >= FAILURES && this.#client === client) this.#reopen(error);
    this.#return(entry, true, error);
    this.poke();
  }

  /** A publish got no result, or was refused before it was sent. */
  #lost(entry: Entry, client: PublishingClient, error: CodedError): void {
    if (error.code === 'EC20_MODULE_ERROR') {
      void this.#refuse(entry, client, error);
      return;
    }
    if (NEVER_SENDABLE.has(error.code)) {
      this.#inFlight.delete(entry);
      this.#options.outbox.failed(entry, error);
      this.poke();
      return;
    }
    const takenOver = this.#inFlight.get(entry)?.takenOver ?? false;
    this.#inFlight.delete(entry);
    if (error.code === 'EC20_DATA_STUCK') this.#options.listener.damaged();
    if (error.code === 'EC20_TIMEOUT' && takenOver && this.#client === client) {
      // The line answers: it is the broker that doesn't, so no evidence against the module (DESIGN.md rule 9).
      const params = { result: 'none' };
      this.#reopen(new CodedError('EC20_PUBLISH_FAILED', { params, outcome: 'unknown', cause: error }));
    }
    this.#return(entry, takenOver, error);
    this.poke();
  }

  /** Nothing leaves through this connection any more. */
  #reopen(reason: CodedError): void {
    this.detach(reason);
    this.#options.listener.reopen(reason);
  }

  /** Back to its place; a QoS 0 message that the module had taken over is never sent again (DESIGN.md rule 13). */
  #return(entry: Entry, takenOver: boolean, error: CodedError): void {
    const { outbox } = this.#options;
    if (entry.losses >= LOSSES) {
      const poison = new CodedError('EC20_PUBLISH_POISON', {
        params: { topic: entry.topic },
        outcome: 'unknown',
        cause: error,
      });
      outbox.failed(entry, poison);
    } else if (entry.qos === 0 && takenOver) {
      outbox.failed(entry, new CodedError('EC20_PUBLISH_UNKNOWN', { outcome: 'unknown', cause: error }));
    } else {
      outbox.putBack(entry);
    }
  }

  /**
   * ERROR: before the prompt nothing was sent; behind the payload (firmware that breaks on double quotes) it may have been.
   * The message keeps its place in the window until it is clear what to do.
   */
  async #refuse(entry: Entry, client: PublishingClient, error: CodedError): Promise<void> {
    const { outbox, window, rate, listener, clock } = this.#options;
    const atSmallest = window.size === 1;
    window.refused();
    rate.halve();
    listener.refused();
    this.#restUntilMs = clock.now() + REFUSAL_PAUSE_MS;
    const state = atSmallest ? await client.state().catch(() => undefined) : STATE_CONNECTED;
    this.#inFlight.delete(entry);
    if (state !== STATE_CONNECTED && this.#client === client) this.#reopen(error);
    if (atSmallest && state === STATE_CONNECTED && this.#refusalsOf(entry) >= REFUSALS) {
      const params = { result: String(error.params['result'] ?? 'ERROR') };
      outbox.failed(
        entry,
        new CodedError('EC20_PUBLISH_REFUSED', { params, outcome: error.outcome, cause: error }),
      );
    } else {
      outbox.putBack(entry);
    }
    this.poke();
  }

  /** Counts one more refusal of a message; another's are forgotten. */
  #refusalsOf(entry: Entry): number {
    if (this.#refused?.entry !== entry) this.#refused = { entry, times: 0 };
    return ++this.#refused.times;
  }

  /** The oldest on its way is the suspect when the broker closes; every other starts anew. */
  #countLoss(reason: CodedError): void {
    const oldest = this.#options.outbox.oldestInFlight();
    const isFailure = reason.code === 'EC20_PUBLISH_FAILED' && reason.moduleCode === RESULT_FAILED;
    if (oldest === undefined || !(isFailure || CLOSED_BY_BROKER.has(reason.code))) return;
    oldest.losses++;
    for (const entry of this.#inFlight.keys()) if (entry !== oldest) entry.losses = 0;
  }
}
