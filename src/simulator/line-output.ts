import type { DataRequest } from './data-mode';
import type { Memory } from './module-state';
import type { ModuleWorld } from './module-world';
import { RESULT_NUMBERS } from './reply';
import type { SimulatorSettings } from './settings';

export interface LineOutputOptions {
  readonly settings: SimulatorSettings;
  readonly memory: Memory;
  readonly port: Pick<ModuleWorld, 'write' | 'asking'>;
  /** False: the module is off, and sends nothing. */
  readonly isOn: () => boolean;
  /** Whether the line carries a connection's data instead of commands. */
  readonly isOnline: () => boolean;
}

/** What the module writes to its ports: results, answers and URCs, each framed as ATV, ATQ and the settings say. */
export class LineOutput {
  readonly #options: LineOutputOptions;
  /** URCs held back until a data connection on this line ends. */
  readonly #held: string[] = [];
  /** The last bytes to the port that issued the last command were an end of line. */
  #lineEnded = false;

  constructor(options: LineOutputOptions) {
    this.#options = options;
  }

  /** Sends a URC to the port that `urcport` names; lost where no listener is attached. */
  urc(text: string): void {
    const { memory, port, isOn, isOnline } = this.#options;
    const { urcport } = memory.profile;
    const isHere = urcport === 'all' || urcport === port.asking();
    if (isHere && isOnline()) {
      this.#held.push(text);
      return;
    }
    const framed = this.#framed(text, isHere);
    if (framed === undefined) return;
    const code = Buffer.from(framed, 'latin1');
    if (isHere) this.#lineEnded = framed.endsWith('\n');
    if (isOn() && !this.isAtOtherSpeed) port.write(code, urcport);
  }

  /** The URCs held back until now, which are forgotten. */
  takeHeld(): readonly string[] {
    return this.#held.splice(0);
  }

  /** A result code: words, or a number after ATV0; nothing after ATQ1. `compact`: without the line end before it. */
  result(word: string, compact = false): void {
    const { quiet, verbose } = this.#options.memory.profile;
    if (quiet) return;
    const number = RESULT_NUMBERS[word];
    if (verbose) this.#put(compact ? `${word}\r\n` : `\r\n${word}\r\n`);
    else this.#put(number === undefined ? `${word}\r\n` : `${number}\r`);
  }

  /** Sends lines between CR LF. */
  lines(lines: readonly string[]): void {
    this.#put(`${this.#lead(false)}${lines.join('\r\n')}\r\n`);
  }

  /** Sends CONNECT, with a speed if requested, before the line switches to data. */
  connected(words: string): void {
    this.result(this.#options.memory.profile.verbose ? words : 'CONNECT');
  }

  /** What stands before the data of a command. */
  introduce(intro: DataRequest['intro']): void {
    if (intro === 'connect') this.result('CONNECT');
    else this.#put(promptOf(this.#options.settings));
  }

  /** Bytes as they are: an echo, or a connection's data. */
  write(bytes: Buffer): void {
    const { port, isOn } = this.#options;
    if (!isOn() || bytes.length === 0 || this.isAtOtherSpeed) return;
    const before = this.#lineEnded;
    this.#lineEnded =
      bytes.length > 1 ? bytes.subarray(-2).toString('latin1') === '\r\n' : before && bytes[0] === 0x20;
    port.write(bytes, 'asking');
  }

  /** AT+IPR has set a different speed from the host's: neither understands the other. */
  get isAtOtherSpeed(): boolean {
    const { baudRate } = this.#options.memory.profile;
    const { lineBaud } = this.#options.settings;
    return lineBaud !== 0 && baudRate !== 0 && baudRate !== lineBaud;
  }

  /**
   * A URC as formatted on the line; RING and similar ones are results: a number after ATV0, nothing after ATQ1 (V.250 §6.2.5,
   * §6.2.6).
   */
  #framed(text: string, isHere: boolean): string | undefined {
    const number = RESULT_NUMBERS[text];
    const { quiet, verbose } = this.#options.memory.profile;
    if (number !== undefined && quiet) return undefined;
    if (number !== undefined && !verbose) return `${number}\r`;
    return `${isHere ? this.#lead(true) : '\r\n'}${text}\r\n`;
  }

  /** `always`: for URCs, which ATV0 doesn't shorten. */
  #lead(always: boolean): string {
    const { settings, memory } = this.#options;
    const isGlued = settings.glue && this.#lineEnded;
    return isGlued || (!memory.profile.verbose && !always) ? '' : '\r\n';
  }

  #put(text: string): void {
    this.write(Buffer.from(text, 'latin1'));
  }
}

/** The text between a publish command and its data. */
function promptOf({ prompt, promptBytes }: SimulatorSettings): string {
  if (promptBytes !== '') return Buffer.from(promptBytes, 'hex').toString('latin1');
  return prompt === 'space' ? '\r\n> ' : '\r\n>';
}
