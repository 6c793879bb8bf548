import { restoreMessageSettings } from '../messages/message-settings';
import { freshFlash } from '../module-state';
import { factoryProfile, restoredValues, valuesOf } from '../profile';
import { ERROR, ok, okThen } from '../reply';
import { recall, save } from '../saved-values';
import type { Command, CommandTable, Handler } from './command';
import { restoreKeptValues } from './kept-values';

const IMEI = '867698040123456';
const SERIAL_NUMBER = 'MPF20C312000123';

const identity = (answer: Handler): Command => ({ execute: answer, test: () => ok() });
const manufacturer = identity(() => ok('Quectel'));
const model = identity((module) => ok(module.model));
const revision = identity((module) => ok(module.revision));
/** AT+GSN and AT+CGSN: the IMEI, or with a parameter the module's serial number. */
const serialNumber = (name: string): Command => ({
  test: () => ok(`${name}: (0,1)`),
  execute: () => ok(IMEI),
  write: (_module, parameters) => ok(`${name}: ${parameters.integer(0, 0, 1) === 0 ? SERIAL_NUMBER : IMEI}`),
});

const restoreProfile: Handler = ({ memory, flash, settings }) => {
  recall(memory, flash, settings);
  return ok();
};

/** Identity, answer format, functionality, power, ports (EC2x AT manual §2, §3). */
export const GENERAL_COMMANDS: CommandTable = {
  I: {
    execute: (module) => ok('Quectel', module.model, `Revision: ${module.revision}`),
  },
  '+CGMI': manufacturer,
  '+GMI': manufacturer,
  '+CGMM': model,
  '+GMM': model,
  '+CGMR': revision,
  '+GMR': revision,
  '+QGMR': revision,
  '+CGSN': serialNumber('+CGSN'),
  '+GSN': serialNumber('+GSN'),
  // Not in the manual; Quectel's own dial script uses it.
  '+CSUB': { execute: () => ok('SubEdition: V01') },
  '+GCAP': { execute: () => ok('+GCAP: +CGSM') },
  E: {
    execute: (module, parameters) => {
      module.memory.profile.echo = parameters.integer(0, 0, 1, 0) === 1;
      return ok();
    },
  },
  V: {
    execute: (module, parameters) => {
      module.memory.profile.verbose = parameters.integer(0, 0, 1, 0) === 1;
      return ok();
    },
  },
  Q: {
    execute: (module, parameters) => {
      module.memory.profile.quiet = parameters.integer(0, 0, 1, 0) === 1;
      return ok();
    },
  },
  Z: { execute: restoreProfile },
  '&F': {
    execute: (module) => {
      Object.assign(module.memory.profile, restoredValues(factoryProfile(module.settings)));
      restoreKeptValues(module);
      restoreMessageSettings(module.flash.messages, module.memory.messages);
      return ok();
    },
  },
  '&W': {
    execute: (module) => {
      save(module.memory, module.flash.saved, module.settings.profileSaves);
      return ok();
    },
  },
  '+CMEE': {
    test: () => ok('+CMEE: (0-2)'),
    read: (module) => ok(`+CMEE: ${module.memory.profile.cmee}`),
    write: (module, parameters) => {
      const level = parameters.integer(0, 0, 2);
      module.memory.profile.cmee = level === 0 ? 0 : level === 1 ? 1 : 2;
      return ok();
    },
  },
  '+CFUN': {
    test: () => ok('+CFUN: (0,1,4),(0,1)'),
    read: (module) => ok(`+CFUN: ${module.memory.profile.functionality}`),
    write: (module, parameters) => {
      const level = parameters.integer(0, 0, 4);
      const reset = parameters.integer(1, 0, 1, 0) === 1;
      if (reset) return level === 1 ? okThen(() => module.restart()) : ERROR;
      if (level !== 0 && level !== 1 && level !== 4) return ERROR;
      return okThen(() => module.network.setFunctionality(level));
    },
  },
  '+QPOWD': {
    test: () => ok('+QPOWD: (0,1)'),
    execute: (module) => okThen(() => powerDown(module.settings.powerDownMs, module)),
    write: (module, parameters) => {
      const orderly = parameters.integer(0, 0, 1) === 1;
      return okThen(() => powerDown(orderly ? module.settings.powerDownMs : 0, module));
    },
  },
  '+QINISTAT': { execute: (module) => ok(`+QINISTAT: ${module.memory.initialised}`) },
  '+IPR': {
    test: () => ok('+IPR: (4800,9600,19200,38400,57600,115200,230400,460800,921600),(0)'),
    read: (module) => ok(`+IPR: ${module.memory.profile.baudRate}`),
    write: (module, parameters) => {
      const baudRate = parameters.integer(0, 0, 4_000_000);
      if (baudRate !== 0 && baudRate < 4800) return ERROR;
      // The OK still arrives at the old speed.
      return okThen(() => (module.memory.profile.baudRate = baudRate));
    },
  },
  '+QURCCFG': {
    test: () => ok('+QURCCFG: "urcport",("usbat","usbmodem","uart1","uart2","all")'),
    write: (module, parameters) => {
      parameters.expect(1, 2);
      if (parameters.text(0, 16).toLowerCase() !== 'urcport') return ERROR;
      if (parameters.count === 1) return ok(`+QURCCFG: "urcport","${module.memory.profile.urcport}"`);
      const port = URC_PORTS.find((known) => known === parameters.text(1, 16).toLowerCase());
      if (port === undefined) return ERROR;
      module.memory.profile.urcport = port;
      return ok();
    },
  },
  '+QPRTPARA': {
    write: (module, parameters) => {
      if (parameters.integer(0, 1, 3) !== 3) return ok();
      const { flash, memory, settings } = module;
      Object.assign(flash, freshFlash(settings, flash.firstOnMs));
      Object.assign(memory.profile, valuesOf(factoryProfile(settings), settings.keeps));
      return ok();
    },
  },
};

const URC_PORTS = ['usbat', 'usbmodem', 'uart1', 'uart2', 'all'] as const;
function powerDown(waitMs: number, module: Parameters<Handler>[0]): void {
  module.after(waitMs, () => {
    module.urc('POWERED DOWN');
    module.off();
  });
}
