import type { Clock } from '../../../src/base/clock';
import { sleep } from '../../../src/base/clock';
import type { Line, Transport } from '../../../src/transport/transport';
import { type DataPhase, type Handler, OK, type Outcome, REFUSED, readCommand, splitLine } from './command';
import { Files } from './files';
import { Manners } from './manners';
import type { LeftState } from './module-cases';
import { Mqtt } from './mqtt';
import { type Network, Radio } from './radio';
import { PROMPT, type RawPart, type Saying, type Sayings } from './sayings';

export interface PlayedModuleOptions {
  readonly clock: Clock;
  readonly port: Transport;
  readonly state: LeftState;
  readonly sayings: Sayings;
  readonly network: Network;
  /** What ends a saying: after it the ordinary module answers. */
  readonly cures: readonly Cure[];
}

/** The radio went on (again), the module has restarted, or a file was removed. */
export type CuringEvent = 'radio' | 'restart' | 'removal';

export interface Cure {
  readonly by: readonly CuringEvent[];
  /** A command of the saying, without its AT. */
  readonly of: string;
}

/** From AT+CFUN=1,1 to RDY. */
const BOOT_MS = 10_000;
/** From the line to its answer. */
const ANSWER_MS = 10;
const BOOT_CODES = ['RDY', '+CFUN: 1', '+CPIN: READY', '+QUSIM: 1', '+QIND: SMS DONE', '+QIND: PB DONE'];
/** In front of further commands of a line a raw answer's own result is not yet the line's. */
const RESULT_OK = '\r\nOK\r\n';
const END_OF_TEXT = 0x1a;
const ESCAPE = 0x1b;

/**
 * An AT module of its own, written from the manuals and from other people's captures: it shares nothing with the driver or the
 * simulator. It answers what bring-up, MQTT and files need, out of the state that it was left in, and as its sayings have it.
 */
export class PlayedModule {
  /** Each command that has come, without its AT, one of a joined line at a time. */
  readonly commands: string[] = [];
  /** Each line that has come. */
  readonly lines: string[] = [];
  readonly radio: Radio;
  readonly mqtt: Mqtt;
  readonly files: Files;
  readonly #manners: Manners;
  readonly #handlers: Readonly<Record<string, Handler>>;
  #line: Line | undefined;
  #input = Buffer.alloc(0);
  #arrived: (() => void) | undefined;
  #isDeaf = false;
  /** Restarts so far: what runs in an older life says nothing more. */
  #life = 0;

  constructor(private readonly options: PlayedModuleOptions) {
    const { clock, state } = options;
    const heard = (text: string) => this.emit(`\r\n${text}\r\n`);
    this.mqtt = new Mqtt(clock, state.lenOk !== false, () => this.radio.isActive, heard);
    this.radio = new Radio(clock, state, options.network, {
      heard,
      lost: () => this.mqtt.lost(),
      restart: () => void this.restart(),
      cycled: () => this.#happened('radio'),
    });
    this.files = new Files(() => this.#happened('removal'));
    this.#manners = new Manners(state);
    this.#handlers = {
      ...this.#manners.handlers,
      ...this.radio.handlers,
      ...this.mqtt.handlers,
      ...this.files.handlers,
    };
  }

  /** Plugs it in. It then runs until the test's clock stops. */
  async attach(): Promise<void> {
    this.#line = await this.options.port.open({
      received: (bytes) => this.#take(bytes),
      lost: () => undefined,
    });
    void this.#run(this.#life);
  }

  /** Sends unsolicited bytes. */
  emit(text: string): void {
    if (!this.#isDeaf) void this.#line?.write(Buffer.from(text, 'latin1'));
    const [, index] = /\+QMTSTAT: (\d)/.exec(text) ?? [];
    if (index !== undefined) this.mqtt.hangUp(index);
  }

  /** AT+CFUN=1,1, or the power. */
  async restart(): Promise<void> {
    this.#life++;
    const life = this.#life;
    this.#isDeaf = true;
    this.#input = Buffer.alloc(0);
    this.mqtt.boot();
    await sleep(this.options.clock, BOOT_MS);
    if (life !== this.#life) return;
    this.#isDeaf = false;
    this.#manners.boot();
    this.radio.boot();
    this.#happened('restart');
    this.emit(BOOT_CODES.map((code) => `\r\n${code}\r\n`).join(''));
    void this.#run(life);
  }

  #take(bytes: Buffer): void {
    if (this.#isDeaf) return;
    this.#input = Buffer.concat([this.#input, bytes]);
    if (this.#manners.echo) this.emit(bytes.toString('latin1'));
    this.#arrived?.();
  }

  async #run(life: number): Promise<void> {
    for (;;) {
      const line = await this.#until((input) => {
        const end = input.indexOf('\r');
        return end === -1 ? undefined : end + 1;
      });
      if (life !== this.#life) return;
      const text = line
        .toString('latin1')
        .replace(/[\r\n]/g, '')
        .trim();
      if (text === '') continue;
      await sleep(this.options.clock, ANSWER_MS);
      await this.#answer(text, life);
    }
  }

  /** The next bytes up to where `end` says. */
  async #until(end: (input: Buffer) => number | undefined): Promise<Buffer> {
    for (;;) {
      const length = end(this.#input);
      if (length !== undefined) {
        const taken = this.#input.subarray(0, length);
        this.#input = this.#input.subarray(length);
        return taken;
      }
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }

  /** Joined commands run in order; the first that fails ends the line. */
  async #answer(line: string, life: number): Promise<void> {
    this.lines.push(line);
    if (!/^AT/i.test(line)) {
      this.#result(REFUSED);
      return;
    }
    const behind: (() => void)[] = [];
    const commands = splitLine(line.slice(2));
    for (const [place, command] of commands.entries()) {
      this.commands.push(command);
      const done = await this.#perform(command, place === commands.length - 1);
      if (life !== this.#life || done === undefined) return;
      if (done.refused !== undefined) {
        this.#result(done);
        return;
      }
      if (done.behind !== undefined) behind.push(done.behind);
    }
    this.#result(OK);
    for (const action of behind) action();
  }

  /** Undefined: the answer has been given, its result too. */
  async #perform(command: string, isLast: boolean): Promise<Outcome | undefined> {
    const saying = this.options.sayings.take(command);
    if (saying !== undefined) return this.#say(command, saying, isLast);
    return this.#complete(this.#ordinary(command));
  }

  async #complete(outcome: Outcome, beforeResult: readonly RawPart[] = []): Promise<Outcome> {
    const { clock } = this.options;
    if (outcome.afterMs !== undefined) await sleep(clock, outcome.afterMs);
    for (const line of outcome.lines ?? []) this.emit(this.#manners.information(line));
    if (outcome.data === undefined) return outcome;
    const data = await this.#data(outcome.data);
    if (data === undefined) return OK;
    for (const { afterMs, text } of beforeResult) {
      await sleep(clock, afterMs);
      this.emit(text);
    }
    await sleep(clock, ANSWER_MS);
    return this.#complete(outcome.data.taken(data));
  }

  async #data({ prompt, bytes }: DataPhase): Promise<Buffer | undefined> {
    this.emit(prompt === '>' ? '\r\n> ' : this.#manners.connect());
    if (bytes !== undefined) return this.#until((input) => (input.length < bytes ? undefined : bytes));
    const text = await this.#until((input) => {
      const end = input.findIndex((byte) => byte === END_OF_TEXT || byte === ESCAPE);
      return end === -1 ? undefined : end + 1;
    });
    return text.at(-1) === ESCAPE ? undefined : text.subarray(0, -1);
  }

  async #say(command: string, saying: Saying, isLast: boolean): Promise<Outcome | undefined> {
    const { clock } = this.options;
    switch (saying.kind) {
      case 'information':
        this.emit(saying.text);
        return OK;
      case 'failure':
        this.emit(saying.text);
        return undefined;
      case 'later':
        return {
          behind: () => void clock.after(saying.afterMs, () => this.emit(`\r\n${saying.code}\r\n`)),
        };
      case 'raw':
        for (const [place, { afterMs, text }] of saying.parts.entries()) {
          if (afterMs > 0) await sleep(clock, afterMs);
          if (text === PROMPT) return this.#complete(this.#ordinary(command), saying.parts.slice(place + 1));
          this.emit(!isLast && text.endsWith(RESULT_OK) ? text.slice(0, -RESULT_OK.length) : text);
        }
        return !isLast && saying.parts.some(({ text }) => text.endsWith(RESULT_OK)) ? OK : undefined;
    }
  }

  #ordinary(command: string): Outcome {
    if (/^[A-Za-z&]/.test(command)) return this.#manners.basic(command);
    const read = readCommand(command);
    const handler = this.#handlers[read.name];
    return handler === undefined ? REFUSED : handler(read);
  }

  #happened(event: CuringEvent): void {
    const { cures, sayings } = this.options;
    for (const cure of cures) if (cure.by.includes(event)) sayings.forget(cure.of);
  }

  #result(outcome: Outcome): void {
    this.emit(this.#manners.result(outcome.refused));
  }
}
