import type { Domain } from '../network';
import type { CommandHost } from '../command-host';
import type { Parameters } from '../command-text';
import type { Selection } from '../profile';
import { ERROR, cme, ok, okThen, type Reply } from '../reply';
import type { Command, CommandTable } from './command';

const NO_NETWORK = cme(30);

function registration(domain: Domain): Command {
  const name = `+${domain.toUpperCase()}`;
  return {
    test: () => ok(`${name}: (0-2)`),
    read: (module) => ok(`${name}: ${module.memory.profile[domain]},${module.network.place(domain)}`),
    write: (module, parameters) => {
      module.memory.profile[domain] = parameters.integer(0, 0, 2);
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
      ok(memory.profile.functionality === 1 ? `+CSQ: ${settings.rssi},${settings.ber}` : '+CSQ: 99,99'),
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
      if (!network.registered || settings.radioStuck !== 'no') return ok(`+QNWINFO: ${settings.noService}`);
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
    read: (module) => {
      const { deregistered, selection } = module.memory.profile;
      return ok(`+COPS: ${deregistered ? 2 : selection.mode}${operatorShown(module)}`);
    },
    write: select,
  },
  '+CGATT': {
    test: () => ok('+CGATT: (0,1)'),
    read: (module) => ok(`+CGATT: ${module.network.attached ? 1 : 0}`),
    write: async (module, parameters) => {
      const attach = parameters.integer(0, 0, 1) === 1;
      await module.delay(module.settings.pdpMs);
      if (attach && !module.network.canAttach) return ERROR;
      return okThen(() => module.network.attach(attach));
    },
  },
};

/** Format, name and technology of the network, after the mode; empty without a network. */
function operatorShown({ memory, network, settings }: CommandHost): string {
  const format = memory.profile.operatorFormat;
  return network.registered ? `,${format},"${format === 2 ? settings.plmn : settings.operator}",7` : '';
}

/** AT+COPS=mode[,format[,operator]]; mode 3 only sets the format (EC2x AT manual §6.1). */
function select(module: CommandHost, parameters: Parameters): Reply {
  const { network, memory, settings } = module;
  const mode = parameters.integer(0, 0, 4);
  const isByHand = mode === 1 || mode === 4;
  if ((isByHand && !parameters.has(2)) || (mode === 3 && !parameters.has(1))) return ERROR;
  memory.profile.operatorFormat = parameters.integer(1, 0, 2, memory.profile.operatorFormat);
  if (mode === 3) return ok();
  if (mode === 2) return okThen(() => network.select(undefined));
  const selection: Selection = isByHand
    ? { mode, operator: parameters.text(2, 64) }
    : { mode: 0, operator: '' };
  if (mode !== 1 || network.offers(selection.operator) || settings.manualMissAnswer === 'ok')
    return okThen(() => network.select(selection));
  network.select(selection);
  return NO_NETWORK;
}
