import type { Clock, Timer } from '../base/clock';
import type { Random } from '../base/random';
import { BOOT_CODES, READY_BITS, SIM_CODES, bootCode } from './boot-codes';
import type { Broker } from './broker';
import { CommandExecution } from './command-execution';
import type { CommandHost, Services } from './command-host';
import { keptValue } from './commands/kept-values';
import type { DataRequest, DataResult } from './data-mode';
import { FAMILIES, type Family } from './families';
import { knownOptions } from './known-options';
import { STALE_BROKER } from './stale-connection';
import { CommandLine, type LineHost, type LogEntry } from './line';
import type { SentMessage } from './messages/message-service';
import { LineOutput } from './line-output';
import { MeteredBroker } from './metered-broker';
import { freshMemory, type Flash, type Memory } from './module-state';
import type { ModuleWorld } from './module-world';
import { MqttClient } from './mqtt-client';
import type { Option } from './mqtt-options';
import { Network } from './network';
import { commandNames } from './profile';
import { save } from './saved-values';
import { servicesOf } from './services';
import type { OnlineStream, StreamRequest } from './online-stream';
import type { SimulatorSettings } from './settings';
import type { TlsRequest } from './tls';
import { tlsRequest } from './tls-context';

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
  readonly #output: LineOutput;
  readonly #execution: CommandExecution;
  readonly #line: CommandLine;
  readonly #timers = new Set<Timer>();
  #options: { readonly asked: string; readonly list: readonly Option[] } | undefined;
  #alive = true;
  #deaf: boolean;
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
    const isOn = () => this.#alive;
    this.#output = new LineOutput({
      settings: this.settings,
      memory: this.memory,
      port: world,
      isOn,
      isOnline: () => this.services.online.isOpen,
    });
    this.#execution = new CommandExecution({
      module: this,
      output: this.#output,
      isOn,
      onEnd: () => {
        for (const code of this.#output.takeHeld()) this.urc(code);
      },
    });
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
    if (this.#deaf || sleeps || this.#output.isAtOtherSpeed) return;
    const isSteered = [0, 1].some((place) => keptValue(this, '+IFC', place) === BY_CHARACTERS);
    this.#line.feed(isSteered ? Buffer.from(bytes.filter((byte) => byte !== XON && byte !== XOFF)) : bytes);
  }

  /**
   * Runs a line of an earlier program at once, without output; resolves with its final result when everything it started has ended.
   */
  async runSilently(line: string): Promise<string> {
    this.#isEarlierProgram = true;
    const result = await this.#execution.runSilently(line);
    this.#isEarlierProgram = false;
    return result;
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
    this.#output.urc(text);
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
    this.#output.connected(words);
  }

  introduce(intro: DataRequest['intro']): void {
    this.#output.introduce(intro);
  }

  write(bytes: Buffer): void {
    this.#output.write(bytes);
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

  /** Runs one line: its commands in order, one final result. */
  execute(line: string, tooLong: boolean): Promise<void> {
    return this.#execution.run(line, tooLong);
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
