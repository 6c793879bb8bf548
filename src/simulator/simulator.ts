import type { Clock, Timer } from '../base/clock';
import type { Random } from '../base/random';
import type { Line, Transport } from '../transport/transport';
import { pacedTransport } from './baud';
import type { Broker } from './broker';
import { faultyTransport } from './faults';
import { initialCommands } from './initial-commands';
import type { LogEntry } from './line';
import type { SentMessage } from './messages/message-service';
import { Module } from './module';
import { freshFlash, type Flash } from './module-state';
import { recover } from './recovery-action';
import { effectiveSettings, type SimulatorSettings } from './settings';

export { FAST, describeSettings, settingsFromQuery } from './settings';
export type { SettingDescription, SimulatorSettings } from './settings';
export type { LogEntry } from './line';
export type { SentMessage } from './messages/message-service';

const REOPEN_MS = 1000;
/** Maximum entries of the log; the oldest are discarded. */
const LOG_ENTRIES = 2000;

/** Options of {@link Simulator}. */
export interface SimulatorOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** The network behind the module. */
  readonly broker: Broker;
  readonly settings?: Partial<SimulatorSettings>;
}

type PortKind = SimulatorSettings['portKind'];
/** The ports that receive output: the one that issued the last command, the URC port, or all. */
type Receiver = 'asking' | SimulatorSettings['urcport'];

/** An open line; without a kind it is the port that the setting `portKind` names. */
interface Port {
  readonly line: Line;
  readonly kind: PortKind | undefined;
}

type RunState = 'normal' | 'hung' | 'frozen';

/** A virtual EC20: serves the device's end of a line as the module would, with the faults that its settings select. */
export class Simulator {
  /** May be changed at run time; changes of SIM or registration take effect at once. */
  readonly settings: SimulatorSettings;
  readonly #log: LogEntry[] = [];
  readonly #sent: SentMessage[] = [];
  readonly #ports = new Set<Port>();
  readonly #retries = new Set<Timer>();
  readonly #flash: Flash;
  #module: Module | undefined;
  #runState: RunState = 'normal';
  #kept: { readonly bytes: Buffer; readonly to: Receiver }[] = [];
  /** The kind of the line on which the last bytes arrived. */
  #asking: PortKind | undefined;
  readonly #initialised: Promise<unknown>;
  #closed = false;

  /** The module is on and has been up for a while; it receives nothing before {@link Simulator.attach}. */
  constructor(private readonly options: SimulatorOptions) {
    this.settings = effectiveSettings(options.settings ?? {}, () => this.#module?.network.review());
    this.#flash = freshFlash(this.settings, options.clock.now());
    this.#module = this.#start(false);
    this.#restoreEarlierState(this.#module);
    this.#initialised = this.leave(this.settings.left, this.settings.leftSaved);
  }

  /** What the host has sent, the last 2000 entries. Contains secrets in clear. */
  get log(): readonly LogEntry[] {
    return this.#log;
  }

  /** The text messages that the module has sent, the last 2000. */
  get sentMessages(): readonly SentMessage[] {
    return this.#sent;
  }

  /**
   * Opens the device's end of the line and serves it; if that line is lost it is reopened every second until {@link Simulator.close}. Several
   * lines may be attached. Those without a `kind` share the default port's output; one with a kind is another of the module's
   * ports: it receives the URCs that urcport sends there, and the answers to its own commands. All feed one command line, so only
   * one of them should send at a time. Rejects when the first opening fails.
   */
  async attach(transport: Transport, kind?: SimulatorSettings['portKind']): Promise<void> {
    await this.#initialised;
    const { clock, random } = this.options;
    const paced = pacedTransport(transport, clock, () => this.settings.baud);
    await this.#open(
      faultyTransport(paced, random, () => this.settings),
      kind,
    );
  }

  /** An unexpected reset: a brown-out. Deaf until RDY. */
  reboot(): void {
    this.powerOff();
    this.powerOn();
  }

  powerOff(): void {
    this.#module?.end();
    this.#module = undefined;
  }

  powerOn(): void {
    if (this.#module !== undefined) return;
    recover(this.settings, 'power');
    this.#module = this.#start(true);
  }

  /**
   * Runs commands of another program, such as `AT+CFUN=4;AT&W`, on a port of its own: they take no time and their output is
   * discarded. Resolves with their final results, `OK` or an error; `saved`: what they set is restored at each start.
   */
  async leave(commands: string, saved = false): Promise<readonly string[]> {
    const results: string[] = [];
    for (const line of initialCommands(commands)) {
      const result = await this.#module?.runSilently(line);
      if (result !== undefined) results.push(result);
    }
    if (saved) this.#module?.keepAll();
    return results;
  }

  /** Deaf and mute although powered; input and output are lost meanwhile. */
  hang(on: boolean): void {
    this.#runState = on ? 'hung' : 'normal';
  }

  /** Receives and works, but its output is held back until {@link Simulator.thaw}. */
  freeze(): void {
    this.#runState = 'frozen';
  }

  thaw(): void {
    this.#runState = 'normal';
    const kept = this.#kept;
    this.#kept = [];
    for (const { bytes, to } of kept) this.#write(bytes, to);
  }

  /** Sends any text (latin1) to the host, such as a URC, unchanged and regardless of urcport. */
  inject(text: string): void {
    this.#write(Buffer.from(text, 'latin1'), 'all');
  }

  /** Ends the connection of an MQTT client: `+QMTSTAT: index,code`. Does nothing if it is closed. */
  dropConnection(index: number, code: number): void {
    this.#module?.clients[index]?.breakOff(code);
  }

  /** The network deactivates a PDP context: `+QIURC: "pdpdeact"`, and its connections end. */
  dropContext(cid = 1): void {
    this.#module?.network.loseContext(cid);
  }

  /**
   * Delivers a text message, in parts if it is long: to a store (`+CMTI`) or directly (`+CMT`), depending on AT+CNMI. `sender` is a
   * number, or a name of at most 11 characters. False: not delivered, because the module is off, without a network, or full.
   */
  receiveText(text: string, sender = '+8613800000000'): boolean {
    return this.#module?.services.messages.receive({ from: sender, text }) ?? false;
  }

  /** An incoming call: `RING` every 5 s until the module answers, refuses, or {@link Simulator.endCall}. False: unreachable. */
  callFrom(number: string): boolean {
    const module = this.#module;
    return module !== undefined && module.network.registered && module.services.calls.ring(number);
  }

  /** The other party or the network ends the call: `NO CARRIER` or another word. */
  endCall(word: 'NO CARRIER' | 'BUSY' | 'NO ANSWER' | 'NO DIALTONE' = 'NO CARRIER'): void {
    this.#module?.services.calls.lost(word);
  }

  /** Switches off and closes the lines. */
  async close(): Promise<void> {
    this.#closed = true;
    this.powerOff();
    for (const timer of this.#retries) timer.cancel();
    this.#retries.clear();
    const ports = [...this.#ports];
    this.#ports.clear();
    await Promise.all(ports.map(({ line }) => line.close()));
  }

  async #open(transport: Transport, kind: PortKind | undefined): Promise<void> {
    const held: { port?: Port; lost: boolean } = { lost: false };
    const line = await transport.open({
      received: (bytes) => {
        this.#asking = kind;
        if (this.#runState !== 'hung') this.#module?.receive(bytes);
      },
      lost: () => {
        held.lost = true;
        if (held.port !== undefined) this.#ports.delete(held.port);
        this.#reopenLater(transport, kind);
      },
    });
    held.port = { line, kind };
    if (this.#closed) await line.close();
    else if (!held.lost) this.#ports.add(held.port);
  }

  #reopenLater(transport: Transport, kind: PortKind | undefined): void {
    if (this.#closed) return;
    const timer = this.options.clock.after(REOPEN_MS, () => {
      this.#retries.delete(timer);
      this.#open(transport, kind).catch(() => this.#reopenLater(transport, kind));
    });
    this.#retries.add(timer);
  }

  #write(bytes: Buffer, to: Receiver): void {
    switch (this.#runState) {
      case 'hung':
        return;
      case 'frozen':
        this.#kept.push({ bytes, to });
        return;
      case 'normal':
        // lost() reports a line that has ended; bytes written without a reader are lost, as on a wire.
        for (const port of this.#ports) {
          if (this.#receives(port, to)) port.line.write(bytes).catch(() => undefined);
        }
    }
  }

  #receives({ kind }: Port, to: Receiver): boolean {
    if (to === 'all') return true;
    const { portKind } = this.settings;
    return (kind ?? portKind) === (to === 'asking' ? (this.#asking ?? portKind) : to);
  }

  #start(cold: boolean): Module {
    const { clock, random, broker } = this.options;
    return new Module(
      {
        clock,
        random,
        broker,
        settings: this.settings,
        flash: this.#flash,
        write: (bytes, to) => this.#write(bytes, to),
        asking: () => this.#asking ?? this.settings.portKind,
        log: (entry) => {
          this.#log.push(entry);
          if (this.#log.length > LOG_ENTRIES) this.#log.shift();
        },
        sent: (message) => {
          this.#sent.push(message);
          if (this.#sent.length > LOG_ENTRIES) this.#sent.shift();
        },
        restart: () => {
          this.powerOff();
          recover(this.settings, 'restart');
          this.#module = this.#start(true);
        },
        off: () => this.powerOff(),
      },
      cold,
    );
  }

  /** Restores what an earlier program has left in a module that was not reset since. */
  #restoreEarlierState(module: Module): void {
    const { pdp, oldSession, oldAliauth } = this.settings;
    const first = module.clients[0];
    if (pdp === 'active' || oldSession !== 'none') module.memory.activeContexts.add(1);
    if (oldSession !== 'none') first?.restoreConnection(oldSession);
    const triplet = oldAliauth.split(',');
    if (triplet.length === 3) first?.options.restore('aliauth', triplet);
  }
}
