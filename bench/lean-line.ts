import type { Line, LineListener, Transport } from '../src/transport/transport';

const CR = 0x0d;
const PROMPT = Buffer.from('\r\n> ');
const PUBLISH = /^AT\+QMTPUBEX=\d+,(\d+),/;

/**
 * Answers publishes itself, on the next turn of the event loop and without storing anything, and leaves every other command to the
 * underlying line: so any growth over a million publishes is the driver's.
 */
export class LeanLine implements Transport {
  constructor(private readonly inner: Transport) {}

  get path(): string {
    return this.inner.path;
  }

  async open(listener: LineListener): Promise<Line> {
    const line = await this.inner.open(listener);
    let messageId: string | undefined;
    const say = (bytes: Buffer) => setImmediate(() => listener.received(bytes));
    return {
      write: (bytes) => {
        if (messageId !== undefined) {
          say(Buffer.from(`\r\nOK\r\n\r\n+QMTPUBEX: 0,${messageId},0\r\n`));
          messageId = undefined;
          return Promise.resolve();
        }
        // Each command and each payload is one write.
        const isCommand = bytes.at(-1) === CR;
        messageId = isCommand ? PUBLISH.exec(Buffer.from(bytes).toString('latin1'))?.[1] : undefined;
        if (messageId === undefined) return line.write(bytes);
        say(Buffer.from(PROMPT));
        return Promise.resolve();
      },
      close: () => line.close(),
    };
  }
}
