import type { ErrorCode } from '../errors/catalogue';

/** Meaning of a result of the module: a code of our catalogue. */
type CodeTable = Readonly<Record<number, ErrorCode>>;

/** `+QMTOPEN: idx,result`; 0 is success (MQTT note §3.2.2). */
export const OPEN_RESULTS: CodeTable = {
  [-1]: 'EC20_OPEN_FAILED',
  1: 'EC20_OPEN_PARAMETER',
  2: 'EC20_OPEN_OCCUPIED',
  3: 'EC20_OPEN_PDP',
  4: 'EC20_OPEN_DNS',
  5: 'EC20_OPEN_NETWORK',
};

/** The return code of `+QMTCONN: idx,0,code`; 0 is success (MQTT 3.1.1 §3.2.2.3). */
export const CONNACK_CODES: CodeTable = {
  1: 'EC20_CONNECT_PROTOCOL',
  2: 'EC20_CONNECT_ID',
  3: 'EC20_CONNECT_UNAVAILABLE',
  4: 'EC20_CONNECT_CREDENTIALS',
  5: 'EC20_CONNECT_NOT_AUTHORISED',
};

/** `+QMTSTAT: idx,code`: why the module's connection ended (MQTT note §4.1; 8 only in newer notes). */
export const LINK_CODES: CodeTable = {
  1: 'EC20_LINK_PEER_CLOSED',
  2: 'EC20_LINK_PING',
  3: 'EC20_LINK_CONNECT',
  4: 'EC20_LINK_CONNACK',
  5: 'EC20_LINK_DISCONNECTED',
  6: 'EC20_LINK_SEND',
  7: 'EC20_LINK_DEAD',
  8: 'EC20_LINK_CLIENT_CLOSED',
};

/** `+QMTCONN? ` state 3: connected (MQTT note §3.2.4: 1 initialising, 2 connecting, 3 connected, 4 disconnecting). */
export const STATE_CONNECTED = 3;

/** The second field of +QMTSUB, +QMTUNS, +QMTPUBEX, +QMTCONN: sent and acknowledged, sent again, failed. */
export type PacketResult = 'acknowledged' | 'retransmitting' | 'failed';

/** Reads a packet's result; anything but 0 and 1 is a failure. */
export function packetResult(value: number | undefined): PacketResult {
  if (value === 0) return 'acknowledged';
  return value === 1 ? 'retransmitting' : 'failed';
}

/** A SUBACK's value for a refused filter (MQTT 3.1.1 §3.9.3). */
export const SUBSCRIPTION_REFUSED = 128;

/** `+CME ERROR` numbers of the SIM (EC2x AT manual §15.4); every other number is kept as it is. */
export const SIM_ERRORS: CodeTable = {
  10: 'EC20_SIM_ABSENT',
  11: 'EC20_SIM_PIN_NEEDED',
  12: 'EC20_SIM_PUK',
  13: 'EC20_SIM_FAILURE',
  14: 'EC20_SIM_BUSY',
  15: 'EC20_SIM_FAILURE',
  16: 'EC20_SIM_PIN_WRONG',
};

/** The same errors as text, for a module that refuses AT+CMEE=1 and uses the verbose form. */
export const SIM_ERROR_TEXTS: Readonly<Record<string, number>> = {
  'sim not inserted': 10,
  'not inserted': 10,
  'sim pin required': 11,
  'sim puk required': 12,
  'sim failure': 13,
  'sim busy': 14,
  'sim wrong': 15,
  'incorrect password': 16,
};

/** State of the card: usable, or an error. */
export type SimWord =
  | 'usable'
  | 'EC20_SIM_ABSENT'
  | 'EC20_SIM_FAILURE'
  | 'EC20_SIM_BUSY'
  | 'EC20_SIM_PIN_NEEDED'
  | 'EC20_SIM_PUK'
  | 'EC20_SIM_LOCKED'
  | 'EC20_SIM_UNKNOWN';

/**
 * The words of `+CPIN:` (EC2x AT manual §5.3; 3GPP 27.007 §8.3), and those that real modules use for their errors: NOT
 * INSERTED and SIM ERROR of an EC21. Upper case, words separated by one blank. PIN2 and PUK2 guard the card's own
 * settings, not the network; a lock begins with PH.
 */
const SIM_WORDS: ReadonlyMap<string, SimWord> = new Map<string, SimWord>([
  ['READY', 'usable'],
  ['SIM PIN2', 'usable'],
  ['SIM PUK2', 'usable'],
  ['SIM PIN', 'EC20_SIM_PIN_NEEDED'],
  ['SIM PUK', 'EC20_SIM_PUK'],
  ['BLOCKED', 'EC20_SIM_PUK'],
  ['SIM BLOCKED', 'EC20_SIM_PUK'],
  ...['NOT INSERTED', 'SIM NOT INSERTED', 'NO SIM', 'ABSENT', 'SIM ABSENT'].map(means('EC20_SIM_ABSENT')),
  ...['REMOVED', 'SIM REMOVED', 'NOT PRESENT', 'SIM NOT PRESENT'].map(means('EC20_SIM_ABSENT')),
  ...['NOT READY', 'SIM NOT READY', 'BUSY', 'SIM BUSY', 'INIT', 'INITIALIZING'].map(means('EC20_SIM_BUSY')),
  ...['ERROR', 'SIM ERROR', 'FAILURE', 'SIM FAILURE', 'SIM WRONG', 'SIM FAIL'].map(means('EC20_SIM_FAILURE')),
  ...['SIM', 'FSIM', 'NET', 'NETSUB', 'SP', 'CORP'].flatMap((lock) =>
    [`PH ${lock} PIN`, `PH ${lock} PUK`].map(means('EC20_SIM_LOCKED')),
  ),
]);

function means(meaning: SimWord) {
  return (word: string): [string, SimWord] => [word, meaning];
}

/** Meaning of a word of `+CPIN:`; firmware differs in blanks, underscores and capitals. */
export function meaningOfSimWord(word: string): SimWord {
  return (
    SIM_WORDS.get(
      word
        .trim()
        .toUpperCase()
        .replace(/[\s_-]+/g, ' '),
    ) ?? 'EC20_SIM_UNKNOWN'
  );
}
