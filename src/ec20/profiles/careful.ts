import type { ModuleProfile } from '../profile';
import { EC20 } from './ec20';

/**
 * A module that nobody knows: as little as any of the family has been seen to do. 1024 bytes is where one driver for EC20F and
 * EC200U stops by choice (§S7), and one publish at a time works everywhere.
 */
export const CAREFUL: ModuleProfile = {
  ...EC20,
  name: 'careful',
  largestPayloadBytes: 1024,
  largestInFlight: 1,
};
