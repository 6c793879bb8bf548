import { Channel, type Unsolicited } from '../at/channel';
import { type CommandLine, numberAt, plain, textAt } from '../at/parameter';
import type { Trace } from '../at/trace';
import type { Clock } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import type { Line, Transport } from '../transport/transport';
import { BRING_UP, type BringUpPhase, type ModemFacts, type StepName } from './bring-up';
import { DataCounter } from './data-counter';
import { DEADLINES } from './deadlines';
import { UNKNOWN_IDENTITY } from './identity';
import { resetMqtt } from './mqtt-config';
import { type AccessPoint, deactivateContext, dropDrifted, hasDrifted } from './packet-data';
import { type ModuleProfile, receivePrefix } from './profile';
import { EC20 } from './profiles/dialects';
import { isUndone, perform, unlessRefused } from './query';
import { cycleRadio } from './radio';
import { UNKNOWN_NETWORK, readOperator, readSignal } from './registration';
import { type RefusedPins, UNKNOWN_SIM } from './sim';
import { type UrcPort, resolveUrcPort } from './urc-port';

/** Options of a {@link Modem}: the module's family, the way to its network, and callbacks. */
export interface ModemOptions {
  readonly clock: Clock;
  /** The module's family; undefined: detected. */
  readonly module: ModuleProfile | undefined;
  readonly access: AccessPoint;
  readonly pin: string;
  readonly refusedPins: RefusedPins;
  readonly urcPort: UrcPort | 'auto';
  /** The module's MQTT client that we use, 0–5. */
  readonly clientIndex: number;
  readonly trace: Trace;
  /** Messages on these topics hold a secret. */
  readonly secretTopics?: readonly string[] | undefined;
  readonly listener: ModemListener;
}

/** Notified of unsolicited changes of the module. */
export interface ModemListener {
  /** The line's epoch is over: unplugged, or its answers no longer fit. Not called for `close()`. */
  lost(reason: CodedError): void;
  /** A possible restart: a boot code, or an echo that was verified off. May be a false alarm. */
  restartHinted(): void;
  /** A data phase that an earlier epoch had left open was filled with spaces: the broker may hold a padded copy. */
  drained(): void;
  /** The PDP context is gone (`+QIURC: "pdpdeact"`). */
  contextLost(): void;
  /**
   * Works, but worth reporting, or was corrected: an unknown module, a radio that had been switched off. Called each
   * time.
   */
  warned(warning: CodedError): void;
  phaseEntered(phase: BringUpPhase): void;
}

/**
 * Codes of a module that starts or switches off, for all families (APP RDY: BG95; the voltage words: M and UC
 * families). +QUSIM, +CPIN and +CFUN come at other times too (EC2x gateway log, §T16).
 */
export const RESTART_CODES = [
  'RDY',
  'APP RDY',
  'POWERED DOWN',
  'NORMAL POWER DOWN',
  'UNDER_VOLTAGE POWER DOWN',
  'OVER_VOLTAGE POWER DOWN',
];

/**
 * Two probes with distinctive answers (rule 5); both exist on every module of the family (EC2x AT manual §2.23, §2.25).
 */
const PROBES = [
  { line: plain('AT+CMEE?'), match: { prefix: '+CMEE' }, replyMs: DEADLINES.simpleMs },
  { line: plain('AT+QURCCFG="urcport"'), match: { prefix: '+QURCCFG' }, replyMs: DEADLINES.simpleMs },
] as const;

/** Key that marks the operator as read. */
const OPERATOR = 'operator';

/**
 * One module on one line: opens it, brings it to the network, notices when it is gone. Contains no MQTT and no cloud.
 */
export class Modem {
  readonly facts: ModemFacts;
  readonly #options: ModemOptions;
  #open: { readonly line: Line; readonly channel: Channel; readonly transport: Transport } | undefined;
  #done = new Set<StepName | typeof OPERATOR>();
  #wasSilent = false;
  #isSearching = false;
  readonly #dataCounter = new DataCounter();
  /** The command that restores where unsolicited codes went before. */
  readonly #undo = new Map<string, CommandLine>();

  constructor(options: ModemOptions) {
    this.#options = options;
    this.facts = {
      identity: UNKNOWN_IDENTITY,
      profile: options.module ?? EC20,
      firmware: undefined,
      sim: UNKNOWN_SIM,
      network: UNKNOWN_NETWORK,
      signal: undefined,
      dataCount: undefined,
      time: undefined,
      networkTime: undefined,
    };
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Nothing has answered AT on the line opened last. */
  get wasSilent(): boolean {
    return this.#wasSilent;
  }

  /** The port was one of several that `auto` tries; see {@link Transport.isSearching}. */
  get isSearching(): boolean {
    return this.#isSearching;
  }

  /** The AT channel of the open line. Throws `EC20_LINE_CLOSED`. */
  get channel(): Channel {
    if (this.#open === undefined) throw new CodedError('EC20_LINE_CLOSED');
    return this.#open.channel;
  }

  /** Opens the line; a new epoch begins. Rejects with `EC20_PORT_…`. */
  async open(transport: Transport): Promise<void> {
    const { clock, trace, secretTopics = [] } = this.#options;
    const { facts } = this;
    const opened: { line?: Line } = {};
    const channel = new Channel(
      (bytes) => opened.line?.write(bytes) ?? Promise.reject(new CodedError('EC20_LINE_CLOSED')),
      {
        clock,
        countedPrefixes: [receivePrefix(facts.profile)],
        probes: PROBES,
        // The other end may be another family now.
        get largestPayloadBytes() {
          return facts.profile.largestPayloadBytes;
        },
        trace,
        isSecretLine: (text) => secretTopics.some((topic) => text.includes(`"${topic}"`)),
        onDesync: (reason) => this.#lose(channel, reason),
        // Later drains are reported by their publish.
        onDamaged: () => {
          if (!this.#done.has('synchronise')) this.#options.listener.drained();
        },
        onEcho: () => this.#options.listener.restartHinted(),
      },
    );
    const line = await transport.open({
      received: (bytes) => channel.received(bytes),
      lost: (reason) => this.#lose(channel, reason),
    });
    opened.line = line;
    this.#wasSilent = false;
    this.#done = new Set();
    this.#isSearching = transport.isSearching === true;
    this.#open = { line, channel, transport };
    for (const code of RESTART_CODES) channel.on(code, () => this.#options.listener.restartHinted());
    channel.on('+QIURC', (urc) => this.#onTcpIpCode(urc));
  }

  /**
   * Runs the steps from the open line to an address; those that hold for the line's epoch only once. Rejects with the
   * reason of the step that failed, or with `signal`'s. With `only` just the steps of these names run.
   */
  async bringUp(signal: AbortSignal, only?: readonly StepName[]): Promise<void> {
    const { channel, transport } = this.#current();
    const { clock, module, access, pin, refusedPins, urcPort, trace, listener } = this.#options;
    const context = {
      channel,
      clock,
      module,
      access,
      pin,
      refusedPins,
      urcPort: resolveUrcPort(urcPort, transport.usbAt === true, transport.usbModem),
      signal,
      facts: this.facts,
      conceal: (value: string) => trace.mark(value),
      report: (warning: CodedError) => listener.warned(warning),
      // Only the first: later ones are of a state that we wrote ourselves, or of the same program again.
      undo: (line: CommandLine) => {
        const [what = ''] = line.text.split(',');
        if (!this.#undo.has(what)) this.#undo.set(what, line);
      },
    };
    for (const step of BRING_UP) {
      signal.throwIfAborted();
      if (only?.includes(step.name) === false) continue;
      if (step.once && this.#done.has(step.name)) continue;
      this.#options.listener.phaseEntered(step.phase);
      try {
        await step.run(context, !this.#done.has(step.name));
      } catch (error) {
        const coded = asCodedError(signal.aborted ? signal.reason : error);
        if (step.name !== 'synchronise' || coded.code !== 'EC20_TIMEOUT') throw coded;
        this.#wasSilent = true;
        throw new CodedError('EC20_MODULE_SILENT', {
          params: { port: transport.path },
          outcome: 'unknown',
          cause: coded,
        });
      }
      this.#done.add(step.name);
    }
  }

  /** Reads the signal into the facts. */
  async refreshSignal(): Promise<void> {
    this.facts.signal = await readSignal(this.channel);
  }

  /** Reads the module's own data counter into the facts; a module that has none is asked once. */
  async refreshDataCount(): Promise<void> {
    const { model, revision } = this.facts.identity;
    this.facts.dataCount = await this.#dataCounter.read(this.channel, `${model} ${revision}`);
  }

  /**
   * Reads operator, technology, band and the network's time into the facts, once per epoch of the line: no step needs
   * them.
   */
  async readOperator(signal: AbortSignal): Promise<void> {
    const done = this.#done;
    if (done.has(OPERATOR)) return;
    const { operator, timeMs } = await readOperator(this.channel, signal);
    this.facts.network = { ...this.facts.network, ...operator };
    if (timeMs !== undefined) this.facts.networkTime = { utc: timeMs, atMs: this.#options.clock.now() };
    done.add(OPERATOR);
  }

  /**
   * Deactivates the PDP context, so that bring-up makes a new one. Before the line is synchronised nothing is asked: an
   * answer to an earlier epoch would pass for this one's, and bring-up checks the context anyway.
   */
  async dropContext(): Promise<void> {
    if (!this.#done.has('synchronise')) return;
    await deactivateContext(this.channel, this.#options.access.context);
  }

  /** Deactivates the PDP context if it only seems to be active. */
  async dropDriftedContext(): Promise<void> {
    const { context } = this.#options.access;
    if (await hasDrifted(this.channel, context)) await dropDrifted(this.channel, context);
  }

  /** Switches the radio off and on, so that the module registers again; its card and context restart with it. */
  async cycleRadio(signal: AbortSignal): Promise<void> {
    this.#done.delete('SIM');
    await cycleRadio(this.channel, this.#options.clock, signal);
  }

  /**
   * Leaves the module as ordinary programs expect it: our login removed, messages without a length, codes sent where
   * they were before, echo on. Before the line is synchronised nothing is written.
   */
  async handOver(): Promise<void> {
    if (!this.#done.has('synchronise')) return;
    const { channel } = this;
    await resetMqtt(channel, this.#options.clientIndex);
    for (const line of [...this.#undo.values(), plain('ATE1')]) await unlessRefused(perform(channel, line));
  }

  /** AT+CFUN=1,1: restarts the module, whether it answers or not; the line has to be opened again afterwards. */
  async restart(): Promise<void> {
    try {
      await perform(this.channel, plain('AT+CFUN=1,1'), DEADLINES.functionMs);
    } catch (error) {
      const coded = asCodedError(error);
      if (!isUndone(coded.code)) throw coded;
    }
  }

  /** A restart is confirmed: a new epoch of the line begins although the port stays open. */
  restarted(reason: CodedError): void {
    this.#done = new Set();
    this.#open?.channel.interruptAll(reason);
  }

  /** Ends the epoch and closes the port. Resolves when it is really closed. */
  async close(reason: CodedError): Promise<void> {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    open.channel.end(reason);
    await open.line.close();
  }

  #current() {
    if (this.#open === undefined) throw new CodedError('EC20_LINE_CLOSED');
    return this.#open;
  }

  #lose(channel: Channel, reason: CodedError): void {
    const open = this.#open;
    channel.end(reason);
    if (open?.channel !== channel) return;
    this.#open = undefined;
    open.line.close().catch(() => undefined);
    const port = open.transport.path;
    const shown =
      reason.code === 'EC20_LINE_DESYNC'
        ? new CodedError(reason.code, { params: { port }, outcome: 'unknown', cause: reason })
        : reason;
    this.#options.listener.lost(shown);
  }

  #onTcpIpCode(urc: Unsolicited): void {
    const isOurs = numberAt(urc.params, 1) === this.#options.access.context;
    if (textAt(urc.params, 0) === 'pdpdeact' && isOurs) this.#options.listener.contextLost();
  }
}
