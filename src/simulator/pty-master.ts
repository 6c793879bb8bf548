import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { promisify } from 'node:util';

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
export type PtyTool = 'socat' | 'python3';
export const PTY_TOOLS: readonly PtyTool[] = ['socat', 'python3'];

/** Opens a pseudo-terminal with one tool. Rejects when the tool is missing or fails. */
export function openMaster(tool: PtyTool, listener: PtyListener): Promise<PtyMaster> {
  switch (tool) {
    case 'socat':
      return openChild('socat', ['-d', '-d', '-', 'PTY,raw,echo=0'], listener);
    case 'python3':
      return openChild('python3', ['-c', PYTHON_RELAY], listener);
  }
}

/** Buffer for a host that reads too slowly; the rest is lost. As large as behind TCP: a broker's burst must not be cut. */
const BUFFER_BYTES = 1024 * 1024;
const runFile = promisify(execFile);

/** A new terminal is in cooked mode: it would echo the module's own text back to it. */
async function makeRaw(device: string): Promise<void> {
  const file = process.platform === 'darwin' ? '-f' : '-F';
  await runFile('stty', [file, device, 'raw', '-echo', '-echoe', '-echok', '-iexten', '-ixon', '-ixoff']);
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
