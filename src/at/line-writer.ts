import { CodedError } from '../base/coded-error';
import type { CommandLine } from './parameter';
import type { Trace } from './trace';

/** Hands bytes to the line and records them. Each call is one write. `failed` hears of a line that takes no more. */
export class LineWriter {
  constructor(
    private readonly write: (bytes: Uint8Array) => Promise<void>,
    private readonly failed: (reason: CodedError) => void,
    private readonly trace: Trace | undefined,
  ) {}

  /** Writes a command and its CR. */
  command(line: CommandLine): void {
    this.trace?.record('out', `${line.masked}\r`);
    this.#hand(Buffer.from(`${line.text}\r`, 'latin1'), () => undefined);
  }

  /** Writes bytes as they are; calls `written` when the system has taken them. */
  bytes(bytes: Buffer, written: () => void = () => undefined, isSecret = false): void {
    if (isSecret) this.trace?.record('out', `<${bytes.length} secret bytes>`);
    else this.trace?.recordData('out', '', bytes);
    this.#hand(bytes, written);
  }

  #hand(bytes: Buffer, written: () => void): void {
    const failed = (error: unknown) => this.failed(portLost(error));
    try {
      this.write(bytes).then(written, failed);
    } catch (error) {
      failed(error);
    }
  }
}

function portLost(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  return new CodedError('EC20_PORT_LOST', { params: { port: '' }, outcome: 'unknown', cause: error });
}
