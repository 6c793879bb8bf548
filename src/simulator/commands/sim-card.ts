import type { Parameters } from '../command-text';
import type { CommandHost } from '../command-host';
import { ERROR, cme, ok, okThen, type Reply } from '../reply';
import type { CommandTable, Handler } from './command';

const IMSI = '460001234567890';
const ICCID = '89860012345678901234';

/** CME codes (EC2x AT manual §15.4). */
const SIM_ERRORS = { puk: 12, failure: 13 } as const;
const WRONG_PASSWORD = 16;
const PIN_TRIES = 3;

/** The handler's answer when the SIM is ready, otherwise the CME error that says why it isn't. */
export function withSim(answer: Handler): Handler {
  return (module, parameters) => {
    const code = module.network.simError;
    return code === undefined ? answer(module, parameters) : cme(code);
  };
}

/** The SIM card: its lock and its numbers (EC2x AT manual §5). */
export const SIM_COMMANDS: CommandTable = {
  '+CPIN': {
    read: (module) => {
      const first = module.settings.simFirst.split(',')[module.memory.simAnswers++] ?? '';
      if (first !== '') return cme(Number(first));
      const sim = module.network.sim();
      const { simWord } = module.settings;
      if (simWord !== '' && sim !== 'starting' && module.memory.profile.functionality !== 0)
        return ok(`+CPIN: ${simWord}`);
      switch (sim) {
        case 'ready':
          return ok('+CPIN: READY');
        case 'pin':
          return ok('+CPIN: SIM PIN');
        case 'puk':
          return ok('+CPIN: SIM PUK');
        case 'absent':
        case 'failure':
        case 'busy':
        case 'starting':
          return cme(module.network.simError ?? SIM_ERRORS.failure);
      }
    },
    write: (module, parameters) => {
      parameters.expect(1, 2);
      const sim = module.network.sim();
      switch (sim) {
        case 'pin':
          return parameters.count === 1 ? enterPin(module, parameters) : cme(3);
        case 'puk':
          return parameters.count === 2 ? enterPuk(module, parameters) : cme(SIM_ERRORS.puk);
        case 'ready':
          return cme(3);
        case 'absent':
        case 'failure':
        case 'busy':
        case 'starting':
          return cme(module.network.simError ?? SIM_ERRORS.failure);
      }
    },
  },
  '+QPINC': {
    test: () => ok('+QPINC: ("SC","P2")'),
    read: allTries,
    execute: allTries,
    write: (module, parameters) => {
      const which = parameters.text(0, 2).toUpperCase();
      if (which !== 'SC' && which !== 'P2') return ERROR;
      return ok(`+QPINC: "${which}",${which === 'SC' ? triesLeft(module) : '3,10'}`);
    },
  },
  '+CIMI': { execute: withSim(() => ok(IMSI)) },
  '+QCCID': { execute: withSim(() => ok(`+QCCID: ${ICCID}`)) },
  // Not in the manual; a public EC20 driver uses it.
  '+CCID': { execute: withSim(() => ok(`+CCID: ${ICCID}`)) },
  '+QSIMSTAT': { read: (module) => ok(`+QSIMSTAT: 0,${module.network.sim() === 'absent' ? 0 : 1}`) },
  '+CNUM': {
    execute: withSim(({ settings: { ownNumber } }) =>
      ownNumber === '' ? ok() : ok(`+CNUM: ,"${ownNumber}",${ownNumber.startsWith('+') ? 145 : 129}`),
    ),
  },
};

function allTries(module: CommandHost): Reply {
  return ok(`+QPINC: "SC",${triesLeft(module)}`, '+QPINC: "P2",3,10');
}

function triesLeft(module: CommandHost): string {
  return `${module.flash.pinTries},${module.flash.pukTries}`;
}

function enterPin(module: CommandHost, parameters: Parameters): Reply {
  const { flash, settings, memory } = module;
  if (parameters.text(0, 8) !== (flash.newPin ?? settings.pin)) {
    flash.pinTries -= 1;
    return cme(flash.pinTries === 0 ? SIM_ERRORS.puk : WRONG_PASSWORD);
  }
  flash.pinTries = PIN_TRIES;
  memory.pinEntered = true;
  return okThen(() => unlocked(module));
}

function enterPuk(module: CommandHost, parameters: Parameters): Reply {
  const { flash, settings, memory } = module;
  if (parameters.text(0, 8) !== settings.puk || flash.pukTries === 0) {
    flash.pukTries = Math.max(0, flash.pukTries - 1);
    return cme(flash.pukTries === 0 ? SIM_ERRORS.failure : WRONG_PASSWORD);
  }
  flash.newPin = parameters.text(1, 8);
  flash.pinTries = PIN_TRIES;
  flash.pukTries = 10;
  memory.pinEntered = true;
  return okThen(() => unlocked(module));
}

function unlocked(module: CommandHost): void {
  module.network.search();
  module.simCodes();
}
