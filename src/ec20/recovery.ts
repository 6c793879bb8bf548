import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import type { ErrorCode } from '../base/error-catalogue';

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

/** The evidence for a rung above `connection`. A code that isn't here says nothing about the module: the network or the cloud is at fault. */
const EVIDENCE: Partial<Record<ErrorCode, Exclude<Rung, 'connection' | 'radio'>>> = {
  EC20_ALIAUTH_OLD: 'restart',
  EC20_OPEN_PDP: 'context',
  EC20_PDP_LOST: 'context',
  EC20_PDP_FAILED: 'context',
  EC20_PDP_HELD: 'context',
  EC20_LINK_PING: 'context',
  EC20_MODULE_SILENT: 'port',
  EC20_LINE_DESYNC: 'port',
  EC20_DATA_STUCK: 'port',
  EC20_ANSWER_SHAPE: 'port',
};

/** No network though the module shows an address: the context may have drifted to another cid (EG800K field log). */
const SIGNS_OF_DRIFT: ReadonlySet<ErrorCode> = new Set([
  'EC20_OPEN_NETWORK',
  'EC20_OPEN_DNS',
  'EC20_OPEN_FAILED',
  'EC20_OPEN_TIMEOUT',
]);

/** True when a look whether the PDP context has drifted is worth its two commands. */
export function mayHaveDrifted({ code }: CodedError): boolean {
  return SIGNS_OF_DRIFT.has(code);
}

/** The port rung climbs after that many failures that say: the port opens, but the module behind it is deaf. */
const DEAF: ReadonlySet<ErrorCode> = new Set(['EC20_MODULE_SILENT', 'EC20_LINE_DESYNC', 'EC20_DATA_STUCK']);
const DEAF_BEFORE_RESTART = 2;

/** AT+CFUN=1,1 takes the module off the network for half a minute: at most once an hour. */
const RESTART_INTERVAL_MS = 3_600_000;

/** A trouble with the network, while the line is sound: when it is mended by force, and how often at most. */
interface Trouble {
  readonly codes: readonly ErrorCode[];
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
const TROUBLES: readonly Trouble[] = [
  {
    codes: ['EC20_REGISTRATION_DENIED', 'EC20_REGISTRATION_LIMITED', 'EC20_NO_SIGNAL', 'EC20_NOT_REGISTERED'],
    patienceMs: 15 * MINUTE_MS,
    everyMs: HOUR_MS,
    first: 'radio',
  },
  {
    codes: ['EC20_SIM_ABSENT', 'EC20_SIM_FAILURE', 'EC20_SIM_BUSY', 'EC20_SIM_UNKNOWN', 'EC20_RADIO_OFF'],
    patienceMs: 15 * MINUTE_MS,
    everyMs: HOUR_MS,
    first: 'radio',
  },
  {
    codes: ['EC20_NOT_ATTACHED', 'EC20_PDP_FAILED', 'EC20_PDP_HELD', 'EC20_PDP_LOST', 'EC20_OPEN_PDP'],
    patienceMs: 15 * MINUTE_MS,
    everyMs: HOUR_MS,
    first: 'radio',
  },
  {
    codes: ['EC20_OPEN_NETWORK', 'EC20_OPEN_FAILED', 'EC20_OPEN_TIMEOUT', 'EC20_TLS_UNREACHABLE'],
    patienceMs: 30 * MINUTE_MS,
    everyMs: HOUR_MS,
    first: 'radio',
  },
  // The module can't let go of its own client: the radio has nothing to do with it.
  { codes: ['EC20_OPEN_OCCUPIED'], patienceMs: 15 * MINUTE_MS, everyMs: HOUR_MS, first: 'restart' },
  // A wrong host name is the likelier cause.
  { codes: ['EC20_OPEN_DNS'], patienceMs: HOUR_MS, everyMs: 6 * HOUR_MS, first: 'radio' },
];

/** Failures that say nothing about the network, one way or the other. */
const NEUTRAL: ReadonlySet<ErrorCode> = new Set(['EC20_TIMEOUT', 'EC20_MODULE_ERROR']);

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
    const forced = this.#forcedBy(failure.code);
    if (forced !== undefined) return { rung: forced, advice: undefined };
    const rung = EVIDENCE[failure.code] ?? 'connection';
    if (rung === 'connection' || rung === 'context') return { rung, advice: undefined };
    if (DEAF.has(failure.code)) this.#deaf++;
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
  #forcedBy(code: ErrorCode): 'radio' | 'restart' | undefined {
    const trouble = TROUBLES.find(({ codes }) => codes.includes(code));
    if (trouble === undefined) {
      if (!NEUTRAL.has(code)) this.#troubledSinceMs = undefined;
      return undefined;
    }
    const nowMs = this.clock.now();
    this.#troubledSinceMs ??= nowMs;
    const isPatient = nowMs - this.#troubledSinceMs < trouble.patienceMs;
    const isTooSoon = this.#steppedAtMs !== undefined && nowMs - this.#steppedAtMs < trouble.everyMs;
    if (isPatient || isTooSoon) return undefined;
    this.#steppedAtMs = nowMs;
    const isFirstKind = this.#steps++ % 2 === 0;
    const wantsRestart = isFirstKind === (trouble.first === 'restart');
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
