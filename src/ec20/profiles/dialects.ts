import type { ModuleProfile } from '../profile';

/**
 * Quectel EC20 R2.x, and the dialect of its whole note ("EC2x&EG9x&EM05 MQTT Application Note"). Its limits are not
 * public; these are the careful figures that EC20 drivers use (payload 1500 bytes: EC200U driver §S34, and recalled for
 * EC2x; host 100, topic 256, credentials 256: MQTT notes of sister modules; contexts 1–16: §S3, §S7).
 */
export const EC20: ModuleProfile = {
  name: 'EC20',
  publish: { command: 'AT+QMTPUBEX', end: 'length' },
  // Up to Ctrl-Z: seen on an EC25-AFX; Quectel's older notes have nothing else.
  otherPublish: [{ command: 'AT+QMTPUB', end: 'ctrl-z' }],
  mayLackPublish: false,
  largestPayloadBytes: 1500,
  largestReceiveBytes: 16_384,
  longestTopicBytes: 256,
  longestHostBytes: 100,
  longestCredentialBytes: 256,
  // As many as the setting allows. No limit is known, and the window shrinks where the module refuses.
  largestInFlight: 32,
  receiveSlots: 5,
  slotsReversed: false,
  highestContext: 16,
  restores: [],
};

/**
 * The modules after the EC20 (EC200x, EC600x, EC800x, EG800x, EG915x): the same commands with more AT+QMTCFG options,
 * as an EC600S lists them (§S10, transcript §T4; an EG800K has the same by §S4). Contexts 1–15: §S10. The payload's
 * 1500 bytes: an EC200U driver (§S34), recalled for the others.
 */
export const EC200X: ModuleProfile = {
  ...EC20,
  name: 'EC200x',
  highestContext: 15,
  restores: [
    // Hexadecimal payloads, one way or both: ours are bytes.
    { name: 'dataformat', values: [0, 0] },
    { name: 'send/mode', values: [0] },
    // The echo of what is written after the prompt.
    { name: 'view/mode', values: [0] },
    // An unfinished data phase times out: 30 s, twice what 1500 bytes take at 1200 baud (§S4: 1–120 s, §S10: 1–180 s).
    { name: 'edit/timeout', values: [1, 30] },
  ],
};

/**
 * BG77xA and BG95xA: there AT+QMTPUBEX takes the message within the command, and AT+QMTPUB is the one with a length and a prompt
 * (BG77xA AT manual; §S14 and the captures §T6, §T7). Nine options, contexts 1–5, payload 4096 bytes (§S14); five
 * unacknowledged publishes by the note of the BG95 (§S3), whose AT+QMTPUB takes a length too.
 */
export const BG77XA: ModuleProfile = {
  ...EC20,
  name: 'BG77xA',
  publish: { command: 'AT+QMTPUB', end: 'length' },
  otherPublish: [],
  largestPayloadBytes: 4096,
  largestInFlight: 5,
  highestContext: 5,
};

/**
 * An unknown module: the minimum that any of the family has been seen to do. 1024 bytes is the chosen limit of one
 * driver for EC20F and EC200U (§S7), and one publish at a time works everywhere.
 */
export const CAREFUL: ModuleProfile = {
  ...EC20,
  name: 'careful',
  largestPayloadBytes: 1024,
  largestInFlight: 1,
};
