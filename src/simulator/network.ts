import type { Clock, Timer } from '../base/clock';
import type { Flash, Memory } from './module-state';
import type { SimulatorSettings } from './settings';

/** What the SIM and the radio side need of the module. */
export interface NetworkHost {
  readonly clock: Clock;
  readonly settings: SimulatorSettings;
  readonly flash: Flash;
  readonly memory: Memory;
  after(delayMs: number, action: () => void): Timer;
  delay(ms: number): Promise<void>;
  urc(text: string): void;
  /** The codes of a SIM that has become ready. */
  simCodes(): void;
  /** The PDP context is gone: connections over it are dead. */
  contextLost(cid: number): void;
}

export type SimState = 'ready' | 'absent' | 'pin' | 'puk' | 'busy' | 'failure';
export type Domain = 'creg' | 'cgreg' | 'cereg';

/** The stat of CREG, CGREG, CEREG (EC2x AT manual §6.2). */
const REGISTRATION = { idle: 0, home: 1, searching: 2, denied: 3, unknown: 4, roaming: 5 } as const;

const TELLERS: Readonly<Record<SimulatorSettings['registeredBy'], readonly Domain[]>> = {
  all: ['creg', 'cgreg', 'cereg'],
  creg: ['creg'],
  cgreg: ['cgreg'],
  cereg: ['cereg'],
  packet: ['cgreg', 'cereg'],
};

/** The SIM, the registration and the PDP contexts of one module that is switched on. */
export class Network {
  #searchEndsMs: number;
  #busyEndsMs: number;
  #told: Readonly<Record<Domain, number>>;
  #simTold: SimState;
  #timeGivenMs: number | undefined;
  #wasRegistered = false;

  /** `cold`: right after a start, so that SIM and network still have to be found. */
  constructor(
    private readonly host: NetworkHost,
    cold: boolean,
  ) {
    const { clock, settings } = host;
    this.#searchEndsMs = cold ? clock.now() + settings.registrationMs : clock.now();
    this.#busyEndsMs = clock.now() + settings.busyMs;
    if (settings.sim === 'busy') {
      host.after(settings.busyMs, () => {
        this.search();
        host.simCodes();
      });
    }
    if (cold) host.after(settings.registrationMs, () => this.review());
    this.#takeTime(false);
    this.#told = this.#stats();
    this.#simTold = this.sim();
  }

  /** The SIM as AT+CPIN? sees it now. */
  sim(): SimState {
    const { settings, flash, memory, clock } = this.host;
    if (memory.functionality === 0) return 'failure';
    if (settings.sim === 'absent' || settings.sim === 'failure') return settings.sim;
    if (settings.sim === 'busy' && clock.now() < this.#busyEndsMs) return 'busy';
    if (flash.pinTries === 0) return 'puk';
    if (settings.sim === 'puk' && flash.newPin === undefined) return 'puk';
    if (settings.sim === 'pin' && !memory.pinEntered) return 'pin';
    return 'ready';
  }

  /** The PIN or PUK was right, or the radio is on again: the network has to be found. */
  search(): void {
    this.#searchEndsMs = this.host.clock.now() + this.host.settings.registrationMs;
    this.review();
    this.host.after(this.host.settings.registrationMs, () => this.review());
  }

  /** The stat that one of the three commands tells. */
  stat(domain: Domain): number {
    return this.#stats()[domain];
  }

  /** True at home or roaming. */
  get registered(): boolean {
    const stat = this.#stat();
    return stat === REGISTRATION.home || stat === REGISTRATION.roaming;
  }

  /** The wall clock when the network last gave its time, at each registration; undefined: it never did. */
  get timeGivenMs(): number | undefined {
    return this.#timeGivenMs;
  }

  get attached(): boolean {
    return this.registered && !this.host.memory.detached;
  }

  /** Compares with what was told last: sends +CREG codes where asked for, and drops contexts without a network. */
  review(): void {
    const stats = this.#stats();
    const before = this.#told;
    this.#takeTime(this.#wasRegistered);
    this.#told = stats;
    for (const domain of TELLERS.all) {
      if (stats[domain] !== before[domain] && this.host.memory.registrationCodes[domain] > 0) {
        this.host.urc(`+${domain.toUpperCase()}: ${this.place(domain)}`);
      }
    }
    const sim = this.sim();
    const removed = sim === 'absent' && this.#simTold !== 'absent';
    this.#simTold = sim;
    if (removed) this.host.urc('+CPIN: NOT READY');
    if (!this.attached) for (const cid of [...this.host.memory.activeContexts]) this.loseContext(cid);
  }

  /** `stat`, with place and technology when n is 2. */
  place(domain: Domain): string {
    const stat = this.stat(domain);
    const placed = this.host.memory.registrationCodes[domain] === 2 && (stat === 1 || stat === 5);
    return placed ? `${stat},"5A1E","6F1B21A",7` : String(stat);
  }

  /** Brings a context up. False: the network refused it. An active one stays as it is. */
  async activate(cid: number): Promise<boolean> {
    const { memory, settings } = this.host;
    await this.host.delay(settings.pdpMs);
    if (memory.activeContexts.has(cid)) return true;
    const apn = this.host.flash.contexts.get(cid)?.apn ?? '';
    const known = settings.apnName === '' || apn.toLowerCase() === settings.apnName.toLowerCase();
    if (!this.attached || settings.apn === 'wrong' || !known) {
      memory.lastError = { code: 561, text: 'open PDP context failed' };
      return false;
    }
    memory.activeContexts.add(cid);
    return true;
  }

  /** AT+QIDEACT: takes a context down without a code of its own. */
  deactivate(cid: number): void {
    if (this.host.memory.activeContexts.delete(cid)) this.host.contextLost(cid);
  }

  /** The network took the context: +QIURC: "pdpdeact". */
  loseContext(cid: number): void {
    if (!this.host.memory.activeContexts.delete(cid)) return;
    this.host.urc(`+QIURC: "pdpdeact",${cid}`);
    this.host.contextLost(cid);
  }

  /** What an attempt to reach a host would meet. Traffic on a drifted context goes nowhere. */
  reach(): 'ok' | 'no-dns' | 'no-tcp' {
    return this.host.settings.pdpDrift === 0 ? this.host.settings.internet : 'no-tcp';
  }

  #takeTime(wasRegistered: boolean): void {
    const { clock, settings } = this.host;
    this.#wasRegistered = this.registered;
    if (wasRegistered || !this.registered || settings.timeSource === 'none') return;
    this.#timeGivenMs = clock.wallTime();
  }

  #stat(): number {
    const { settings, memory, clock } = this.host;
    if (memory.functionality !== 1 || this.sim() !== 'ready') return REGISTRATION.idle;
    const found = settings.registration === 'home' || settings.registration === 'roaming';
    if (found && clock.now() < this.#searchEndsMs) return REGISTRATION.searching;
    return REGISTRATION[settings.registration];
  }

  #stats(): Readonly<Record<Domain, number>> {
    const stat = this.#stat();
    const tellers = TELLERS[this.host.settings.registeredBy];
    const told = (domain: Domain) => (tellers.includes(domain) ? stat : REGISTRATION.idle);
    return { creg: told('creg'), cgreg: told('cgreg'), cereg: told('cereg') };
  }
}
