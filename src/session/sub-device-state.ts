import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import type { Listeners } from '../base/listeners';
import type { SubDevice } from '../cloud/gateway';

/** One sub-device for display. No secrets. */
export interface SubDeviceSnapshot {
  /** `productKey/deviceName`. */
  readonly device: string;
  readonly deviceName: string;
  /** In the order of a login. */
  readonly state: 'offline' | 'registering' | 'adding' | 'login' | 'online' | 'failed';
  /** Why it isn't online. */
  readonly error: CodedError | undefined;
  /** Wall-clock milliseconds at which `state` was entered. */
  readonly since: number;
}

/** What a sub-device needs to come online, in this order. */
export type SubDeviceNeed = 'register' | 'add' | 'login';

/** First pause after a refusal that somebody has to cure, and after one that passes; each further pause is twice as long. */
const PAUSE_MS = { none: 600_000, again: 60_000 } as const;
const LONGEST_PAUSE_MS = 3_600_000;
/** The platform takes so many logins of one device in a minute (§A8.2). */
const LOGINS_PER_MINUTE = 5;
const MINUTE_MS = 60_000;
/** After this long without a refusal the next one is the first. */
const STEADY_MS = 600_000;

/** One sub-device of a gateway: how far it has come on this connection, and when it is next tried. */
export class SubDeviceState {
  stage: SubDeviceSnapshot['state'] = 'offline';
  error: CodedError | undefined;
  /** The clock's reading before which nothing is tried; Infinity: not until the cloud tells of a change. */
  dueMs = -Infinity;
  /** Refused in a message with others: tried alone from now on. */
  isAlone = false;
  /** Added to the topology on this connection, so that a login without one is not cured by adding it again. */
  wasAdded = false;
  /** It is in the topology; undefined: not known. */
  isInTopology: boolean | undefined;
  /** Somebody has removed it from the gateway: it is not added again by itself. */
  isRemoved = false;
  /** How often in a row no answer came. */
  silences = 0;
  #sinceWallMs: number;
  #refusals = 0;
  /** The clock's reading when it was last added or logged in, unless it has been refused since. */
  #succeededMs: number | undefined;
  /** The clock's readings of its latest logins. */
  #logins: readonly number[] = [];

  constructor(
    public device: SubDevice,
    private readonly clock: Clock,
    /** Notified of each change of the snapshot's state or error. */
    private readonly changes: Listeners<SubDeviceSnapshot>,
  ) {
    this.#sinceWallMs = clock.wallTime();
  }

  get snapshot(): SubDeviceSnapshot {
    const { key: device, deviceName } = this.device;
    return { device, deviceName, state: this.stage, error: this.error, since: this.#sinceWallMs };
  }

  /** What it needs next. */
  get need(): SubDeviceNeed | undefined {
    if (this.stage === 'online') return undefined;
    if (this.device.signature === undefined) return 'register';
    return this.isInTopology === false ? 'add' : 'login';
  }

  /** The clock's reading before which it is not asked for, be it for a pause or for the platform's rate. */
  get dueAtMs(): number {
    const [fifth] = this.#logins;
    const isLimited =
      this.need === 'login' && this.#logins.length >= LOGINS_PER_MINUTE && fifth !== undefined;
    return isLimited ? Math.max(this.dueMs, fifth + MINUTE_MS) : this.dueMs;
  }

  /** It is asked for now. */
  asked(kind: SubDeviceNeed): void {
    if (kind === 'login') this.#logins = [...this.#logins, this.clock.now()].slice(-LOGINS_PER_MINUTE);
  }

  /** `error`: why it isn't online. */
  become(stage: SubDeviceSnapshot['state'], error: CodedError | undefined): void {
    const isNews = this.stage !== stage || this.error?.code !== error?.code;
    if (this.stage !== stage) this.#sinceWallMs = this.clock.wallTime();
    this.stage = stage;
    this.error = error;
    if (isNews) this.changes.emit(this.snapshot);
  }

  /** A new connection, or none: everything is asked anew, and what was refused is tried at once. */
  restart(): void {
    this.isAlone = false;
    this.wasAdded = false;
    this.isInTopology = undefined;
    this.silences = 0;
    this.dueMs = this.isRemoved ? Infinity : -Infinity;
    this.#refusals = 0;
  }

  /** It was added or logged in. */
  succeeded(): void {
    this.#succeededMs = this.clock.now();
    this.isAlone = false;
  }

  /** Refused: the next attempt comes after a pause. */
  refused(cure: 'again' | 'none'): void {
    const nowMs = this.clock.now();
    // Two gateways that take it from each other succeed each time, and yet must not do so each minute.
    if (this.#succeededMs !== undefined && nowMs - this.#succeededMs >= STEADY_MS) this.#refusals = 0;
    this.#succeededMs = undefined;
    const pauseMs = Math.min(PAUSE_MS[cure] * 2 ** this.#refusals, LONGEST_PAUSE_MS);
    this.#refusals++;
    this.dueMs = nowMs + pauseMs;
  }
}
