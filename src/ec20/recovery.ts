import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import type { ErrorCode } from '../base/error-catalogue';

/**
 * What to do before the next attempt, from the gentlest on (DESIGN.md rule 9): nothing but a new connection, a new PDP
 * context, a reopened port, a restart of the module.
 */
export type Rung = 'connection' | 'context' | 'port' | 'restart';

export interface RecoveryStep {
  readonly rung: Rung;
  /** Set when only the power switch is left; attempts go on all the same. */
  readonly advice: 'power-cycle' | undefined;
}

/** The evidence for a rung above `connection`. A code that isn't here says nothing about the module: the network or the cloud is at fault. */
const EVIDENCE: Partial<Record<ErrorCode, Exclude<Rung, 'connection'>>> = {
  EC20_ALIAUTH_OLD: 'restart',
  EC20_OPEN_PDP: 'context',
  EC20_PDP_LOST: 'context',
  EC20_PDP_FAILED: 'context',
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

/** Climbs on evidence only; being online for a while starts it at the bottom again. */
export class RecoveryLadder {
  #deaf = 0;
  #restartedAtMs: number | undefined;

  constructor(private readonly clock: Clock) {}

  /** The step that fits a failure. */
  next(failure: CodedError): RecoveryStep {
    const rung = EVIDENCE[failure.code] ?? 'connection';
    if (rung === 'connection' || rung === 'context') return { rung, advice: undefined };
    if (DEAF.has(failure.code)) this.#deaf++;
    if (rung === 'port' && this.#deaf <= DEAF_BEFORE_RESTART) return { rung, advice: undefined };
    const sinceRestartMs =
      this.#restartedAtMs === undefined ? Infinity : this.clock.now() - this.#restartedAtMs;
    if (sinceRestartMs >= RESTART_INTERVAL_MS) {
      this.#restartedAtMs = this.clock.now();
      this.#deaf = 1;
      return { rung: 'restart', advice: undefined };
    }
    // A restart is due and not to be had: only the power switch is left.
    return { rung: 'port', advice: 'power-cycle' };
  }

  /** The session is online: the evidence is void. The hour of the restart goes on. */
  succeeded(): void {
    this.#deaf = 0;
  }
}
