import type { NodeAPI } from 'node-red';

import { printable } from '../../src/base/character';
import { CodedError, type Phrase } from '../../src/base/coded-error';
import { Device } from './device';
import { definitionOf } from './environment';
import type { Properties } from '../modem/settings';

/**
 * The device of a deployed ec20-modem node. `getNode` returns null for an unknown id, although its type excludes that.
 */
export function deviceOf(red: NodeAPI, modem: unknown): Device | undefined {
  if (typeof modem !== 'string' || modem === '') return undefined;
  const node: unknown = red.nodes.getNode(modem);
  if (typeof node !== 'object' || node === null || !('device' in node)) return undefined;
  return node.device instanceof Device ? node.device : undefined;
}

const LONGEST_NAME = 40;
const MODEM = 'ec20-modem';

const CHOOSE: Phrase = {
  en: 'Open the node, choose a modem node or add one',
  zh: '请双击打开节点，选择或新建一个模块节点',
};

/** Why {@link deviceOf} has found no device for `modem`, as the flow has it; `choose`: what to do where there is none. */
export function modemMissing(red: NodeAPI, modem: unknown, choose: Phrase = CHOOSE): CodedError {
  if (typeof modem !== 'string' || modem === '') {
    return missing({ en: 'none is chosen in this node', zh: '本节点还没有选择模块' }, choose);
  }
  const { type, name, d, z } = definitionOf(red, modem);
  if (type === undefined) {
    const id = shown(modem);
    return missing({ en: `the chosen one (${id}) does not exist`, zh: `所选的模块（${id}）不存在` }, choose);
  }
  const called = shown(typeof name === 'string' && name !== '' ? name : modem);
  if (type !== MODEM) {
    const kind = shown(typeof type === 'string' ? type : typeof type);
    return missing(
      { en: `“${called}” is a node of the type ${kind}`, zh: `“${called}”是 ${kind} 类型的节点` },
      choose,
    );
  }
  if (d === true) {
    return missing(
      { en: `the chosen one, “${called}”, is disabled`, zh: `所选的模块“${called}”已被禁用` },
      { en: 'Open that modem node and enable it', zh: '请打开该模块节点并启用它' },
    );
  }
  return typeof z === 'string' && z !== ''
    ? ofFlow(called, definitionOf(red, z))
    : missing(
        { en: `the chosen one, “${called}”, could not be started`, zh: `所选的模块“${called}”没有启动成功` },
        { en: 'See Node-RED’s log for the reason, mend it', zh: '请查看 Node-RED 日志里的原因并改正' },
      );
}

/** The scope of a config node is one flow. */
function ofFlow(called: string, flow: Properties): CodedError {
  const { label, id, disabled } = flow;
  const tab = shown(typeof label === 'string' && label !== '' ? label : String(id));
  return disabled === true
    ? missing(
        {
          en: `the chosen one, “${called}”, belongs to the flow “${tab}”, which is disabled`,
          zh: `所选的模块“${called}”属于已禁用的流程“${tab}”`,
        },
        {
          en: 'Enable that flow, or set the modem node’s scope to all flows',
          zh: '请启用该流程，或者把模块节点的作用域改为所有流程',
        },
      )
    : missing(
        {
          en: `the chosen one, “${called}”, belongs to the flow “${tab}” only`,
          zh: `所选的模块“${called}”只属于流程“${tab}”`,
        },
        { en: 'Set the modem node’s scope to all flows', zh: '请把模块节点的作用域改为所有流程' },
      );
}

function missing(reason: Phrase, todo: Phrase): CodedError {
  return new CodedError('EC20_NO_MODEM', { params: { reason: reason.en }, phrases: { reason, todo } });
}

function shown(text: string): string {
  const whole = printable(text);
  return whole.length > LONGEST_NAME ? `${whole.slice(0, LONGEST_NAME)}…` : whole;
}
