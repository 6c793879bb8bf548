import { Channel, type ChannelOptions, type Command } from '../../src/at/channel';
import { plain } from '../../src/at/parameter';
import { Trace } from '../../src/at/trace';
import { CodedError } from '../../src/base/coded-error';
import { VirtualClock } from '../support/virtual-clock';

/** The probes that the tests use, with their deadlines. */
export const PROBE_MS = 1000;

/** The longest payload of the tests' module. */
export const LARGEST_BYTES = 150;

/** A channel on a virtual clock, whose other end is the test itself. */
export class Rig {
  readonly clock = new VirtualClock();
  readonly trace = new Trace(this.clock);
  readonly channel: Channel;
  /** Every write, in order, as latin1. */
  readonly writes: string[] = [];
  /** What was reported to the channel's owner. */
  readonly told: string[] = [];
  /** What `write` rejects with, once it is set. */
  broken: Error | undefined;
  /** Answers each write at once, before `write` returns. */
  reflex: ((written: string) => string | undefined) | undefined;

  constructor(options: Partial<ChannelOptions> = {}) {
    this.channel = new Channel((bytes) => this.#write(bytes), {
      clock: this.clock,
      countedPrefixes: [{ prefix: '+QMTRECV', lengthField: 3, maxBytes: 2048 }],
      probes: [
        { line: plain('AT+CMEE?'), match: { prefix: '+CMEE' }, replyMs: PROBE_MS },
        { line: plain('AT+QURCCFG="urcport"'), match: { prefix: '+QURCCFG' }, replyMs: PROBE_MS },
      ],
      largestPayloadBytes: LARGEST_BYTES,
      trace: this.trace,
      onDesync: (reason) => this.told.push(`desync ${reason.code}`),
      onDamaged: () => this.told.push('damaged'),
      onEcho: () => this.told.push('echo'),
      ...options,
    });
  }

  /** The module sends `text`. */
  say(text: string): void {
    this.channel.received(Buffer.from(text, 'latin1'));
  }

  /** Runs a command and notes its end: the claimed lines, or the error. */
  run(command: Command): Run {
    return new Run(this.channel.run(command));
  }

  get lastWrite(): string | undefined {
    return this.writes.at(-1);
  }

  /** The trace as text, oldest first. */
  get traced(): string[] {
    return this.trace.entries.map(({ direction, text }) => `${direction} ${text}`);
  }

  #write(bytes: Uint8Array): Promise<void> {
    if (this.broken !== undefined) return Promise.reject(this.broken);
    const text = Buffer.from(bytes).toString('latin1');
    this.writes.push(text);
    const answer = this.reflex?.(text);
    if (answer !== undefined) this.say(answer);
    return Promise.resolve();
  }
}

/** The outcome of a promise. */
export class Run {
  lines: readonly string[] | undefined;
  error: CodedError | undefined;
  data: readonly (Buffer | undefined)[] = [];
  settlements = 0;

  constructor(promise: Promise<{ lines: readonly { text: string; data?: Buffer }[] }>) {
    promise.then(
      (answer) => {
        this.settlements++;
        this.lines = answer.lines.map((each) => each.text);
        this.data = answer.lines.map((each) => each.data);
      },
      (error: unknown) => {
        this.settlements++;
        if (!(error instanceof CodedError)) throw error;
        this.error = error;
      },
    );
  }

  /** `pending`, `ok`, or the error's code and outcome. */
  get state(): string {
    if (this.error !== undefined) return `${this.error.code} ${this.error.outcome}`;
    return this.lines === undefined ? 'pending' : 'ok';
  }
}

/** The outcome of a promise without an answer. */
export function watch(promise: Promise<unknown>): Run {
  return new Run(promise.then(() => ({ lines: [] })));
}

export function command(text: string, more: Partial<Command> = {}): Command {
  return { line: plain(text), replyMs: 2000, ...more };
}

/** A publish of `payload` as EC20 does it. */
export function publish(payload: string, more: Partial<Command> = {}): Command {
  const bytes = Buffer.from(payload, 'latin1');
  return command(`AT+QMTPUBEX=0,1,1,0,"t",${bytes.length}`, {
    data: { bytes, prompt: '>', promptMs: 5000, replyMs: 15_000 },
    ...more,
  });
}
