/** What a V.250 word says about a call: a final result of the command that dials, or an event. */
export type CallWord = 'ok' | 'error' | 'event';

/**
 * The words of calls (V.250 §6.2.6, §6.3, V.253 §10.1; NO DIAL TONE as some firmware spells it). Unless the command in
 * flight dials, they report another call: one that rings, or whose caller has hung up.
 */
const CALL_WORDS: ReadonlyMap<string, CallWord> = new Map([
  ['NO CARRIER', 'error'],
  ['NO ANSWER', 'error'],
  ['NO DIALTONE', 'error'],
  ['NO DIAL TONE', 'error'],
  ['BUSY', 'error'],
  ['BLACKLISTED', 'error'],
  ['DELAYED', 'error'],
  ['CONNECT', 'ok'],
  ['RING', 'event'],
  ['RINGING', 'event'],
  ['VOICE', 'event'],
]);

/** Words followed by more text: `CONNECT 115200`, `NO CARRIER: 16`. */
const GOES_ON = /^(CONNECT(?= )|[A-Z ]+(?=:))/;

/** Reads a line as a word of a call; undefined when it is not one. */
export function readCallWord(line: string): CallWord | undefined {
  return CALL_WORDS.get(line) ?? CALL_WORDS.get(GOES_ON.exec(line)?.[0] ?? '');
}

/**
 * Commands that may end in such a word: ATD, ATA and ATO of V.250 §6.3, and those that switch the line to data (3GPP
 * 27.007 §10.1.12; TCP/IP note §2.3). Not ATH: the call that it ends says NO CARRIER, ATH itself returns OK.
 */
const DIALLING: ReadonlySet<string> = new Set(['D', 'A', 'O', '+CGDATA', '+QISWTMD']);

/** True when a command of the line dials, answers, or switches to data. */
export function isDialling(command: string): boolean {
  const outsideQuotes = command.slice(2).replace(/"[^"]*"?/g, '""');
  return outsideQuotes
    .replace(/\s+/g, '')
    .toUpperCase()
    .split(';')
    .some((part) => {
      const [, basic, extended] = /^((?:[&%\\]?[A-Z][\d=?]*)*)([+^$*%][A-Z0-9]+)?/.exec(part) ?? [];
      const names = [...(basic?.match(/[&%\\]?[A-Z]/g) ?? []), extended ?? ''];
      return names.some((name) => DIALLING.has(name));
    });
}
