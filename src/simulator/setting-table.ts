import { CLOUD_SETTINGS } from './embedded-cloud-settings';
import { INITIAL_STATE_SETTINGS } from './initial-state-settings';
import { RADIO_SETTINGS } from './radio-settings';
import { amount, choice, flag, HEX, latency, LINES, text } from './setting-kinds';
import type { Amount, Choice, Flag, Text } from './setting-kinds';

export type { Setting } from './setting-kinds';

/** The families, in the order of families.ts. */
const FAMILY_NAMES = [
  'EC20',
  'EC21',
  'EC25',
  'EG21',
  'EG25',
  'EC200A',
  'EC200N',
  'EC200S',
  'EC200T',
  'EC200U',
  'EC600K',
  'EC600N',
  'EC600S',
  'EC600U',
  'EC800K',
  'EC800M',
  'EC800N',
  'EC801E',
  'EG800AK',
  'EG800K',
  'EG915N',
  'EG915Q',
  'EG915U',
  'BG770A',
  'BG95',
  'BC26',
] as const;

/** Answers to a command with nothing left to do (§M2: unknown for the EC20). */
const REPEATED = ['error', 'ok', 'none', '-1', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const REPEATED_WORDS = 'ERROR, OK alone, no answer, or OK and a result';

/** Everything that can differ between modules, networks and failure conditions. The defaults are a healthy EC20 on USB. */
export const SETTINGS = {
  family: choice(
    FAMILY_NAMES,
    'EC20',
    'the module family: its names, QMTCFG options, publish forms, and its defaults of other settings',
  ),
  sim: choice(['present', 'absent', 'pin', 'puk', 'busy', 'failure'], 'present', 'the SIM card'),
  pin: text('1234', 'the PIN that unlocks sim=pin'),
  puk: text('12345678', 'the PUK that unlocks sim=puk'),
  pinTries: amount(3, 1, 3, 'PIN tries left at the start'),
  busyMs: latency(5000, 'duration of sim=busy after a start'),
  ownNumber: text(
    '',
    'the card’s own number, for CNUM; a text message to it is delivered back; empty: not stored on the card',
    { pattern: /^(\+?\d{3,20})?$/, name: { en: 'a telephone number', zh: '电话号码' } },
  ),
  ussd: text('Balance: 12.50', 'the operator’s answer to CUSD'),
  registration: choice(
    [
      'home',
      'roaming',
      'searching',
      'denied',
      'unknown',
      'idle',
      'sms',
      'sms-roaming',
      'emergency',
      'home-csfb',
      'roaming-csfb',
    ],
    'home',
    'registration state; the last five are the stats 6 to 10',
  ),
  registeredBy: choice(
    ['all', 'creg', 'cgreg', 'cereg', 'packet'],
    'all',
    'which of CREG, CGREG, CEREG report it (packet: the last two); the others report 0',
  ),
  registrationMs: latency(3000, 'duration of the search after a start or CFUN=1'),
  operator: text('CHINA MOBILE', 'operator name'),
  plmn: text('46000', 'operator number'),
  plmnQuoted: flag(false, 'QNWINFO puts the operator number in quotes'),
  band: text('LTE BAND 3', 'band in QNWINFO'),
  channel: amount(1650, 0, 99_999, 'channel in QNWINFO'),
  rssi: amount(24, 0, 199, 'rssi of CSQ: 0-31, 99 unknown'),
  ber: amount(99, 0, 99, 'bit error rate of CSQ'),
  qcsq: text('', 'the four numbers of QCSQ; empty: made from rssi'),
  apn: choice(['right', 'wrong'], 'right', 'wrong: no PDP context can be activated'),
  apnName: text('', 'the only APN that the network accepts; empty: any'),
  internet: choice(['ok', 'no-dns', 'no-tcp'], 'ok', 'which services work once there is an address'),
  pdp: choice(['inactive', 'active'], 'inactive', 'PDP context 1 at program start'),
  pdpDrift: amount(0, 0, 16, 'the cid that the context has drifted to while QIACT? still shows 1; 0: none'),
  address: text('10.7.1.2', 'IPv4 address of the PDP context'),
  addressV6: text('', 'IPv6 address, reported as a fifth field of QIACT?'),
  qiactActive: choice(['error', 'ok', 'none'], 'error', 'answer to QIACT on an active context'),
  timeSource: choice(['network', 'none'], 'network', 'none: the clock starts in 1980 until QNTP'),
  ntp: choice(['ok', 'fails'], 'ok', 'fails: QNTP finds no server'),
  sni: flag(true, 'QSSLCFG has the option sni'),
  tls: flag(true, 'the firmware has TLS (QSSLCFG, QMTCFG ssl)'),
  tlsOptions: text('', 'further QSSLCFG options, such as session,checkhost, comma-separated'),
  sockets: flag(true, 'the firmware has QIOPEN and QSSLOPEN'),
  socketPeer: choice(
    ['echoes', 'silent', 'closes', 'refuses'],
    'echoes',
    'the host at the other end of QIOPEN and QSSLOPEN; closes: after the first data; refuses: result 566',
  ),
  dial: choice(
    ['connects', 'no-carrier', 'busy', 'no-answer', 'no-dialtone'],
    'connects',
    'result of ATD; connects: CONNECT and a data phase without a peer (ATD*99#), or a call without sound',
  ),
  files: choice(
    ['ok', 'full', 'breaks-off', 'damaged', 'rotten'],
    'ok',
    'uploads; full: no space; breaks-off: ends early; damaged: a bit of the stored file is wrong; rotten: the same, but answered with the checksum of the sent bytes',
  ),
  model: text('', 'model in ATI and CGMM; empty: the family’s'),
  revision: text('', 'firmware in ATI and CGMR; empty: the family’s'),
  optionList: text('', 'supported QMTCFG options, comma-separated; empty: the family’s'),
  testForms: text(
    '',
    'answers to test forms as +QMTCFG=LINE|+QMTOPEN=LINE, one entry per LINE; ERROR: refused',
    LINES,
  ),
  publishes: choice(
    ['family', 'QMTPUBEX', 'QMTPUB'],
    'family',
    'the publish command that works with a prompt; family: as in its documents',
  ),
  messageIdZero: flag(false, 'publishes with QoS 1 or 2 may have the message id 0'),
  echo: choice(['normal', 'never-off'], 'normal', 'never-off: ATE0 answers OK and changes nothing'),
  prompt: choice(['space', 'bare'], 'space', 'the data prompt: CR LF > space, or CR LF >'),
  promptBytes: text('', 'the data prompt in hexadecimal, such as 0d0a3e20; empty: as set by prompt', HEX),
  glue: flag(false, 'no CR LF before a URC or answer line that follows a line end'),
  glueTestOk: flag(false, 'no CR LF before the OK of the QMTOPEN test form (BG770A)'),
  cfgName: flag(true, 'QMTCFG queries are answered with the option name'),
  qmtErrors: choice(['bare', 'number', 'text'], 'bare', 'form of the errors of QMT commands'),
  garbage: choice(['error', 'silent'], 'error', 'answer to a line that does not start with AT'),
  joined: choice(
    ['ok', 'error'],
    'ok',
    'error: a line of several commands joined by ; is refused as a whole',
  ),
  lacks: text('', 'commands that the firmware does not support, such as +CGREG, comma-separated'),
  maxLineBytes: amount(1024, 32, 65_536, 'longest command line'),
  portKind: choice(['usbat', 'usbmodem', 'uart1', 'uart2'], 'usbat', 'the module’s port that this line is'),
  urcport: choice(
    ['usbat', 'usbmodem', 'uart1', 'uart2', 'all'],
    'usbat',
    'the URC port at the start; AT+QURCCFG changes it',
  ),
  openResult: choice(
    ['auto', '-1', '1', '2', '3', '4', '5', 'error', 'none'],
    'auto',
    'forced result of QMTOPEN',
  ),
  repeatedOpen: choice(REPEATED, '2', `QMTOPEN on an open client: ${REPEATED_WORDS}`),
  repeatedConnect: choice(REPEATED, 'error', `repeated QMTCONN: ${REPEATED_WORDS}`),
  repeatedSubscribe: choice(
    ['auto', ...REPEATED],
    'auto',
    `QMTSUB of filters already subscribed: auto: as the first time; ${REPEATED_WORDS}`,
  ),
  repeatedDisconnect: choice(REPEATED, 'error', `QMTDISC on a closed client: ${REPEATED_WORDS}`),
  repeatedClose: choice(REPEATED, 'error', `QMTCLOSE on a closed client: ${REPEATED_WORDS}`),
  connectResult: choice(
    ['auto', '1', '2', '3', '4', '5', 'none'],
    'auto',
    'forced CONNACK code of QMTCONN; none: no CONNACK arrives',
  ),
  connackCode: flag(true, 'QMTCONN reports the CONNACK code (false: +QMTCONN: 0,0)'),
  publishResult: choice(
    ['ok', 'retry', 'failed', 'none', 'refused'],
    'ok',
    'retry: result 1, then 0; failed: 2; none: no result; refused: ERROR before the prompt',
  ),
  resultFirst: flag(false, 'the result of a publish precedes its OK'),
  staleResult: flag(false, 'each publish result is repeated later'),
  lateStat: flag(false, '+QMTSTAT arrives 500 ms after the host’s own close'),
  quotes: choice(
    ['fine', 'cut', 'error'],
    'fine',
    'payloads with a double quote: fine, cut at the quote, or refused with ERROR after the data',
  ),
  bytes: choice(
    ['fine', 'changed'],
    'fine',
    'payloads with NUL, line ends or 8-bit bytes; changed: cut before the first NUL',
  ),
  escCancels: flag(false, 'ESC ends a counted data phase'),
  dataTimeoutMs: latency(
    0,
    'timeout of the data phase; 0: none, as on the EC20. QMTCFG edit/timeout changes it where supported',
  ),
  surplus: choice(
    ['swallowed', 'read'],
    'swallowed',
    'bytes beyond the announced length; swallowed: discarded; read: read as commands',
  ),
  surplusQuietMs: latency(20, 'bytes beyond the announced length are discarded until a pause of this length'),
  inflightLimit: amount(5, 1, 1000, 'publishes awaiting the broker; more are refused with ERROR'),
  maxPayloadBytes: amount(1500, 1, 65_536, 'longest payload'),
  payloadBeyond: choice(
    ['refused', 'cut', 'lost'],
    'refused',
    'a longer payload; refused: ERROR before the prompt; cut: its beginning is published; lost: accepted but not published',
  ),
  recvLayout: choice(['quoted', 'unquoted', 'next-line'], 'quoted', 'how +QMTRECV shows the payload'),
  slots: amount(5, 1, 255, 'messages that a client stores in recv/mode 1'),
  slotOrder: choice(
    ['normal', 'reversed'],
    'normal',
    'reversed: the message of slot n is read as 4-n (EC200U)',
  ),
  slotOverflow: choice(
    ['newest-lost', 'oldest-lost'],
    'newest-lost',
    'a message without a free slot; oldest-lost: it replaces the oldest',
  ),
  oldSession: choice(['none', 'open', 'connected'], 'none', 'state of client 0, left by an earlier program'),
  oldAliauth: text('', 'product key, device name and secret left in client 0, comma-separated'),
  aliauthClear: flag(true, 'aliauth can be cleared with three empty strings'),
  aliauthSign: choice(['hmacsha1', 'hmacsha256', 'hmacmd5'], 'hmacsha1', 'signature method of aliauth'),
  baud: amount(0, 0, 4_000_000, 'speed of the line in bits/s; 0: no delay, as on USB'),
  dropRate: amount(0, 0, 1, 'share of bytes lost on the line'),
  flipRate: amount(0, 0, 1, 'share of bytes with a flipped bit'),
  duplicateRate: amount(0, 0, 1, 'share of bytes doubled'),
  splitRate: amount(0, 0, 1, 'share of bytes after which a chunk is split'),
  commandMs: latency(10, 'a command to its answer'),
  answerGapMs: latency(0, 'between an answer’s lines and its OK'),
  promptMs: latency(1, 'publish command to prompt'),
  dataMs: latency(97, 'last data byte to OK'),
  resultMs: latency(4, 'OK to the result of a QoS 0 publish'),
  ackMs: latency(200, 'OK to the result of a QoS 1 or 2 publish, at least'),
  ackJitterMs: latency(0, 'random addition to ackMs: results come out of order'),
  openMs: latency(220, 'QMTOPEN to its result'),
  connectMs: latency(300, 'QMTCONN to its result'),
  subscribeMs: latency(170, 'QMTSUB, QMTUNS to their results'),
  closeMs: latency(300, 'QMTCLOSE, QMTDISC to their results'),
  dialMs: latency(1000, 'ATD to its result'),
  pdpMs: latency(800, 'QIACT, QIDEACT, CGACT, CGATT'),
  pingMs: latency(60, 'one echo of QPING; also QIDNSGIP'),
  ntpMs: latency(700, 'QNTP to its result'),
  bootMs: latency(9000, 'start to RDY; until then the module receives nothing'),
  bootStepMs: latency(400, 'between the URCs that follow RDY'),
  powerDownMs: latency(3000, 'QPOWD to POWERED DOWN'),
  smsMs: latency(1500, 'text message data to +CMGS'),
  ...CLOUD_SETTINGS,
  ...RADIO_SETTINGS,
  ...INITIAL_STATE_SETTINGS,
};

type Value<S> =
  S extends Choice<infer V>
    ? V
    : S extends Amount
      ? number
      : S extends Flag
        ? boolean
        : S extends Text
          ? string
          : never;

/** The simulator's settings; all may be changed while it runs. Times are milliseconds. */
export type SimulatorSettings = { -readonly [K in keyof typeof SETTINGS]: Value<(typeof SETTINGS)[K]> };
