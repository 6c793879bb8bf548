import type { Clock, Timer } from '../base/clock';
import type { Flash, Memory } from './module-state';
import type { Selection } from './profile';
import { isRegistered, Registration } from './registration';
import type { SimulatorSettings } from './settings';
import { recover } from './recovery-action';

/** What the SIM and the radio require of the module. */
export interface NetworkHost {
  readonly clock: Clock;
  readonly settings: SimulatorSettings;
  readonly flash: Flash;
  readonly memory: Memory;
  after(delayMs: number, action: () => void): Timer;
  delay(ms: number): Promise<void>;
  /** The duration of an operation: 0 for commands of an earlier program. */
  lasting(ms: number): number;
  urc(text: string): void;
  /** Sends the URCs of a SIM that has become ready. */
  simCodes(): void;
  /** A PDP context is down: connections over it are dead. */
  contextLost(cid: number): void;
}

/** `starting`: it reports the codes of simAfterBoot. */
export type SimState = 'ready' | 'absent' | 'pin' | 'puk' | 'busy' | 'failure' | 'starting';
export type Domain = 'creg' | 'cgreg' | 'cereg';

/** Stat 0: neither registered nor searching. */
const IDLE = 0;
/** CME code for each SIM state (EC2x AT manual §15.4). */
const SIM_ERRORS = { absent: 10, pin: 11, puk: 12, failure: 13, busy: 14 } as const;
/** Words of +CPIN with which a card works. */
const WORKING_WORDS = ['READY', 'SIM PIN2', 'SIM PUK2'];

const REPORTING: Readonly<Record<SimulatorSettings['registeredBy'], readonly Domain[]>> = {
  all: ['creg', 'cgreg', 'cereg'],
  creg: ['creg'],
  cgreg: ['cgreg'],
  cereg: ['cereg'],
  packet: ['cgreg', 'cereg'],
};

/** The SIM, the registration and the PDP contexts of a running module. */
export class Network {
  readonly #registration: Registration;
  #searchEndsMs: number;
  #busyEndsMs: number;
  #simStartMs: number;
  #reported: Readonly<Record<Domain, number>>;
  #reportedSim: SimState;
  #timeGivenMs: number | undefined;
  #wasRegistered = false;

  /** `cold`: right after a start, so that SIM and network are not ready yet. */
  constructor(
    private readonly host: NetworkHost,
    cold: boolean,
  ) {
    const { clock, settings } = host;
    this.#registration = new Registration(host);
    this.#searchEndsMs = cold ? clock.now() + this.#searchMs : clock.now();
    this.#simStartMs = clock.now() + (cold ? settings.bootMs : 0);
    this.#busyEndsMs = clock.now() + settings.busyMs;
    if (settings.sim === 'busy') {
      host.after(settings.busyMs, () => {
        this.search();
        host.simCodes();
      });
    }
    if (cold) host.after(this.#searchMs, () => this.review());
    const startEndsMs = this.#simStartMs + this.#simCodes.length * settings.simStepMs;
    if (this.#simCodes.length > 0) host.after(startEndsMs - clock.now(), () => this.review());
    this.#takeTime(false);
    this.#reported = this.#stats();
    this.#reportedSim = this.sim();
  }

  /** The SIM state that AT+CPIN? reports now. */
  sim(): SimState {
    const { settings, flash, memory, clock } = this.host;
    if (memory.profile.functionality === 0) return 'failure';
    if (this.#startCode !== undefined) return 'starting';
    if (settings.sim === 'absent' || settings.sim === 'failure') return settings.sim;
    if (settings.sim === 'busy' && clock.now() < this.#busyEndsMs) return 'busy';
    if (flash.pinTries === 0) return 'puk';
    if (settings.sim === 'puk' && flash.newPin === undefined) return 'puk';
    if (settings.sim === 'pin' && !memory.pinEntered) return 'pin';
    return settings.simWord === '' || WORKING_WORDS.includes(settings.simWord) ? 'ready' : 'failure';
  }

  /** The CME code for commands that require the card; undefined: it is ready. */
  get simError(): number | undefined {
    const sim = this.sim();
    if (sim === 'ready') return undefined;
    if (this.host.memory.profile.functionality === 0) return this.host.settings.simOffCme;
    return sim === 'starting' ? this.#startCode : SIM_ERRORS[sim];
  }

  /** The PIN or PUK was correct: starts the network search. */
  search(): void {
    const searchMs = this.host.lasting(this.#searchMs);
    this.#searchEndsMs = this.host.clock.now() + searchMs;
    this.review();
    if (searchMs > 0) this.host.after(searchMs, () => this.review());
  }

  /** Changes CFUN: switching on again revives the radio, and the module registers again. */
  setFunctionality(level: Memory['profile']['functionality']): void {
    const { settings, memory, clock } = this.host;
    const before = memory.profile.functionality;
    memory.profile.functionality = level;
    if (level !== 1 || before === 1) {
      this.review();
      return;
    }
    recover(settings, 'radio');
    if (settings.autoAttach) memory.profile.detached = false;
    this.#registration.askBy('cfun');
    if (before === 0) this.#simStartMs = clock.now();
    this.search();
    if (before === 0) this.host.simCodes();
  }

  /** Whether a network of this name or number is available. */
  offers(operator: string): boolean {
    return this.#registration.isOffered(operator);
  }

  /** AT+COPS: selects a network, or any; undefined: deregisters. */
  select(selection: Selection | undefined): void {
    const { profile } = this.host.memory;
    const before = profile.selection;
    const wasDeregistered = profile.deregistered;
    profile.deregistered = selection === undefined;
    profile.selection = selection ?? before;
    const isOther = before.mode !== selection?.mode || before.operator !== selection.operator;
    if (selection === undefined) this.review();
    else if (wasDeregistered || isOther) {
      this.#registration.askBy('cops');
      this.search();
    }
  }

  /** Whether CGATT=1 finds a network, or sends a request to one. */
  get canAttach(): boolean {
    return this.registered || (this.#registration.isStale && this.#registration.asksBy('cgatt'));
  }

  /** AT+CGATT. */
  attach(on: boolean): void {
    this.host.memory.profile.detached = !on;
    if (on && !this.registered && this.#registration.askBy('cgatt')) this.search();
    else this.review();
  }

  /** An APN was written: the module attaches with that of context 1 from the next attach on. */
  defined(cid: number, by: 'CGDCONT' | 'QICSGP'): void {
    const { flash, settings } = this.host;
    if (cid !== 1 || (by === 'QICSGP' && !settings.qicsgpAttaches)) return;
    flash.attachApn = flash.contexts.get(1)?.apn ?? '';
    if (this.#registration.isStale && this.#registration.askBy('write')) this.search();
  }

  /** Whether a context may be written: some modules refuse to change one in use. */
  isWritable(cid: number): boolean {
    const { settings, memory } = this.host;
    const used = memory.activeContexts.has(cid) || settings.pdpHeld === cid;
    return !used || settings.activeWrite === 'ok';
  }

  /** The stat that each of the three commands reports. */
  stat(domain: Domain): number {
    return this.#stats()[domain];
  }

  /** Whether there is a network for data. */
  get registered(): boolean {
    return isRegistered(this.#stat());
  }

  /** The wall clock when the network last sent its time, at each registration; undefined: it never did. */
  get timeGivenMs(): number | undefined {
    return this.#timeGivenMs;
  }

  get attached(): boolean {
    return this.registered && !this.host.memory.profile.detached;
  }

  /** Compares with the last reported state: sends +CREG URCs where enabled, and drops contexts without a network. */
  review(): void {
    const stats = this.#stats();
    const before = this.#reported;
    this.#takeTime(this.#wasRegistered);
    this.#reported = stats;
    for (const domain of REPORTING.all) {
      if (stats[domain] !== before[domain] && this.host.memory.profile[domain] > 0) {
        this.host.urc(`+${domain.toUpperCase()}: ${this.place(domain)}`);
      }
    }
    const sim = this.sim();
    const removed = sim === 'absent' && this.#reportedSim !== 'absent';
    this.#reportedSim = sim;
    if (removed) this.host.urc('+CPIN: NOT READY');
    if (!this.attached) for (const cid of [...this.host.memory.activeContexts]) this.loseContext(cid);
  }

  /** `stat`, with location and technology when n is 2. */
  place(domain: Domain): string {
    const stat = this.stat(domain);
    const placed = this.host.memory.profile[domain] === 2 && isRegistered(stat);
    return placed ? `${stat},"5A1E","6F1B21A",7` : String(stat);
  }

  /** Activates a context. False: the network refused it. An active one is left alone. */
  async activate(cid: number): Promise<boolean> {
    const { memory, settings } = this.host;
    await this.host.delay(settings.pdpMs);
    if (memory.activeContexts.has(cid)) return true;
    const apn = this.host.flash.contexts.get(cid)?.apn ?? '';
    const known = settings.apnName === '' || apn.toLowerCase() === settings.apnName.toLowerCase();
    const taken = settings.radioStuck === 'pdp' || settings.pdpHeld === cid;
    if (!this.attached || settings.apn === 'wrong' || !known || taken) {
      memory.lastError = { code: 561, text: 'open PDP context failed' };
      return false;
    }
    memory.activeContexts.add(cid);
    return true;
  }

  /** AT+QIDEACT: deactivates a context without a URC. */
  deactivate(cid: number): void {
    if (this.host.memory.activeContexts.delete(cid)) this.host.contextLost(cid);
  }

  /** The network deactivated the context: +QIURC: "pdpdeact". */
  loseContext(cid: number): void {
    if (!this.host.memory.activeContexts.delete(cid)) return;
    this.host.urc(`+QIURC: "pdpdeact",${cid}`);
    this.host.contextLost(cid);
  }

  /** What an attempt to reach a host encounters. Traffic on a stale context is lost. */
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
    const { memory, clock } = this.host;
    if (memory.profile.functionality !== 1 || this.sim() !== 'ready') return IDLE;
    return this.#registration.stat(clock.now() < this.#searchEndsMs);
  }

  get #searchMs(): number {
    const { attachApn, attachMs, registrationMs } = this.host.settings;
    return attachApn === '' ? registrationMs : attachMs;
  }

  get #simCodes(): readonly string[] {
    const { simAfterBoot } = this.host.settings;
    return simAfterBoot === '' ? [] : simAfterBoot.split(',');
  }

  /** The code of simAfterBoot at this moment. */
  get #startCode(): number | undefined {
    const sinceMs = this.host.clock.now() - this.#simStartMs;
    const code = this.#simCodes[Math.max(0, Math.floor(sinceMs / Math.max(1, this.host.settings.simStepMs)))];
    return code === undefined ? undefined : Number(code);
  }

  #stats(): Readonly<Record<Domain, number>> {
    const stat = this.#stat();
    const reporting = REPORTING[this.host.settings.registeredBy];
    const reported = (domain: Domain) => (reporting.includes(domain) ? stat : IDLE);
    return { creg: reported('creg'), cgreg: reported('cgreg'), cereg: reported('cereg') };
  }
}
