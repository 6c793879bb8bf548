import type { Reply } from '../reply';
import { ok } from '../reply';
import type { CommandTable } from './command';
import { withSim } from './sim-card';

const CMS_TEXT_FAILED: Reply = { kind: 'cms', code: 330 };
const CMS_PDU: Reply = { kind: 'cms', code: 304 };
const CMS_NO_NETWORK: Reply = { kind: 'cms', code: 331 };

/** Enough of text messages to send one (EC2x AT manual §9). */
export const TEXT_MESSAGE_COMMANDS: CommandTable = {
  '+CMGF': {
    test: () => ok('+CMGF: (0,1)'),
    read: ({ memory }) => ok(`+CMGF: ${memory.textMode ? 1 : 0}`),
    write: ({ memory }, parameters) => {
      memory.textMode = parameters.integer(0, 0, 1) === 1;
      return ok();
    },
  },
  '+CMGS': {
    test: () => ok(),
    write: withSim(async (module, parameters) => {
      const { memory, settings } = module;
      if (!memory.textMode) return CMS_PDU;
      if (parameters.text(0, 24) === '') return CMS_TEXT_FAILED;
      await module.delay(settings.promptMs);
      const data = await module.collect({
        intro: 'prompt',
        countBytes: undefined,
        echo: true,
        escCancels: true,
        limitMs: 0,
      });
      if (data.kind !== 'complete') return ok();
      await module.delay(settings.smsMs);
      if (!module.network.registered) return CMS_NO_NETWORK;
      memory.messageReference = (memory.messageReference + 1) % 256;
      return ok(`+CMGS: ${memory.messageReference}`);
    }),
  },
};
