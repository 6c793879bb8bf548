import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { promisify } from 'node:util';

/** The program's side of a pseudo-terminal: what is written here is read at `device`, and the other way round. */
export interface PtyMaster {
  /** The other side: `/dev/pts/3`. In raw mode: no echo, no flow control, every byte as it is. */
  readonly device: string;
  /** Hands bytes on. They are lost when nobody reads the other side and its buffer is full, as with a real module. */
  write(bytes: Buffer): void;
  /** Hangs up. Resolves when it is shut. */
  close(): Promise<void>;
}

/** Who hears a master. */
export interface PtyListener {
  received(bytes: Buffer): void;
  /** It has ended by itself. */
  ended(detail: string): void;
}

/** What makes pseudo-terminals, best first. */
export type PtyTool = 'socat' | 'python3';
export const PTY_TOOLS: readonly PtyTool[] = ['socat', 'python3'];

/** Opens a pseudo-terminal by one tool. Rejects when that tool is missing or fails. */
export function openMaster(tool: PtyTool, listener: PtyListener): Promise<PtyMaster> {
  switch (tool) {
    case 'socat':
      return openChild('socat', ['-d', '-d', '-', 'PTY,raw,echo=0'], listener);
    case 'python3':
      return openChild('python3', ['-c', PYTHON_RELAY], listener);
  }
}

/** Bytes for a host that reads too slowly; more are lost. As much as behind TCP: a broker's burst must not be cut. */
const BUFFER_BYTES = 1024 * 1024;
const runFile = promisify(execFile);

/** A fresh terminal is in cooked mode: it would echo the module's own text back to it. */
async function makeRaw(device: string): Promise<void> {
  const file = process.platform === 'darwin' ? '-f' : '-F';
  await runFile('stty', [file, device, 'raw', '-echo', '-echoe', '-echok', '-iexten', '-ixon', '-ixoff']);
}

/** Joins the standard streams to a pseudo-terminal, without ever holding one direction for the other. */
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

/** A program that makes a pseudo-terminal, names it on its standard error and relays it over its other two streams. */
async function openChild(command: string, args: string[], listener: PtyListener): Promise<PtyMaster> {
  // In a group of its own, so that a Ctrl-C for us doesn't end it before we have hung up.
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
