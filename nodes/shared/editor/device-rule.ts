import type { Phrase } from '../../../src/base/coded-error';
import { isShown, type NodeType } from '../../../src/settings/settings';
import { otherGateway } from '../other-gateway';
import { type Check, type DialogNode, text } from './dialog-node';
import { isNoChoice } from './fields';
import { liveValues, modemOf, modemValues } from './live-values';
import { problemSentence } from './problem-sentence';

/**
 * What is wrong with the sub-device that a node of that type has chosen. It stands in for the editor's own check of a config node, which
 * knows nothing of two that have to belong together.
 */
export function deviceRule(type: NodeType): Check {
  return (node, value) => {
    const id = text(value);
    if (isNoChoice(value) || !isShown(type, 'device', liveValues(type, node), modemValues(node))) return true;
    const device = RED.nodes.node(id) as (DialogNode & { readonly valid?: boolean }) | null;
    if (device === null) return sentence(GONE);
    const name = text(device['name']) || text(device['deviceName']) || id;
    const modem = modemOf(node);
    if (modem !== undefined && device['modem'] !== modem.id) return sentence(otherGateway(name));
    return device.valid === false ? sentence(FAULTY) : true;
  };
}

interface Told {
  readonly reason: Phrase;
  readonly todo: Phrase;
}

const GONE: Told = {
  reason: { en: 'the chosen one does not exist', zh: '所选的子设备节点不存在' },
  todo: {
    en: 'Choose another sub-device, or none (the gateway itself)',
    zh: '请换一个子设备，或不选（即网关自己）',
  },
};
const FAULTY: Told = {
  reason: { en: 'its settings are wrong', zh: '它自己的设置有误' },
  todo: { en: 'Open that device node and mend them', zh: '请打开该子设备节点并改正' },
};

function sentence({ reason, todo }: Told): string {
  return problemSentence({
    code: 'EC20_NO_DEVICE',
    params: { reason: reason.en },
    phrases: { reason, todo },
  });
}
