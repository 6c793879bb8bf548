/**
 * One option of AT+QMTCFG: its name, what `AT+QMTCFG=?` shows after the client index, and initial values that differ from {@link
 * OPTION_KINDS}.
 */
export type OptionLine = readonly [name: string, test: string, initial?: readonly number[]];

/** What a test line doesn't say about an option. */
interface OptionKind {
  /** Minimum number of values in a write command; in `will` 1 for flag 0. */
  readonly least?: number;
  readonly initial?: readonly (number | string)[];
  /** The limit of its strings. */
  readonly maxBytes?: number;
}

/** Defaults and limits §M1.1; an option missing here starts with its lowest values. */
export const OPTION_KINDS: Readonly<Record<string, OptionKind>> = {
  version: { initial: [3] },
  pdpcid: { initial: [1] },
  ssl: { initial: [0] },
  keepalive: { initial: [120] },
  session: { initial: [1] },
  timeout: { least: 3, initial: [5, 3, 0] },
  will: { initial: [0], maxBytes: 255 },
  willex: { maxBytes: 255 },
  'recv/mode': { initial: [0, 0] },
  aliauth: { least: 3, initial: ['', '', ''] },
  'view/mode': { initial: [1] },
  echomode: { initial: [1] },
  'edit/timeout': { least: 1, initial: [0, 30] },
};

const WILL = '(0,1),(0-2),(0,1),"willtopic","willmessage"';
const TRIPLET = '"product key","device name","device secret"';

/** Nine options, presumably the EC20's list (§M1.1). */
export const NINE: readonly OptionLine[] = [
  ['version', '(3,4)'],
  ['pdpcid', '(1-16)'],
  ['ssl', '(0,1),(0-5)'],
  ['keepalive', '(0-3600)'],
  ['session', '(0,1)'],
  ['timeout', '(1-60),(0-10),(0,1)'],
  ['will', WILL],
  ['recv/mode', '(0,1),(0,1)'],
  ['aliauth', TRIPLET],
];

/** The same with the five contexts of a BG77x (§S14). */
export const NINE_OF_BG: readonly OptionLine[] = NINE.map((line) =>
  line[0] === 'pdpcid' ? ['pdpcid', '(1-5)'] : line,
);

/** An EC600S's list in its order, word for word (§S10, transcript §T4). */
export const EXTENDED: readonly OptionLine[] = [
  ['version', '(3,4)'],
  ['pdpcid', '(1-15)'],
  ['ssl', '(0,1),(0-5)'],
  ['keepalive', '(0-3600)'],
  ['session', '(0,1)'],
  ['timeout', '(1-1200),(1-10),(0,1)'],
  ['will', WILL],
  ['willex', '(0,1),(0-2),(0,1),"willtopic",(0-256)'],
  ['recv/mode', '(0,1),(0,1)'],
  ['send/mode', '(0,1)'],
  ['onenet', '"product id","access key"'],
  ['aliauth', TRIPLET],
  ['hwauth', '"device id","device secret"'],
  ['hwprodid', '"product id","product secret","nodeid"'],
  ['qmtping', '(5-60)'],
  ['dataformat', '(0,1),(0,1)'],
  ['view/mode', '(0,1)'],
  ['CTWing', '"client_id","feature_string"'],
  ['edit/timeout', '(0,1),(1-180)'],
];

/** An EG800K from its note V1.5 on (§S4): a shorter data timeout and three more options; their ranges are guessed (M). */
export const EXTENDED_OF_EG800: readonly OptionLine[] = [
  ...EXTENDED.map((line): OptionLine => (line[0] === 'edit/timeout' ? [line[0], '(0,1),(1-120)'] : line)),
  ['close/time', '(0-60)'],
  ['protocol/check', '(0,1)'],
  ['wakeup/topic', '(0,1),"topic"'],
];

/** An NB module (§S22): other names for the length in +QMTRECV and the echo of data, one attempt of 30 s. Its order is guessed (M). */
export const NARROW_BAND: readonly OptionLine[] = [
  ['version', '(3,4)'],
  ['ssl', '(0,1),(0-5)'],
  ['keepalive', '(0-3600)'],
  ['session', '(0,1)'],
  ['timeout', '(1-60),(0-10),(0,1)', [30, 0, 0]],
  ['will', WILL],
  ['aliauth', TRIPLET],
  ['showrecvlen', '(0,1)'],
  ['dataformat', '(0,1),(0,1)'],
  ['echomode', '(0,1)'],
];
