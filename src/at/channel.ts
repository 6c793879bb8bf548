import type { Clock, Timer } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { thrownText } from '../base/thrown-text';
import { AwaitedUrcs, type Completion, type LateCode } from './awaited-urc';
import { type ChannelCounters, type ChannelOptions, noCounts } from './channel-options';
import { type Meaning, type Situation, classify, isKnownLine, traceLine } from './classification';
import { type CommandMachine, type Effect, IDLE_MACHINE, type Input, advance } from './command-machine';
import { CommandQueue, Resynchronisation } from './command-queue';
import { CommandWriter } from './command-writer';
import { Echo, type EchoState } from './echo';
import { isNumeric } from './final-result';
import { GREETING } from './greeting';
import { LineReader } from './line-reader';
import { type Answer, type Command, PendingCommand, withOutcome } from './pending-command';
import { resembledProbe } from './probe';
import { UnsolicitedCodes, type UnsolicitedListener } from './unsolicited';

export type { Completion } from './awaited-urc';
export type { ChannelCounters, ChannelOptions } from './channel-options';
export type { Answer, Command } from './pending-command';
export type { Unsolicited, UnsolicitedListener } from './unsolicited';

/** Result of an exchange: the command's own lines, and the code that completed it. */
export interface Completed extends Answer {
  readonly code: LateCode;
}

/** Their short deadlines settle no command, so a message that is being received may continue. */
const PATIENT_PHASES: ReadonlySet<CommandMachine['phase']['kind']> = new Set([
  'quarantine',
  'draining',
  'returning',
]);

/**
 * The AT language on one open line: one command at a time, first in, first out, each settled exactly once; every other
 * line goes to its listeners. Bytes come in by `received()` and go out by `write`; owns no port.
 */
export class Channel {
  readonly counters: ChannelCounters = noCounts();
  readonly #options: ChannelOptions;
  readonly #clock: Clock;
  readonly #reader: LineReader;
  readonly #writer: CommandWriter;
  readonly #echo = new Echo();
  readonly #unsolicited = new UnsolicitedCodes();
  readonly #awaited: AwaitedUrcs;
  readonly #queue: CommandQueue;
  #machine: CommandMachine = IDLE_MACHINE;
  /** The command in flight; kept while its late answer may come. */
  #current: PendingCommand | undefined;
  #resynchronising: Resynchronisation | undefined;
  #deadline: Timer | undefined;
  /** Why the channel has ended. */
  #reason: CodedError | undefined;
  #commands = 0;
  /** Meaning of the last line: the text of a message belongs where its head went. */
  #lastMeaning: Meaning['kind'] = 'stray';

  /** `write` sends bytes to the line, in order; rejects when the line has ended. */
  constructor(write: (bytes: Uint8Array) => Promise<void>, options: ChannelOptions) {
    const { clock, guardMs = 0 } = options;
    const { counters } = this;
    this.#options = options;
    this.#clock = clock;
    this.#reader = new LineReader(options, counters, {
      prompt: () => this.#step({ kind: 'prompt' }),
      line: (text, data, isBody) => this.#takeLine(text, data, isBody),
      isKnown: (line) => isKnownLine(line, this.#situation),
    });
    this.#writer = new CommandWriter({
      options,
      counters,
      echo: this.#echo,
      reader: this.#reader,
      write,
      written: (id) => this.#step({ kind: 'data-written', id }),
      failed: (reason) => this.#fail(reason),
    });
    this.#awaited = new AwaitedUrcs(clock);
    this.#queue = new CommandQueue(clock, guardMs, () => this.#pump());
  }

  /** Whether the module echoes commands, as far as is known. */
  get echo(): EchoState {
    return this.#echo.state;
  }

  /** Number of waiting commands; at most 256. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Call after the greeting and one more command: marks the echo as off if that command had none. */
  verifyEchoOff(): void {
    this.#echo.verifyOff();
  }

  /**
   * Runs a command when its turn comes. Rejects with `EC20_MODULE_ERROR` (outcome `rejected`; `unknown` once its data was
   * written), `EC20_TIMEOUT`, `EC20_DATA_STUCK`, `EC20_CANCELLED`, `EC20_LINE_CLOSED`, `EC20_AT_WAITING` when 256 wait already
   * (128 for a guest), or the reason of the epoch's end. One that was never written has outcome `not-sent`.
   */
  run(command: Command): Promise<Answer> {
    if (this.#reason !== undefined) return Promise.reject(closed(this.#reason));
    const refusal = this.#queue.refusal(command);
    if (refusal !== undefined) {
      this.counters.turnedAway++;
      return Promise.reject(refusal);
    }
    const resembles = resembledProbe(this.#options.probes, command.line, command.matches ?? []);
    const pending = new PendingCommand(++this.#commands, command, resembles);
    for (const secret of command.line.secrets) this.#options.trace?.mark(secret);
    if (command.signal?.aborted === true) {
      this.#cancel(pending);
      return pending.promise;
    }
    pending.watchSignal(() => this.#cancel(pending));
    this.#queue.push(pending);
    this.#pump();
    return pending.promise;
  }

  /**
   * Runs a command whose OK only accepts it, and waits for the code that completes it (rule 3); listeners of the
   * code's prefix receive it too. The command's signal ends both. Rejects as {@link run}, and with `EC20_TIMEOUT` when the code
   * doesn't come in time, `EC20_CANCELLED`, or the reason of the epoch's end, each with outcome `unknown`.
   */
  async exchange(command: Command, completion: Completion): Promise<Completed> {
    const awaited = this.#awaited.expect(completion);
    const abandon = () => awaited.cancel();
    command.signal?.addEventListener('abort', abandon, { once: true });
    try {
      const { lines } = await this.run(command);
      awaited.arm();
      return { lines, code: await awaited.promise };
    } finally {
      awaited.cancel();
      command.signal?.removeEventListener('abort', abandon);
    }
  }

  /**
   * Finds the module's state after opening: writes the greeting and verifies the answer by a probe. With
   * `possiblyInDataPhase` an unanswered greeting is followed by the drain, and by the greeting once more. Afterwards
   * results are words, and the echo is off where it can be switched off. Rejects with `EC20_TIMEOUT` when nothing
   * answers; may then be called again.
   */
  resynchronise(possiblyInDataPhase: boolean): Promise<void> {
    if (this.#reason !== undefined) return Promise.reject(closed(this.#reason));
    const entry = new Resynchronisation(possiblyInDataPhase ? this.#options.largestPayloadBytes : 0);
    this.#queue.push(entry);
    this.#pump();
    return entry.promise;
  }

  /**
   * Listens to unsolicited codes with `prefix` (without its colon; whole names only), or to a whole line such as `RDY`.
   * Returns a function that unsubscribes. Listeners are called in the order of the lines, and may run commands.
   */
  on(prefix: string, listener: UnsolicitedListener): () => void {
    return this.#unsolicited.on(prefix, listener);
  }

  /** Receives bytes from the line. */
  received(bytes: Buffer): void {
    this.#reader.push(bytes);
  }

  /**
   * The line's epoch is over: waiting commands settle as not sent, the one in flight as unknown, waiters reject. Later
   * commands are rejected with `EC20_LINE_CLOSED`. May be called again.
   */
  end(reason: CodedError): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#abort(reason, 'end');
    this.#reader.stop();
    this.#queue.stop();
  }

  /** The module has restarted: as `end()` for commands and waiters, but the channel stays usable, its state reset. */
  interruptAll(reason: CodedError): void {
    if (this.#reason !== undefined) return;
    this.#echo.forget();
    this.#abort(reason, 'interrupt');
  }

  #abort(reason: CodedError, kind: 'end' | 'interrupt'): void {
    this.#options.trace?.record('note', `${kind}: ${reason.code}`);
    const waiting = this.#queue.takeAll();
    this.#reader.expectDataEcho(undefined);
    this.#resynchronising?.reject(withOutcome(reason, 'unknown'));
    this.#resynchronising = undefined;
    this.#step({ kind }, reason);
    for (const entry of waiting) entry.reject(withOutcome(reason, 'not-sent'));
    this.#awaited.rejectAll(withOutcome(reason, 'unknown'));
  }

  /** The line is dead: the channel ends, and its owner is notified. */
  #fail(reason: CodedError): void {
    if (this.#reason !== undefined) return;
    this.end(reason);
    this.#options.onDesync?.(reason);
  }

  #cancel(pending: PendingCommand): void {
    if (this.#current === pending) {
      this.#step({ kind: 'cancel', id: pending.id });
      return;
    }
    this.#queue.remove(pending);
    pending.reject(
      new CodedError('EC20_CANCELLED', { params: { command: pending.head }, outcome: 'not-sent' }),
    );
  }

  /** Starts the next command when nothing is in flight. */
  #pump(): void {
    if (!this.#isIdle()) return;
    const next = this.#queue.next();
    if (next instanceof PendingCommand) {
      this.#current = next;
      this.#step({ kind: 'start', job: next.job });
    } else if (next !== undefined) {
      this.#resynchronising = next;
      this.#step({ kind: 'greet', drainBytes: next.drainBytes });
    }
  }

  #step(input: Input, reason?: CodedError): void {
    const wasIdle = this.#isIdle();
    const { slot, effects } = advance(this.#machine, input);
    this.#machine = slot;
    for (const effect of effects) this.#execute(effect, reason);
    // A line that answers at once may have moved the machine on already.
    if (wasIdle || !this.#isIdle()) return;
    this.#current = undefined;
    this.#echo.stopAwaiting();
    this.#queue.beginRest();
    this.#pump();
  }

  #isIdle(): boolean {
    return this.#machine.phase.kind === 'idle';
  }

  #execute(effect: Effect, reason: CodedError | undefined): void {
    switch (effect.kind) {
      case 'settle':
        if (effect.settlement.kind === 'timed-out') this.counters.timeouts++;
        if (this.#current?.id === effect.id) this.#current.settle(effect.settlement, reason);
        break;
      case 'arm':
        this.#arm(effect.ms);
        break;
      case 'arm-probe':
        this.#arm(this.#options.probes[effect.probe].replyMs);
        break;
      case 'disarm':
        this.#deadline?.cancel();
        this.#deadline = undefined;
        break;
      case 'await-prompt':
        this.#reader.awaitPrompt(effect.on);
        break;
      case 'late-final':
        this.counters.late++;
        break;
      case 'stray-final':
        this.counters.strays++;
        break;
      case 'drained':
        this.#options.onDamaged?.();
        break;
      case 'resynchronised':
        this.#resynchronising?.resolve();
        this.#resynchronising = undefined;
        break;
      case 'silent':
        this.#resynchronising?.reject(this.#silent());
        this.#resynchronising = undefined;
        break;
      case 'desync':
        this.#fail(new CodedError('EC20_LINE_DESYNC', { params: { port: '' }, outcome: 'unknown' }));
        break;
      case 'write':
        if (this.#reason === undefined) this.#writer.write(effect.what, this.#current);
        break;
    }
  }

  #arm(ms: number): void {
    this.#deadline?.cancel();
    this.#deadline = this.#clock.after(ms, () => {
      this.#deadline = undefined;
      this.#deadlineFell();
    });
  }

  /**
   * The payload being counted may have swallowed the answer: its bytes are read as lines before the deadline counts.
   */
  #deadlineFell(): void {
    if (!PATIENT_PHASES.has(this.#machine.phase.kind) && this.#reader.isCounting) {
      this.#reader.abandon();
      const isArmedAnew = this.#deadline !== undefined;
      if (isArmedAnew || this.#isIdle() || this.#reason !== undefined) return;
    }
    const promptBytes = this.#reader.isAtPrompt ? this.#options.largestPayloadBytes : 0;
    this.#step({ kind: 'deadline', promptBytes });
  }

  #takeLine(text: string, data: Buffer | undefined, isBody: boolean): void {
    const meaning = isBody ? this.#meaningOfBody() : this.#meaningOf(text, data);
    this.#lastMeaning = meaning.kind;
    const { trace } = this.#options;
    const isSecret = this.#options.isSecretLine?.(text) === true;
    if (trace !== undefined) traceLine(trace, meaning.kind, text, data, isSecret, this.#current);
    switch (meaning.kind) {
      case 'echo':
        if (this.#echo.note()) this.#options.onEcho?.();
        break;
      case 'final':
        this.#step({ kind: 'final', result: meaning.result, isUnlike: isNumeric(text) || this.#echo.isSeen });
        break;
      case 'prompt':
        this.#step({ kind: 'prompt' });
        break;
      case 'probe':
        this.#step({ kind: 'probe-line' });
        break;
      case 'matched':
        this.#current?.lines.push(data === undefined ? { text } : { text, data });
        break;
      case 'body':
        break;
      case 'late':
        this.counters.late++;
        break;
      case 'unsolicited':
        this.#deliver(text, data);
        break;
      case 'stray':
        this.counters.strays++;
        break;
    }
  }

  get #situation(): Situation {
    return {
      phase: this.#machine.phase,
      current: this.#current,
      echo: this.#echo,
      probes: this.#options.probes,
      isUnsolicited: this.#isUnsolicited,
    };
  }

  readonly #isUnsolicited = (line: string): boolean =>
    this.#unsolicited.hasListener(line) || this.#awaited.matches(line);

  #meaningOf(text: string, data: Buffer | undefined): Meaning {
    try {
      return classify(text, data !== undefined, this.#situation);
    } catch (error) {
      this.#foreignFailure(this.#current?.head ?? '', error);
      return { kind: this.#isUnsolicited(text) ? 'unsolicited' : 'stray' };
    }
  }

  /** The text of a message that a command asked for belongs to its response; any other belongs to no command. */
  #meaningOfBody(): Meaning {
    return { kind: this.#lastMeaning === 'matched' ? 'matched' : 'body' };
  }

  #deliver(text: string, data: Buffer | undefined): void {
    const failed = (prefix: string, error: unknown) => this.#foreignFailure(prefix, error);
    const isExpected = this.#awaited.deliver(text, failed);
    if (!isExpected && !this.#unsolicited.hasListener(text)) this.counters.strays++;
    this.#unsolicited.deliver(text, data, failed);
  }

  /** A listener or a match threw: its author's error, and no reason to stop reading. */
  #foreignFailure(name: string, error: unknown): void {
    this.counters.listenerFailures++;
    const detail = thrownText(error);
    this.#options.trace?.note(`${name} failed: ${detail}`);
  }

  #silent(): CodedError {
    const [first, second] = this.#options.probes;
    const ms = first.replyMs + second.replyMs;
    return new CodedError('EC20_TIMEOUT', { params: { command: GREETING.text, ms }, outcome: 'unknown' });
  }
}

function closed(reason: CodedError): CodedError {
  return new CodedError('EC20_LINE_CLOSED', { cause: reason });
}
