import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import { failureOf } from '../errors/catalogue';
import type { Evidence, Trouble } from '../errors/row';

/**
 * What to do before the next attempt, from the gentlest on (rule 9): nothing but a new connection, a new PDP
 * context, the radio off and on, a reopened port, a restart of the module.
 */
export type Rung = 'connection' | 'context' | 'radio' | 'port' | 'restart';

export interface RecoveryStep {
  readonly rung: Rung;
  /** Set when only the power switch is left; attempts go on all the same. */
  readonly advice: 'power-cycle' | undefined;
}

/** The rung for what a failure points at. Without evidence against the module, the network or the cloud is at fault. */
const RUNGS: Readonly<Record<Evidence, Exclude<Rung, 'radio'>>> = {
  none: 'connection',
  context: 'context',
  port: 'port',
  deaf: 'port',
  restart: 'restart',
};

/**
 * True when a look whether the PDP context has drifted is worth its two commands: no network though the module shows an
 * address (EG800K field log).
 */
export function mayHaveDrifted({ code }: CodedError): boolean {
  return failureOf(code).suspects.includes('context');
}

/** The port rung climbs after that many failures that say: the port opens, but the module behind it is deaf. */
const DEAF_BEFORE_RESTART = 2;

/** AT+CFUN=1,1 takes the module off the network for half a minute: at most once an hour. */
const RESTART_INTERVAL_MS = 3_600_000;

/** What is done about a trouble with the network, while the line is sound: when, and how often at most. */
interface Remedy {
  /** So long it may go away by itself, in milliseconds from the first failure of the outage. */
  readonly patienceMs: number;
  /** From one step to the next. */
  readonly everyMs: number;
  /** Radio and restart take turns, beginning with this one. */
  readonly first: 'radio' | 'restart';
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Some modules never ask the network again after a refusal, and some lose it until radio or module are switched off and on (docs/reliability.md
 * has this table for users). A card that was paid for, or a network that came to its senses, shall be found with nobody there.
 */
const REMEDIES: Readonly<Record<Exclude<Trouble, 'none' | 'neutral'>, Remedy>> = {
  registration: { patienceMs: 15 * MINUTE_MS, everyMs: HOUR_MS, first: 'radio' },
  card: { patienceMs: 15 * MINUTE_MS, everyMs: HOUR_MS, first: 'radio' },
  context: { patienceMs: 15 * MINUTE_MS, everyMs: HOUR_MS, first: 'radio' },
  route: { patienceMs: 30 * MINUTE_MS, everyMs: HOUR_MS, first: 'radio' },
  // The module can't let go of its own client: the radio has nothing to do with it.
  client: { patienceMs: 15 * MINUTE_MS, everyMs: HOUR_MS, first: 'restart' },
  // A wrong host name is the likelier cause.
  name: { patienceMs: HOUR_MS, everyMs: 6 * HOUR_MS, first: 'radio' },
};

/** Climbs on evidence only; being online for a while starts it at the bottom again. */
export class RecoveryLadder {
  #deaf = 0;
  #restartedAtMs: number | undefined;
  /** When the network's trouble began. */
  #troubledSinceMs: number | undefined;
  /** Steps that this trouble has been answered with. */
  #steps = 0;
  /** Outlives the trouble: a network that comes and goes is no reason to climb more often. */
  #steppedAtMs: number | undefined;

  constructor(private readonly clock: Clock) {}

  /** The step that fits a failure. */
  next(failure: CodedError): RecoveryStep {
    const { trouble, evidence } = failureOf(failure.code);
    const forced = this.#forcedBy(trouble);
    if (forced !== undefined) return { rung: forced, advice: undefined };
    const rung = RUNGS[evidence];
    if (rung === 'connection' || rung === 'context') return { rung, advice: undefined };
    if (evidence === 'deaf') this.#deaf++;
    if (rung === 'port' && this.#deaf <= DEAF_BEFORE_RESTART) return { rung, advice: undefined };
    if (this.#mayRestart()) {
      this.#deaf = 1;
      return { rung: 'restart', advice: undefined };
    }
    // A restart is due and not to be had: only the power switch is left.
    return { rung: 'port', advice: 'power-cycle' };
  }

  /** The session is online: the evidence is void. The hour of the restart goes on. */
  succeeded(): void {
    this.#deaf = 0;
    this.#troubledSinceMs = undefined;
    this.#steps = 0;
  }

  /** The step that a lasting trouble of the network has come to; undefined while it may go away by itself. */
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

  /** True, and noted as done, where the last restart was an hour ago. */
  #mayRestart(): boolean {
    const nowMs = this.clock.now();
    if (this.#restartedAtMs !== undefined && nowMs - this.#restartedAtMs < RESTART_INTERVAL_MS) return false;
    this.#restartedAtMs = nowMs;
    return true;
  }
}
