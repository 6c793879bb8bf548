import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import type { Clock, Timer } from '../base/clock';

/** The program's side of a pseudo-terminal: what is written here is read at `device`, and vice versa. */
export interface PtyMaster {
  /** The other side: `/dev/pts/3`. In raw mode: no echo, no flow control, every byte unchanged. */
  readonly device: string;
  /** Writes bytes. They are lost when the other side is not read and its buffer is full, as with a real module. */
  write(bytes: Buffer): void;
  /** Hangs up. Resolves when it is closed. */
  close(): Promise<void>;
}

/** Receives a master's bytes and its end. */
export interface PtyListener {
  received(bytes: Buffer): void;
  /** The master has ended unexpectedly. */
  ended(detail: string): void;
}

/** Ways to make a pseudo-terminal, preferred first. */
export type PtyTool = 'node-pty' | 'socat' | 'python3';
export const PTY_TOOLS: readonly PtyTool[] = ['node-pty', 'socat', 'python3'];

/** Opens a pseudo-terminal with one tool. Rejects when the tool is missing or fails. */
export function openMaster(tool: PtyTool, clock: Clock, listener: PtyListener): Promise<PtyMaster> {
  switch (tool) {
    case 'node-pty':
      return openNodePty(clock, listener);
    case 'socat':
      return openChild('socat', ['-d', '-d', '-', 'PTY,raw,echo=0'], listener);
    case 'python3':
      return openChild('python3', ['-c', PYTHON_RELAY], listener);
  }
}

/** Buffer for a host that reads too slowly; the rest is lost. As large as behind TCP: a broker's burst must not be cut. */
const BUFFER_BYTES = 1024 * 1024;
/** Without a reader the buffered bytes are discarded after this long without progress. */
const GIVE_UP_MS = 2000;
const FIRST_RETRY_MS = 2;
const SLOWEST_RETRY_MS = 100;
const runFile = promisify(execFile);

/** What `@lydell/node-pty` offers beyond its type declarations (its README doesn't mention `open` either). */
interface NodePty {
  open(options: { cols: number; rows: number; encoding: null }): {
    readonly _master: ReadStream;
    readonly _slave: ReadStream;
    readonly _fd: number;
    readonly _pty: string;
  };
}

async function openNodePty(clock: Clock, listener: PtyListener): Promise<PtyMaster> {
  const nodePty = (await import('@lydell/node-pty')) as unknown as NodePty;
  const {
    _master: master,
    _slave: slave,
    _fd: fd,
    _pty: device,
  } = nodePty.open({ cols: 80, rows: 24, encoding: null });
  // Otherwise it would read the other side itself and take the host's bytes.
  slave.pause();
  // Its own listeners for the master throw on an object that was never fully constructed.
  master.removeAllListeners('error').removeAllListeners('close');
  const writer = new PatientWriter(fd, clock);
  let closing = false;
  master.on('data', (bytes: Buffer) => listener.received(bytes));
  master.on('error', (error) => {
    if (!closing) listener.ended(error.message);
  });
  const close = async () => {
    closing = true;
    writer.end();
    if (master.closed) return;
    master.destroy();
    await once(master, 'close');
  };
  try {
    await makeRaw(device);
  } catch (error) {
    await close();
    throw error;
  } finally {
    slave.destroy();
  }
  return { device, write: (bytes) => writer.write(bytes), close };
}

/** A new terminal is in cooked mode: it would echo the module's own text back to it. */
async function makeRaw(device: string): Promise<void> {
  const file = process.platform === 'darwin' ? '-f' : '-F';
  await runFile('stty', [file, device, 'raw', '-echo', '-echoe', '-echok', '-iexten', '-ixon', '-ixoff']);
}

/**
 * Writes to a master's descriptor, which does not block. (A Node.js stream would: libuv writes to a master in a loop that blocks
 * the whole program while the other side is not read.)
 */
class PatientWriter {
  #pending: Buffer = Buffer.alloc(0);
  #timer: Timer | undefined;
  #stuckSinceMs = 0;
  #ended = false;

  constructor(
    private readonly fd: number,
    private readonly clock: Clock,
  ) {}

  write(bytes: Buffer): void {
    if (this.#ended || this.#pending.length + bytes.length > BUFFER_BYTES) return;
    this.#pending = Buffer.concat([this.#pending, bytes]);
    if (this.#timer === undefined) {
      this.#stuckSinceMs = this.clock.now();
      this.#push(FIRST_RETRY_MS);
    }
  }

  end(): void {
    this.#ended = true;
    this.#timer?.cancel();
  }

  #push(retryMs: number): void {
    this.#timer = undefined;
    let progress = false;
    while (this.#pending.length > 0) {
      const written = this.#attempt();
      if (written === 0) break;
      progress = true;
      this.#pending = this.#pending.subarray(written);
    }
    if (this.#pending.length === 0) return;
    const nowMs = this.clock.now();
    if (progress) this.#stuckSinceMs = nowMs;
    if (nowMs - this.#stuckSinceMs >= GIVE_UP_MS) {
      this.#pending = Buffer.alloc(0);
      return;
    }
    const nextMs = progress ? FIRST_RETRY_MS : Math.min(retryMs * 2, SLOWEST_RETRY_MS);
    this.#timer = this.clock.after(nextMs, () => this.#push(nextMs));
  }

  /** Number of bytes that the system took; 0 when its buffer is full. */
  #attempt(): number {
    try {
      return writeSync(this.fd, this.#pending);
    } catch {
      // EAGAIN: full. Any other error is the master's end, which the reading side reports.
      return 0;
    }
  }
}

/** Connects the standard streams to a pseudo-terminal; neither direction ever blocks the other. */
const PYTHON_RELAY = `
import os, pty, select, sys, tty
master, slave = pty.openpty()
tty.setraw(slave)
os.set_blocking(master, False)
sys.stderr.write("PTY is " + os.ttyname(slave) + "\\n")
sys.stderr.flush()
pending = b""
while True:
    sources = [master] if pending else [master, 0]
    ready, free, _ = select.select(sources, [master] if pending else [], [])
    if master in ready:
        sys.stdout.buffer.write(os.read(master, 65536))
        sys.stdout.buffer.flush()
    if 0 in ready:
        pending = os.read(0, 65536)
        if not pending:
            break
    if free:
        pending = pending[os.write(master, pending):]
`;

/** A program that makes a pseudo-terminal, prints its name on standard error and relays it over the other two streams. */
async function openChild(command: string, args: string[], listener: PtyListener): Promise<PtyMaster> {
  // In its own process group, so that a Ctrl-C for us doesn't end it before we have hung up.
  const child = spawn(command, args, { stdio: 'pipe', detached: true });
  let closing = false;
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`${command} ended (${signal ?? `exit code ${code}`})`));
  });
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', (bytes: Buffer) => listener.received(bytes));
  const close = async () => {
    closing = true;
    child.kill();
    await exited;
  };
  let device: string;
  try {
    device = await Promise.race([
      namedDevice(child),
      exited.then((detail) => {
        throw new Error(detail);
      }),
    ]);
    if (command === 'socat') await makeRaw(device);
  } catch (error) {
    await close();
    throw error;
  }
  void exited.then((detail) => {
    if (!closing) listener.ended(detail);
  });
  return {
    device,
    write(bytes) {
      if (child.stdin.writableLength + bytes.length <= BUFFER_BYTES) child.stdin.write(bytes);
    },
    close,
  };
}

function namedDevice(child: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    child.stderr.on('data', (text: Buffer) => {
      said = (said + text.toString()).slice(-4096);
      const device = /PTY is (\S+)\s/.exec(said)?.[1];
      if (device !== undefined) resolve(device);
    });
  });
}
