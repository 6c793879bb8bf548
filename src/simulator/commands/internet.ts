import { randomInteger } from '../../base/random';
import type { CommandHost } from '../command-host';
import { ERROR, ok, okThen } from '../reply';
import type { CommandTable } from './command';
import { clockText } from './time';

/** TCP/IP result codes (TCP/IP note, §M2). */
const DNS_FAILED = 565;
const TIMED_OUT = 569;
/** A documentation address: every host name resolves to it. */
export const HOST_ADDRESS = '203.0.113.7';

/** Host look-ups and tests without MQTT: QPING, QIDNSGIP, QNTP. */
export const INTERNET_COMMANDS: CommandTable = {
  '+QPING': {
    test: () => ok('+QPING: (1-16),<host>,(1-255),(1-10)'),
    write: (module, parameters) => {
      const cid = parameters.integer(0, 1, 16);
      parameters.text(1, 150);
      const times = parameters.integer(3, 1, 10, 4);
      if (!module.memory.activeContexts.has(cid)) return ERROR;
      return okThen(() => void ping(module, times));
    },
  },
  '+QIDNSGIP': {
    test: () => ok('+QIDNSGIP: (1-16),<hostname>'),
    write: (module, parameters) => {
      const cid = parameters.integer(0, 1, 16);
      parameters.text(1, 150);
      if (!module.memory.activeContexts.has(cid)) return ERROR;
      return okThen(() =>
        module.after(module.settings.pingMs, () => {
          if (module.reach() !== 'ok') {
            module.urc(`+QIURC: "dnsgip",${DNS_FAILED}`);
            return;
          }
          module.urc('+QIURC: "dnsgip",0,1,600');
          module.urc(`+QIURC: "dnsgip","${HOST_ADDRESS}"`);
        }),
      );
    },
  },
  '+QNTP': {
    test: () => ok('+QNTP: (1-16),<server>,(1-65535),(0,1)'),
    write: (module, parameters) => {
      const cid = parameters.integer(0, 1, 16);
      parameters.text(1, 150);
      if (!module.memory.activeContexts.has(cid)) return ERROR;
      return okThen(() =>
        module.after(module.settings.ntpMs, () => {
          if (module.reach() !== 'ok' || module.settings.ntp === 'fails') {
            module.urc(`+QNTP: ${DNS_FAILED}`);
            return;
          }
          module.memory.clockOffsetMs = 0;
          // The time is UTC although the zone says +32 (EG800K field log).
          module.urc(`+QNTP: 0,"20${clockText(module.wallTime(), false)}"`);
        }),
      );
    },
  },
};

async function ping(module: CommandHost, times: number): Promise<void> {
  const { settings } = module;
  if (module.reach() === 'no-dns') {
    await module.delay(settings.pingMs);
    module.urc(`+QPING: ${DNS_FAILED}`);
    return;
  }
  const seen: number[] = [];
  for (let count = 0; count < times; count += 1) {
    await module.delay(settings.pingMs);
    if (module.reach() !== 'ok') {
      module.urc(`+QPING: ${TIMED_OUT}`);
      continue;
    }
    const roundTripMs = randomInteger(module.random, 39, 63);
    seen.push(roundTripMs);
    module.urc(`+QPING: 0,"${HOST_ADDRESS}",32,${roundTripMs},255`);
  }
  const mean = seen.length === 0 ? 0 : Math.round(seen.reduce((sum, ms) => sum + ms, 0) / seen.length);
  const span = seen.length === 0 ? '0,0' : `${Math.min(...seen)},${Math.max(...seen)}`;
  module.urc(`+QPING: 0,${times},${seen.length},${times - seen.length},${span},${mean}`);
}
