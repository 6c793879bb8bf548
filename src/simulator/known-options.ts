import { FAMILIES } from './families';
import { optionFrom, type Option } from './mqtt-options';
import { EXTENDED, EXTENDED_OF_EG800, NARROW_BAND, type OptionLine } from './option-lists';
import type { SimulatorSettings } from './setting-table';
import { readTestForms } from './test-forms';

/** `+QMTCFG: "name",(0-5),…`: an option in the answer to a test form. */
const LINE = /^\+QMTCFG:\s*"([^"]+)"\s*,\s*[(<][^)>]*[)>]\s*,\s*(.+)$/i;

/** The options that a module supports: its family's, or those named by the settings, with the ranges of their test form. */
export function knownOptions(settings: SimulatorSettings): readonly Option[] {
  const own = FAMILIES[settings.family].options;
  const shown = (readTestForms(settings.testForms).get('+QMTCFG') ?? []).flatMap((line): OptionLine[] => {
    const [, name, test] = LINE.exec(line) ?? [];
    return name === undefined || test === undefined ? [] : [[name, test]];
  });
  const names = settings.optionList.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  const lines = [...own, ...EXTENDED, ...EXTENDED_OF_EG800, ...NARROW_BAND];
  return (settings.optionList === '' ? own.map(([name]) => name) : names).map((name) => {
    const known = lineOf(lines, name);
    const reported = lineOf(shown, name);
    const option = withLimit(narrowed(known ?? reported ?? [name, '"value"'], reported), settings);
    return { ...option, name };
  });
}

function lineOf(lines: readonly OptionLine[], name: string): OptionLine | undefined {
  return lines.find((line) => line[0].toLowerCase() === name.toLowerCase());
}

/** An option with the ranges that a module has reported; ignored when the number of values differs. */
function narrowed(line: OptionLine, reported: OptionLine | undefined): Option {
  const option = optionFrom(line);
  if (reported === undefined) return option;
  const { fields } = optionFrom([option.name, reported[1]]);
  if (fields.length !== option.fields.length) return option;
  const pairs = option.fields.map((field, place) => [field, fields[place] ?? field] as const);
  return {
    ...option,
    fields: pairs.map(([field, shown]) => ('low' in field && 'low' in shown ? shown : field)),
  };
}

/** The module's own timeout for the data phase applies until one is set. */
function withLimit(option: Option, { dataTimeoutMs }: SimulatorSettings): Option {
  if (option.name.toLowerCase() !== 'edit/timeout' || dataTimeoutMs === 0) return option;
  return { ...option, initial: [1, Math.ceil(dataTimeoutMs / 1000)] };
}
