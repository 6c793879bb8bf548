import type { CommandHost } from '../command-host';
import { ERROR, ok } from '../reply';
import type { CommandTable } from './command';

const SHORTEST_S = 30;
const LONGEST_S = 65_535;

/** The counter of packet data, and how often it is saved (EC2x AT manual §10.15, §10.16). */
export const DATA_COUNTER_COMMANDS: CommandTable = {
  '+QGDCNT': {
    test: () => ok('+QGDCNT: (0,1)'),
    read: ({ memory: { dataCount } }) => ok(`+QGDCNT: ${dataCount.sent},${dataCount.received}`),
    write: ({ memory, flash }, parameters) => {
      parameters.expect(1, 1);
      if (parameters.integer(0, 0, 1) === 1) flash.dataCount = { ...memory.dataCount };
      else Object.assign(memory.dataCount, { sent: 0, received: 0 });
      return ok();
    },
  },
  '+QAUGDCNT': {
    test: () => ok(`+QAUGDCNT: (0,${SHORTEST_S}-${LONGEST_S})`),
    read: ({ memory }) => ok(`+QAUGDCNT: ${memory.dataSaveS}`),
    write: (module, parameters) => {
      parameters.expect(1, 1);
      const seconds = parameters.integer(0, 0, LONGEST_S);
      if (seconds !== 0 && seconds < SHORTEST_S) return ERROR;
      module.memory.dataSaveS = seconds;
      saveEach(module, seconds);
      return ok();
    },
  },
};

function saveEach(module: CommandHost, seconds: number): void {
  const { memory, flash } = module;
  memory.dataSaving?.cancel();
  memory.dataSaving = undefined;
  if (seconds === 0) return;
  memory.dataSaving = module.after(1000 * seconds, () => {
    flash.dataCount = { ...memory.dataCount };
    saveEach(module, seconds);
  });
}
