import type { ModuleProfile } from '../profile';
import { EC20 } from './ec20';

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
