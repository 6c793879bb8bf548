import type { Clock, Timer } from '../base/clock';
import type { Random } from '../base/random';
import { BOOT_CODES, READY_BITS, SIM_CODES, bootCode } from './boot-codes';
import type { Broker } from './broker';
import { BadParameter, readCommands, type CommandText } from './command-text';
import { COMMANDS } from './commands/command-table';
import type { DataRequest, DataResult } from './data-mode';
import { FAMILIES, type Family } from './families';
import { knownOptions } from './known-options';
import { CommandLine, type LineHost, type LogEntry } from './line';
import type { SentMessage } from './messages/message-service';
import { freshMemory, type Flash, type Memory } from './module-state';
import { MqttClient } from './mqtt-client';
import type { Option } from './mqtt-options';
import { Network } from './network';
import { ERROR, RESULT_NUMBERS, cme, errorLine, ok, qmtError, type Reply } from './reply';
import { servicesOf, type Services } from './services';
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
  /** Bytes to the port that gave the last command, or to the port, or all ports, where codes go. */
  write(bytes: Buffer, to: 'asking' | SimulatorSettings['urcport']): void;
  /** Which port gave the last command. */
  asking(): SimulatorSettings['portKind'];
  log(entry: LogEntry): void;
  /** A text message has left for the network. */
  sent(message: SentMessage): void;
  /** A reset that a command asked for. */
  restart(): void;
  /** The module has switched itself off. */
  off(): void;
}

const CLIENTS = 6;
/** AT+IFC=1,1: these two steer the line, and never arrive. */
const BY_CHARACTERS = 1;
const XON = 0x11;
const XOFF = 0x13;

/** One life of the module, from switching on to switching off or reset. */
export class Module implements LineHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly broker: Broker;
  readonly settings: SimulatorSettings;
  readonly flash: Flash;
  readonly memory: Memory;
  readonly network: Network;
  readonly clients: readonly MqttClient[];
  readonly services: Services;
  /** Codes that wait for the end of a data connection on this line. */
  readonly #held: string[] = [];
  readonly #line: CommandLine;
  readonly #timers = new Set<Timer>();
  #options: { readonly asked: string; readonly list: readonly Option[] } | undefined;
  #alive = true;
  #deaf: boolean;
  #lineEnded = false;
  /** Nobody is there yet. */
  #isUnheard = false;

  /** `cold`: switched on right now: deaf until RDY. Else it has been up for long. */
  constructor(
    private readonly world: ModuleWorld,
    cold: boolean,
  ) {
    this.clock = world.clock;
    this.random = world.random;
    this.broker = world.broker;
    this.settings = world.settings;
    this.flash = world.flash;
    this.memory = freshMemory(world.flash);
    this.network = new Network(this, cold);
    this.clients = Array.from({ length: CLIENTS }, (_, index) => new MqttClient(this, index));
    this.services = servicesOf(this);
    this.#line = new CommandLine(this);
    this.#deaf = cold;
    if (cold) this.#boot();
    else if (this.network.sim() === 'ready') this.memory.initialised = 7;
  }

  /** The table of what differs between families. */
  get family(): Family {
    return FAMILIES[this.settings.family];
  }

  get model(): string {
    return this.settings.model || this.family.model;
  }

  get revision(): string {
    return this.settings.revision || this.family.revision;
  }

  /** The options of AT+QMTCFG that it knows. */
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
    if (this.#deaf) return;
    const isSwallowed = this.memory.profile.flowControl.includes(BY_CHARACTERS);
    this.#line.feed(isSwallowed ? Buffer.from(bytes.filter((byte) => byte !== XON && byte !== XOFF)) : bytes);
  }

  /** No more power: timers, connections and the command in work are gone. */
  end(): void {
    this.#alive = false;
    this.#line.end();
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    for (const client of this.clients) client.end();
  }

  /** A timer of this life. */
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

  /** Resolves `ms` later; never, when the power goes first. */
  delay(ms: number): Promise<void> {
    if ((ms <= 0 || this.#isUnheard) && this.#alive) return Promise.resolve();
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  contextReady(cid: number): Promise<boolean> {
    return this.memory.activeContexts.has(cid) ? Promise.resolve(true) : this.network.activate(cid);
  }

  contextLost(cid: number): void {
    const { sockets } = this.services;
    for (const bank of [sockets.plain, sockets.secure]) bank.contextLost(cid);
    for (const client of this.clients) if (client.options.number('pdpcid') === cid) client.breakOff(1);
  }

  get stuckOpen(): SimulatorSettings['openResult'] {
    const { stuck } = this.network;
    return stuck === 'open-2' ? '2' : stuck === 'open-3' ? '3' : stuck === 'open-5' ? '5' : 'auto';
  }

  tls(context: number, host: string): TlsRequest | undefined {
    return tlsRequest(this, context, host);
  }

  reach(): SimulatorSettings['internet'] {
    return this.network.reach();
  }

  /** An unsolicited code, to the port that `urcport` names; unheard where nobody listens there. */
  urc(text: string): void {
    const bits = READY_BITS[text];
    if (bits !== undefined) this.memory.initialised |= bits;
    const { urcport } = this.flash;
    const isHere = urcport === 'all' || urcport === this.world.asking();
    if (isHere && this.services.online.isOpen) {
      this.#held.push(text);
      return;
    }
    const code = Buffer.from(`${isHere ? this.#lead(true) : '\r\n'}${text}\r\n`, 'latin1');
    if (isHere) this.#lineEnded = true;
    if (this.#alive && !this.#isUnheard) this.world.write(code, urcport);
  }

  /** The codes of a SIM that has become ready, one after the other. */
  simCodes(): void {
    this.#chain(SIM_CODES);
  }

  /** Opens the data phase of the command that runs. */
  collect(request: DataRequest): Promise<DataResult> {
    return this.#line.collect(request);
  }

  /** All bytes from the host go to `request`, until its end. Only a command that is running may ask. */
  stream(request: StreamRequest): OnlineStream {
    return this.#line.stream(request);
  }

  /** CONNECT, perhaps with a speed, before the line changes to data. */
  connected(words: string): void {
    if (this.memory.profile.verbose) this.#show([words], true);
    else this.#put(`${RESULT_NUMBERS['CONNECT']}\r`);
  }

  introduce(intro: DataRequest['intro']): void {
    if (intro === 'connect') this.#show(['CONNECT'], true);
    else this.#put(promptOf(this.settings));
  }

  write(bytes: Buffer): void {
    if (!this.#alive || bytes.length === 0 || this.#isUnheard) return;
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

  /** The module's own clock, UTC; 1980 at the start where no network tells the time. */
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
        this.#show(reply.lines, false);
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
    if (forms === undefined || this.#lacks(command.name)) return ERROR;
    const shown =
      command.form === 'test' ? readTestForms(this.settings.testForms).get(command.name) : undefined;
    if (shown !== undefined) return shown[0] === 'ERROR' ? qmtError(3) : ok(...shown);
    if (handler === undefined) return command.form === 'test' ? ok() : ERROR;
    try {
      return await handler(this, command.parameters);
    } catch (error) {
      if (error instanceof BadParameter) return command.name.startsWith('+QMT') ? qmtError(3) : ERROR;
      // A fault of the simulator itself must not leave the host without an answer.
      return cme(0);
    }
  }

  /** Runs what another program gave before we came: at once, and unheard. */
  async leave(lines: readonly string[]): Promise<void> {
    this.#isUnheard = true;
    for (const line of lines) {
      for (const command of readCommands(line.trim().slice(2)) ?? []) {
        const reply = await this.#run(command);
        if (reply.kind === 'ok') reply.afterwards?.();
      }
    }
    this.#isUnheard = false;
  }

  #lacks(name: string): boolean {
    return this.settings.lacks.toUpperCase().split(',').includes(name);
  }

  #finish(reply: Reply, compact: boolean): void {
    if (reply.kind === 'silent') return;
    const { profile } = this.memory;
    if (profile.quiet) return;
    const line = reply.kind === 'ok' ? 'OK' : errorLine(reply, profile, this.settings);
    if (profile.verbose) this.#put(compact ? `${line}\r\n` : `\r\n${line}\r\n`);
    else this.#put(line in RESULT_NUMBERS ? `${RESULT_NUMBERS[line]}\r` : `${line}\r\n`);
    for (const code of this.#held.splice(0)) this.urc(code);
  }

  /** Lines between CR LF; `always`: codes, which ATV0 doesn't shorten. */
  #show(lines: readonly string[], always: boolean): void {
    this.#put(`${this.#lead(always)}${lines.join('\r\n')}\r\n`);
  }

  #lead(always: boolean): string {
    const isGlued = this.settings.glue && this.#lineEnded;
    return isGlued || (!this.memory.profile.verbose && !always) ? '' : '\r\n';
  }

  #put(text: string): void {
    this.write(Buffer.from(text, 'latin1'));
  }

  #boot(): void {
    this.after(this.settings.bootMs, () => {
      this.#deaf = false;
      this.urc('RDY');
      this.#chain(BOOT_CODES);
    });
  }

  #chain(codes: readonly string[]): void {
    let waitMs = 0;
    for (const code of codes) {
      waitMs += this.settings.bootStepMs;
      this.after(waitMs, () => {
        const shown = bootCode(code, this.network.sim());
        if (shown !== undefined) this.urc(shown);
      });
    }
  }
}

/** What stands between a publish command and its data. */
function promptOf({ prompt, promptBytes }: SimulatorSettings): string {
  if (promptBytes !== '') return Buffer.from(promptBytes, 'hex').toString('latin1');
  return prompt === 'space' ? '\r\n> ' : '\r\n>';
}
