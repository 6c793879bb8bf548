import type { Fault, Problem, Reading } from './fault';
import { type Context, type Field, readField } from './field';
import { serverOf, SERVERS, type Server, type ServerName, usesSetting } from './servers';

/** The settings of one node, or some of them, by name. */
export type Rows = Readonly<Record<string, Field<unknown>>>;

/** Properties from a flow file or a dialog. */
export type Values = Readonly<Record<string, unknown>>;

type NameOf<Name, Row> = Name extends string
  ? Row extends { readonly inMs: true }
    ? `${Name}Ms`
    : Name
  : never;

/** The concrete values of a table's settings; a duration in ms. */
export type Settings<Table extends Rows> = {
  readonly [Name in keyof Table as NameOf<Name, Table[Name]>]: Table[Name] extends Field<infer Value>
    ? Value
    : never;
};

/** Environment variables, and secrets that the editor doesn't get, are unknown. */
type Found = Reading<unknown> | { readonly unknown: true };

/** A table's values, each read once, on demand. */
export interface Table extends Context {
  readonly find: (name: string) => Found;
  /** Whether a setting is used beside the others. */
  readonly isUsed: (name: string) => boolean;
}

/** The context of a node's settings: those of its config node. */
export type Surroundings = Pick<Context, 'server' | 'nameOf'>;

const NOWHERE: Surroundings = { server: undefined, nameOf: () => '' };

/** A table's values as `read` makes them of each row. */
export function tableOf(
  rows: Rows,
  read: (name: string, field: Field<unknown>, context: Context) => Found,
  surroundings: Surroundings = NOWHERE,
): Table {
  const found = new Map<string, Found>();
  const rowOf = (name: string): Field<unknown> => {
    const field = Object.hasOwn(rows, name) ? rows[name] : undefined;
    if (field === undefined) throw new Error(`There is no setting ${name}`);
    return field;
  };
  const find = (name: string): Found => {
    const known = found.get(name);
    if (known !== undefined) return known;
    const field = rowOf(name);
    const result = isUsed(name) ? read(name, field, table) : { value: field.default };
    found.set(name, result);
    return result;
  };
  const isUsed = (name: string): boolean => {
    const field = rowOf(name);
    if (name === 'server') return true;
    const { server } = table;
    return (server === undefined || usesSetting(server, name)) && field.applies?.(table) !== false;
  };
  const get = (name: string): unknown => {
    const result = find(name);
    return 'value' in result ? result.value : undefined;
  };
  const table: Table = {
    find,
    isUsed,
    get,
    get server() {
      return Object.hasOwn(rows, 'server') ? namedServer(get('server')) : surroundings.server;
    },
    isSet(name) {
      const result = find(name);
      return !('value' in result) || result.value !== '';
    },
    nameOf(name) {
      if (!Object.hasOwn(rows, name)) return surroundings.nameOf(name);
      const value = get(name);
      return typeof value === 'string' ? value : undefined;
    },
  };
  return table;
}

function namedServer(name: unknown): Server | undefined {
  return typeof name === 'string' && Object.hasOwn(SERVERS, name) ? serverOf(name as ServerName) : undefined;
}

/** Properties and credentials together. */
export function joined(rows: Rows, config: Values, credentials: Values): Values {
  return Object.fromEntries(
    Object.entries(rows).map(([name, { credential }]) => [
      name,
      (credential === undefined ? config : credentials)[name],
    ]),
  );
}

/** Values made concrete, and the problems of those that can't be. {@link checkRows} compares them with each other. */
export function readRows<Table extends Rows>(
  rows: Table,
  values: Values,
): { readonly settings: Settings<Table>; readonly faults: readonly Fault[] } {
  const table = tableOf(rows, (name, field, context) => readField(name, field, values[name], context));
  const faults: Fault[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(rows)) {
    const result = table.find(name);
    if ('problem' in result) faults.push({ ...result.problem, field: name });
    else if ('value' in result) settings[settingName(name, field)] = inUnits(field, result.value);
  }
  return { settings: settings as Settings<Table>, faults };
}

/** The defaults of a table's settings. */
export function defaultSettings<Table extends Rows>(rows: Table): Settings<Table> {
  return readRows(rows, {}).settings;
}

/** Some settings as given, the rest at their defaults; `given` may be a larger object, and hold `undefined`. */
export function withDefaults<All extends object>(
  defaults: All,
  given: { readonly [Name in keyof All]?: All[Name] | undefined },
): All {
  const asked: Values = { ...given };
  return Object.fromEntries(
    Object.entries(defaults).map(([name, byDefault]) => [name, asked[name] ?? byDefault]),
  ) as All;
}

/** A setting's name among the concrete values. */
function settingName(name: string, { inMs }: Field<unknown>): string {
  return inMs === true ? `${name}Ms` : name;
}

function inUnits({ inMs }: Field<unknown>, value: unknown): unknown {
  return inMs === true && typeof value === 'number' ? 1000 * value : value;
}

/** Those of some settings that a smaller table has. */
export function settingsIn<Table extends Rows>(rows: Table, settings: Settings<Table>): Settings<Table> {
  const all: Values = settings;
  const names = Object.entries(rows).map(([name, field]) => settingName(name, field));
  return Object.fromEntries(names.map((name) => [name, all[name]])) as Settings<Table>;
}

/** What is wrong with properties as they are written, single and beside each other, in the rows' order. */
export function checkValues(rows: Rows, values: Values): readonly Fault[] {
  return faultsIn(
    rows,
    tableOf(rows, (name, field, context) => readField(name, field, values[name], context)),
  );
}

/** What is wrong with concrete values beside each other, in the rows' order. A setting that is absent has its default. */
export function checkRows(rows: Rows, settings: Values): readonly Fault[] {
  return faultsIn(
    rows,
    tableOf(rows, (name, field) => ({ value: settings[name] ?? field.default })),
  );
}

function faultsIn(rows: Rows, table: Table): readonly Fault[] {
  return Object.keys(rows).flatMap((name) => {
    const problem = checkIn(table, rows, name);
    return problem === undefined ? [] : [{ ...problem, field: name }];
  });
}

/** What is wrong with one setting beside the others. */
export function checkIn(table: Table, rows: Rows, name: string): Problem | undefined {
  const result = table.find(name);
  if ('problem' in result) return result.problem;
  if ('unknown' in result || !table.isUsed(name)) return undefined;
  return rows[name]?.check?.(result.value, table, name);
}
