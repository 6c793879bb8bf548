import type { Parameters } from '../command-text';
import type { CommandHost } from '../command-host';
import { ERROR, ok } from '../reply';
import type { Command, CommandTable } from './command';

/** A command that stores integers. */
interface Kept {
  /** The answer to its test form. */
  readonly test: string;
  /** Each integer's minimum, maximum and initial value. */
  readonly values: readonly (readonly [low: number, high: number, initial: number])[];
  /** The module saves it immediately. */
  readonly saved?: true;
  /** Number of further parameters that are accepted and ignored. */
  readonly further?: number;
}

const SWITCH = [0, 1, 0] as const;

/**
 * Commands whose values are stored and read back without any effect on this module, except CLIP, QISDE, QSCLK and IFC: sleep,
 * sound, network services that don't exist here (EC2x AT manual §3, §6.7, §7, §9.9, §10.12, §11).
 */
const KEPT: Readonly<Record<string, Kept>> = {
  '+QSCLK': { test: '(0-2)', values: [[0, 2, 0]] },
  '+IFC': {
    test: '(0-2),(0-2)',
    values: [
      [0, 2, 0],
      [0, 2, 0],
    ],
  },
  '+ICF': {
    test: '(1-6),(0-3)',
    values: [
      [1, 6, 3],
      [0, 3, 3],
    ],
  },
  '+CTZR': { test: '(0-2)', values: [[0, 2, 0]], saved: true },
  '+CLIP': { test: '(0,1)', values: [SWITCH, [0, 2, 1]] },
  '+CLIR': { test: '(0-2)', values: [[0, 2, 0], SWITCH] },
  '+COLP': { test: '(0,1)', values: [SWITCH, [0, 2, 1]] },
  '+CCWA': { test: '(0,1)', values: [SWITCH], further: 2 },
  '+CSSN': { test: '(0,1),(0,1)', values: [SWITCH, SWITCH] },
  '+CVHU': { test: '(0,1)', values: [SWITCH] },
  '+CRC': { test: '(0,1)', values: [SWITCH] },
  '+CR': { test: '(0,1)', values: [SWITCH] },
  '+CMMS': { test: '(0-2)', values: [[0, 2, 0]] },
  '+CGEREP': { test: '(0-2),(0,1)', values: [[0, 2, 0], SWITCH] },
  '+CGSMS': { test: '(0-3)', values: [[0, 3, 1]], saved: true },
  '+CLVL': { test: '(0-5)', values: [[0, 5, 3]] },
  '+CMUT': { test: '(0,1)', values: [SWITCH] },
  '+QISDE': { test: '(0,1)', values: [[0, 1, 1]] },
  '+FCLASS': { test: '0', values: [[0, 0, 0]] },
};

const LEFT_BY_FACTORY = ['+QSCLK', '+CGSMS', '+CLVL', '+CMUT', '+QISDE'];

/** The switches of AT+QINDCFG with their initial values (EC2x AT manual §4.3). */
const INDICATIONS: Readonly<Record<string, number>> = {
  all: 1,
  csq: 0,
  smsfull: 0,
  ring: 1,
  smsincoming: 1,
  act: 0,
  ccinfo: 0,
};
const INDICATION = 'indication ';

/** Commands that store values, and AT+QINDCFG, which selects the URCs. */
export const KEPT_VALUE_COMMANDS: CommandTable = {
  ...Object.fromEntries(Object.entries(KEPT).map(([name, row]) => [name, keptCommand(name, row)])),
  '+QINDCFG': {
    test: () => ok(...Object.keys(INDICATIONS).map((name) => `+QINDCFG: "${name}",(0,1),(0,1)`)),
    write: (module, parameters) => {
      parameters.expect(1, 3);
      const name = parameters.text(0, 16).toLowerCase();
      if (!(name in INDICATIONS)) return ERROR;
      if (parameters.count === 1) return ok(`+QINDCFG: "${name}",${indication(module, name)}`);
      const { kept } = parameters.integer(2, 0, 1, 0) === 1 ? module.flash : module.memory;
      kept.set(INDICATION + name, [parameters.integer(1, 0, 1)]);
      return ok();
    },
  },
};

/** A stored value of such a command, by its position. */
export function keptValue(module: Pick<CommandHost, 'memory' | 'flash'>, name: string, place = 0): number {
  const row = KEPT[name];
  const { kept } = row?.saved === true ? module.flash : module.memory;
  return kept.get(name)?.[place] ?? row?.values[place]?.[2] ?? 0;
}

/** AT&F (EC2x AT manual §15.1): it leaves the switches of sleep, sound and the line alone. */
export function restoreKeptValues({ memory, flash }: Pick<CommandHost, 'memory' | 'flash'>): void {
  for (const name of Object.keys(KEPT)) {
    if (LEFT_BY_FACTORY.includes(name)) continue;
    memory.kept.delete(name);
    flash.kept.delete(name);
  }
}

/** Whether URCs of this kind are enabled. */
export function indicates(module: Pick<CommandHost, 'memory' | 'flash'>, name: string): boolean {
  return indication(module, 'all') === 1 && indication(module, name) === 1;
}

function indication({ memory, flash }: Pick<CommandHost, 'memory' | 'flash'>, name: string): number {
  const key = INDICATION + name;
  return memory.kept.get(key)?.[0] ?? flash.kept.get(key)?.[0] ?? INDICATIONS[name] ?? 0;
}

function keptCommand(name: string, row: Kept): Command {
  const now = (module: CommandHost) => row.values.map((_, place) => keptValue(module, name, place));
  const shown = name === '+FCLASS' ? '' : `${name}: `;
  return {
    test: () => ok(`${shown}${row.test}`),
    read: (module) => ok(`${shown}${now(module).join(',')}`),
    write: (module, parameters) => {
      parameters.expect(1, row.values.length + (row.further ?? 0));
      const { kept } = row.saved === true ? module.flash : module.memory;
      kept.set(name, given(parameters, row, now(module)));
      return ok();
    },
  };
}

/** Omitted values stay as they are. */
function given(parameters: Parameters, { values }: Kept, now: readonly number[]): readonly number[] {
  return values.map(([low, high], place) => parameters.integer(place, low, high, now[place]));
}
