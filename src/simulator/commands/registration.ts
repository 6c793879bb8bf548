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
      if (!network.registered) return ok(`+QNWINFO: ${settings.noService}`);
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
    read: ({ settings, network, memory, flash }) => {
      const mode = memory.deregistered ? 2 : flash.operator.mode;
      if (!network.registered) return ok(`+COPS: ${mode}`);
      const shown = memory.operatorFormat === 2 ? settings.plmn : settings.operator;
      return ok(`+COPS: ${mode},${memory.operatorFormat},"${shown}",7`);
    },
    write: ({ memory, flash, network }, parameters) => {
      const mode = parameters.integer(0, 0, 4);
      const byHand = mode === 1 || mode === 4;
      if ((byHand && !parameters.has(2)) || (mode === 3 && !parameters.has(1))) return ERROR;
      if (parameters.has(1)) memory.operatorFormat = parameters.integer(1, 0, 2);
      if (mode === 3) return ok();
      memory.deregistered = mode === 2;
      if (mode !== 2)
        flash.operator = { mode: byHand ? mode : 0, name: byHand ? parameters.text(2, 32) : '' };
      return okThen(() => network.search());
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
      return okThen(() => module.network.attachAnew());
    },
  },
};
