import type { ModuleProfile } from '../profile';

/**
 * Quectel EC20 R2.x. The public notes leave some limits open; these are the careful figures that EC20 drivers live with
 * (payload 1500 bytes: EC200U driver and MQTT note V1.x; host 100, topic 256, credentials 256: MQTT notes of sister modules).
 */
export const EC20: ModuleProfile = {
  name: 'EC20',
  largestPayloadBytes: 1500,
  largestReceiveBytes: 16_384,
  longestTopicBytes: 256,
  longestHostBytes: 100,
  longestCredentialBytes: 256,
  largestInFlight: 5,
  receiveSlots: 5,
  slotsReversed: false,
};
