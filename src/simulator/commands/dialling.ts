import type { CommandHost } from '../command-host';
import { ERROR, ok, okThen, finalWord, type Reply } from '../reply';
import type { OnlinePeer } from '../data-connection';
import type { Command, CommandTable } from './command';
import { keptValue } from './kept-values';
import { registerValue } from './registers';

/** Why a call fails, by the setting `dial`. */
const FAILURES = {
  'no-carrier': 'NO CARRIER',
  busy: 'BUSY',
  'no-answer': 'NO ANSWER',
  'no-dialtone': 'NO DIALTONE',
} as const;
/** The speed in CONNECT for a host that has requested it by ATX (M: the LTE downlink's top speed, as Qualcomm modules do). */
const SPEED = '150000000';
const PACKET_SERVICE = /^[TP]?\*9[89](\*\*\*\d+)?#$/i;

/** There is no PPP peer: the host's data is discarded. */
const SILENT_PEER: Omit<OnlinePeer, 'greeting'> = { received: () => undefined, hungUp: () => undefined };

const hangUpCalls: Command = {
  execute: (module) => {
    module.services.calls.hangUp();
    return ok();
  },
};

/** Calls and data mode (EC2x AT manual §7): a packet connection without a peer, voice calls without sound. */
export const DIALLING_COMMANDS: CommandTable = {
  D: {
    execute: async (module, parameters) => {
      const dialled = parameters.text(0, 80);
      if (dialled === '' || dialled === ';') return ERROR;
      await module.delay(module.settings.dialMs);
      if (PACKET_SERVICE.test(dialled)) return packetCall(module);
      return dialled.endsWith(';') ? voiceCall(module, dialled.slice(0, -1)) : finalWord('NO CARRIER');
    },
  },
  A: { execute: (module) => (module.services.calls.answer() ? ok() : finalWord('NO CARRIER')) },
  H: {
    execute: (module, parameters) => {
      parameters.integer(0, 0, 1, 0);
      module.services.online.hangUp();
      if (keptValue(module, '+CVHU') === 0) module.services.calls.hangUp();
      return ok();
    },
  },
  O: { execute: (module) => module.services.online.resume() },
  '+CHUP': hangUpCalls,
  '+CLCC': { execute: (module) => ok(...module.services.calls.list()) },
  '+CPAS': {
    test: () => ok('+CPAS: (0,3,4)'),
    execute: (module) => ok(`+CPAS: ${module.services.calls.activity}`),
  },
  '+CEER': { execute: () => ok('+CEER: No cause information available') },
};

function packetCall(module: CommandHost): Reply | Promise<Reply> {
  const { settings, network } = module;
  if (settings.dial !== 'connects') return finalWord(FAILURES[settings.dial]);
  if (!network.attached || settings.apn === 'wrong') return finalWord(FAILURES['no-carrier']);
  const greeting = registerValue(module, 'X') === 0 ? 'CONNECT' : `CONNECT ${SPEED}`;
  return module.services.online.enter({ ...SILENT_PEER, greeting });
}

/** OK follows as soon as the number is dialled; the outcome comes as a URC. */
function voiceCall(module: CommandHost, number: string): Reply {
  const { settings, network } = module;
  if (!network.registered || !module.services.calls.dial(number)) return finalWord(FAILURES['no-carrier']);
  if (settings.dial === 'connects') return ok();
  const failure = FAILURES[settings.dial];
  return okThen(() => void module.after(settings.dialMs, () => module.services.calls.lost(failure)));
}
