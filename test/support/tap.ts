import type { LineListener, Transport } from '../../src/transport/transport';

/** A line of which a test can say what the module has not said. */
export class Tap implements Transport {
  readonly path = 'tap';
  #listener: LineListener | undefined;
  /** Commands that the session has written. */
  commands = 0;
  /** All that it has written, latin1. */
  readonly written: string[] = [];

  constructor(private readonly inner: Transport) {}

  async open(listener: LineListener) {
    const line = await this.inner.open(listener);
    this.#listener = listener;
    return {
      write: (bytes: Uint8Array) => {
        const text = Buffer.from(bytes).toString('latin1');
        this.written.push(text);
        if (/^AT/i.test(text)) this.commands++;
        return line.write(bytes);
      },
      close: () => line.close(),
    };
  }

  say(text: string): void {
    this.#listener?.received(Buffer.from(text, 'latin1'));
  }
}
