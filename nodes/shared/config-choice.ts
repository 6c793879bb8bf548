import type { NodeAPI } from 'node-red';

import { printable } from '../../src/base/character';
import { CodedError, type Phrase } from '../../src/base/coded-error';
import { definitionOf } from './environment';
import type { Properties } from '../modem/settings';

/** A kind of config node that nodes choose. */
export interface ChosenKind {
  /** Of the error: `{reason}` and `{todo}` are filled in. */
  readonly code: 'EC20_NO_MODEM' | 'EC20_NO_DEVICE';
  readonly type: string;
  readonly noun: Phrase;
  /** What to do where there is none. */
  readonly choose: Phrase;
}

const LONGEST_NAME = 40;

/** Why there is no config node for `id`, as the flow has it. */
export function missingConfig(red: NodeAPI, id: unknown, kind: ChosenKind): CodedError {
  const { choose, noun } = kind;
  const missing = (reason: Phrase, todo: Phrase) => refusedChoice(kind.code, reason, todo);
  if (typeof id !== 'string' || id === '') {
    return missing({ en: 'none is chosen in this node', zh: `本节点还没有选择${noun.zh}` }, choose);
  }
  const { type, name, d, z } = definitionOf(red, id);
  if (type === undefined) {
    const shownId = shown(id);
    return missing(
      { en: `the chosen one (${shownId}) does not exist`, zh: `所选的${noun.zh}（${shownId}）不存在` },
      choose,
    );
  }
  const called = shown(typeof name === 'string' && name !== '' ? name : id);
  if (type !== kind.type) {
    const other = shown(typeof type === 'string' ? type : typeof type);
    return missing(
      { en: `“${called}” is a node of the type ${other}`, zh: `“${called}”是 ${other} 类型的节点` },
      choose,
    );
  }
  if (d === true) {
    return missing(
      { en: `the chosen one, “${called}”, is disabled`, zh: `所选的${noun.zh}“${called}”已被禁用` },
      { en: `Open that ${noun.en} and enable it`, zh: `请打开该${noun.zh}并启用它` },
    );
  }
  return typeof z === 'string' && z !== ''
    ? ofFlow(kind, called, definitionOf(red, z))
    : missing(
        {
          en: `the chosen one, “${called}”, could not be started`,
          zh: `所选的${noun.zh}“${called}”没有启动成功`,
        },
        { en: 'See Node-RED’s log for the reason, mend it', zh: '请查看 Node-RED 日志里的原因并改正' },
      );
}

/** The scope of a config node is one flow. */
function ofFlow({ code, noun }: ChosenKind, called: string, flow: Properties): CodedError {
  const { label, id, disabled } = flow;
  const tab = shown(typeof label === 'string' && label !== '' ? label : String(id));
  return disabled === true
    ? refusedChoice(
        code,
        {
          en: `the chosen one, “${called}”, belongs to the flow “${tab}”, which is disabled`,
          zh: `所选的${noun.zh}“${called}”属于已禁用的流程“${tab}”`,
        },
        {
          en: `Enable that flow, or set the ${noun.en}’s scope to all flows`,
          zh: `请启用该流程，或者把${noun.zh}的作用域改为所有流程`,
        },
      )
    : refusedChoice(
        code,
        {
          en: `the chosen one, “${called}”, belongs to the flow “${tab}” only`,
          zh: `所选的${noun.zh}“${called}”只属于流程“${tab}”`,
        },
        { en: `Set the ${noun.en}’s scope to all flows`, zh: `请把${noun.zh}的作用域改为所有流程` },
      );
}

/** A choice that can't be used, for that reason. */
export function refusedChoice(code: ChosenKind['code'], reason: Phrase, todo: Phrase): CodedError {
  return new CodedError(code, { params: { reason: reason.en }, phrases: { reason, todo } });
}

function shown(text: string): string {
  const whole = printable(text);
  return whole.length > LONGEST_NAME ? `${whole.slice(0, LONGEST_NAME)}…` : whole;
}
