import { encodeText } from '../messages/character-set';
import { cme, ok, okThen } from '../reply';
import type { CommandTable } from './command';
import { withSim } from './sim-card';

const NO_NETWORK = cme(30);
/** What AT+CUSD says of a text: the GSM alphabet, or UCS2 (3GPP 23.038 §5). */
const CODING = { GSM: 15, IRA: 15, UCS2: 72 } as const;
const CODE_BYTES = 400;

/** The operator's short codes, such as `*100#` for the balance (EC2x AT manual §11.8). */
export const SUPPLEMENTARY_COMMANDS: CommandTable = {
  '+CUSD': {
    test: () => ok('+CUSD: (0-2)'),
    read: ({ memory }) => ok(`+CUSD: ${memory.messages.reportsUssd ? 1 : 0}`),
    write: withSim((module, parameters) => {
      parameters.expect(1, 3);
      const mode = parameters.integer(0, 0, 2);
      const { memory, settings, network } = module;
      if (mode === 2) return ok();
      memory.messages.reportsUssd = mode === 1;
      if (!parameters.has(1)) return ok();
      parameters.text(1, CODE_BYTES);
      parameters.integer(2, 0, 255, CODING.GSM);
      if (!network.registered) return NO_NETWORK;
      return okThen(() => {
        module.after(settings.smsMs, () => {
          const { characterSet, reportsUssd } = memory.messages;
          const text = encodeText(settings.ussd, characterSet);
          if (reportsUssd) module.urc(`+CUSD: 0,"${text}",${CODING[characterSet]}`);
        });
      });
    }),
  },
};
