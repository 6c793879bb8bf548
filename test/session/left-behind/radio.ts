import type { Clock } from '../../../src/base/clock';
import type { LeftState } from './module-cases';
import { type Handler, OK, type Outcome, REFUSED } from './command';

/** How the module comes to the network: its radio went on, or it only attached anew. */
export interface Attempt {
  readonly by: 'radio' | 'attach';
  readonly nowMs: number;
  /** The access point of context 1. */
  readonly apn: string;
}

/** The network's word on an attempt, which stays until the next: `<stat>` of AT+CEREG?. */
export type Network = (attempt: Attempt) => number;

/** From the attempt to the network's word. */
const SEARCH_MS = 3000;
/** From the radio's start to a card that is ready. */
const SIM_START_MS = 1000;
/** 6, 7: SMS only; 8: emergency calls only; 9, 10: registered, voice by a fallback not preferred. */
const REGISTERED: ReadonlySet<number> = new Set([1, 5, 9, 10]);
const SEARCHING = 2;

/** Card, radio, registration and packet data of a module. */
export class Radio {
  cfun: number;
  cops: number;
  #apn: string;
  #isActive = false;
  #word: number;
  #attemptAtMs: number;
  #simReadyAtMs = 0;
  /** What a restart comes back with. */
  #savedFunction: number;
  /** Each time that the radio went from off to on. */
  cycles = 0;

  /** `lost`: the packet data are gone, and every connection with them. `heard`: an unsolicited line. */
  constructor(
    private readonly clock: Clock,
    private readonly left: LeftState,
    private readonly network: Network,
    private readonly tell: {
      readonly lost: () => void;
      readonly heard: (line: string) => void;
      readonly restart: () => void;
      readonly cycled: () => void;
    },
  ) {
    this.cfun = left.cfun ?? 1;
    this.cops = left.cops ?? 0;
    this.#savedFunction = left.saved === false ? 1 : this.cfun;
    this.#apn = left.apn ?? '';
    this.#attemptAtMs = clock.now() - SEARCH_MS;
    this.#word = this.#ask('radio');
  }

  get isActive(): boolean {
    return this.#isActive;
  }

  /** A restart: what was saved stays, and the radio comes to the network anew. */
  boot(): void {
    this.cfun = this.#savedFunction;
    if (this.left.saved === false) this.cops = 0;
    this.#drop();
    this.#start();
  }

  readonly handlers: Readonly<Record<string, Handler>> = {
    '+CFUN': ({ form, values }) =>
      form === 'write' ? this.#setFunction(values) : this.#line(`${this.cfun}`, '+CFUN'),
    '+CPIN': ({ form }) => {
      if (form !== 'read') return REFUSED;
      if (this.cfun === 0) return { refused: 13 };
      return this.clock.now() < this.#simReadyAtMs ? { refused: 14 } : this.#line('READY', '+CPIN');
    },
    '+COPS': ({ form, values }) => {
      if (form === 'test') return this.#line('(1,"CHINA MOBILE","CMCC","46000",7)', '+COPS');
      if (form === 'read')
        return this.#line(this.#isRegistered() ? `${this.cops},0,"CHINA MOBILE",7` : `${this.cops}`, '+COPS');
      return this.#setOperator(Number(values[0]));
    },
    '+CSQ': () => this.#line(this.cfun === 1 ? '20,99' : '99,99', '+CSQ'),
    '+QCSQ': () => this.#line(this.#isRegistered() ? '"LTE",50,-78,188,-14' : '"NOSERVICE"', '+QCSQ'),
    '+QNWINFO': () =>
      this.#line(this.#isRegistered() ? '"FDD LTE","46000","LTE BAND 3",1650' : 'No Service', '+QNWINFO'),
    '+CEREG': (command) => this.#registration('+CEREG', command.form),
    '+CGREG': (command) => this.#registration('+CGREG', command.form),
    '+CREG': (command) => this.#registration('+CREG', command.form),
    '+CGATT': ({ form, values }) => {
      if (form === 'read') return this.#line(this.#isRegistered() ? '1' : '0', '+CGATT');
      return this.#attach(values[0] === '1');
    },
    '+CGDCONT': ({ form, values }) => {
      if (form === 'read') return this.#line(`1,"IP","${this.#apn}","0.0.0.0",0,0,0,0`, '+CGDCONT');
      if (form === 'write' && values[0] === '1') this.#apn = values[2] ?? '';
      return OK;
    },
    '+QICSGP': ({ form, values }) => {
      if (form !== 'write') return REFUSED;
      if (values.length === 1)
        return this.#line(values[0] === '1' ? `1,"${this.#apn}","","",0` : '1,"","","",0', '+QICSGP');
      if (values[0] === '1') this.#apn = values[2] ?? '';
      return OK;
    },
    '+QIACT': ({ form }) => {
      if (form === 'read') return this.#isActive ? this.#line('1,1,1,"10.7.1.2"', '+QIACT') : OK;
      if (this.#isActive || !this.#isRegistered()) return { ...REFUSED, afterMs: 20 };
      this.#isActive = true;
      return { afterMs: 500 };
    },
    '+QIDEACT': () => {
      if (this.#isActive) this.#drop();
      return { afterMs: 200 };
    },
    '+CGACT': ({ form }) => (form === 'read' ? this.#line(`1,${this.#isActive ? 1 : 0}`, '+CGACT') : OK),
    '+CGPADDR': () => this.#line(this.#isActive ? '1,"10.7.1.2"' : '1,"0.0.0.0"', '+CGPADDR'),
  };

  /** Something else than the driver switches the radio: another program on the second port. */
  switchTo(cfun: number): void {
    this.cfun = cfun;
    if (cfun === 1) this.#start();
    else this.#drop();
  }

  #setFunction([value, reset]: readonly string[]): Outcome {
    if (reset === '1') return { behind: () => this.tell.restart() };
    const cfun = Number(value);
    if (![0, 1, 4].includes(cfun)) return REFUSED;
    const isCycle = cfun === 1 && this.cfun !== 1;
    this.cfun = cfun;
    if (cfun !== 1) this.#drop();
    if (!isCycle) return { afterMs: 500 };
    this.#savedFunction = 1;
    this.cycles++;
    this.tell.cycled();
    this.#start();
    this.clock.after(SIM_START_MS, () => this.tell.heard('+CPIN: READY'));
    return { afterMs: 500 };
  }

  #setOperator(mode: number): Outcome {
    if (mode === 3) return OK;
    const wasOff = this.cops === 2;
    this.cops = mode;
    if (mode === 2) this.#drop();
    else if (wasOff) this.#begin('attach');
    return { afterMs: 1000 };
  }

  #attach(on: boolean): Outcome {
    if (this.cfun !== 1 || this.cops === 2) return { refused: 30 };
    if (!on) {
      this.#drop();
      this.#word = SEARCHING;
      return { afterMs: 500 };
    }
    if (this.#isRegistered()) return OK;
    this.#begin('attach');
    return REGISTERED.has(this.#word) ? { afterMs: SEARCH_MS } : { refused: 30, afterMs: SEARCH_MS };
  }

  #registration(name: string, form: string): Outcome {
    return form === 'read' ? this.#line(`0,${this.#status()}`, name) : OK;
  }

  #status(): number {
    if (this.cfun !== 1 || this.cops === 2) return 0;
    return this.clock.now() < this.#attemptAtMs + SEARCH_MS ? SEARCHING : this.#word;
  }

  #isRegistered(): boolean {
    return REGISTERED.has(this.#status());
  }

  #start(): void {
    this.#simReadyAtMs = this.clock.now() + SIM_START_MS;
    this.#begin('radio');
  }

  #begin(by: Attempt['by']): void {
    this.#attemptAtMs = this.clock.now();
    this.#word = this.#ask(by);
  }

  #ask(by: Attempt['by']): number {
    return this.network({ by, nowMs: this.clock.now(), apn: this.#apn });
  }

  #drop(): void {
    this.#isActive = false;
    this.tell.lost();
  }

  #line(value: string, name: string): Outcome {
    return { lines: [`${name}: ${value}`] };
  }
}
