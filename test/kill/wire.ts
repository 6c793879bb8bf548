import type { Line, LineListener, Transport } from '../../src/transport/transport';

/** The state of the newest publish on the line. */
export type WireMoment = 'idle' | 'command' | 'prompt' | 'data' | 'complete' | 'result-awaited' | 'result';

/** How many bytes of a payload still pass when the line is cut in its data phase. */
const PASSED_BYTES = 20;

/**
 * The module's end of a line, observed: reports each step of a publish at the moment its bytes pass. It can be cut in the data
 * phase, as a serial port drops unsent bytes when its owner is killed.
 */
export class WatchedWire implements Transport {
  /** Called at each step; on `data` it may return true: then the rest of the payload never passes. */
  onMoment: (moment: WireMoment) => boolean = () => false;
  #moment: WireMoment = 'idle';
  #command = '';
  #missingBytes = 0;
  #isCut = false;
  /** Publishes that the module has completely received and not yet reported on. */
  #underWay = 0;
  #settled: () => void = () => undefined;

  constructor(private readonly inner: Transport) {}

  get path(): string {
    return this.inner.path;
  }

  get moment(): WireMoment {
    return this.#moment;
  }

  /** A new owner opens the line. */
  reopen(): void {
    this.#isCut = false;
    this.#command = '';
    this.#moment = 'idle';
    this.#underWay = 0;
  }

  /** Resolves when the module has reported the result of each publish that it has completely received. */
  async settled(): Promise<void> {
    while (this.#underWay > 0) await new Promise<void>((resolve) => (this.#settled = resolve));
  }

  async open(listener: LineListener): Promise<Line> {
    const line = await this.inner.open({
      received: (bytes) => {
        const passed = this.#fromHost(bytes);
        if (passed.length > 0) listener.received(passed);
      },
      lost: (reason) => listener.lost(reason),
    });
    return {
      write: (bytes) => {
        this.#fromModule(Buffer.from(bytes).toString('latin1'));
        return line.write(bytes);
      },
      close: () => line.close(),
    };
  }

  #fromHost(bytes: Uint8Array): Buffer {
    const all = Buffer.from(bytes);
    if (this.#isCut) return Buffer.alloc(0);
    if (this.#moment === 'prompt' || this.#moment === 'data') {
      if (this.#step('data')) {
        this.#isCut = true;
        return all.subarray(0, Math.min(PASSED_BYTES, this.#missingBytes - 1));
      }
      this.#missingBytes -= all.length;
      if (this.#missingBytes <= 0) {
        this.#underWay++;
        this.#step('complete');
      }
      return all;
    }
    this.#command = (this.#command + all.toString('latin1')).slice(-400);
    const [text, length] = /AT\+QMTPUBEX=[^\r]*,(\d+)\r/.exec(this.#command) ?? [];
    if (text !== undefined) {
      this.#command = '';
      this.#missingBytes = Number(length);
      this.#step('command');
    }
    return all;
  }

  #fromModule(text: string): void {
    this.#underWay -= [...text.matchAll(/\+QMTPUBEX: \d,\d+,[02]/g)].length;
    this.#settled();
    if (this.#isCut) return;
    if (this.#moment === 'command' && text.includes('>')) this.#step('prompt');
    else if (this.#moment === 'complete' && /(^|\n)OK\r/.test(text)) this.#step('result-awaited');
    if (/\+QMTPUBEX: \d,\d+,0/.test(text) && this.#moment === 'result-awaited') this.#step('result');
  }

  #step(moment: WireMoment): boolean {
    this.#moment = moment;
    return this.onMoment(moment);
  }
}
