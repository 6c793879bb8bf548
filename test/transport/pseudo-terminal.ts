import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The port's other end. It holds no opening of the port itself, so that only the one under test is found there. */
const PYTHON_RELAY = `
import os, pty, select, sys, time, tty
master, slave = pty.openpty()
tty.setraw(slave)
name = os.ttyname(slave)
os.close(slave)
sys.stderr.write("PTY is " + name + "\\n")
sys.stderr.flush()
while True:
    ready, _, _ = select.select([master, 0], [], [])
    if 0 in ready:
        bytes = os.read(0, 65536)
        if not bytes:
            break
        while bytes:
            bytes = bytes[os.write(master, bytes):]
    if master in ready:
        # It may have been ready because the port was shut, and be open by now: a read that waits would never end.
        os.set_blocking(master, False)
        try:
            sys.stdout.buffer.write(os.read(master, 65536))
            sys.stdout.buffer.flush()
        except OSError:
            time.sleep(0.005) # The port is shut.
        os.set_blocking(master, True)
`;

/** A serial port whose other end a test can hold and unplug. `path` is a link, like udev's names. */
export class PseudoTerminal {
  readonly path: string;
  readonly #folder: string;
  readonly #relay: ChildProcessWithoutNullStreams;
  #received: Buffer[] = [];
  #onData: () => void = () => undefined;

  static async create(): Promise<PseudoTerminal> {
    const relay = spawn('python3', ['-c', PYTHON_RELAY]);
    const device = await new Promise<string>((resolve, reject) => {
      let said = '';
      relay.stderr.on('data', (text: Buffer) => {
        said += text.toString();
        const named = /PTY is (\S+)\s/.exec(said)?.[1];
        if (named !== undefined) resolve(named);
      });
      relay.once('error', reject);
      relay.once('exit', () => reject(new Error(`python3 has ended: ${said}`)));
    });
    return new PseudoTerminal(relay, device);
  }

  private constructor(relay: ChildProcessWithoutNullStreams, device: string) {
    this.#relay = relay;
    this.#folder = mkdtempSync(join(tmpdir(), 'ec20-'));
    this.path = join(this.#folder, 'ttyUSB2');
    symlinkSync(device, this.path);
    relay.stdin.on('error', () => undefined);
    relay.stdout.on('data', (bytes: Buffer) => {
      this.#received.push(bytes);
      this.#onData();
    });
  }

  write(bytes: Uint8Array): void {
    this.#relay.stdin.write(bytes);
  }

  /** Everything received so far, once it is `bytes` long. */
  async received(bytes: number): Promise<Buffer> {
    for (;;) {
      const all = Buffer.concat(this.#received);
      if (all.length >= bytes) return all;
      await new Promise<void>((resolve) => {
        this.#onData = resolve;
      });
    }
  }

  /** Stops reading: writes at the port soon block, as with a module that has stopped. */
  stall(): void {
    this.#relay.kill('SIGSTOP');
  }

  /** Unplugs the cable: the port hangs up and its name disappears. */
  unplug(): void {
    try {
      unlinkSync(this.path);
    } catch {
      return;
    }
    this.#relay.kill('SIGKILL');
  }

  remove(): void {
    this.unplug();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
