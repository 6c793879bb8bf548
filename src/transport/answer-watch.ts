/** A line OK. Positions and diagnosis never have one. */
const ANSWER = /[\r\n]OK\r/;

/** Sees an answer to AT among the bytes of a line, cut as they may be. */
export class AnswerWatch {
  /** Whether there was one. */
  isAnswered = false;
  #tail = '\n';

  /** Takes bytes; whether there has been an answer by now. */
  sees(bytes: Buffer): boolean {
    if (this.isAnswered) return true;
    const text = this.#tail + bytes.toString('latin1');
    this.#tail = text.slice(-3);
    this.isAnswered = ANSWER.test(text);
    return this.isAnswered;
  }
}
