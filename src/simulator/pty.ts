import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { CodedError, type Phrase } from '../base/coded-error';
import type { Line, LineListener, Transport } from '../transport/transport';
import { openMaster, PTY_TOOLS, type PtyListener, type PtyMaster, type PtyTool } from './pty-master';

export interface PseudoTerminalOptions {
  /** Which tools to try, in order; default: all. */
  readonly tools?: readonly PtyTool[];
}

/**
 * The module's end of a serial port that programs on this machine open as `path`, a link to a pseudo-terminal. They may close and
 * reopen it; the module doesn't notice, as on a UART. The link is removed when the line is closed.
 */
export class PseudoTerminal implements Transport {
  constructor(
    readonly path: string,
    private readonly options: PseudoTerminalOptions = {},
  ) {}

  /**
   * Makes the pseudo-terminal and its link. Rejects with `EC20_PORT_FAILED` when no tool can make one, or when something other than
   * an earlier link exists at the path; with `EC20_PORT_DENIED` when creating the link is not permitted.
   */
  async open(listener: LineListener): Promise<Line> {
    this.#refuseForeignFile();
    let end: (detail: string) => void = () => undefined;
    const master = await this.#master({
      received: (bytes) => listener.received(bytes),
      ended: (detail) => end(detail),
    });
    let heldOpen: number;
    try {
      // Held open but never read: without it the master would end whenever the host closes.
      heldOpen = openSync(master.device, constants.O_RDWR | constants.O_NOCTTY);
    } catch (error) {
      await master.close();
      throw this.#failure(error);
    }
    let closing: Promise<void> | undefined;
    const shut = (): Promise<void> => {
      closing ??= (async () => {
        removeLink(this.path, master.device);
        await master.close();
        closeSync(heldOpen);
      })();
      return closing;
    };
    end = (detail) => {
      if (closing !== undefined) return;
      void shut().then(() => listener.lost(this.#lost(detail)));
    };
    try {
      placeLink(this.path, master.device);
    } catch (error) {
      await shut();
      throw this.#failure(error);
    }
    return {
      write: (bytes) => {
        if (closing !== undefined) return Promise.reject(this.#lost('closed'));
        master.write(Buffer.from(bytes));
        return Promise.resolve();
      },
      close: shut,
    };
  }

  async #master(listener: PtyListener): Promise<PtyMaster> {
    const failures: string[] = [];
    for (const tool of this.options.tools ?? PTY_TOOLS) {
      try {
        return await openMaster(tool, listener);
      } catch (error) {
        failures.push(`${tool}: ${firstLine(error)}`);
      }
    }
    const why = failures.join('; ');
    throw this.#refusal({
      en: `a pseudo-terminal needs socat or python3 (${why})`,
      zh: `虚拟串口需要 socat 或 python3（${why}）`,
    });
  }

  /** A file that isn't a link to a terminal belongs to the user; a link was left by an earlier run. */
  #refuseForeignFile(): void {
    let target: string;
    try {
      if (lstatSync(this.path, { throwIfNoEntry: false }) === undefined) return;
      target = readlinkSync(this.path);
    } catch {
      target = '';
    }
    if (/^\/dev\/(?:pts\/\d+|ttys\d+)$/.test(target)) return;
    throw this.#refusal({ en: 'something else stands at this path', zh: '这个路径上已有别的文件' });
  }

  #refusal(detail: Phrase): CodedError {
    const params = { port: this.path, detail: detail.en };
    return new CodedError('EC20_PORT_FAILED', { params, phrases: { detail } });
  }

  #failure(cause: unknown): CodedError {
    const denied = ['EACCES', 'EPERM', 'EROFS'].includes((cause as NodeJS.ErrnoException).code ?? '');
    const params = { port: this.path, detail: firstLine(cause) };
    return new CodedError(denied ? 'EC20_PORT_DENIED' : 'EC20_PORT_FAILED', { params, cause });
  }

  #lost(detail: string): CodedError {
    return new CodedError('EC20_PORT_LOST', { params: { port: this.path, detail }, outcome: 'unknown' });
  }
}

/** By a temporary name and a rename, so that the path is never dangling. */
function placeLink(path: string, device: string): void {
  const temporary = `${path}.${process.pid}`;
  symlinkSync(device, temporary);
  try {
    renameSync(temporary, path);
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  }
}

/** Removes the link unless another program has replaced it. */
function removeLink(path: string, device: string): void {
  try {
    if (readlinkSync(path) === device) unlinkSync(path);
  } catch {
    // Already removed, as intended.
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? '';
}
