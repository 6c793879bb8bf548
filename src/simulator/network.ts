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
const REGISTRATION = {
  idle: 0,
  home: 1,
  searching: 2,
  denied: 3,
  unknown: 4,
  roaming: 5,
  sms: 6,
  'sms-roaming': 7,
  emergency: 8,
  'home-csfb': 9,
  'roaming-csfb': 10,
} as const;
/** Registered for data; the last two where only calls would rather use LTE (3GPP TS 27.007 §7.2). */
const SERVED: ReadonlySet<number> = new Set([1, 5, 9, 10]);

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
  /** What the network has said when it was asked last: at a start, and when the radio came on. */
  #asked: SimulatorSettings['registration'] | undefined;
  /** The access point that context 1 had when the module attached last. */
  #attachedApn: string;
  /** As an earlier program, or the network, has left it, until radio or module are switched. */
  #isStuck: boolean;

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
    this.#isStuck = !cold;
    this.#attachedApn = this.#apn();
    this.#ask();
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

  /** The radio is on again: the network is asked anew. */
  radioOn(): void {
    if (this.host.settings.stuckUntil === 'radio') this.#isStuck = false;
    this.#attachedApn = this.#apn();
    this.#ask();
    this.search();
  }

  /** AT+CGATT: the access point is told anew. */
  attachAnew(): void {
    if (!this.host.memory.detached) this.#attachedApn = this.#apn();
    this.review();
  }

  /** What doesn't work although the module is registered. */
  get stuck(): SimulatorSettings['radioStuck'] {
    return this.#isStuck ? this.host.settings.radioStuck : 'no';
  }

  /** The stat that one of the three commands tells. */
  stat(domain: Domain): number {
    return this.#stats()[domain];
  }

  /** True at home or roaming. */
  get registered(): boolean {
    return SERVED.has(this.#stat());
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
    const placed = this.host.memory.registrationCodes[domain] === 2 && SERVED.has(stat);
    return placed ? `${stat},"5A1E","6F1B21A",7` : String(stat);
  }

  /** Brings a context up. False: the network refused it. An active one stays as it is. */
  async activate(cid: number): Promise<boolean> {
    const { memory, settings } = this.host;
    await this.host.delay(settings.pdpMs);
    if (memory.activeContexts.has(cid)) return true;
    const apn = this.host.flash.contexts.get(cid)?.apn ?? '';
    const known = settings.apnName === '' || apn.toLowerCase() === settings.apnName.toLowerCase();
    const isRefused = settings.apn === 'wrong' || !known || settings.pdpHeld === cid || this.stuck === 'pdp';
    if (!this.attached || isRefused) {
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
    if (memory.functionality !== 1 || this.sim() !== 'ready' || memory.deregistered) return REGISTRATION.idle;
    const answer = this.#asked === 'denied' ? REGISTRATION.denied : REGISTRATION[settings.registration];
    if (SERVED.has(answer) && clock.now() < this.#searchEndsMs) return REGISTRATION.searching;
    if (!this.#isChosen()) return REGISTRATION.searching;
    const { attachApn, attachRefusal } = settings;
    const isLetIn = attachApn === '' || this.#attachedApn.toLowerCase() === attachApn.toLowerCase();
    return isLetIn ? answer : REGISTRATION[attachRefusal];
  }

  /** The network that AT+COPS wants by hand is this one; with mode 4 any will do in the end. */
  #isChosen(): boolean {
    const { settings, flash } = this.host;
    const { mode, name } = flash.operator;
    return mode !== 1 || name === settings.plmn || name.toUpperCase() === settings.operator.toUpperCase();
  }

  /** A refusal sticks: the module doesn't ask again by itself. */
  #ask(): void {
    const { clock, settings } = this.host;
    this.#asked = settings.deniedMs > clock.now() ? 'denied' : undefined;
  }

  #apn(): string {
    return this.host.flash.contexts.get(1)?.apn ?? '';
  }

  #stats(): Readonly<Record<Domain, number>> {
    const stat = this.#stat();
    const tellers = TELLERS[this.host.settings.registeredBy];
    const told = (domain: Domain) => (tellers.includes(domain) ? stat : REGISTRATION.idle);
    return { creg: told('creg'), cgreg: told('cgreg'), cereg: told('cereg') };
  }
}
