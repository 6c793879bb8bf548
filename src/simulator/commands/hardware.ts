import { ok } from '../reply';
import type { CommandTable } from './command';

/** Supply voltage, mV. */
const VOLTAGE = 3842;

/** What the module measures on itself (EC2x AT manual §13.3, §13.4). */
export const HARDWARE_COMMANDS: CommandTable = {
  '+CBC': {
    test: () => ok('+CBC: (0,1,2),(0-100),<voltage>'),
    execute: () => ok(`+CBC: 0,100,${VOLTAGE}`),
  },
  '+QADC': {
    test: () => ok('+QADC: (0,1)'),
    write: (_module, parameters) => {
      parameters.integer(0, 0, 1);
      return ok('+QADC: 1,600');
    },
  },
};
