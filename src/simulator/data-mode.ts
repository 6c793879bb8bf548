/** What a command expects after its prompt. */
export interface DataRequest {
  /** `prompt`: `>` as formatted by the settings; `connect`: a line CONNECT (file upload). */
  readonly intro: 'prompt' | 'connect';
  /** Counted data: exactly this many bytes. Undefined: everything up to Ctrl-Z. */
  readonly countBytes: number | undefined;
  readonly echo: boolean;
  /** Counted data only: ESC cancels. In data up to Ctrl-Z it always does. */
  readonly escCancels: boolean;
  /** 0: no timeout. */
  readonly limitMs: number;
}

/** How a data phase ended. */
export type DataResult =
  | { readonly kind: 'complete'; readonly bytes: Buffer }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'expired' };

const CTRL_Z = 0x1a;
const ESC = 0x1b;

/** The effect of one chunk on a data phase. */
export interface DataStep {
  readonly takenBytes: number;
  /** The part to echo. */
  readonly content: Buffer;
  readonly result: DataResult | undefined;
}

/** Counts the bytes of a data phase, or looks for its Ctrl-Z. AT text has no meaning here. */
export class DataPhase {
  readonly #parts: Buffer[] = [];
  #bytes = 0;

  constructor(readonly request: DataRequest) {}

  /** Takes the part of `chunk` that belongs to this phase: the first `takenBytes`. */
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
