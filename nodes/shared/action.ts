import { printable } from '../../src/base/character';
import { CodedError, type Phrase } from '../../src/base/coded-error';
import { type FlowMessage, propertyOf } from './flow-message';

const LONGEST_SHOWN = 40;

/** The action that a message names; empty: none. Throws `EC20_ACTION` for what is no text. */
export function actionOf(msg: FlowMessage): string {
  const action = propertyOf(msg, 'action');
  if (action === undefined || action === null) return '';
  if (typeof action === 'string') return action;
  throw refused('', { en: 'msg.action is not a text', zh: 'msg.action 不是文本' });
}

/** An action that the node doesn't know, or none where it needs one. */
export function unknownAction(action: string): CodedError {
  if (action === '') return refused('', { en: 'msg.action is missing', zh: '消息里没有 msg.action' });
  const shown = printable(action).slice(0, LONGEST_SHOWN);
  return refused(shown, {
    en: `the action “${shown}” is unknown here`,
    zh: `这里不认识动作“${shown}”`,
  });
}

/** The node takes no messages. */
export function noActions(): CodedError {
  return refused('', {
    en: 'this node has a fixed topic or kind and takes no messages',
    zh: '本节点的 Topic 或消息类型是固定的，不接收消息',
  });
}

/** The action is known, and all is already as it would make it. */
export function noEffect(action: string, reason: Phrase): CodedError {
  return new CodedError('EC20_NO_EFFECT', { params: { action, reason: reason.en }, phrases: { reason } });
}

function refused(action: string, reason: Phrase): CodedError {
  return new CodedError('EC20_ACTION', { params: { action, reason: reason.en }, phrases: { reason } });
}
