import assert from 'node:assert/strict';
import { Channel } from '../../src/at/channel';
import { plain } from '../../src/at/parameter';
import { Trace } from '../../src/at/trace';
import { EC20 } from '../../src/ec20/profiles/dialects';
import { receivePrefix } from '../../src/ec20/profile';
import { VirtualClock } from './virtual-clock';

/**
 * The lines that answer a command, including its final result; `>` and `CONNECT` are prompts, after which the module waits for one
 * write of data. No line at all: the module stays silent.
 */
export type ScriptedAnswer = readonly string[];

/** Command → its answer, or the answers to its first, second … use, of which the last stays. */
export type Script = Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>>;

/**
 * A module that answers from a table, behind a real {@link Channel} on a virtual clock. A command missing in the table is refused;
 * a line of several is answered by theirs.
 */
export class ScriptedModule {
  readonly clock = new VirtualClock();
  readonly trace = new Trace(this.clock);
  readonly channel: Channel;
  /** Every command that was written, in order, as text. */
  readonly commands: string[] = [];
  /** What was written after each prompt. */
  readonly data: Buffer[] = [];
  #uses = new Map<string, number>();
  #behindPrompt: readonly string[] | undefined;

  /** `watch` is called with every write, raw. */
  constructor(
    private readonly script: Script,
    private readonly watch: (bytes: Buffer) => void = () => undefined,
  ) {
    this.channel = new Channel((bytes) => this.#take(Buffer.from(bytes)), {
      clock: this.clock,
      countedPrefixes: [receivePrefix(EC20)],
      probes: [
        { line: plain('AT+CMEE?'), match: { prefix: '+CMEE' }, replyMs: 2000 },
        { line: plain('AT+QURCCFG="urcport"'), match: { prefix: '+QURCCFG' }, replyMs: 2000 },
      ],
      largestPayloadBytes: EC20.largestPayloadBytes,
      trace: this.trace,
    });
  }

  /** Sends unsolicited lines. */
  emit(...lines: string[]): void {
    for (const line of lines) this.channel.received(Buffer.from(`\r\n${line}\r\n`));
  }

  /** Advances the clock until `promise` settles. */
  settle<T>(promise: Promise<T>, limitMs = 300_000): Promise<T> {
    return this.clock.settle(promise, limitMs, 'what was asked of the module');
  }

  /** Advances the clock until `promise` rejects with `code`. */
  rejects(promise: Promise<unknown>, code: string, limitMs = 300_000): Promise<void> {
    return assert.rejects(this.settle(promise, limitMs), { name: 'CodedError', code });
  }

  /** The whole trace. */
  get traced(): string {
    return this.trace.entries.map((entry) => entry.text).join('\n');
  }

  #take(bytes: Buffer): Promise<void> {
    this.watch(bytes);
    const behindPrompt = this.#behindPrompt;
    this.#behindPrompt = undefined;
    if (behindPrompt === undefined) this.#answer(bytes.toString('utf8').replace(/\r$/, ''));
    else {
      this.data.push(bytes);
      this.#say(behindPrompt);
    }
    return Promise.resolve();
  }

  #answer(command: string): void {
    if (command.trim() === '') return;
    this.commands.push(command);
    this.#say(this.#answerOf(command));
  }

  #answerOf(command: string): ScriptedAnswer {
    const script = this.script[command];
    if (script === undefined && command.includes(';')) return this.#answerOfEach(command.slice(2).split(';'));
    const used = this.#uses.get(command) ?? 0;
    this.#uses.set(command, used + 1);
    return answerTo(script ?? ['ERROR'], used);
  }

  /** Joined commands run in order, with one final result; the first that fails ends them (EC2x AT manual §1.4). */
  #answerOfEach(commands: readonly string[]): ScriptedAnswer {
    const lines: string[] = [];
    for (const command of commands) {
      const answer = this.#answerOf(`AT${command}`);
      const final = answer.at(-1);
      lines.push(...answer.slice(0, -1));
      if (final !== 'OK') return final === undefined ? lines : [...lines, final];
    }
    return [...lines, 'OK'];
  }

  #say(lines: ScriptedAnswer): void {
    const prompt = lines.findIndex((line) => line === '>' || line === 'CONNECT');
    const now = prompt === -1 ? lines : lines.slice(0, prompt);
    queueMicrotask(() => {
      this.emit(...now);
      if (prompt === -1) return;
      this.#behindPrompt = lines.slice(prompt + 1);
      this.channel.received(Buffer.from(lines[prompt] === '>' ? '\r\n> ' : '\r\nCONNECT\r\n'));
    });
  }
}

function answerTo(answers: ScriptedAnswer | readonly ScriptedAnswer[], used: number): ScriptedAnswer {
  if (!isSeries(answers)) return answers;
  return answers[Math.min(used, answers.length - 1)] ?? [];
}

function isSeries(answers: ScriptedAnswer | readonly ScriptedAnswer[]): answers is readonly ScriptedAnswer[] {
  return answers.length > 0 && typeof answers[0] !== 'string';
}
