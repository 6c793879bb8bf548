import type { Clock, Timer } from '../base/clock';
import type { Random } from '../base/random';
import { overriddenAnswer } from './answer-overrides';
import { BOOT_CODES, READY_BITS, SIM_CODES, bootCode } from './boot-codes';
import type { Broker } from './broker';
import { BadParameter, readCommands, type CommandText } from './command-text';
import type { CommandHost, Services } from './command-host';
import { keptValue } from './commands/kept-values';
import { COMMANDS } from './commands/command-table';
import type { DataRequest, DataResult } from './data-mode';
import { FAMILIES, type Family } from './families';
import { knownOptions } from './known-options';
import { STALE_BROKER } from './stale-connection';
import { CommandLine, type LineHost, type LogEntry } from './line';
import type { SentMessage } from './messages/message-service';
import { MeteredBroker } from './metered-broker';
import { freshMemory, type Flash, type Memory } from './module-state';
import { MqttClient } from './mqtt-client';
import type { Option } from './mqtt-options';
import { Network } from './network';
import { commandNames } from './profile';
import { save } from './saved-values';
import { ERROR, RESULT_NUMBERS, cme, errorLine, ok, qmtError, type Reply } from './reply';
import { servicesOf } from './services';
import type { OnlineStream, StreamRequest } from './online-stream';
import type { SimulatorSettings } from './settings';
import { readTestForms } from './test-forms';
import type { TlsRequest } from './tls';
import { tlsRequest } from './tls-context';

/** The world outside the module. */
export interface ModuleWorld {
  readonly clock: Clock;
  readonly random: Random;
  readonly broker: Broker;
  readonly settings: SimulatorSettings;
  readonly flash: Flash;
  /** Sends bytes to the port that issued the last command, to the URC port, or to all ports that receive URCs. */
  write(bytes: Buffer, to: 'asking' | SimulatorSettings['urcport']): void;
  /** The port that issued the last command. */
  asking(): SimulatorSettings['portKind'];
  log(entry: LogEntry): void;
  /** A text message has been sent to the network. */
  sent(message: SentMessage): void;
  /** A reset requested by a command. */
  restart(): void;
  /** The module has switched itself off. */
  off(): void;
}

const CLIENTS = 6;
/** AT+IFC=1,1: XON and XOFF control the flow and are never received as data. */
const BY_CHARACTERS = 1;
const XON = 0x11;
const XOFF = 0x13;

/** A module from power-on to power-off or reset. */
export class Module implements CommandHost, LineHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: SimulatorSettings;
  readonly flash: Flash;
  readonly memory: Memory;
  readonly network: Network;
  readonly clients: readonly MqttClient[];
  readonly services: Services;
  readonly #broker: Broker;
  /** URCs held back until a data connection on this line ends. */
  readonly #held: string[] = [];
  readonly #line: CommandLine;
  readonly #timers = new Set<Timer>();
  #options: { readonly asked: string; readonly list: readonly Option[] } | undefined;
  #alive = true;
  #deaf: boolean;
  #lineEnded = false;
  /** The running command was issued by an earlier program. */
  #isEarlierProgram = false;
  #lastInputMs: number;

  /** `cold`: just switched on: deaf until RDY. Otherwise it has been up for a while. */
  constructor(
    private readonly world: ModuleWorld,
    cold: boolean,
  ) {
    this.clock = world.clock;
    this.random = world.random;
    this.settings = world.settings;
    this.flash = world.flash;
    this.memory = freshMemory(world.flash, world.settings);
    this.#broker = new MeteredBroker(world.broker, this.memory.dataCount);
    if (!world.settings.autoAttach) this.memory.profile.detached = true;
    this.#lastInputMs = world.clock.now();
    this.network = new Network(this, cold);
    this.clients = Array.from({ length: CLIENTS }, (_, index) => new MqttClient(this, index));
    for (const [index, options] of world.flash.clientOptions.entries())
      this.clients[index]?.options.resume(options);
    this.services = servicesOf(this);
    this.#line = new CommandLine(this);
    this.#deaf = cold;
    if (cold) this.#boot();
    else if (this.network.sim() === 'ready') this.memory.initialised = 7;
  }

  /** The network behind the module; a connection made by an earlier program leads nowhere. */
  get broker(): Broker {
    return this.#isEarlierProgram ? STALE_BROKER : this.#broker;
  }

  /** The family's row of differences. */
  get family(): Family {
    return FAMILIES[this.settings.family];
  }

  get model(): string {
    return this.settings.model || this.family.model;
  }

  get revision(): string {
    return this.settings.revision || this.family.revision;
  }

  /** The options of AT+QMTCFG that it supports. */
  get options(): readonly Option[] {
    const { family, optionList, testForms, dataTimeoutMs } = this.settings;
    const asked = [family, optionList, testForms, dataTimeoutMs].join('\n');
    if (this.#options?.asked !== asked) this.#options = { asked, list: knownOptions(this.settings) };
    return this.#options.list;
  }

  get echoing(): boolean {
    return this.memory.profile.echo || this.settings.echo === 'never-off';
  }

  get maxLineBytes(): number {
    return this.settings.maxLineBytes;
  }

  get surplusQuietMs(): number | undefined {
    return this.settings.surplus === 'read' ? undefined : this.settings.surplusQuietMs;
  }

  /** Bytes from the host. */
  receive(bytes: Buffer): void {
    const { sleepMs } = this.settings;
    const quietMs = this.clock.now() - this.#lastInputMs;
    this.#lastInputMs = this.clock.now();
    const sleeps = keptValue(this, '+QSCLK') === 1 && sleepMs > 0 && quietMs >= sleepMs;
    if (this.#deaf || sleeps || this.#isAtOtherSpeed) return;
    const isSteered = [0, 1].some((place) => keptValue(this, '+IFC', place) === BY_CHARACTERS);
    this.#line.feed(isSteered ? Buffer.from(bytes.filter((byte) => byte !== XON && byte !== XOFF)) : bytes);
  }

  /**
   * Runs a line of an earlier program at once, without output; resolves with its final result when everything it started has ended.
   */
  async runSilently(line: string): Promise<string> {
    const commands = /^AT/i.test(line) ? readCommands(line.slice(2)) : undefined;
    let reply: Reply = commands === undefined ? ERROR : ok();
    this.#isEarlierProgram = true;
    for (const command of commands ?? []) {
      reply = await this.#run(command);
      if (reply.kind !== 'ok') break;
      await reply.afterwards?.();
    }
    this.#isEarlierProgram = false;
    if (reply.kind === 'silent') return '';
    return reply.kind === 'ok' ? 'OK' : errorLine(reply, this.memory.profile, this.settings);
  }

  /** Saves all values set by commands to the flash, whatever AT&W would save. */
  keepAll(): void {
    save(this.memory, this.flash.saved);
    this.flash.clientOptions = this.clients.map(({ options }) => options.snapshot());
  }

  /** Power off: cancels timers, connections and the running command. */
  end(): void {
    this.#alive = false;
    const { keeps, cfunKept } = this.settings;
    save(this.memory, this.flash.saved, cfunKept ? `${keeps},+CFUN` : keeps);
    if (commandNames(this.settings.keeps).has('+QMTCFG'))
      this.flash.clientOptions = this.clients.map(({ options }) => options.snapshot());
    this.#line.end();
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    for (const client of this.clients) client.end();
  }

  /** Starts a timer that ends with this module. */
  after(delayMs: number, action: () => void): Timer {
    if (!this.#alive) return { cancel: () => undefined };
    const timer = this.clock.after(delayMs, () => {
      this.#timers.delete(timer);
      action();
    });
    this.#timers.add(timer);
    return {
      cancel: () => {
        this.#timers.delete(timer);
        timer.cancel();
      },
    };
  }

  /** Resolves after `ms`; never when the power fails first. */
  delay(ms: number): Promise<void> {
    if (this.lasting(ms) <= 0 && this.#alive) return Promise.resolve();
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** The duration of an operation: 0 for commands of an earlier program. */
  lasting(ms: number): number {
    return this.#isEarlierProgram ? 0 : ms;
  }

  contextReady(cid: number): Promise<boolean> {
    return this.memory.activeContexts.has(cid) ? Promise.resolve(true) : this.network.activate(cid);
  }

  contextLost(cid: number): void {
    const { sockets } = this.services;
    for (const bank of [sockets.plain, sockets.secure]) bank.contextLost(cid);
    for (const client of this.clients) if (client.options.number('pdpcid') === cid) client.breakOff(1);
  }

  tls(context: number, host: string): TlsRequest | undefined {
    return tlsRequest(this, context, host);
  }

  reach(): SimulatorSettings['internet'] {
    return this.network.reach();
  }

  /** Sends a URC to the port that `urcport` names; lost where no listener is attached. */
  urc(text: string): void {
    const bits = READY_BITS[text];
    if (bits !== undefined) this.memory.initialised |= bits;
    const { urcport } = this.memory.profile;
    const isHere = urcport === 'all' || urcport === this.world.asking();
    if (isHere && this.services.online.isOpen) {
      this.#held.push(text);
      return;
    }
    const framed = this.#framed(text, isHere);
    if (framed === undefined) return;
    const code = Buffer.from(framed, 'latin1');
    if (isHere) this.#lineEnded = framed.endsWith('\n');
    if (this.#alive && !this.#isAtOtherSpeed) this.world.write(code, urcport);
  }

  /**
   * A URC as formatted on the line; RING and similar ones are results: a number after ATV0, nothing after ATQ1 (V.250 §6.2.5,
   * §6.2.6).
   */
  #framed(text: string, isHere: boolean): string | undefined {
    const number = RESULT_NUMBERS[text];
    const { quiet, verbose } = this.memory.profile;
    if (number !== undefined && quiet) return undefined;
    if (number !== undefined && !verbose) return `${number}\r`;
    return `${isHere ? this.#lead(true) : '\r\n'}${text}\r\n`;
  }

  /** Sends the URCs of a SIM that has become ready, one after the other. */
  simCodes(): void {
    this.#chain(SIM_CODES);
  }

  /** Opens the data phase of the running command. */
  collect(request: DataRequest): Promise<DataResult> {
    return this.#isEarlierProgram ? Promise.resolve({ kind: 'cancelled' }) : this.#line.collect(request);
  }

  /** Gives all bytes from the host to `request` until it ends. Only for a running command. */
  stream(request: StreamRequest): OnlineStream {
    return this.#line.stream(request);
  }

  /** Sends CONNECT, with a speed if requested, before the line switches to data. */
  connected(words: string): void {
    this.#result(this.memory.profile.verbose ? words : 'CONNECT', false);
  }

  introduce(intro: DataRequest['intro']): void {
    if (intro === 'connect') this.#result('CONNECT', false);
    else this.#put(promptOf(this.settings));
  }

  write(bytes: Buffer): void {
    if (!this.#alive || bytes.length === 0 || this.#isAtOtherSpeed) return;
    const before = this.#lineEnded;
    this.#lineEnded =
      bytes.length > 1 ? bytes.subarray(-2).toString('latin1') === '\r\n' : before && bytes[0] === 0x20;
    this.world.write(bytes, 'asking');
  }

  log(entry: LogEntry): void {
    this.world.log(entry);
  }

  sent(message: SentMessage): void {
    this.world.sent(message);
  }

  restart(): void {
    this.world.restart();
  }

  off(): void {
    this.world.off();
  }

  /** The module's own clock, UTC; starts in 1980 when no network reports the time. */
  wallTime(): number {
    const { clockOffsetMs } = this.memory;
    if (clockOffsetMs !== undefined) return this.clock.wallTime() + clockOffsetMs;
    return this.settings.timeSource === 'network'
      ? this.clock.wallTime()
      : Date.UTC(1980, 0, 6) + this.clock.now();
  }

  /** Runs one line: its commands in order, one final result (EC2x AT manual §1.4). */
  async execute(line: string, tooLong: boolean): Promise<void> {
    const match = /^AT/i.exec(line);
    if (match === null && this.settings.garbage === 'silent' && !tooLong) return;
    await this.delay(this.settings.commandMs);
    const commands = tooLong || match === null ? undefined : readCommands(line.slice(2));
    if (commands === undefined) {
      this.#finish(/^AT\+QMT/i.test(line) && !tooLong ? qmtError(3) : ERROR, false);
      return;
    }
    if (commands.length > 1 && this.settings.joined === 'error') {
      this.#finish(ERROR, false);
      return;
    }
    let compact = false;
    for (const [place, command] of commands.entries()) {
      if (place > 0) await this.delay(this.settings.commandMs);
      const reply = await this.#run(command);
      if (!this.#alive) return;
      if (reply.kind !== 'ok') {
        this.#finish(reply, false);
        return;
      }
      if (reply.lines.length > 0) {
        this.#show(reply.lines);
        await this.delay(this.settings.answerGapMs);
      }
      compact = this.settings.glueTestOk && command.form === 'test' && command.name === '+QMTOPEN';
      if (reply.afterwards === undefined) continue;
      if (place === commands.length - 1) {
        this.#finish(ok(), compact);
        reply.afterwards();
        return;
      }
      reply.afterwards();
    }
    this.#finish(ok(), compact);
  }

  async #run(command: CommandText): Promise<Reply> {
    const forms = COMMANDS[command.name];
    const handler = forms?.[command.form];
    const inPlace = overriddenAnswer(command, this.settings.answers);
    if (inPlace !== undefined) return inPlace;
    if (forms === undefined || this.#lacks(command.name)) return ERROR;
    const shown =
      command.form === 'test' ? readTestForms(this.settings.testForms).get(command.name) : undefined;
    if (shown !== undefined) return shown[0] === 'ERROR' ? qmtError(3) : ok(...shown);
    if (handler === undefined) return command.form === 'test' ? ok() : ERROR;
    try {
      return await handler(this, command.parameters);
    } catch (error) {
      if (error instanceof BadParameter) return command.name.startsWith('+QMT') ? qmtError(3) : ERROR;
      // A fault in the simulator itself must not leave the host without an answer.
      return cme(0);
    }
  }

  #lacks(name: string): boolean {
    return this.settings.lacks !== '' && commandNames(this.settings.lacks).has(name);
  }

  #finish(reply: Reply, compact: boolean): void {
    if (reply.kind === 'silent') return;
    this.#result(reply.kind === 'ok' ? 'OK' : errorLine(reply, this.memory.profile, this.settings), compact);
    for (const code of this.#held.splice(0)) this.urc(code);
  }

  /** A result code: words, or a number after ATV0; nothing after ATQ1. */
  #result(word: string, compact: boolean): void {
    const { quiet, verbose } = this.memory.profile;
    if (quiet) return;
    const number = RESULT_NUMBERS[word];
    if (verbose) this.#put(compact ? `${word}\r\n` : `\r\n${word}\r\n`);
    else this.#put(number === undefined ? `${word}\r\n` : `${number}\r`);
  }

  /** Sends lines between CR LF. */
  #show(lines: readonly string[]): void {
    this.#put(`${this.#lead(false)}${lines.join('\r\n')}\r\n`);
  }

  /** `always`: for URCs, which ATV0 doesn't shorten. */
  #lead(always: boolean): string {
    const isGlued = this.settings.glue && this.#lineEnded;
    return isGlued || (!this.memory.profile.verbose && !always) ? '' : '\r\n';
  }

  /** AT+IPR has set a different speed from the host's: neither understands the other. */
  get #isAtOtherSpeed(): boolean {
    const { baudRate } = this.memory.profile;
    const { lineBaud } = this.settings;
    return lineBaud !== 0 && baudRate !== 0 && baudRate !== lineBaud;
  }

  #put(text: string): void {
    this.write(Buffer.from(text, 'latin1'));
  }

  #boot(): void {
    this.after(this.settings.bootMs, () => {
      this.#deaf = false;
      this.urc(this.settings.readyCode);
      this.#chain(BOOT_CODES);
    });
  }

  #chain(codes: readonly string[]): void {
    let waitMs = 0;
    for (const code of codes) {
      waitMs += this.settings.bootStepMs;
      this.after(waitMs, () => {
        const shown = bootCode(code, this.network.sim(), this.memory.profile.functionality);
        if (shown !== undefined) this.urc(shown);
      });
    }
  }
}

/** The text between a publish command and its data. */
function promptOf({ prompt, promptBytes }: SimulatorSettings): string {
  if (promptBytes !== '') return Buffer.from(promptBytes, 'hex').toString('latin1');
  return prompt === 'space' ? '\r\n> ' : '\r\n>';
}
