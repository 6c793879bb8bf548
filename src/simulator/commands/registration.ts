import type { Domain } from '../network';
import { ERROR, ok, okThen } from '../reply';
import type { Command, CommandTable } from './command';

function registration(domain: Domain): Command {
  const name = `+${domain.toUpperCase()}`;
  return {
    test: () => ok(`${name}: (0-2)`),
    read: (module) =>
      ok(`${name}: ${module.memory.registrationCodes[domain]},${module.network.place(domain)}`),
    write: (module, parameters) => {
      module.memory.registrationCodes[domain] = parameters.integer(0, 0, 2);
      return ok();
    },
  };
}

/** Signal and registration (EC2x AT manual §6). */
export const REGISTRATION_COMMANDS: CommandTable = {
  '+CREG': registration('creg'),
  '+CGREG': registration('cgreg'),
  '+CEREG': registration('cereg'),
  '+CSQ': {
    test: () => ok('+CSQ: (0-31,99),(0-7,99)'),
    execute: ({ settings, memory }) =>
      ok(memory.functionality === 1 ? `+CSQ: ${settings.rssi},${settings.ber}` : '+CSQ: 99,99'),
  },
  '+QCSQ': {
    execute: ({ settings, network }) => {
      if (!network.registered) return ok('+QCSQ: "NOSERVICE"');
      const dbm = settings.rssi > 31 ? -125 : -113 + 2 * settings.rssi;
      return ok(`+QCSQ: "LTE",${settings.qcsq === '' ? `${dbm},${dbm - 28},188,-10` : settings.qcsq}`);
    },
  },
  '+QNWINFO': {
    execute: ({ settings, network }) => {
      if (!network.registered) return ok('+QNWINFO: "NONE"');
      const plmn = settings.plmnQuoted ? `"${settings.plmn}"` : settings.plmn;
      return ok(`+QNWINFO: "FDD LTE",${plmn},"${settings.band}",${settings.channel}`);
    },
  },
  '+QSPN': {
    execute: ({ settings }) =>
      ok(`+QSPN: "${settings.operator}","${settings.operator}","",0,"${settings.plmn}"`),
  },
  '+COPS': {
    test: ({ settings }) =>
      ok(`+COPS: (2,"${settings.operator}","${settings.operator}","${settings.plmn}",7),,(0-4),(0-2)`),
    read: ({ settings, network }) =>
      ok(network.registered ? `+COPS: 0,0,"${settings.operator}",7` : '+COPS: 0'),
    write: (_module, parameters) => {
      const mode = parameters.integer(0, 0, 4);
      return mode === 1 && !parameters.has(2) ? ERROR : ok();
    },
  },
  '+CGATT': {
    test: () => ok('+CGATT: (0,1)'),
    read: (module) => ok(`+CGATT: ${module.network.attached ? 1 : 0}`),
    write: async (module, parameters) => {
      const attach = parameters.integer(0, 0, 1) === 1;
      await module.delay(module.settings.pdpMs);
      if (attach && !module.network.registered) return ERROR;
      module.memory.detached = !attach;
      return okThen(() => module.network.review());
    },
  },
};
