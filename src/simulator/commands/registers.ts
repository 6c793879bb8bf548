import type { CommandHost } from '../command-host';
import { ok } from '../reply';
import type { Command, CommandTable } from './command';

/** A number that V.25ter assigns to a letter or an S register. */
interface Register {
  readonly name: string;
  readonly initial: number;
  readonly low: number;
  readonly high: number;
}

const register = (name: string, initial: number, low: number, high: number): Register => ({
  name,
  initial,
  low,
  high,
});

/** S3, S4 and S5 are fixed: no other characters have been seen in use (EC2x AT manual §2.18-2.20, §7.8-7.13). */
const REGISTERS: readonly Register[] = [
  register('S0', 0, 0, 255),
  register('S3', 13, 13, 13),
  register('S4', 10, 10, 10),
  register('S5', 8, 8, 8),
  register('S6', 2, 0, 10),
  register('S7', 0, 0, 255),
  register('S8', 2, 0, 255),
  register('S10', 15, 1, 255),
  register('S12', 50, 10, 250),
];

/** X: the text of CONNECT; &C, &D: DCD and DTR (EC2x AT manual §2.21, §3.1, §3.2); L, M: a loudspeaker that doesn't exist. */
const LETTERS: readonly Register[] = [
  register('X', 4, 0, 4),
  register('&C', 1, 0, 1),
  register('&D', 2, 0, 2),
  register('L', 2, 0, 3),
  register('M', 1, 0, 2),
];

/** S12 counts in units of 1/50 s. */
const GUARD_UNIT_MS = 20;

/** The letters and registers of V.25ter that merely hold a number, and AT&V, which shows them. */
export const REGISTER_COMMANDS: CommandTable = {
  ...Object.fromEntries(REGISTERS.map((row) => [row.name, registerCommand(row)])),
  ...Object.fromEntries(LETTERS.map((row) => [row.name, letterCommand(row)])),
  '&V': { execute: (module) => ok(...configuration(module)) },
};

/** The current number in a letter or register. */
export function registerValue({ memory }: Pick<CommandHost, 'memory'>, name: string): number {
  const row = [...REGISTERS, ...LETTERS].find((known) => known.name === name);
  return memory.profile.registers[name] ?? row?.initial ?? 0;
}

/** The pause before and after +++, ms. */
export function guardTime(module: Pick<CommandHost, 'memory'>): number {
  return registerValue(module, 'S12') * GUARD_UNIT_MS;
}

function registerCommand({ name, low, high }: Register): Command {
  const shown = (module: CommandHost) => ok(String(registerValue(module, name)).padStart(3, '0'));
  return {
    read: shown,
    execute: shown,
    write: (module, parameters) => keep(module, name, parameters.integer(0, low, high)),
  };
}

function letterCommand({ name, low, high }: Register): Command {
  return {
    execute: (module, parameters) => keep(module, name, parameters.integer(0, low, high, 0)),
  };
}

function keep({ memory }: CommandHost, name: string, value: number) {
  const { profile } = memory;
  profile.registers = { ...profile.registers, [name]: value };
  return ok();
}

/** In the order of EC2x AT manual §2.11. */
function configuration(module: CommandHost): readonly string[] {
  const { echo, quiet, verbose } = module.memory.profile;
  const letter = (name: string) => `${name}: ${registerValue(module, name)}`;
  return [
    letter('&C'),
    letter('&D'),
    '&F: 0',
    '&W: 0',
    `E: ${echo ? 1 : 0}`,
    `Q: ${quiet ? 1 : 0}`,
    `V: ${verbose ? 1 : 0}`,
    letter('X'),
    'Z: 0',
    ...REGISTERS.map(({ name }) => letter(name)),
  ];
}
