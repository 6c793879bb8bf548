import { maskSecretCommands } from '../ec20/secret-commands';

/** A confidential text, and its replacement of the same length. */
export interface RedactedText {
  readonly text: string;
  readonly replacement: string;
}

/** Shorter ones could occur anywhere by chance; they are redacted only as a string in a command. */
const SHORTEST_ALONE = 6;

/** What identifies or locates a person, by its format. The order matters: an address is not a number. */
const PERSONAL: readonly RegExp[] = [
  // IPv4 and IPv6
  /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g,
  /(?<![\dA-Fa-f:])(?:[\dA-Fa-f]{0,4}:){4,7}[\dA-Fa-f]{0,4}(?![\dA-Fa-f:])/g,
  // The area and the cell in +CREG, +CGREG, +CEREG
  /(?<=\+C[GE]?REG: [\d,]*)"[\dA-Fa-f]+"(?:,"[\dA-Fa-f]+")?/g,
  // IMEI, IMSI, ICCID, telephone numbers
  /(?<!\d)\d{11,}[\dA-Fa-f]*/g,
];

/** Replaces secrets by texts of the same length, so that lengths and framing stay true. `text` is latin1, as on the line. */
export class Redactor {
  readonly #marked: RedactedText[] = [];

  /** Redacts `secret` from now on, as that many of `letter`; returns its replacement. */
  mark(secret: string, letter: string): string {
    const replacement = letter.repeat(secret.length);
    if (secret !== '') this.#marked.push({ text: secret, replacement });
    return replacement;
  }

  redact(text: string): string {
    let redacted = text;
    for (const { text: secret, replacement } of [...this.#marked].sort(longestFirst)) {
      redacted = redacted.replaceAll(`"${secret}"`, `"${replacement}"`);
      if (secret.length >= SHORTEST_ALONE) redacted = redacted.replaceAll(secret, replacement);
    }
    for (const form of PERSONAL) {
      redacted = redacted.replace(form, (found) => found.replace(/[\dA-Fa-f]/g, '0'));
    }
    // What another program left in the module: a password of packet data, a key. A range shows that nothing but forms is meant.
    return redacted.replace(/[^\r\n]+/g, (line) =>
      /[:,] *\(/.test(line) ? line : maskSecretCommands(line, stars),
    );
  }
}

function longestFirst(one: RedactedText, other: RedactedText): number {
  return other.text.length - one.text.length;
}

/** Quotes stay, so that the line can still be read, and so does what is redacted already. */
function stars(secret: string): string {
  return /^"?(.)\1*"?$/.test(secret) ? secret : secret.replace(/[^"]/g, '*');
}
