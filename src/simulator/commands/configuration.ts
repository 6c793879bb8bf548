import type { Parameters } from '../command-text';
import type { ConfigurationOption } from '../configuration-options';
import { ERROR, ok } from '../reply';
import type { CommandTable } from './command';

const VALUE_BYTES = 64;
const HEX = /^(0x)?[\da-f]+$/i;

/** AT+QCFG: extended settings, persistent. Which options exist depends on the family. */
export const CONFIGURATION_COMMANDS: CommandTable = {
  '+QCFG': {
    test: ({ family }) => ok(...family.configuration.map(({ name, test }) => `+QCFG: "${name}",${test}`)),
    write: ({ family, flash }, parameters) => {
      const name = parameters.text(0, VALUE_BYTES).toLowerCase();
      const option = family.configuration.find((known) => known.name === name);
      if (option === undefined) return ERROR;
      if (parameters.count === 1) return ok(`+QCFG: "${name}",${flash.options.get(name) ?? option.initial}`);
      const values = given(parameters, option);
      if (values === undefined) return ERROR;
      flash.options.set(name, values.join(','));
      return ok();
    },
  },
};

/** The values of a write command in the form in which they are read back; undefined: the option does not accept them. */
function given(parameters: Parameters, option: ConfigurationOption): readonly string[] | undefined {
  const texts = Array.from({ length: parameters.count - 1 }, (_, place) => {
    const text = parameters.text(place + 1, VALUE_BYTES);
    return parameters.quoted(place + 1) ? `"${text}"` : text;
  });
  const most = option.initial.split(',').length;
  const values = option.effect === true && texts.length > most ? texts.slice(0, -1) : texts;
  if (option.hex !== true) return values;
  if (values.length !== most || !values.every((text) => HEX.test(text))) return undefined;
  return values.map((text) => `0x${text.replace(/^0x/i, '').toLowerCase()}`);
}
