import type { Node, NodeAPI } from 'node-red';

import type { CodedError, Phrase } from '../../src/base/coded-error';
import type { SubDevice } from '../../src/cloud/gateway';
import { missingConfig, refusedChoice } from './config-choice';
import { otherGateway } from './other-gateway';

/** An ec20-device node: a device behind that of an ec20-modem. */
export interface SubDeviceNode extends Node<Record<string, string>> {
  /** The id of its config node. */
  readonly modem: string;
  /** Resolves once `found` is known; undefined: it is already. Never rejects. */
  readonly knowing: Promise<void> | undefined;
  /** The device, or why there is none; undefined: the config node has reported why. */
  readonly found: SubDevice | CodedError | undefined;
}

const NOUN: Phrase = { en: 'device node', zh: '子设备节点' };
const CHOOSE: Phrase = {
  en: 'Open the node, choose a sub-device or none (the gateway itself)',
  zh: '请双击打开节点，选择一个子设备，或不选（即网关自己）',
};

/** The ec20-device node of that id, chosen beside the config node `modem`. Throws `EC20_NO_DEVICE`. */
export function subDeviceNodeOf(red: NodeAPI, id: string, modem: unknown): SubDeviceNode {
  const node: unknown = red.nodes.getNode(id);
  if (!isSubDeviceNode(node)) {
    throw missingConfig(red, id, { code: 'EC20_NO_DEVICE', type: 'ec20-device', noun: NOUN, choose: CHOOSE });
  }
  if (node.modem === modem) return node;
  const { reason, todo } = otherGateway(node.name ?? node.id);
  throw refusedChoice('EC20_NO_DEVICE', reason, todo);
}

function isSubDeviceNode(value: unknown): value is SubDeviceNode {
  return typeof value === 'object' && value !== null && 'found' in value && 'modem' in value;
}
