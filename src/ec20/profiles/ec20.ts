import type { ModuleProfile } from '../profile';

/**
 * Quectel EC20 R2.x, and the dialect of its whole note ("EC2x&EG9x&EM05 MQTT Application Note"). Its limits are open in public;
 * these are the careful figures that EC20 drivers live with (payload 1500 bytes: EC200U driver §S34, and recalled for EC2x; host
 * 100, topic 256, credentials 256: MQTT notes of sister modules; contexts 1–16: §S3, §S7).
 */
export const EC20: ModuleProfile = {
  name: 'EC20',
  publish: { command: 'AT+QMTPUBEX', end: 'length' },
  // Up to Ctrl-Z: seen on an EC25-AFX, and Quectel's older notes know no other.
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
