import type { Field } from '../../../src/settings/field';
import { checkField, isShown, NODES, type NodeType } from '../../../src/settings/settings';
import { deviceRule } from './device-rule';
import { type Check, type DialogNode, type Validator, validators } from './dialog-node';
import { liveValues, modemValues, serverNameIn } from './live-values';
import { problemSentence } from './problem-sentence';

/** The editor checks a chosen modem node itself, and nothing can be wrong with a note. */
const UNCHECKED: ReadonlySet<string> = new Set(['config-node', 'note']);

/** A validator for every property of a type of node, from the runtime's own rules. */
export function rulesOf(type: NodeType): Readonly<Record<string, Validator>> {
  const table: Readonly<Record<string, Field<unknown>>> = NODES[type];
  const rows = Object.entries(table).filter(
    ([, { kind, credential }]) => credential === undefined && !UNCHECKED.has(kind),
  );
  const checks = Object.fromEntries(rows.map(([name]) => [name, checkOf(type, name)]));
  return validators('device' in table ? { ...checks, device: deviceRule(type) } : checks);
}

function checkOf(type: NodeType, name: string): Check {
  return (node, value) => {
    const values = { ...liveValues(type, node), [name]: value };
    const modem = modemValues(node);
    const problem = checkField(type, name, values, modem);
    const server = serverNameIn(type === 'ec20-modem' ? values : modem);
    return problem === undefined || problemSentence(problem, server, labelOf(node, type, name));
  };
}

/** A field's label in a dialog; undefined where it has none. */
function labelOf(node: DialogNode, type: NodeType, name: string): string | undefined {
  const label = node._def._(`${type}.label.${name}`);
  return label.startsWith(`${type}.`) ? undefined : label;
}

/** Whether a setting is used, given the others in a node's open dialog. */
export function isUsed(type: NodeType, name: string, node: DialogNode): boolean {
  return isShown(type, name, liveValues(type, node), modemValues(node));
}
