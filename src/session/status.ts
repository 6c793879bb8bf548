import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import { Listeners } from '../base/listeners';
import type { SessionState } from './snapshot';

/** The session's state and its reason; reports each change once. */
export class Status {
  /** A change of state, code or counters that are displayed. */
  readonly changed = new Listeners<undefined>('onChange', (error) => this.faults.emit(error));
  /** A new fault: not each retry, only a change of its code; and each failure of a listener. */
  readonly faults = new Listeners<CodedError>('onFault', (error, thrower) =>
    this.faults.emitToOthers(error, thrower),
  );
  advice: 'power-cycle' | undefined;
  #state: SessionState = 'closed';
  #error: CodedError | undefined;
  #sinceWallMs: number;
  #retryAtMs: number | undefined;

  constructor(private readonly clock: Clock) {
    this.#sinceWallMs = clock.wallTime();
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The last error; kept until the session is online or closed. */
  get error(): CodedError | undefined {
    return this.#error;
  }

  /** Wall-clock milliseconds at which the state was entered. */
  get sinceWallMs(): number {
    return this.#sinceWallMs;
  }

  /** Milliseconds until the next attempt. */
  get retryInMs(): number | undefined {
    return this.#retryAtMs === undefined ? undefined : Math.max(0, this.#retryAtMs - this.clock.now());
  }

  /** A step towards online: an earlier error stays until that is reached, but a reason for having been closed is over. */
  enter(state: 'opening' | 'starting' | 'sim' | 'network' | 'connecting'): void {
    this.#become(state, this.#state === 'closed' ? undefined : this.#error, undefined);
  }

  /** Nothing happens for `waitMs`, because of `error`. */
  wait(state: 'waiting' | 'failed', error: CodedError, waitMs: number): void {
    this.#become(state, error, this.clock.now() + waitMs);
  }

  online(): void {
    this.#become('online', undefined, undefined);
  }

  /** `error`: the reason when it isn't final. */
  closed(error: CodedError | undefined): void {
    this.#become('closed', error, undefined);
  }

  #become(state: SessionState, error: CodedError | undefined, retryAtMs: number | undefined): void {
    // Closing on purpose is no fault.
    const isNewFault = error !== undefined && error.code !== this.#error?.code && state !== 'closed';
    const isChange = state !== this.#state || error?.code !== this.#error?.code;
    if (state !== this.#state) this.#sinceWallMs = this.clock.wallTime();
    this.#state = state;
    this.#error = error;
    this.#retryAtMs = retryAtMs;
    if (isNewFault) this.faults.emit(error);
    if (isChange) this.changed.emit(undefined);
  }
}
