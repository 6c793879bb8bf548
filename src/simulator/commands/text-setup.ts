import { ERROR, ok } from '../reply';
import type { CommandTable } from './command';

const CHARACTER_SETS = ['IRA', 'GSM', 'UCS2'];
/** The most that each number of AT+CNMI may be (EC2x AT manual §9.12). */
const MOST_OF_CNMI = [2, 3, 3, 2, 1] as const;

/** How text messages are written and told, remembered (EC2x AT manual §9). */
export const TEXT_SETUP_COMMANDS: CommandTable = {
  '+CSCS': {
    test: () => ok('+CSCS: ("IRA","GSM","UCS2")'),
    read: ({ memory }) => ok(`+CSCS: "${memory.profile.characterSet}"`),
    write: ({ memory }, parameters) => {
      const name = parameters.text(0, 8).toUpperCase();
      if (!CHARACTER_SETS.includes(name)) return ERROR;
      memory.profile.characterSet = name;
      return ok();
    },
  },
  '+CSCA': {
    read: ({ memory }) => ok(`+CSCA: ${memory.profile.serviceCentre}`),
    write: ({ memory }, parameters) => {
      const number = parameters.text(0, 24);
      const type = parameters.integer(1, 128, 255, number.startsWith('+') ? 145 : 129);
      memory.profile.serviceCentre = `"${number}",${type}`;
      return ok();
    },
  },
  '+CNMI': {
    test: () => ok('+CNMI: (0-2),(0-3),(0,2),(0-2),(0,1)'),
    read: ({ memory }) => ok(`+CNMI: ${memory.profile.indications}`),
    write: ({ memory }, parameters) => {
      parameters.expect(1, MOST_OF_CNMI.length);
      const before = memory.profile.indications.split(',').map(Number);
      const values = MOST_OF_CNMI.map((most, place) =>
        parameters.integer(place, 0, most, before[place] ?? 0),
      );
      memory.profile.indications = values.join(',');
      return ok();
    },
  },
};
