import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

export interface ChildStart {
  /** Its name in messages. */
  readonly name: string;
  /** The Node.js binary. */
  readonly node?: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** It works for a long time before its first message. */
  readonly startsSlowly?: boolean;
}

/** Additional time for an answer, in which pending messages drain. */
const ANSWER_MS = 20_000;
const READY_MS = 60_000;
const SLOW_READY_MS = 300_000;
/** Node-RED gives closing nodes up to 15 s. */
const STOP_MS = 20_000;
const LAST_OUTPUT_CHARACTERS = 4000;

/** A program of the bench in a process of its own: handles one request at a time over IPC, and ends with the bench. */
export class Child {
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;
  #output = '';
  #readyMessage: unknown;
  #waiting: { resolve(answer: unknown): void; reject(error: Error): void } | undefined;
  #queued: unknown[] = [];

  private constructor(private readonly start: ChildStart) {
    this.#process = spawn(start.node ?? process.execPath, start.args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...start.environment },
    });
    this.#exited = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => {
        this.#waiting?.reject(new Error(`${start.name} ended (${signal ?? code ?? ''}):\n${this.#output}`));
        resolve();
      });
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (text: Buffer) => {
        this.#output = (this.#output + text.toString()).slice(-LAST_OUTPUT_CHARACTERS);
      });
    }
    this.#process.on('message', (answer) => {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting === undefined) this.#queued.push(answer);
      else waiting.resolve(answer);
    });
    // The bench may be killed: then nothing of it may remain.
    const kill = () => this.#process.kill('SIGKILL');
    process.once('exit', kill);
    this.#process.once('exit', () => process.off('exit', kill));
  }

  /** Starts it; resolves at its first message, which means that it is ready. Rejects with its output. */
  static async start(start: ChildStart): Promise<Child> {
    const child = new Child(start);
    child.#readyMessage = await child.#answer(start.startsSlowly === true ? SLOW_READY_MS : READY_MS);
    return child;
  }

  /** Its message on becoming ready. */
  get readyMessage(): unknown {
    return this.#readyMessage;
  }

  /** Its process id. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** The end of its output. */
  get output(): string {
    return this.#output;
  }

  /** Resolves with its next unsolicited message. */
  async next<T>(withinMs: number): Promise<T> {
    return (await this.#answer(withinMs)) as T;
  }

  /** Sends a request that takes `workMs` and resolves with the next message. */
  async ask<T>(request: object, workMs = 0): Promise<T> {
    this.#process.send(request);
    return (await this.#answer(workMs + ANSWER_MS)) as T;
  }

  /** Peak resident memory since the last call, bytes; NaN where the system can't tell. */
  takePeakRss(): number {
    try {
      const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
      // Linux, proc(5): 5 resets the peak.
      writeFileSync(`/proc/${this.pid}/clear_refs`, '5');
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) * 1024;
    } catch {
      return NaN;
    }
  }

  /** Bytes written to disk so far; NaN where the system can't tell. Linux, proc(5). */
  writtenBytes(): number {
    try {
      return Number(/^write_bytes: (\d+)/m.exec(readFileSync(`/proc/${this.pid}/io`, 'utf8'))?.[1] ?? NaN);
    } catch {
      return NaN;
    }
  }

  /** Stops it, by force if necessary. */
  async stop(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), STOP_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  #answer(withinMs: number): Promise<unknown> {
    if (this.#queued.length > 0) return Promise.resolve(this.#queued.shift());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = undefined;
        reject(new Error(`${this.start.name} does not answer:\n${this.#output}`));
      }, withinMs);
      this.#waiting = {
        resolve: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
    });
  }
}
