import {
  credentialsOf,
  defaultsOf,
  type NodeType,
  type Server,
  type ServerName,
  SERVERS,
  STORED_SECRET,
  type Values,
} from '../../../src/settings/settings';
import { type DialogNode, text } from './dialog-node';
import { type FieldPrefix, fieldValue } from './fields';

const MODEM = 'ec20-modem';

export function prefixOf(type: NodeType): FieldPrefix {
  return type === MODEM ? '#node-config-input-' : '#node-input-';
}

/**
 * The properties and credentials of a node as the rules need them: from its open dialog, else as stored. The editor has
 * no stored credentials.
 */
export function liveValues(type: NodeType, node: DialogNode): Values {
  const prefix = prefixOf(type);
  const live = (name: string, stored: unknown) => {
    const value = fieldValue(node, prefix, name);
    return [name, value === undefined ? stored : value] as const;
  };
  return Object.fromEntries([
    ...Object.keys(defaultsOf(type)).map((name) => live(name, node[name])),
    ...Object.keys(credentialsOf(type)).map((name) => live(name, STORED_SECRET)),
  ]);
}

/** The config node that a node of a flow uses, also the one just chosen in its open dialog. */
export function modemOf(node: DialogNode): DialogNode | undefined {
  const chosen = fieldValue(node, '#node-input-', 'modem') ?? node['modem'];
  return (RED.nodes.node(text(chosen)) as DialogNode | null) ?? undefined;
}

/** The rules' view of a node's config node; undefined where none is chosen. */
export function modemValues(node: DialogNode): Values | undefined {
  const modem = modemOf(node);
  return modem === undefined ? undefined : liveValues(MODEM, modem);
}

/** The server that a config node's values choose; undefined where an environment variable decides, or without a config node. */
export function serverIn(values: Values | undefined): Server | undefined {
  const name = serverNameIn(values);
  return name === undefined ? undefined : SERVERS[name];
}

/** The same by its name. */
export function serverNameIn(values: Values | undefined): ServerName | undefined {
  if (values === undefined) return undefined;
  const name = text(values['server']) || defaultsOf(MODEM)['server']?.value;
  return typeof name === 'string' && Object.hasOwn(SERVERS, name) ? (name as ServerName) : undefined;
}
