/** A text that nobody may see, and what stands in its place; both of one length. */
export interface RedactedText {
  readonly text: string;
  readonly cover: string;
}

/** Shorter ones could stand anywhere by chance; they are covered only where they are a string of a command. */
const SHORTEST_ALONE = 6;

/** What tells who or where somebody is, by its form. The order matters: an address is no number. */
const PERSONAL: readonly RegExp[] = [
  // IPv4 and IPv6
  /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g,
  /(?<![\dA-Fa-f:])(?:[\dA-Fa-f]{0,4}:){4,7}[\dA-Fa-f]{0,4}(?![\dA-Fa-f:])/g,
  // The area and the cell of +CREG, +CGREG, +CEREG
  /(?<=\+C[GE]?REG: [\d,]*)"[\dA-Fa-f]+"(?:,"[\dA-Fa-f]+")?/g,
  // IMEI, IMSI, ICCID, telephone numbers
  /(?<!\d)\d{11,}[\dA-Fa-f]*/g,
];

/** Covers secrets at their length, so that lengths and framing stay true. `text` is latin1, as on the line. */
export class Redactor {
  readonly #marked: RedactedText[] = [];

  /** Hides `secret` from now on, behind as many of `letter`; gives what stands in its place. */
  mark(secret: string, letter: string): string {
    const cover = letter.repeat(secret.length);
    if (secret !== '') this.#marked.push({ text: secret, cover });
    return cover;
  }

  redact(text: string): string {
    let covered = text;
    for (const { text: secret, cover } of [...this.#marked].sort(longestFirst)) {
      covered = covered.replaceAll(`"${secret}"`, `"${cover}"`);
      if (secret.length >= SHORTEST_ALONE) covered = covered.replaceAll(secret, cover);
    }
    for (const form of PERSONAL) {
      covered = covered.replace(form, (found) => found.replace(/[\dA-Fa-f]/g, '0'));
    }
    return covered;
  }
}

function longestFirst(one: RedactedText, other: RedactedText): number {
  return other.text.length - one.text.length;
}
