import type { Phrase } from '../../src/base/coded-error';

/** `EC20_NO_DEVICE` of a node that has chosen a sub-device of another modem node than its own: reason and cure, for editor and runtime. */
export function otherGateway(name: string): { readonly reason: Phrase; readonly todo: Phrase } {
  return {
    reason: {
      en: `“${name}” is behind another modem node than this node’s`,
      zh: `“${name}”属于另一个模块节点，与本节点选的不同`,
    },
    todo: {
      en: 'Choose the same modem node in both',
      zh: '请在两个节点里选择同一个模块节点',
    },
  };
}
