import type { SimulatorSettings } from './settings';

/** AT+COPS: the selected network. */
export interface Selection {
  /** 0 automatic, 1 manual, 4 manual with automatic as a fallback. */
  readonly mode: 0 | 1 | 4;
  /** The manually selected operator. */
  readonly operator: string;
}

/** Values set by commands. A restart loses those that neither AT&W nor the module itself has saved. */
export interface Profile {
  echo: boolean;
  verbose: boolean;
  quiet: boolean;
  cmee: 0 | 1 | 2;
  /** The n of CREG, CGREG, CEREG: 0 off, 1 status URCs, 2 with location. */
  creg: number;
  cgreg: number;
  cereg: number;
  /** S registers and letters such as X and &D that were set, by name. */
  registers: Readonly<Record<string, number>>;
  /** 0: automatic baud rate detection. */
  baudRate: number;
  /** CFUN: 0 minimal, 1 full, 4 radio off. */
  functionality: 0 | 1 | 4;
  selection: Selection;
  /** By COPS=2. */
  deregistered: boolean;
  /** By COPS=3: 0 long name, 1 short name, 2 number. */
  operatorFormat: number;
  /** By CGATT=0. */
  detached: boolean;
  urcport: SimulatorSettings['urcport'];
}

interface Row {
  /** As named in `profileSaves` and `keeps`. */
  readonly command: string;
  readonly field: keyof Profile;
  /** AT&F restores the factory value (EC2x AT manual §2.12; not +IPR). */
  readonly restored: boolean;
}

const row = (command: string, field: keyof Profile, restored = false): Row => ({ command, field, restored });

/** The values that each command sets. */
const ROWS: readonly Row[] = [
  row('E', 'echo', true),
  row('V', 'verbose', true),
  row('Q', 'quiet', true),
  row('S', 'registers', true),
  row('+CMEE', 'cmee', true),
  row('+CREG', 'creg', true),
  row('+CGREG', 'cgreg', true),
  row('+CEREG', 'cereg', true),
  row('+IPR', 'baudRate'),
  row('+CFUN', 'functionality'),
  row('+COPS', 'selection'),
  row('+COPS=2', 'deregistered'),
  row('+COPS=3', 'operatorFormat'),
  row('+CGATT', 'detached'),
  row('+QURCCFG', 'urcport'),
];

/** The factory profile: echo on, words, numeric CME errors (EC2x AT manual §2.12, §15.1). */
export function factoryProfile(settings: SimulatorSettings): Profile {
  return {
    echo: true,
    verbose: true,
    quiet: false,
    cmee: 1,
    creg: 0,
    cgreg: 0,
    cereg: 0,
    registers: {},
    baudRate: 115_200,
    functionality: 1,
    selection: { mode: 0, operator: '' },
    deregistered: false,
    operatorFormat: 0,
    detached: false,
    urcport: settings.urcport,
  };
}

/** Command names in a setting such as `keeps`; a lost plus is tolerated. */
export function commandNames(setting: string): ReadonlySet<string> {
  const names = setting.toUpperCase().split(',');
  return new Set(names.flatMap((name) => [name.trim(), `+${name.trim()}`]));
}

/** The values that these commands set. */
export function valuesOf(profile: Profile, setting: string): Partial<Profile> {
  const names = commandNames(setting);
  return pick(profile, (one) => names.has(one.command));
}

/** The values that AT&F sets. */
export function restoredValues(profile: Profile): Partial<Profile> {
  return pick(profile, ({ restored }) => restored);
}

function pick(profile: Profile, wanted: (row: Row) => boolean): Partial<Profile> {
  const fields = ROWS.filter(wanted).map(({ field }) => [field, profile[field]] as const);
  return Object.fromEntries(fields);
}
