import { type Clock, sleep } from '../base/clock';
import { CodedError } from '../base/coded-error';
import type { Random } from '../base/random';
import { DEADLINES } from '../ec20/deadlines';
import type { Modem } from '../ec20/modem';
import { RecoveryLadder, type RecoveryStep, type Rung, mayHaveDrifted } from '../ec20/recovery';
import { BackOff } from './back-off';
import type { Status } from './status';
import { failurePolicy } from './failure-policy';

/** The next port of the module. */
const SEARCH: RecoveryStep = { rung: 'port', advice: undefined };

/** What happens between two attempts: reports the failure, corrects its likely cause, waits. */
export class Recovery {
  readonly #backOff: BackOff;
  readonly #ladder: RecoveryLadder;

  constructor(
    private readonly clock: Clock,
    random: Random,
    private readonly modem: Modem,
    private readonly status: Status,
  ) {
    this.#backOff = new BackOff(random);
    this.#ladder = new RecoveryLadder(clock);
  }

  /** Runs after a failure; resolves when the next attempt is due, or with `stop`. Never rejects. */
  async recover(failure: CodedError, stop: AbortSignal): Promise<void> {
    const policy = failurePolicy(failure.code);
    // While `auto` has more ports to try, silence is no evidence against the module.
    const isSearching = failure.code === 'EC20_MODULE_SILENT' && this.modem.isSearching;
    const { rung, advice } = isSearching ? SEARCH : this.#ladder.next(failure);
    const restMs = isSearching ? policy.floorMs : this.#backOff.next(policy.floorMs);
    const waitMs = restMs + (rung === 'restart' ? DEADLINES.bootMs : 0);
    const startMs = this.clock.now();
    this.status.advice = advice;
    this.status.wait(policy.state, failure, waitMs);
    try {
      await this.#correct(rung, failure, stop);
      await sleep(this.clock, Math.max(0, startMs + waitMs - this.clock.now()), stop);
    } catch {
      // Stopped while waiting, or the line ended during the recovery: the next attempt will show.
    }
  }

  /** Online for a while: back-off and recovery are reset. */
  succeeded(): void {
    this.#backOff.reset();
    this.#ladder.succeeded();
    this.status.advice = undefined;
  }

  async #correct(rung: Rung, failure: CodedError, stop: AbortSignal): Promise<void> {
    if (!this.modem.isOpen) return;
    if (rung === 'connection') {
      if (mayHaveDrifted(failure)) await this.modem.dropDriftedContext();
      return;
    }
    if (rung === 'context') {
      await this.modem.dropContext();
      return;
    }
    if (rung === 'radio') {
      await this.modem.cycleRadio(stop);
      return;
    }
    if (rung === 'restart') await this.modem.restart().catch(() => undefined);
    await this.modem.close(new CodedError('EC20_LINE_CLOSED'));
  }
}
