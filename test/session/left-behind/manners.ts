import { type Handler, OK, type Outcome, REFUSED } from './command';
import type { LeftState } from './module-cases';

/** What AT&W saves and AT&F or a restart without it undoes. */
interface Form {
  V: number;
  Q: number;
  E: number;
  cmee: number;
}

const FACTORY: Form = { V: 1, Q: 0, E: 1, cmee: 1 };

/** The texts of +CME ERROR with AT+CMEE=2 (EC2x AT manual §15.4). */
const CME_TEXTS: Readonly<Record<number, string>> = {
  10: 'SIM not inserted',
  13: 'SIM failure',
  14: 'SIM busy',
  30: 'No network service',
};

/** Settings that are read and written, with no more to them. */
const PLAIN_SETTINGS: Readonly<Record<string, string>> = {
  '+CMGF': '0',
  '+CNMI': '2,1,0,0,0',
  '+CSCS': '"GSM"',
  '+CSMS': '0',
  '+CTZR': '0',
  '+CTZU': '0',
  '+CLIP': '0',
  '+CRC': '0',
  '+IFC': '0,0',
  '+ICF': '3,3',
  '+IPR': '115200',
  '+QSCLK': '0',
  '+CREG': '0',
};

/** How the module speaks, and what it says of itself: results as words or numbers or not at all, echo, names, clock. */
export class Manners {
  #form: Form;
  readonly #saved: Form;
  readonly #plain = new Map(Object.entries(PLAIN_SETTINGS));
  #urcPort = 'usbat';

  constructor(private readonly left: LeftState) {
    const { V = 1, Q = 0, echo = true, cmee = 1 } = left;
    this.#form = { V, Q, E: echo ? 1 : 0, cmee };
    this.#saved = left.saved === false ? { ...FACTORY } : { ...this.#form };
  }

  get echo(): boolean {
    return this.#form.E === 1;
  }

  /** A restart. */
  boot(): void {
    this.#form = { ...this.#saved };
  }

  /** ATE0, ATV1, ATQ0, AT&F, … */
  basic(command: string): Outcome {
    const [, letter = '', digits = ''] = /^(&?[A-Za-z])\s*(\d*)$/.exec(command) ?? [];
    const value = Number(digits);
    switch (letter.toUpperCase()) {
      case 'E':
      case 'Q':
      case 'V':
        this.#form[letter.toUpperCase() as 'E' | 'Q' | 'V'] = value;
        return value > 1 ? REFUSED : OK;
      case 'I':
        return { lines: ['Quectel', this.#model, `Revision: ${this.#revision}`] };
      case '&W':
        Object.assign(this.#saved, this.#form);
        return OK;
      case '&F':
        this.#form = { ...FACTORY };
        return OK;
      case 'Z':
        this.#form = { ...this.#saved };
        return OK;
      case '&C':
      case '&D':
      case 'X':
      case 'S':
        return OK;
      default:
        return REFUSED;
    }
  }

  readonly handlers: Readonly<Record<string, Handler>> = {
    ...Object.fromEntries([...this.#plain.keys()].map((name) => [name, this.#settingOf(name)])),
    '+CMEE': ({ form, values: [value = ''] }) => {
      if (form === 'read') return { lines: [`+CMEE: ${this.#form.cmee}`] };
      this.#form.cmee = Number(value);
      return OK;
    },
    '+QURCCFG': ({ values: [, port] }) => {
      if (port === undefined) return { lines: [`+QURCCFG: "urcport","${this.#urcPort}"`] };
      this.#urcPort = port;
      return OK;
    },
    '+CGMM': () => ({ lines: [this.#model] }),
    '+GMM': () => ({ lines: [this.#model] }),
    '+CGMR': () => ({ lines: [this.#revision] }),
    '+GMR': () => ({ lines: [this.#revision] }),
    '+GSN': () => ({ lines: ['867698041234567'] }),
    '+CGSN': () => ({ lines: ['867698041234567'] }),
    '+QCCID': () => ({ lines: ['+QCCID: 89860012345678901234'] }),
    '+CIMI': () => ({ lines: ['460001234567890'] }),
    '+QPINC': () => ({ lines: ['+QPINC: "SC",3,10', '+QPINC: "P2",3,10'] }),
    '+QINISTAT': () => ({ lines: ['+QINISTAT: 7'] }),
    '+CCLK': ({ form }) => (form === 'read' ? { lines: ['+CCLK: "26/11/22,08:00:00+32"'] } : OK),
    '+QLTS': () => ({ lines: ['+QLTS: "2026/11/22,00:00:00+32,0"'] }),
  };

  /** One information line (EC2x AT manual §1.4). */
  information(line: string): string {
    return this.#form.V === 1 ? `\r\n${line}\r\n` : `${line}\r\n`;
  }

  /** The result: OK, or a refusal by number or as ERROR. */
  result(refused: number | 'ERROR' | undefined): string {
    if (refused === undefined) return this.#code('OK', 0);
    if (refused === 'ERROR' || this.#form.cmee === 0) return this.#code('ERROR', 4);
    const word = this.#form.cmee === 2 ? (CME_TEXTS[refused] ?? String(refused)) : String(refused);
    return this.#form.Q === 1 ? '' : `\r\n+CME ERROR: ${word}\r\n`;
  }

  /** The result that opens a data phase. */
  connect(): string {
    return this.#code('CONNECT', 1);
  }

  #code(word: string, number: number): string {
    if (this.#form.Q === 1) return '';
    return this.#form.V === 1 ? `\r\n${word}\r\n` : `${number}\r`;
  }

  #settingOf(name: string): Handler {
    return ({ form, values }) => {
      if (form === 'read') return { lines: [`${name}: ${this.#plain.get(name) ?? ''}`] };
      if (form === 'write') this.#plain.set(name, values.join(','));
      return OK;
    };
  }

  get #model(): string {
    return this.left.model ?? 'EC20F';
  }

  get #revision(): string {
    return this.left.revision ?? 'EC20CEFAGR06A10M4G';
  }
}
