import type { Node, NodeAPI } from 'node-red';

import { variablesIn, wholeVariable, withVariables } from '../../src/settings/environment';
import { NODES, type NodeType } from '../../src/settings/settings';
import type { Rows } from '../../src/settings/table';
import type { Properties } from '../modem/settings';

/** The rows of a node's settings. */
export function rowsOf(type: string): Rows {
  return NODES[type as NodeType];
}

/**
 * A node's properties with the environment variables that a longer text holds: `c-${HOST}`, `$(SITE)/${LINE}`. They are
 * looked up as Node-RED does: in the node's group and flow, in the global environment, and in that of the process. One that
 * isn't defined stays as it is, and is refused by name when the setting is read.
 */
export function withEnvironment(red: NodeAPI, node: Node, properties: Properties): Properties {
  return expanded(red, node, properties, () => definitionOf(red, idOf(node)));
}

/** The same for its credentials. */
export function credentialsWithEnvironment(red: NodeAPI, node: Node, credentials: Properties): Properties {
  const written = () => (red.nodes.getCredentials(idOf(node)) as Properties | null | undefined) ?? {};
  return expanded(red, node, credentials, written);
}

/** A node as the flow file has it. */
export function definitionOf(red: NodeAPI, id: string): Properties {
  let found: Properties = {};
  red.nodes.eachNode((definition) => {
    if (definition.id === id) found = { ...definition };
  });
  return found;
}

function expanded(red: NodeAPI, node: Node, values: Properties, written: () => Properties): Properties {
  const rows = rowsOf(node.type);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
      if (row === undefined || variablesIn(row, value).length === 0) return [name, value];
      // Node-RED has put a variable's value there, which is used as it is.
      const isValue = wholeVariable(value) === undefined && wholeVariable(written()[name]) !== undefined;
      return [name, isValue ? value : withVariables(row, value, (variable) => find(red, node, variable))];
    }),
  );
}

function find(red: NodeAPI, node: Node, name: string): string | undefined {
  const value: unknown = red.util.getSetting(node, name);
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Within a subflow the definition is the template's. */
function idOf(node: Node): string {
  return node._alias ?? node.id;
}
