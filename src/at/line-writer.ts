import { CodedError } from '../base/coded-error';
import type { CommandLine } from './parameter';
import type { Trace } from './trace';

/** Hands bytes to the line, and then records them: the line waits for nobody's reading. Each call is one write. `failed` hears of a line that takes no more. */
export class LineWriter {
  constructor(
    private readonly write: (bytes: Uint8Array) => Promise<void>,
    private readonly failed: (reason: CodedError) => void,
    private readonly trace: Trace | undefined,
  ) {}

  /** Writes a command and its CR. */
  command(line: CommandLine): void {
    this.#hand(Buffer.from(`${line.text}\r`, 'latin1'), () => undefined);
    this.trace?.record('out', `${line.masked}\r`);
  }

  /** Writes bytes as they are; calls `written` when the system has taken them. */
  bytes(bytes: Buffer, written: () => void = () => undefined, isSecret = false): void {
    this.#hand(bytes, written);
    if (isSecret) this.trace?.record('out', `<${bytes.length} secret bytes>`);
    else this.trace?.recordData('out', '', bytes);
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
