import type { NodeAPI } from 'node-red';

import type { CodedError, Phrase } from '../../src/base/coded-error';
import { missingConfig } from './config-choice';
import { Device } from './device';

/**
 * The device of a deployed ec20-modem node. `getNode` returns null for an unknown id, although its type excludes that.
 */
export function deviceOf(red: NodeAPI, modem: unknown): Device | undefined {
  if (typeof modem !== 'string' || modem === '') return undefined;
  const node: unknown = red.nodes.getNode(modem);
  if (typeof node !== 'object' || node === null || !('device' in node)) return undefined;
  return node.device instanceof Device ? node.device : undefined;
}

const CHOOSE: Phrase = {
  en: 'Open the node, choose a modem node or add one',
  zh: '请双击打开节点，选择或新建一个模块节点',
};

/** Why {@link deviceOf} has found no device for `modem`, as the flow has it; `choose`: what to do where there is none. */
export function modemMissing(red: NodeAPI, modem: unknown, choose: Phrase = CHOOSE): CodedError {
  return missingConfig(red, modem, { code: 'EC20_NO_MODEM', type: 'ec20-modem', noun: NOUN, choose });
}

const NOUN: Phrase = { en: 'modem node', zh: '模块节点' };
