import type { CodedError } from '../../src/base/coded-error';
import type { LineListener } from '../../src/transport/transport';

/** Records a line's events. */
export class Recorder implements LineListener {
  readonly losses: CodedError[] = [];
  #bytes = Buffer.alloc(0);
  #received: () => void = () => undefined;

  received(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    this.#received();
  }

  lost(reason: CodedError): void {
    this.losses.push(reason);
    this.#received();
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Resolves when `done()` holds after a byte or a loss has come. */
  async until(done: () => boolean): Promise<void> {
    while (!done()) {
      await new Promise<void>((resolve) => {
        this.#received = resolve;
      });
    }
  }
}

/** Lets pending system events arrive. */
export async function settle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
