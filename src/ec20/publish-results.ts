import type { Unsolicited } from '../at/channel';
import { numberAt } from '../at/parameter';
import type { Clock } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { Deferred } from '../base/deferred';
import { RESULT_MS } from './deadlines';
import { packetResult } from './result-codes';

/** What +QMTPUBEX reports of a publish. */
export type PublishResult = 'acknowledged' | 'failed';

export interface PublishResultsOptions {
  readonly clock: Clock;
  /** Named in the error when no result was received: `AT+QMTPUBEX`. */
  readonly command: string;
  /** The message id's result can no longer come. */
  readonly release: (messageId: number) => void;
  /** The module sends a publish again: the link is slow. */
  readonly retransmitting: (messageId: number) => void;
}

/** Publishes of one connection whose result is still to come, by their message ids: one look-up per code. */
export class PublishResults {
  readonly #awaited = new Map<number, AwaitedResult>();

  constructor(private readonly options: PublishResultsOptions) {}

  /** Call before the publish is written. */
  await(messageId: number): AwaitedResult {
    const result = new AwaitedResult(messageId, this.options, () => this.#awaited.delete(messageId));
    this.#awaited.set(messageId, result);
    return result;
  }

  /** Receives +QMTPUBEX or +QMTPUB of this client. */
  received(urc: Unsolicited): void {
    const messageId = numberAt(urc.params, 1);
    const awaited = messageId === undefined ? undefined : this.#awaited.get(messageId);
    if (awaited === undefined) return;
    const result = packetResult(numberAt(urc.params, 2));
    if (result === 'retransmitting') this.options.retransmitting(awaited.messageId);
    else awaited.settle(result);
  }

  /** The connection is over. */
  rejectAll(reason: CodedError): void {
    for (const awaited of [...this.#awaited.values()]) awaited.settle(reason);
  }
}

/** One publish's result. */
export class AwaitedResult extends Deferred<PublishResult> {
  constructor(
    readonly messageId: number,
    private readonly options: PublishResultsOptions,
    settled: () => void,
  ) {
    super(settled);
    this.quiet();
  }

  /** The module has accepted the message: the result's deadline starts now. */
  arm(): void {
    const { clock, command } = this.options;
    this.within(
      clock,
      RESULT_MS,
      () => new CodedError('EC20_TIMEOUT', { params: { command, ms: RESULT_MS }, outcome: 'unknown' }),
    );
  }

  /** After a deadline the result may still come: the id stays taken. */
  settle(result: PublishResult | CodedError): void {
    if (this.isSettled) return;
    if (result instanceof CodedError) this.reject(result);
    else this.resolve(result);
    if (!(result instanceof CodedError && result.code === 'EC20_TIMEOUT'))
      this.options.release(this.messageId);
  }
}
