import type { ModuleProfile } from '../profile';
import { EC20 } from './ec20';

/**
 * The modules after the EC20 (EC200x, EC600x, EC800x, EG800x, EG915x): the same commands with more AT+QMTCFG options, in the
 * list that an EC600S has told (§S10, transcript §T4; an EG800K has the same by §S4). Contexts 1–15: §S10.
 * The payload's 1500 bytes: an EC200U driver (§S34), recalled for the others.
 */
export const EC200X: ModuleProfile = {
  ...EC20,
  name: 'EC200x',
  highestContext: 15,
  restores: [
    // Hexadecimal payloads, one way or both: ours are bytes.
    { name: 'dataformat', values: [0, 0] },
    { name: 'send/mode', values: [0] },
    // The echo of what is written behind the prompt.
    { name: 'view/mode', values: [0] },
    // A data phase that nobody ends, ends by itself: 30 s, twice what 1500 bytes take at 1200 baud (§S4: 1–120 s, §S10: 1–180 s).
    { name: 'edit/timeout', values: [1, 30] },
  ],
};
