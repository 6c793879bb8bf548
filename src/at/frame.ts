/**
 * Output of the {@link Lexer}. `text` and `head` are latin1 strings, one character per byte, so topics keep their UTF-8
 * bytes until they are decoded (`utf8` in parameter.ts).
 */
export type Frame =
  /**
   * A line without its line end. Never empty. `isBody`: the text of a message, whatever it looks like (see
   * message-body.ts).
   */
  | { readonly kind: 'line'; readonly text: string; readonly isBody?: true }
  /** `>` at the start of a line, while it was awaited. */
  | { readonly kind: 'prompt' }
  /** A line with a payload: `head` ends before the comma in front of the payload, `data` is the payload alone. */
  | { readonly kind: 'counted'; readonly head: string; readonly data: Buffer }
  /** A payload that did not fit its announcement. Its `bytes` swallowed bytes are read again, as ordinary frames. */
  | { readonly kind: 'damaged'; readonly head: string; readonly bytes: number }
  /** A line longer than any valid one; the rest up to the next line end is skipped. */
  | { readonly kind: 'overflow'; readonly bytes: number };
