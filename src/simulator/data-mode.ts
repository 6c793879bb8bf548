/** What a command wants after its prompt. */
export interface DataRequest {
  /** `prompt`: `>` as the settings lay it out; `connect`: a line CONNECT (file upload). */
  readonly intro: 'prompt' | 'connect';
  /** Counted data: exactly so many bytes. Undefined: all up to Ctrl-Z. */
  readonly countBytes: number | undefined;
  readonly echo: boolean;
  /** Counted data only: ESC cancels. In data up to Ctrl-Z it always does. */
  readonly escCancels: boolean;
  /** 0: waits for ever. */
  readonly limitMs: number;
}

/** How a data phase ended. */
export type DataResult =
  | { readonly kind: 'complete'; readonly bytes: Buffer }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'expired' };

const CTRL_Z = 0x1a;
const ESC = 0x1b;

/** What one chunk did to a data phase. */
export interface DataStep {
  readonly takenBytes: number;
  /** The part to echo. */
  readonly content: Buffer;
  readonly result: DataResult | undefined;
}

/** Counts the bytes of one data phase, or waits for its Ctrl-Z. AT text means nothing here. */
export class DataPhase {
  readonly #parts: Buffer[] = [];
  #bytes = 0;

  constructor(readonly request: DataRequest) {}

  /** Takes from `chunk` what belongs to this phase; what lies beyond `takenBytes` doesn't. */
  take(chunk: Buffer): DataStep {
    const { countBytes, escCancels } = this.request;
    const wantedBytes = countBytes === undefined ? chunk.length : countBytes - this.#bytes;
    const part = chunk.subarray(0, wantedBytes);
    const end = part.findIndex((byte) =>
      countBytes === undefined ? byte === CTRL_Z || byte === ESC : escCancels && byte === ESC,
    );
    const content = end === -1 ? part : part.subarray(0, end);
    this.#parts.push(content);
    this.#bytes += content.length;
    if (end !== -1) {
      const result: DataResult = part[end] === ESC ? { kind: 'cancelled' } : this.#complete();
      return { takenBytes: end + 1, content, result };
    }
    return {
      takenBytes: part.length,
      content,
      result: this.#bytes === countBytes ? this.#complete() : undefined,
    };
  }

  #complete(): DataResult {
    return { kind: 'complete', bytes: Buffer.concat(this.#parts) };
  }
}
