import { mkdtempSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import * as nodePty from '@lydell/node-pty';

/** The internals of a terminal that was opened without a program. */
interface OpenTerminal {
  readonly _master: Duplex;
  readonly _slave: Duplex;
  readonly _pty: string;
}

/** What the package's types omit. */
interface Opener {
  open(options: { cols: number; rows: number; encoding: null }): OpenTerminal;
}

/** A serial port whose other end a test can hold and unplug. `path` is a link, like udev's names. */
export class PseudoTerminal {
  readonly path: string;
  readonly #folder: string;
  readonly #terminal: OpenTerminal;
  #received: Buffer[] = [];
  #onData: () => void = () => undefined;

  static async create(): Promise<PseudoTerminal> {
    const terminal = (nodePty as unknown as Opener).open({ cols: 80, rows: 24, encoding: null });
    // It would take bytes from the port under test. Its file stays open, or the master would end at the first close.
    terminal._slave.pause();
    terminal._slave.destroy();
    await once(terminal._slave, 'close');
    return new PseudoTerminal(terminal);
  }

  private constructor(terminal: OpenTerminal) {
    this.#terminal = terminal;
    this.#folder = mkdtempSync(join(tmpdir(), 'ec20-'));
    this.path = join(this.#folder, 'ttyUSB2');
    symlinkSync(this.#terminal._pty, this.path);
    this.#terminal._master.on('error', () => undefined);
    this.#terminal._master.on('data', (bytes: Buffer) => {
      this.#received.push(bytes);
      this.#onData();
    });
  }

  write(bytes: Uint8Array): void {
    this.#terminal._master.write(bytes);
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
    this.#terminal._master.pause();
  }

  /** Unplugs the cable: the port hangs up and its name disappears. */
  unplug(): void {
    try {
      unlinkSync(this.path);
    } catch {
      return;
    }
    this.#terminal._master.destroy();
  }

  remove(): void {
    this.unplug();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
