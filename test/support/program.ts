import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';

/** Timeout of a hung program; far more than any needs, for a busy machine. */
const READY_MS = 60_000;

/** A TCP port of the loopback interface that is never open: tcpmux, which no system runs, and only root may open. */
export const CLOSED_PORT = 1;

/** How a program is started, and what it prints when it is ready. */
export interface ProgramStart {
  readonly command: string;
  readonly args: readonly string[];
  readonly ready: RegExp;
  readonly readyMs?: number;
}

/** A program in its own process, started and ended by a test. */
export class Program {
  #printed = '';
  #onPrinted: (() => void) | undefined;
  readonly #exited: Promise<number | null>;

  private constructor(
    private readonly child: ChildProcess,
    /** What `ready` matched. */
    readonly readyMatch: RegExpExecArray,
    printed: string,
  ) {
    this.#printed = printed;
    this.#exited = new Promise((resolve) => child.once('exit', resolve));
    collect(child, (text) => {
      this.#printed += text;
      this.#onPrinted?.();
    });
    // A test run that ends early must leave nothing behind.
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
  }

  /** Starts it and resolves when it has printed `ready`; rejects with its output when it ends or hangs instead. */
  static start({ command, args, ready, readyMs = READY_MS }: ProgramStart): Promise<Program> {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    return new Promise((resolve, reject) => {
      let printed = '';
      const fail = (what: string) => {
        child.kill('SIGKILL');
        done();
        reject(new Error(`${command} ${args.join(' ')} ${what}:\n${printed}`));
      };
      const timer = setTimeout(() => fail(`was not ready after ${readyMs} ms`), readyMs);
      const onExit = (code: number | null) => fail(`ended with exit code ${code ?? 'none'}`);
      const onError = (error: Error) => fail(`could not be started: ${error.message}`);
      const stopCollecting = collect(child, (text) => {
        printed += text;
        const match = ready.exec(printed);
        if (match === null) return;
        done();
        resolve(new Program(child, match, printed));
      });
      const done = () => {
        clearTimeout(timer);
        stopCollecting();
        child.off('exit', onExit).off('error', onError);
      };
      child.once('exit', onExit).once('error', onError);
    });
  }

  /** Its output so far. */
  get printed(): string {
    return this.#printed;
  }

  /** Resolves when its output from offset `from` on matches; one wait at a time. */
  async prints(pattern: RegExp, from = 0): Promise<void> {
    while (!pattern.test(this.#printed.slice(from))) {
      await new Promise<void>((resolve) => (this.#onPrinted = resolve));
    }
  }

  /** Its process id. */
  get pid(): number {
    if (this.child.pid === undefined) throw new Error('a program that has started has a process id');
    return this.child.pid;
  }

  /** Ends it as a power cut would: kill -9. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Resolves with its exit code when it has ended; null when a signal ended it. */
  get exited(): Promise<number | null> {
    return this.#exited;
  }

  /** Asks it to end and resolves with its exit code; null when a signal ended it. */
  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.#exited;
  }
}

/** What programs print when a port is already in use. */
const TAKEN = /EADDRINUSE|address (already )?in use|port.*in use/i;
const MAX_STARTS = 5;

/**
 * Starts a program that can't choose its port itself. The one it gets was free a moment ago; if another program takes it first, it
 * is started again on the next.
 */
export async function startOnFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let starts = 1; ; starts++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (starts === MAX_STARTS || !TAKEN.test(String(error))) throw error;
    }
  }
}

/** A TCP port of the loopback interface that was free when checked. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function collect(child: ChildProcess, onText: (text: string) => void): () => void {
  const onData = (bytes: Buffer) => onText(bytes.toString('utf8'));
  child.stdout?.on('data', onData);
  child.stderr?.on('data', onData);
  return () => {
    child.stdout?.off('data', onData);
    child.stderr?.off('data', onData);
  };
}
