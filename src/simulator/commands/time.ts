import type { CommandHost } from '../command-host';
import { ERROR, cme, ok, type Reply } from '../reply';
import type { CommandTable } from './command';

/** The module's clock, and the network's time (EC2x AT manual §6.8, §13.2). */
export const TIME_COMMANDS: CommandTable = {
  '+CCLK': {
    read: (module) =>
      ok(`+CCLK: ${quoted(module, clockText(module.wallTime(), module.flash.timeZoneUpdate === 3))}`),
    write: (module, parameters) => {
      const wallMs = readClock(parameters.text(0, 20));
      if (wallMs === undefined) return cme(3);
      module.memory.clockOffsetMs = wallMs - module.clock.wallTime();
      return ok();
    },
  },
  '+CTZU': {
    test: () => ok('+CTZU: (0,1,3)'),
    read: (module) => ok(`+CTZU: ${module.flash.timeZoneUpdate}`),
    write: (module, parameters) => {
      const value = parameters.integer(0, 0, 3);
      if (value === 2) return ERROR;
      module.flash.timeZoneUpdate = value;
      return ok();
    },
  },
  '+QLTS': {
    test: () => ok('+QLTS: (0-2)'),
    execute: lastNetworkTime,
    write: (module, parameters) => {
      const mode = parameters.integer(0, 0, 2);
      if (mode === 0) return lastNetworkTime(module);
      const isKnown = module.network.timeGivenMs !== undefined;
      return networkTime(module, isKnown ? module.clock.wallTime() : undefined, mode === 2);
    },
  },
};

/** China's time zone as reported by the network, in quarter hours. */
const ZONE_QUARTERS = 32;
const QUARTER_MS = 900_000;

/** The last time reported by the network, as it was then. */
function lastNetworkTime(module: CommandHost): Reply {
  return networkTime(module, module.network.timeGivenMs, false);
}

/** `yyyy/MM/dd,hh:mm:ss+zz,dst`, in GMT or local; empty without network time (M: EC2x AT manual §6.8). */
function networkTime(module: CommandHost, wallMs: number | undefined, local: boolean): Reply {
  return ok(`+QLTS: ${quoted(module, wallMs === undefined ? '' : `20${clockText(wallMs, local)},0`)}`);
}

function quoted({ settings }: CommandHost, time: string): string {
  return settings.clockQuotes ? `"${time}"` : time;
}

/** `yy/MM/dd,hh:mm:ss+zz`; the zone is in quarter hours (EC2x AT manual §13.2). */
export function clockText(wallMs: number, local: boolean): string {
  const shown = new Date(local ? wallMs + ZONE_QUARTERS * QUARTER_MS : wallMs).toISOString();
  return `${shown.slice(2, 10).replaceAll('-', '/')},${shown.slice(11, 19)}+${ZONE_QUARTERS}`;
}

function readClock(text: string): number | undefined {
  const match = /^(\d\d)\/(\d\d)\/(\d\d),(\d\d):(\d\d):(\d\d)(?:[+-]\d\d)?$/.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return Date.UTC(2000 + year, month - 1, day, hour, minute, second);
}
