import type { Clock } from '../base/clock';
import type { Flash, Memory } from './module-state';
import { commandNames } from './profile';
import type { SimulatorSettings } from './settings';

type Word = SimulatorSettings['registration'];
/** Commands after which a module may register again. */
type Way = 'cfun' | 'cops' | 'cgatt' | 'write';

/** The stat of CREG, CGREG, CEREG (EC2x AT manual §6.2; 6 to 10: 3GPP 27.007 §7.2). */
const STAT: Readonly<Record<Word, number>> = {
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
};
const REGISTERED: readonly number[] = [STAT.home, STAT.roaming, STAT['home-csfb'], STAT['roaming-csfb']];
/** Those that require a search. */
const FOUND: readonly number[] = [...REGISTERED, STAT.sms, STAT['sms-roaming']];

/** What the registration depends on. */
export interface RegistrationHost {
  readonly clock: Clock;
  readonly settings: SimulatorSettings;
  readonly flash: Flash;
  readonly memory: Memory;
}

/** Whether a stat means that there is a network for data. */
export function isRegistered(stat: number): boolean {
  return REGISTERED.includes(stat);
}

/** The network's last answer to a registration request, and what it means until the next request. */
export class Registration {
  #apn = '';
  #isDenied = false;

  constructor(private readonly host: RegistrationHost) {
    this.ask();
  }

  /** Registers: at a start, or after a command that `asksAgainBy` lists. */
  ask(): void {
    this.#apn = this.host.flash.attachApn;
    this.#isDenied = this.#networkSays() === 'denied';
  }

  /** Whether this module registers again after such a command. */
  asksBy(way: Way): boolean {
    return commandNames(this.host.settings.asksAgainBy).has(way.toUpperCase());
  }

  /** Registers again, where this module does so after such a command. */
  askBy(way: Way): boolean {
    const asks = this.asksBy(way);
    if (asks) this.ask();
    return asks;
  }

  /** Whether another registration request may change the result. */
  get isStale(): boolean {
    return this.#lacksApn || this.#sticks;
  }

  /** The stat, with radio and card working; `searching`: a search is in progress. */
  stat(searching: boolean): number {
    const stat = STAT[this.#word()];
    return searching && FOUND.includes(stat) ? STAT.searching : stat;
  }

  #word(): Word {
    const { settings, memory } = this.host;
    const { deregistered, selection } = memory.profile;
    const { mode, operator } = selection;
    if (deregistered) return 'idle';
    if (mode === 1 && !this.isOffered(operator)) return settings.manualMiss;
    if (this.#lacksApn) return settings.attachRefusal;
    if (this.#sticks) return 'denied';
    const word = this.#networkSays();
    this.#isDenied ||= word === 'denied';
    return word;
  }

  /** Whether a network of this name or number is available. */
  isOffered(operator: string): boolean {
    const { plmn, operator: name } = this.host.settings;
    return [plmn, name.toUpperCase()].includes(operator.toUpperCase());
  }

  get #lacksApn(): boolean {
    const { attachApn } = this.host.settings;
    return attachApn !== '' && this.#apn.toLowerCase() !== attachApn.toLowerCase();
  }

  get #sticks(): boolean {
    const { deniedSticks, deniedMs } = this.host.settings;
    return (deniedSticks || deniedMs > 0) && this.#isDenied;
  }

  #networkSays(): Word {
    const { settings, clock, flash } = this.host;
    return clock.now() - flash.firstOnMs < settings.deniedMs ? 'denied' : settings.registration;
  }
}
