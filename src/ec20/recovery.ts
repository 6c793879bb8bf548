import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import { failureOf } from '../errors/catalogue';
import type { Evidence, Trouble } from '../errors/row';

/**
 * What to do before the next attempt, mildest first (rule 9): only a new connection, a new PDP context, the radio off
 * and on, a reopened port, a restart of the module.
 */
export type Rung = 'connection' | 'context' | 'radio' | 'port' | 'restart';

export interface RecoveryStep {
  readonly rung: Rung;
  /** Set when only the power switch is left; attempts continue all the same. */
  readonly advice: 'power-cycle' | undefined;
}

/** The rung that a failure suggests. Without evidence against the module, the network or the cloud is at fault. */
const RUNGS: Readonly<Record<Evidence, Exclude<Rung, 'radio'>>> = {
  none: 'connection',
  context: 'context',
  port: 'port',
  deaf: 'port',
  restart: 'restart',
};

/**
 * True when it is worth two commands to check whether the PDP context has drifted: no network although the module shows
 * an address (EG800K field log).
 */
export function mayHaveDrifted({ code }: CodedError): boolean {
  return failureOf(code).suspects.includes('context');
}

/** The port rung climbs after this many failures of the kind: the port opens, but the module does not answer. */
const UNANSWERED_BEFORE_RESTART = 2;

/** AT+CFUN=1,1 takes the module off the network for half a minute: at most once an hour. */
const RESTART_INTERVAL_MS = 3_600_000;

/** Response to a network outage while the line is sound: when, and how often at most. */
interface Remedy {
  /** Time for the trouble to pass, in milliseconds from the first failure of the outage. */
  readonly patienceMs: number;
  /** Pause between two steps, in milliseconds. */
  readonly everyMs: number;
  /** Radio and restart alternate, beginning with this one. */
  readonly first: 'radio' | 'restart';
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Some modules never register again after a refusal, and some lose the network until radio or module are switched off
 * and on (docs/reliability.md has this table for users). A card that has been topped up, or a network that is back,
 * must be found unattended.
 */
const REMEDIES: Readonly<Record<Exclude<Trouble, 'none' | 'neutral'>, Remedy>> = {
  registration: { patienceMs: 15 * MINUTE_MS, everyMs: HOUR_MS, first: 'radio' },
  card: { patienceMs: 15 * MINUTE_MS, everyMs: HOUR_MS, first: 'radio' },
  context: { patienceMs: 15 * MINUTE_MS, everyMs: HOUR_MS, first: 'radio' },
  route: { patienceMs: 30 * MINUTE_MS, everyMs: HOUR_MS, first: 'radio' },
  // The module can't release its own client: the radio is not involved.
  client: { patienceMs: 15 * MINUTE_MS, everyMs: HOUR_MS, first: 'restart' },
  // A wrong host name is more likely.
  name: { patienceMs: HOUR_MS, everyMs: 6 * HOUR_MS, first: 'radio' },
};

/** Climbs on evidence only; some time online resets it. */
export class RecoveryLadder {
  #unanswered = 0;
  #restartedAtMs: number | undefined;
  /** When the network outage began. */
  #troubledSinceMs: number | undefined;
  /** Number of steps taken against this outage. */
  #steps = 0;
  /** Outlives the outage: an intermittent network is no reason to climb more often. */
  #steppedAtMs: number | undefined;

  constructor(private readonly clock: Clock) {}

  /** The step for a failure. */
  next(failure: CodedError): RecoveryStep {
    const { trouble, evidence } = failureOf(failure.code);
    const forced = this.#forcedBy(trouble);
    if (forced !== undefined) return { rung: forced, advice: undefined };
    const rung = RUNGS[evidence];
    if (rung === 'connection' || rung === 'context') return { rung, advice: undefined };
    if (evidence === 'deaf') this.#unanswered++;
    if (rung === 'port' && this.#unanswered <= UNANSWERED_BEFORE_RESTART) return { rung, advice: undefined };
    if (this.#mayRestart()) {
      this.#unanswered = 1;
      return { rung: 'restart', advice: undefined };
    }
    // A restart is due but not possible: only the power switch is left.
    return { rung: 'port', advice: 'power-cycle' };
  }

  /** The session is online: the evidence is void. The hour since the restart keeps counting. */
  succeeded(): void {
    this.#unanswered = 0;
    this.#troubledSinceMs = undefined;
    this.#steps = 0;
  }

  /** The step due for a lasting network outage; undefined while it may still pass. */
  #forcedBy(trouble: Trouble): 'radio' | 'restart' | undefined {
    if (trouble === 'none') this.#troubledSinceMs = undefined;
    if (trouble === 'none' || trouble === 'neutral') return undefined;
    const { patienceMs, everyMs, first } = REMEDIES[trouble];
    const nowMs = this.clock.now();
    this.#troubledSinceMs ??= nowMs;
    const isPatient = nowMs - this.#troubledSinceMs < patienceMs;
    const isTooSoon = this.#steppedAtMs !== undefined && nowMs - this.#steppedAtMs < everyMs;
    if (isPatient || isTooSoon) return undefined;
    this.#steppedAtMs = nowMs;
    const isFirstKind = this.#steps++ % 2 === 0;
    const wantsRestart = isFirstKind === (first === 'restart');
    return wantsRestart && this.#mayRestart() ? 'restart' : 'radio';
  }

  /** True, and recorded as done, if the last restart was an hour ago. */
  #mayRestart(): boolean {
    const nowMs = this.clock.now();
    if (this.#restartedAtMs !== undefined && nowMs - this.#restartedAtMs < RESTART_INTERVAL_MS) return false;
    this.#restartedAtMs = nowMs;
    return true;
  }
}
