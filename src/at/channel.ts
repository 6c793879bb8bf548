import type { Clock, Timer } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { type ChannelCounters, type ChannelOptions, noCounts } from './channel-options';
import { type Meaning, type Situation, classify, isKnownLine, traceLine } from './classification';
import { CountWatch } from './count-watch';
import { dataBytes } from './data-phase';
import { Echo, type EchoState } from './echo';
import { type AwaitedUrc, AwaitedUrcs } from './awaited-urc';
import type { Frame } from './frame';
import { isNumeric } from './final-result';
import { GREETING, GREETING_PARTS } from './greeting';
import { Lexer } from './lexer';
import { LineWriter } from './line-writer';
import type { CommandLine, Parameter } from './parameter';
import { type Answer, type Command, PendingCommand, withOutcome } from './pending-command';
import { resembledProbe } from './probe';
import { QuietWatch } from './quiet-watch';
import {
  type Effect,
  IDLE_MACHINE,
  type Input,
  type CommandMachine,
  type Writing,
  advance,
} from './command-machine';
import { UnsolicitedCodes, type UnsolicitedListener } from './unsolicited';

export type { ChannelCounters, ChannelOptions } from './channel-options';
export type { AwaitedUrc } from './awaited-urc';
export type { Answer, AnswerLine, Command } from './pending-command';
export type { Probe } from './probe';
export type { Unsolicited, UnsolicitedListener } from './unsolicited';

interface Resynchronisation {
  readonly drainBytes: number;
  resolve(): void;
  reject(error: CodedError): void;
}

/** So many commands may wait; far more than the session ever has. Of a guest's fewer, so that nobody else is refused for them. */
const MOST_WAITING = 256;
const MOST_GUESTS_WAITING = 128;

/** Their short deadlines give nobody an answer up: a message that is just coming in may go on. */
const PATIENT_PHASES: ReadonlySet<CommandMachine['phase']['kind']> = new Set([
  'quarantine',
  'draining',
  'returning',
]);

/**
 * The AT language on one open line: one command at a time, first in, first out, each settled exactly once; every other
 * line goes to those who listen. Takes bytes by `received()`, gives bytes to `write`; owns no port.
 */
export class Channel {
  readonly counters: ChannelCounters = noCounts();
  readonly #options: ChannelOptions;
  readonly #clock: Clock;
  readonly #lexer: Lexer;
  readonly #writer: LineWriter;
  readonly #echo = new Echo();
  readonly #unsolicited = new UnsolicitedCodes();
  readonly #expectations: AwaitedUrcs;
  readonly #countWatch: CountWatch;
  readonly #quietWatch: QuietWatch;
  #slot: CommandMachine = IDLE_MACHINE;
  #queue: (PendingCommand | Resynchronisation)[] = [];
  /** The command in the slot; stays while its late answer may come. */
  #current: PendingCommand | undefined;
  #resynchronising: Resynchronisation | undefined;
  #deadline: Timer | undefined;
  #guard: Timer | undefined;
  #guardedUntilMs = 0;
  #inbox: Buffer[] = [];
  #isReading = false;
  /** Why the channel has ended. */
  #reason: CodedError | undefined;
  #commands = 0;
  /** What the last line was: the text of a message goes where its head went. */
  #lastMeaning: Meaning['kind'] = 'stray';

  /** `write` hands bytes to the line, in order; it rejects when the line has ended. */
  constructor(write: (bytes: Uint8Array) => Promise<void>, options: ChannelOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#lexer = new Lexer({
      countedPrefixes: options.countedPrefixes,
      isKnown: (line) => isKnownLine(line, this.#situation),
    });
    this.#writer = new LineWriter(write, (reason) => this.#fail(reason), options.trace);
    this.#expectations = new AwaitedUrcs(options.clock);
    const abandon = () => this.#take(this.#lexer.abandon());
    this.#countWatch = new CountWatch(options.clock, abandon);
    this.#quietWatch = new QuietWatch(options.clock, abandon);
  }

  /** Whether the module echoes commands, as far as that is known. */
  get echo(): EchoState {
    return this.#echo.state;
  }

  /** How many commands wait for their turn; never more than 256. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** To be called after the greeting and one more command: notes that the echo is off, if that command had none. */
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
    const most = command.isGuest === true ? MOST_GUESTS_WAITING : MOST_WAITING;
    if (this.#queue.length >= most) {
      this.counters.turnedAway++;
      return Promise.reject(new CodedError('EC20_AT_WAITING', { params: { most }, outcome: 'not-sent' }));
    }
    const resembles = resembledProbe(this.#options.probes, command.line, command.claims ?? []);
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
   * Finds out where the module stands after opening: writes the greeting, and proves the answer by a probe. With
   * `possiblyInDataPhase` an unanswered greeting is followed by the drain, and by the greeting once more. Afterwards the module
   * answers in words, and doesn't echo where it can be told not to. Rejects with `EC20_TIMEOUT` when nothing answers; may then be
   * called again.
   */
  resynchronise(possiblyInDataPhase: boolean): Promise<void> {
    const reason = this.#reason;
    if (reason !== undefined) return Promise.reject(closed(reason));
    const drainBytes = possiblyInDataPhase ? this.#options.largestPayloadBytes : 0;
    return new Promise((resolve, reject) => {
      this.#queue.push({ drainBytes, resolve, reject });
      this.#pump();
    });
  }

  /**
   * Waits for a late code; to be called before the command that causes it is run (rule 3). The deadline of `ms`
   * runs at once, and anew from `arm()`. The code reaches the listeners of its prefix too.
   */
  expect(
    prefix: string,
    accept: (params: readonly Parameter[], line: string) => boolean,
    ms: number,
  ): AwaitedUrc {
    const expectation = this.#expectations.expect(prefix, accept, ms);
    if (this.#reason !== undefined) this.#expectations.rejectAll(closed(this.#reason));
    return expectation;
  }

  /**
   * Listens to unsolicited codes with `prefix` (without its colon; whole names only), or to a whole line such as `RDY`.
   * Gives the way to end that. Listeners are called in the order of the lines, and may run commands.
   */
  on(prefix: string, listener: UnsolicitedListener): () => void {
    return this.#unsolicited.on(prefix, listener);
  }

  /** Takes bytes from the line. */
  received(bytes: Buffer): void {
    this.#inbox.push(bytes);
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift()) {
        if (this.#reason === undefined) this.#take(this.#lexer.push(next));
      }
    } finally {
      this.#isReading = false;
    }
  }

  /**
   * The line's epoch is over: what waits settles as not sent, what is in flight as unknown, waiters reject. Later commands
   * are `EC20_LINE_CLOSED`. May be called again.
   */
  end(reason: CodedError): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#abort(reason, 'end');
    this.#countWatch.stop();
    this.#quietWatch.stop();
    this.#guard?.cancel();
  }

  /** The module has restarted: as `end()` for commands and waiters, but the channel lives on, afresh. */
  interruptAll(reason: CodedError): void {
    if (this.#reason !== undefined) return;
    this.#echo.forget();
    this.#abort(reason, 'interrupt');
  }

  #abort(reason: CodedError, kind: 'end' | 'interrupt'): void {
    this.#options.trace?.record('note', `${kind}: ${reason.code}`);
    const queue = this.#queue;
    this.#queue = [];
    this.#lexer.expectDataEcho(undefined);
    this.#resynchronising?.reject(withOutcome(reason, 'unknown'));
    this.#resynchronising = undefined;
    this.#step({ kind }, reason);
    for (const waiting of queue) waiting.reject(withOutcome(reason, 'not-sent'));
    this.#expectations.rejectAll(withOutcome(reason, 'unknown'));
  }

  /** The line is of no more use: the channel ends, and its owner hears of it. */
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
    this.#queue = this.#queue.filter((each) => each !== pending);
    pending.reject(
      new CodedError('EC20_CANCELLED', { params: { command: pending.head }, outcome: 'not-sent' }),
    );
  }

  /** Starts what is next, when the slot is free. */
  #pump(): void {
    if (!this.#isIdle() || this.#queue.length === 0 || this.#guard !== undefined) return;
    const guardMs = this.#guardedUntilMs - this.#clock.now();
    if (guardMs > 0) {
      this.#guard = this.#clock.after(guardMs, () => {
        this.#guard = undefined;
        this.#pump();
      });
      return;
    }
    const next = this.#queue.shift();
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
    const { slot, effects } = advance(this.#slot, input);
    this.#slot = slot;
    for (const effect of effects) this.#execute(effect, reason);
    // A line that answers at once may have moved the slot on meanwhile.
    if (wasIdle || !this.#isIdle()) return;
    this.#current = undefined;
    this.#echo.stopAwaiting();
    this.#guardedUntilMs = this.#clock.now() + (this.#options.guardMs ?? 0);
    this.#pump();
  }

  #isIdle(): boolean {
    return this.#slot.phase.kind === 'idle';
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
        this.#lexer.awaitPrompt(effect.on);
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
        if (this.#reason === undefined) this.#write(effect.what);
        break;
    }
  }

  #write(what: Writing): void {
    switch (what.kind) {
      case 'command':
        if (this.#current !== undefined) this.#writeLine(this.#current.command.line);
        break;
      case 'data':
        this.#writeData(what.id);
        break;
      case 'terminator':
        this.counters.drains++;
        this.#writer.bytes(this.#current?.command.data?.terminator ?? Buffer.alloc(0));
        break;
      case 'greeting':
        this.#writeLine(GREETING);
        break;
      case 'greeting-part':
        this.#writeLine(GREETING_PARTS[what.place] ?? GREETING);
        break;
      case 'spaces':
        if (what.isFirst) this.counters.drains++;
        this.#writer.bytes(Buffer.alloc(what.bytes, ' '));
        break;
      case 'return':
        this.#writer.bytes(Buffer.from('\r'));
        break;
      case 'probe':
        this.counters.probes++;
        this.#writeLine(this.#options.probes[what.probe].line);
        break;
    }
  }

  #writeLine(line: CommandLine): void {
    this.#echo.await(line.text);
    this.#writer.command(line);
  }

  #writeData(id: number): void {
    const data = this.#current?.command.data;
    if (data === undefined) return;
    const bytes = dataBytes(data);
    if (this.#echo.isSeen) this.#lexer.expectDataEcho(bytes);
    const written = () => this.#step({ kind: 'data-written', id });
    this.#writer.bytes(bytes, written, data.isSecret);
  }

  #arm(ms: number): void {
    this.#deadline?.cancel();
    this.#deadline = this.#clock.after(ms, () => {
      this.#deadline = undefined;
      this.#deadlineFell();
    });
  }

  /** A payload that is being counted may have swallowed the answer: its bytes are read as lines before it is too late. */
  #deadlineFell(): void {
    if (!PATIENT_PHASES.has(this.#slot.phase.kind) && this.#lexer.counting) {
      this.#take(this.#lexer.abandon());
      const isArmedAnew = this.#deadline !== undefined;
      if (isArmedAnew || this.#isIdle() || this.#reason !== undefined) return;
    }
    const promptBytes = this.#lexer.atPrompt ? this.#options.largestPayloadBytes : 0;
    this.#step({ kind: 'deadline', promptBytes });
  }

  #take(frames: readonly Frame[]): void {
    for (const frame of frames) {
      if (this.#reason !== undefined) return;
      this.#takeFrame(frame);
    }
    if (this.#reason !== undefined) return;
    this.#countWatch.observe(this.#lexer.count);
    this.#quietWatch.observe(this.#lexer.mayBeOver);
  }

  #takeFrame(frame: Frame): void {
    const { trace } = this.#options;
    switch (frame.kind) {
      case 'line':
        this.#takeLine(frame.text, undefined, frame.isBody === true);
        break;
      case 'counted':
        this.#takeLine(frame.head, frame.data, false);
        break;
      case 'prompt':
        trace?.record('in', '>');
        this.#step({ kind: 'prompt' });
        break;
      case 'damaged':
        this.counters.damaged++;
        trace?.record('note', `payload damaged, ${frame.bytes} bytes are read again`);
        break;
      case 'overflow':
        this.counters.overflows++;
        trace?.record('note', `line of more than ${frame.bytes - 1} bytes skipped`);
        break;
    }
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
      case 'claimed':
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
      phase: this.#slot.phase,
      current: this.#current,
      echo: this.#echo,
      probes: this.#options.probes,
      isUnsolicited: this.#isUnsolicited,
    };
  }

  readonly #isUnsolicited = (line: string): boolean =>
    this.#unsolicited.knows(line) || this.#expectations.knows(line);

  #meaningOf(text: string, data: Buffer | undefined): Meaning {
    try {
      return classify(text, data !== undefined, this.#situation);
    } catch (error) {
      this.#foreignFailure(this.#current?.head ?? '', error);
      return { kind: this.#isUnsolicited(text) ? 'unsolicited' : 'stray' };
    }
  }

  /** An asked message's text belongs to the answer, one that was shown by itself to nobody. */
  #meaningOfBody(): Meaning {
    return { kind: this.#lastMeaning === 'claimed' ? 'claimed' : 'body' };
  }

  #deliver(text: string, data: Buffer | undefined): void {
    const failed = (prefix: string, error: unknown) => this.#foreignFailure(prefix, error);
    const isExpected = this.#expectations.deliver(text, failed);
    if (!isExpected && !this.#unsolicited.knows(text)) this.counters.strays++;
    this.#unsolicited.deliver(text, data, failed);
  }

  /** A listener or a claim threw: that is its author's error, and stops no reading. */
  #foreignFailure(name: string, error: unknown): void {
    this.counters.listenerFailures++;
    const detail = error instanceof Error ? error.message : String(error);
    this.#options.trace?.record('note', `${name} failed: ${Buffer.from(detail, 'utf8').toString('latin1')}`);
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
