/**
 * The rules of every node's settings, for the editor: the same rows that the runtime reads, so that neither has a rule that the
 * other doesn't. Nothing here needs Node.js, and nothing throws for a value of any kind.
 *
 * - {@link defaultsOf}`('ec20-modem')`: the `defaults` of `RED.nodes.registerType`, `{ name: { value, required?, type? } }`, as plain data;
 *   {@link credentialsOf}: its `credentials`, `{ name: { type } }`.
 * - {@link checkField}`(node, name, values, modem?)`: what is wrong with one property beside the others, `{ code, field, params, phrases? }`, or
 *   undefined. The sentence is the catalogue's by `code`, its `{…}` filled in from `params` and, by language, from `phrases`.
 * - {@link faultsOf}`(node, values, modem?)`: the same of all properties and credentials of a node, in the order of its rows.
 * - {@link isShown}`(node, name, values, modem?)`: whether a setting is used beside the others. One that isn't is ignored by the runtime too, so
 *   that a dialog may hide it and has nothing to say of it. True where that can't be known.
 * - {@link rangeOf}`(node, name, values, modem?)`: the range of a number at the chosen server.
 *
 * `values` holds a node's properties and credentials by name, as the dialog or the flow has them: texts, numbers, booleans, or absent.
 * `modem` is the same of the config node that the node uses; leave it out where none is chosen. `${NAME}` is an environment variable, of
 * which nothing is known here: neither a value that holds one nor what depends on it is refused. A credential that is stored and not shown is given as
 * {@link STORED_SECRET}.
 *
 * Rows as data, for lists and labels: {@link NODES} (`choices`, `suggestions`, `unit`, `decimal`, `credential`), {@link SERVERS}, {@link REGIONS},
 * {@link FAMILY_NAMES}. Rules of their own: {@link topicProblem}, {@link filterProblem}, {@link expandPlaceholders}, {@link parseThingModel},
 * {@link identifierProblem}, {@link wantsTls}, {@link usualPort}, {@link portAt}, {@link firstOddCharacter}.
 */
import { DEMO_DEVICE, isDemoDevice, isSimulator } from './demo-device';
import type { Fault } from './fault';
import { mayDependOnVariable } from './environment';
import { isAbsent, type Range, readField } from './field';
import { COMMAND, PUBLISH, REPLY, STATUS, SUBSCRIBE } from './messages';
import { MODEM } from './modem';
import { SUB_DEVICE } from './sub-device';
import { checkIn, type Rows, type Surroundings, tableOf, type Table, type Values } from './table';

export { firstOddCharacter } from '../base/character';
export type { Fault, Problem } from './fault';
export type { Range } from './field';
export { FAMILY_NAMES } from '../base/family-names';
export { identifierProblem } from './identifier';
export { isEnterpriseRegion, REGIONS } from './regions';
export { portAt, type Server, type ServerName, SERVERS, usualPort, wantsTls } from './servers';
export type { Values } from './table';
export { parseThingModel, type ThingModel } from './thing-model';
export { expandPlaceholders, filterProblem, topicProblem } from './topic';

/** What the editor sees of a stored credential. */
export const STORED_SECRET = '__PWRD__';

/** The settings of every node by its type; the console is a sidebar and has none. */
export const NODES = {
  'ec20-modem': MODEM,
  'ec20-device': SUB_DEVICE,
  'ec20-publish': PUBLISH,
  'ec20-subscribe': SUBSCRIBE,
  'ec20-reply': REPLY,
  'ec20-status': STATUS,
  'ec20-command': COMMAND,
} as const satisfies Readonly<Record<string, Rows>>;

export type NodeType = keyof typeof NODES;

/** One property as `RED.nodes.registerType` takes it. */
export interface Default {
  readonly value: string | number | boolean;
  /** False only of a config node: the editor requires one otherwise. */
  readonly required?: boolean;
  readonly type?: string;
}

/** The `defaults` of a node. */
export function defaultsOf(node: NodeType): Readonly<Record<string, Default>> {
  return Object.fromEntries(
    Object.entries<Rows[string]>(NODES[node])
      .filter(([, { credential }]) => credential === undefined)
      .map(([name, { initial, default: byDefault, required, type }]) => [
        name,
        {
          value: initial ?? (byDefault as Default['value']),
          ...(type === undefined ? {} : { type }),
          ...(required === true || type !== undefined ? { required: required === true } : {}),
        },
      ]),
  );
}

/** The `credentials` of a node. */
export function credentialsOf(
  node: NodeType,
): Readonly<Record<string, { readonly type: 'text' | 'password' }>> {
  return Object.fromEntries(
    Object.entries<Rows[string]>(NODES[node]).flatMap(([name, { credential }]) =>
      credential === undefined ? [] : [[name, { type: credential }]],
    ),
  );
}

/** What is wrong with one property or credential beside the others. */
export function checkField(node: NodeType, name: string, values: Values, modem?: Values): Fault | undefined {
  const problem = checkIn(editorTable(node, values, modem), NODES[node], name);
  return problem === undefined ? undefined : { ...problem, field: name };
}

/** What is wrong with a node's properties and credentials, in the order of its rows. */
export function faultsOf(node: NodeType, values: Values, modem?: Values): readonly Fault[] {
  const table = editorTable(node, values, modem);
  return Object.keys(NODES[node]).flatMap((name) => {
    const problem = checkIn(table, NODES[node], name);
    return problem === undefined ? [] : [{ ...problem, field: name }];
  });
}

/** Whether a setting is used beside the others. */
export function isShown(node: NodeType, name: string, values: Values, modem?: Values): boolean {
  return editorTable(node, values, modem).isUsed(name);
}

/** What a dialog puts into a field when another kind is chosen; `''` for a setting whose value stays. */
export function usualValue(node: NodeType, name: string, values: Values, modem?: Values): string {
  const rows: Rows = NODES[node];
  return rows[name]?.usual?.(editorTable(node, values, modem)) ?? '';
}

/** The range of a number beside the others; undefined for settings of other kinds. */
export function rangeOf(node: NodeType, name: string, values: Values, modem?: Values): Range | undefined {
  const rows: Rows = NODES[node];
  return rows[name]?.range?.(editorTable(node, values, modem));
}

function editorTable(node: NodeType, values: Values, modem: Values | undefined): Table {
  const rows: Rows = NODES[node];
  const asked = node === 'ec20-modem' ? withDemoDevice(values) : values;
  return tableOf(
    rows,
    (name, field, context) => {
      const value = asked[name];
      const isHidden = field.credential !== undefined && value === STORED_SECRET;
      if (isHidden || mayDependOnVariable(field, value)) return { unknown: true };
      return readField(name, field, value, context);
    },
    modem === undefined ? undefined : surroundingsOf(modem),
  );
}

function surroundingsOf(modem: Values): Surroundings {
  const { server, nameOf } = editorTable('ec20-modem', modem, undefined);
  return { server, nameOf };
}

/**
 * On the simulator the demo device stands in for an empty one. Its secret doesn't matter: any valid one is accepted.
 */
export function withDemoDevice(values: Values): Values {
  const asText = (name: string) => (isAbsent(values[name]) ? '' : String(values[name]).trim());
  const device = {
    server: asText('server') || 'aliyun',
    productKey: asText('productKey'),
    deviceName: asText('deviceName'),
    // Whether a stored one has a value is unknown.
    deviceSecret: asText('deviceSecret').replace(STORED_SECRET, ''),
  };
  const isDemo = isSimulator(asText('port')) && isDemoDevice(device);
  return isDemo ? { ...values, ...DEMO_DEVICE, deviceSecret: 'demo' } : values;
}
