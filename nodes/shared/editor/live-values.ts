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
const DEVICE = 'ec20-device';
const CONFIG_NODES: ReadonlySet<string> = new Set([MODEM, DEVICE]);

/** Whether a type of node is a config node. */
export function isConfigNode(type: string): boolean {
  return CONFIG_NODES.has(type);
}

export function prefixOf(type: NodeType): FieldPrefix {
  return isConfigNode(type) ? '#node-config-input-' : '#node-input-';
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
  return chosenIn(node, 'modem');
}

/** The node with the thing model that counts: the sub-device that a node has chosen, else its config node. */
export function modelNodeOf(node: DialogNode): DialogNode | undefined {
  return subDeviceOf(node) ?? modemOf(node);
}

/** The sub-device that a node has chosen; undefined: none. */
function subDeviceOf(node: DialogNode): DialogNode | undefined {
  if (isConfigNode(node.type)) return undefined;
  const isOfAll = text(fieldValue(node, '#node-input-', 'devices') ?? node['devices']) === 'all';
  return isOfAll ? undefined : chosenIn(node, 'device');
}

function chosenIn(node: DialogNode, name: string): DialogNode | undefined {
  const prefix = isConfigNode(node.type) ? '#node-config-input-' : '#node-input-';
  const chosen = fieldValue(node, prefix, name) ?? node[name];
  return (RED.nodes.node(text(chosen)) as DialogNode | null) ?? undefined;
}

/**
 * The rules' view of a node's config node, with the names of the sub-device that the node has chosen; undefined where no config node
 * is chosen.
 */
export function modemValues(node: DialogNode): Values | undefined {
  const modem = modemOf(node);
  if (modem === undefined) return undefined;
  const values = liveValues(MODEM, modem);
  const device = subDeviceOf(node);
  if (device === undefined) return values;
  const { productKey, deviceName } = liveValues(DEVICE, device);
  return { ...values, productKey, deviceName };
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
