import type { ChannelCounters, ChannelOptions } from './channel-options';
import type { Frame } from './frame';
import { Lexer } from './lexer';
import { PayloadWatch } from './payload-watch';

/** Receives what a {@link LineReader} finds, in the order of the line. */
export interface LineReaderListener {
  prompt(): void;
  /** `data`: the payload that the line announced. `isBody`: the text of a message, below its head. */
  line(text: string, data: Buffer | undefined, isBody: boolean): void;
  /** Whether a line is the module's own at this moment, and so not part of a payload without a length. */
  isKnown(line: string): boolean;
}

/** Bytes to lines and prompts, each passed on before the next is read; payloads that don't complete are read as lines. */
export class LineReader {
  readonly #options: ChannelOptions;
  readonly #lexer: Lexer;
  readonly #watch: PayloadWatch;
  #inbox: Uint8Array[] = [];
  #isReading = false;
  #isStopped = false;

  constructor(
    options: ChannelOptions,
    private readonly counters: ChannelCounters,
    private readonly listener: LineReaderListener,
  ) {
    this.#options = options;
    this.#lexer = new Lexer({
      countedPrefixes: options.countedPrefixes,
      isKnown: (line) => listener.isKnown(line),
    });
    this.#watch = new PayloadWatch(options.clock, () => this.abandon());
  }

  /** A payload is being counted. */
  get isCounting(): boolean {
    return this.#lexer.counting;
  }

  /** An unexpected prompt is on the line. */
  get isAtPrompt(): boolean {
    return this.#lexer.atPrompt;
  }

  /** Reads bytes; those received while a listener is called wait. */
  push(bytes: Uint8Array): void {
    this.#inbox.push(bytes);
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift()) {
        if (!this.#isStopped) this.#pass(this.#lexer.push(next));
      }
    } finally {
      this.#isReading = false;
    }
  }

  /** As {@link Lexer.awaitPrompt}. */
  awaitPrompt(on: boolean): void {
    this.#lexer.awaitPrompt(on);
  }

  /** As {@link Lexer.expectDataEcho}. */
  expectDataEcho(bytes: Buffer | undefined): void {
    this.#lexer.expectDataEcho(bytes);
  }

  /** Gives up the payload being read, as {@link Lexer.abandon}. */
  abandon(): void {
    this.#pass(this.#lexer.abandon());
  }

  /** Passes nothing on any more. */
  stop(): void {
    this.#isStopped = true;
    this.#watch.stop();
  }

  #pass(frames: readonly Frame[]): void {
    for (const frame of frames) {
      if (this.#isStopped) return;
      this.#passFrame(frame);
    }
    if (!this.#isStopped) this.#watch.observe(this.#lexer.count, this.#lexer.mayBeOver);
  }

  #passFrame(frame: Frame): void {
    const { trace } = this.#options;
    switch (frame.kind) {
      case 'line':
        this.listener.line(frame.text, undefined, frame.isBody === true);
        break;
      case 'counted':
        this.listener.line(frame.head, frame.data, false);
        break;
      case 'prompt':
        trace?.record('in', '>');
        this.listener.prompt();
        break;
      case 'damaged':
        this.counters.damaged++;
        trace?.record('note', `payload damaged, ${frame.bytes} bytes are read again`);
        break;
      case 'overflow':
        this.counters.overflows++;
        trace?.record('note', `line of more than ${frame.bytes - 1} bytes skipped`);
        break;
    }
  }
}
