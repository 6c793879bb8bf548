import { CodedError } from '../../src/base/coded-error';
import type { CloudProfile } from '../../src/cloud/cloud-profile';
import type { SubDevice } from '../../src/cloud/gateway';
import type { ThingDialogue } from '../../src/cloud/thing-dialogue';

/** The device that a node speaks for: that of its config node, or one behind it. */
export interface Speaker {
  /** `productKey/deviceName` of a device behind the config node's; undefined: that one itself. */
  readonly key: string | undefined;
  readonly deviceName: string | undefined;
  /** Fills in a topic's placeholders with its names. */
  expandTopic(template: string): string;
  /** The cloud's dialogue for a kind. Throws `EC20_KIND_SERVER` where it has none. */
  dialogue(kind: string): ThingDialogue;
}

/** The config node's own device. */
export function ownSpeaker(profile: CloudProfile): Speaker {
  return {
    key: undefined,
    deviceName: undefined,
    expandTopic: (template) => profile.expandTopic(template),
    dialogue: (kind) => {
      if (profile.thing === undefined) throw new CodedError('EC20_KIND_SERVER', { params: { kind } });
      return profile.thing;
    },
  };
}

/** A device behind it. */
export function subDeviceSpeaker(device: SubDevice): Speaker {
  const { key, deviceName, thing } = device;
  return { key, deviceName, expandTopic: (template) => device.expandTopic(template), dialogue: () => thing };
}

/** What a message of such a device says of it: nothing where it is the config node's own. */
export function nameOfSpeaker({ key, deviceName }: Speaker): { device?: string; deviceName?: string } {
  return key === undefined || deviceName === undefined ? {} : { device: key, deviceName };
}
