import { CodedError } from '../base/coded-error';
import { Deferred } from '../base/deferred';
import { type ResponseMatch, ResponseMatcher } from './response-match';
import type { DataPhase } from './data-phase';
import { moduleError } from './module-error';
import { type CommandLine, commandHead } from './parameter';
import type { ProbeIndex } from './probe';
import type { Job, Settlement } from './command-state';

/** One command for {@link Channel.run}. Times run from the write, not from the call. */
export interface Command {
  readonly line: CommandLine;
  /** Matches its own information lines; others are unsolicited codes. */
  readonly matches?: readonly ResponseMatch[];
  /** Timeout of the final result. A command with data has its own deadlines instead. */
  readonly replyMs: number;
  readonly data?: DataPhase;
  /** The matched lines hold a secret: they are masked in the trace. */
  readonly secretAnswer?: boolean;
  readonly signal?: AbortSignal;
  /** A guest's command: the last places of the queue are reserved for others. */
  readonly isGuest?: boolean;
}

/** One matched line, latin1; with `data` the line up to its payload. */
export interface AnswerLine {
  readonly text: string;
  readonly data?: Buffer;
}

/** Response to a command: its matched lines, in order. The final result was OK. */
export interface Answer {
  readonly lines: readonly AnswerLine[];
}

/** A command from its acceptance by the channel to its settlement, and on while its late answer may come. */
export class PendingCommand {
  readonly matcher: ResponseMatcher;
  readonly lines: AnswerLine[] = [];
  readonly #answer = new Deferred<Answer>();
  #onAbort: (() => void) | undefined;

  constructor(
    readonly id: number,
    readonly command: Command,
    private readonly resembles: ProbeIndex | undefined,
  ) {
    this.matcher = new ResponseMatcher(command.matches ?? []);
  }

  get promise(): Promise<Answer> {
    return this.#answer.promise;
  }

  /** Calls `cancelled` when the command's signal aborts before it settles. */
  watchSignal(cancelled: () => void): void {
    this.#onAbort = cancelled;
    this.command.signal?.addEventListener('abort', cancelled, { once: true });
  }

  get head(): string {
    return commandHead(this.command.line);
  }

  /** True when lines received meanwhile may hold a secret. */
  get isSecret(): boolean {
    return this.command.line.secrets.length > 0 || this.command.secretAnswer === true;
  }

  get job(): Job {
    const { data, replyMs } = this.command;
    return {
      id: this.id,
      replyMs,
      resembles: this.resembles,
      data:
        data === undefined
          ? undefined
          : {
              bytes: data.bytes.length,
              promptMs: data.promptMs,
              replyMs: data.replyMs,
              isTerminated: data.terminator !== undefined,
            },
    };
  }

  /** Settles the promise by the outcome of the command in the slot; `reason` is that of an interruption. */
  settle(settlement: Settlement, reason: CodedError | undefined): void {
    const command = this.head;
    switch (settlement.kind) {
      case 'accepted':
        this.#unwatchSignal();
        this.#answer.resolve({ lines: this.lines });
        return;
      case 'refused': {
        const { text, moduleCode } = settlement.result;
        this.reject(
          moduleError({
            command: this.command.line.masked,
            result: text,
            outcome: settlement.isAfterData ? 'unknown' : 'rejected',
            moduleCode,
          }),
        );
        return;
      }
      case 'timed-out':
        this.reject(
          new CodedError('EC20_TIMEOUT', { params: { command, ms: settlement.ms }, outcome: 'unknown' }),
        );
        return;
      case 'stuck':
        this.reject(new CodedError('EC20_DATA_STUCK', { params: { command }, outcome: 'unknown' }));
        return;
      case 'cancelled':
        this.reject(new CodedError('EC20_CANCELLED', { params: { command }, outcome: 'unknown' }));
        return;
      case 'interrupted':
        this.reject(withOutcome(reason ?? new CodedError('EC20_LINE_CLOSED'), 'unknown'));
        return;
    }
  }

  reject(error: CodedError): void {
    this.#unwatchSignal();
    this.#answer.reject(error);
  }

  #unwatchSignal(): void {
    if (this.#onAbort !== undefined) this.command.signal?.removeEventListener('abort', this.#onAbort);
  }
}

/** The same reason with another outcome. */
export function withOutcome(reason: CodedError, outcome: CodedError['outcome']): CodedError {
  return new CodedError(reason.code, {
    params: reason.params,
    outcome,
    cause: reason,
    ...(reason.moduleCode === undefined ? {} : { moduleCode: reason.moduleCode }),
  });
}
