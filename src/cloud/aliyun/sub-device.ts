import type { CloudSettings } from '../../settings/modem';
import { deviceNameProblem, deviceSecretProblem, productKeyProblem } from '../../settings/identity';
import { refuse } from '../../settings/refusal';
import { expandPlaceholders } from '../../settings/topic';
import type { SubDevice } from '../gateway';
import type { QuotesMode } from '../quotes';
import type { ThingDialogue } from '../thing-dialogue';
import { alinkDialogue } from './alink-dialogue';
import { isSpeechless, signSubDevice } from './gateway';

/** The settings of a device behind a gateway. */
export interface SubDeviceSettings {
  readonly productKey: string;
  readonly deviceName: string;
  /** Empty: the gateway asks the platform for it. */
  readonly deviceSecret: string;
  /** The thing model as the console exports it, JSON; empty: none. */
  readonly thingModel: string;
  readonly thingCheck: CloudSettings['tslCheck'];
  readonly quotes: QuotesMode;
}

/**
 * A device behind a gateway of Alibaba Cloud. Throws `EC20_PRODUCT_KEY`, `EC20_DEVICE_NAME`, `EC20_DEVICE_SECRET` or
 * `EC20_TSL`.
 */
export function aliyunSubDevice(settings: SubDeviceSettings): SubDevice {
  const { productKey, deviceName, deviceSecret } = settings;
  const problem =
    productKeyProblem(productKey) ??
    deviceNameProblem(deviceName) ??
    (deviceSecret === '' ? undefined : deviceSecretProblem(deviceSecret));
  refuse(problem, 'aliyun');
  const signature = deviceSecret === '' ? undefined : signSubDevice(settings, deviceSecret);
  return {
    key: `${productKey}/${deviceName}`,
    productKey,
    deviceName,
    thing: ofSession(alinkDialogue(settings)),
    expandTopic: (template) => expandPlaceholders(template, settings),
    secret: deviceSecret === '' ? undefined : deviceSecret,
    signature,
    registered: (secret) => aliyunSubDevice({ ...settings, deviceSecret: secret }),
    secrets: signature === undefined ? [] : [deviceSecret, signature.sign],
  };
}

/** A message that arrives when the device's session has ended is as good as before: it leaves again after the next login. */
function ofSession(thing: ThingDialogue): ThingDialogue {
  return {
    ...thing,
    judge(reply, sent) {
      const verdict = thing.judge(reply, sent);
      return verdict.kind === 'refused' && isSpeechless(reply.code)
        ? { kind: 'again', error: verdict.error }
        : verdict;
    },
  };
}
