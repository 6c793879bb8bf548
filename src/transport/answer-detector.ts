/** A line OK. Positions and diagnostics never contain one. */
const ANSWER = /[\r\n]OK\r/;

/** Detects an answer to AT among the bytes of a line, however they are split. */
export class AnswerDetector {
  /** Whether there was one. */
  isAnswered = false;
  #tail = '\n';

  /** Takes bytes; returns whether there has been an answer so far. */
  push(bytes: Buffer): boolean {
    if (this.isAnswered) return true;
    const text = this.#tail + bytes.toString('latin1');
    this.#tail = text.slice(-3);
    this.isAnswered = ANSWER.test(text);
    return this.isAnswered;
  }
}
