import type { Clock, Timer } from '../base/clock';
import type { Random } from '../base/random';
import type { Line, Transport } from '../transport/transport';
import { pacedTransport } from './baud';
import type { Broker } from './broker';
import { faultyTransport } from './faults';
import { leftLines } from './left-lines';
import type { LogEntry } from './line';
import type { SentMessage } from './messages/message-service';
import { Module } from './module';
import { freshFlash, type Flash } from './module-state';
import { remedy } from './ways-out';
import { standingSettings, type SimulatorSettings } from './settings';

export { FAST, describeSettings, settingsFromQuery } from './settings';
export type { SettingDescription, SimulatorSettings } from './settings';
export type { LogEntry } from './line';
export type { SentMessage } from './messages/message-service';

const REOPEN_MS = 1000;
/** The log keeps so many entries; older ones go. */
const LOG_ENTRIES = 2000;

/** What a {@link Simulator} is made with. */
export interface SimulatorOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** The network behind the module. */
  readonly broker: Broker;
  readonly settings?: Partial<SimulatorSettings>;
}

type PortKind = SimulatorSettings['portKind'];
/** The ports that hear something: the one that gave the last command, the one where codes go, or all. */
type Receiver = 'asking' | SimulatorSettings['urcport'];

/** A line that is open; without a kind of its own it is the port that the setting `portKind` says. */
interface Port {
  readonly line: Line;
  readonly kind: PortKind | undefined;
}

type Hearing = 'normal' | 'hung' | 'frozen';

/** A virtual EC20: serves the device's end of a line as the module would, with faults as its settings say. */
export class Simulator {
  /** May be changed while it runs; a change of SIM or registration takes effect at once. */
  readonly settings: SimulatorSettings;
  readonly #log: LogEntry[] = [];
  readonly #sent: SentMessage[] = [];
  readonly #ports = new Set<Port>();
  readonly #retries = new Set<Timer>();
  readonly #flash: Flash;
  #module: Module | undefined;
  #hearing: Hearing = 'normal';
  #kept: { readonly bytes: Buffer; readonly to: Receiver }[] = [];
  /** The kind of the line on which the last bytes came. */
  #asking: PortKind | undefined;
  readonly #left: Promise<unknown>;
  #closed = false;

  /** The module is on and has been up for a while; nothing listens before {@link Simulator.attach}. */
  constructor(private readonly options: SimulatorOptions) {
    this.settings = standingSettings(options.settings ?? {}, () => this.#module?.network.review());
    this.#flash = freshFlash(this.settings, options.clock.now());
    this.#module = this.#start(false);
    this.#leaveBehind(this.#module);
    this.#left = this.leave(this.settings.left, this.settings.leftSaved);
  }

  /** What the host has sent, the last 2000 entries. Holds secrets as they came. */
  get log(): readonly LogEntry[] {
    return this.#log;
  }

  /** The text messages that the module has sent, the last 2000. */
  get sentMessages(): readonly SentMessage[] {
    return this.#sent;
  }

  /**
   * Opens the device's end of the line and serves it; when that line is lost it tries again each second until
   * {@link Simulator.close}. Several lines may be attached. Those without a `kind` hear everything that their port hears; one with a
   * kind is another of the module's ports: it hears the codes that urcport sends there, and answers to what was asked on
   * it. All feed one command line, so only one of them should ask at a time. Rejects when the first opening fails.
   */
  async attach(transport: Transport, kind?: SimulatorSettings['portKind']): Promise<void> {
    await this.#left;
    const { clock, random } = this.options;
    const paced = pacedTransport(transport, clock, () => this.settings.baud);
    await this.#open(
      faultyTransport(paced, random, () => this.settings),
      kind,
    );
  }

  /** A reset that nobody asked for: a brown-out. Deaf until RDY. */
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
    remedy(this.settings, 'power');
    this.#module = this.#start(true);
  }

  /**
   * Another program gives commands, such as `AT+CFUN=4;AT&W`, on a port of its own: they take no time, and nobody hears
   * the answers. Resolves with their final results, `OK` or an error; `saved`: what they have set comes back at each start.
   */
  async leave(commands: string, saved = false): Promise<readonly string[]> {
    const results: string[] = [];
    for (const line of leftLines(commands)) {
      const result = await this.#module?.runUnheard(line);
      if (result !== undefined) results.push(result);
    }
    if (saved) this.#module?.keepAll();
    return results;
  }

  /** Deaf and mute, although it is on; what it hears and says meanwhile is lost. */
  hang(on: boolean): void {
    this.#hearing = on ? 'hung' : 'normal';
  }

  /** It hears and works, but what it says is kept until {@link Simulator.thaw}. */
  freeze(): void {
    this.#hearing = 'frozen';
  }

  thaw(): void {
    this.#hearing = 'normal';
    const kept = this.#kept;
    this.#kept = [];
    for (const { bytes, to } of kept) this.#write(bytes, to);
  }

  /** Any text (latin1) to the host, such as a code; nothing is added, urcport doesn't matter. */
  inject(text: string): void {
    this.#write(Buffer.from(text, 'latin1'), 'all');
  }

  /** The connection of an MQTT client ends: `+QMTSTAT: index,code`. Nothing happens to one that is closed. */
  dropConnection(index: number, code: number): void {
    this.#module?.clients[index]?.breakOff(code);
  }

  /** The network takes a PDP context away: `+QIURC: "pdpdeact"`, and what ran over it ends. */
  dropContext(cid = 1): void {
    this.#module?.network.loseContext(cid);
  }

  /**
   * A text message comes in, in parts where it is long: to a store (`+CMTI`), or shown (`+CMT`), as AT+CNMI says. `sender` is a
   * number, or a name of at most 11 characters. False: it did not arrive, for the module is off, without a network, or full.
   */
  receiveText(text: string, sender = '+8613800000000'): boolean {
    return this.#module?.services.messages.receive({ from: sender, text }) ?? false;
  }

  /** Somebody rings the module up: `RING` every 5 s until it answers, refuses, or {@link Simulator.endCall}. False: it can't be reached. */
  callFrom(number: string): boolean {
    const module = this.#module;
    return module !== undefined && module.network.registered && module.services.calls.ring(number);
  }

  /** The other side ends the call, or the network does: `NO CARRIER` or another word. */
  endCall(word: 'NO CARRIER' | 'BUSY' | 'NO ANSWER' | 'NO DIALTONE' = 'NO CARRIER'): void {
    this.#module?.services.calls.lost(word);
  }

  /** Switches off and gives the lines back. */
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
        if (this.#hearing !== 'hung') this.#module?.receive(bytes);
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
    switch (this.#hearing) {
      case 'hung':
        return;
      case 'frozen':
        this.#kept.push({ bytes, to });
        return;
      case 'normal':
        // A line that has ended tells so by lost(); bytes to nobody are lost, as on a wire.
        for (const port of this.#ports) {
          if (this.#hears(port, to)) port.line.write(bytes).catch(() => undefined);
        }
    }
  }

  #hears({ kind }: Port, to: Receiver): boolean {
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
          remedy(this.settings, 'restart');
          this.#module = this.#start(true);
        },
        off: () => this.powerOff(),
      },
      cold,
    );
  }

  /** What an earlier program has left in a module that nobody has reset. */
  #leaveBehind(module: Module): void {
    const { pdp, oldSession, oldAliauth } = this.settings;
    const first = module.clients[0];
    if (pdp === 'active' || oldSession !== 'none') module.memory.activeContexts.add(1);
    if (oldSession !== 'none') first?.leaveBehind(oldSession);
    const triplet = oldAliauth.split(',');
    if (triplet.length === 3) first?.options.restore('aliauth', triplet);
  }
}
