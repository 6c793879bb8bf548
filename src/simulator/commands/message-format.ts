import type { Parameters } from '../command-text';
import { decodeAddress, encodeAddress, addressType } from '../messages/character-set';
import type { CharacterSet } from '../messages/message-settings';
import { ERROR, ok, okThen, type Reply } from '../reply';
import type { CommandTable } from './command';

const CHARACTER_SETS: readonly CharacterSet[] = ['IRA', 'GSM', 'UCS2'];
/** The maximum of each number of AT+CNMI, and of AT+CSMP. */
const INDICATION = [2, 3, 2, 2, 1] as const;
const PARAMETERS = [255, 255, 255, 255] as const;
const ADDRESS_BYTES = 80;
const NOTHING_TO_ACKNOWLEDGE: Reply = { kind: 'cms', code: 340 };

/** How text messages are written, shown and reported (EC2x AT manual §2.24, §9). */
export const MESSAGE_FORMAT_COMMANDS: CommandTable = {
  '+CMGF': {
    test: () => ok('+CMGF: (0,1)'),
    read: ({ flash }) => ok(`+CMGF: ${flash.messages.textMode ? 1 : 0}`),
    write: ({ flash }, parameters) => {
      flash.messages.textMode = parameters.integer(0, 0, 1) === 1;
      return ok();
    },
    execute: ({ flash }) => {
      flash.messages.textMode = false;
      return ok();
    },
  },
  '+CSCS': {
    test: () => ok(`+CSCS: (${CHARACTER_SETS.map((set) => `"${set}"`).join(',')})`),
    read: ({ memory }) => ok(`+CSCS: "${memory.messages.characterSet}"`),
    write: ({ memory }, parameters) => {
      const name = parameters.text(0, 8).toUpperCase();
      const set = CHARACTER_SETS.find((known) => known === name);
      if (set === undefined) return ERROR;
      memory.messages.characterSet = set;
      return ok();
    },
  },
  '+CSCA': {
    read: ({ flash, memory }) => {
      const { centre } = flash.messages;
      return ok(`+CSCA: "${encodeAddress(centre, memory.messages.characterSet)}",${addressType(centre)}`);
    },
    write: ({ flash, memory }, parameters) => {
      const centre = decodeAddress(parameters.text(0, ADDRESS_BYTES), memory.messages.characterSet);
      const isInternational = parameters.integer(1, 0, 255, addressType(centre)) === 145;
      if (!/^\+?\d*$/.test(centre)) return ERROR;
      flash.messages.centre = isInternational && centre !== '' ? `+${centre.replace('+', '')}` : centre;
      return ok();
    },
  },
  '+CSMS': {
    test: () => ok('+CSMS: (0,1)'),
    read: ({ flash }) => ok(`+CSMS: ${flash.messages.service},1,1,1`),
    write: ({ flash }, parameters) => {
      flash.messages.service = parameters.integer(0, 0, 1) === 1 ? 1 : 0;
      return ok('+CSMS: 1,1,1');
    },
  },
  '+CNMI': {
    test: () => ok('+CNMI: (0-2),(0-3),(0,2),(0-2),(0,1)'),
    read: ({ flash }) => ok(`+CNMI: ${flash.messages.indication.join(',')}`),
    write: (module, parameters) => {
      parameters.expect(1, INDICATION.length);
      const { indication } = module.flash.messages;
      const [mode, mt, bm, ds, bfr] = INDICATION.map((highest, place) =>
        parameters.integer(place, 0, highest, indication[place]),
      );
      if (bm === 1) return ERROR;
      module.flash.messages.indication = [mode ?? 0, mt ?? 0, bm ?? 0, ds ?? 0, bfr ?? 0];
      return mode === 0 ? ok() : okThen(() => module.services.messages.release(bfr === 0));
    },
  },
  '+CNMA': {
    test: () => ok('+CNMA: (0-2)'),
    execute: ({ memory }) => acknowledge(memory.messages),
    write: ({ memory }, parameters) => {
      parameters.integer(0, 0, 2);
      return acknowledge(memory.messages);
    },
  },
  '+CSDH': {
    test: () => ok('+CSDH: (0,1)'),
    read: ({ memory }) => ok(`+CSDH: ${memory.messages.showsHeader ? 1 : 0}`),
    write: ({ memory }, parameters) => {
      memory.messages.showsHeader = parameters.integer(0, 0, 1) === 1;
      return ok();
    },
  },
  '+CSMP': {
    read: ({ memory }) => ok(`+CSMP: ${memory.messages.parameters.join(',')}`),
    write: ({ memory }, parameters) => {
      memory.messages.parameters = textParameters(parameters, memory.messages.parameters);
      return ok();
    },
  },
};

type TextParameters = readonly [number, number, number, number];

/** Omitted values stay as they are. */
function textParameters(parameters: Parameters, now: TextParameters): TextParameters {
  parameters.expect(1, PARAMETERS.length);
  const [first = 0, validity = 0, protocol = 0, coding = 0] = PARAMETERS.map((highest, place) =>
    parameters.integer(place, 0, highest, now[place]),
  );
  return [first, validity, protocol, coding];
}

function acknowledge(messages: { unacknowledged: number }): Reply {
  if (messages.unacknowledged === 0) return NOTHING_TO_ACKNOWLEDGE;
  messages.unacknowledged -= 1;
  return ok();
}
