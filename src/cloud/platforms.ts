import { createHmac } from 'node:crypto';
import { CodedError } from '../base/coded-error';
import type { CloudProfile } from './cloud-profile';
import { type MqttSettings, mqttProfile } from './mqtt';

/** The platforms whose login is computed. */
export type PlatformName = 'emqx' | 'tencent' | 'onenet' | 'huawei';

/** The config node’s properties that a platform is made from: its own words for them stand in the dialog. */
export interface PlatformSettings extends MqttSettings {
  readonly deviceSecret: string;
}

type Field = 'productKey' | 'deviceName' | 'deviceSecret' | 'host';

interface Login {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/** What one platform asks. */
interface Platform {
  /** What a person has to enter. */
  readonly needs: readonly Field[];
  /** The host where none is entered. */
  readonly host: (settings: PlatformSettings) => string;
  readonly login: (settings: PlatformSettings) => Login;
  /** Seconds. */
  readonly keepAlive: { readonly min: number; readonly max: number };
  readonly highestQos: 1 | 2;
  readonly retain: boolean;
  /** Bytes. */
  readonly largestPayload: number;
  readonly connectsPerMinute: number | undefined;
}

/**
 * 19 January 2038, the last second that 32 bits hold: tokens name their own end, and a Pi's clock may be unset when one is
 * made. Whoever wants an end of its own gives user name and password with the server `mqtt`.
 */
const EXPIRY_SECONDS = 2_147_483_647;
/** Any hour will do where the platform is told not to check it. */
const UNCHECKED_HOUR = '2026010100';
/** What Tencent calls every device's SDK id. */
const TENCENT_SDK = '12010126';

/** Sources: §A7 and the platforms' own documents that it names. */
const PLATFORMS: Readonly<Record<PlatformName, Platform>> = {
  emqx: {
    needs: ['host'],
    host: () => '',
    login: ({ clientId, username, password }) => ({ clientId, username, password }),
    keepAlive: { min: 0, max: 3600 },
    highestQos: 2,
    retain: true,
    largestPayload: 1024 * 1024,
    connectsPerMinute: undefined,
  },
  tencent: {
    needs: ['productKey', 'deviceName', 'deviceSecret'],
    host: ({ productKey }) => `${productKey}.iotcloud.tencentdevices.com`,
    login({ productKey, deviceName, deviceSecret }) {
      const clientId = `${productKey}${deviceName}`;
      const username = `${clientId};${TENCENT_SDK};ec20x;${EXPIRY_SECONDS}`;
      const digest = createHmac('sha256', Buffer.from(deviceSecret, 'base64')).update(username).digest('hex');
      return { clientId, username, password: `${digest};hmacsha256` };
    },
    keepAlive: { min: 0, max: 900 },
    highestQos: 1,
    retain: false,
    largestPayload: 16 * 1024,
    connectsPerMinute: 12,
  },
  onenet: {
    needs: ['productKey', 'deviceName', 'deviceSecret'],
    host: () => 'mqtts.heclouds.com',
    login({ productKey, deviceName, deviceSecret }) {
      const version = '2018-10-31';
      const resource = `products/${productKey}/devices/${deviceName}`;
      const content = [EXPIRY_SECONDS, 'sha256', resource, version].join('\n');
      const key = Buffer.from(deviceSecret, 'base64');
      const sign = createHmac('sha256', key).update(content).digest('base64');
      const fields = { version, res: resource, et: String(EXPIRY_SECONDS), method: 'sha256', sign };
      const token = Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
      return { clientId: deviceName, username: productKey, password: token.join('&') };
    },
    keepAlive: { min: 10, max: 1800 },
    highestQos: 1,
    retain: false,
    largestPayload: 256 * 1024,
    connectsPerMinute: undefined,
  },
  huawei: {
    needs: ['host', 'deviceName', 'deviceSecret'],
    host: () => '',
    login({ deviceName, deviceSecret }) {
      // The 0 before the hour: the platform does not compare it with its own.
      const clientId = `${deviceName}_0_0_${UNCHECKED_HOUR}`;
      const password = createHmac('sha256', UNCHECKED_HOUR).update(deviceSecret).digest('hex');
      return { clientId, username: deviceName, password };
    },
    keepAlive: { min: 30, max: 1200 },
    highestQos: 1,
    retain: false,
    largestPayload: 1024 * 1024,
    connectsPerMinute: undefined,
  },
};

/**
 * A device on one of the platforms of the table: its login computed, all else as with any broker. Throws `EC20_SETTING`
 * for what has to be entered, and what {@link mqttProfile} throws.
 */
export function platformProfile(name: PlatformName, settings: PlatformSettings): CloudProfile {
  const platform = PLATFORMS[name];
  for (const field of platform.needs) {
    if (settings[field] !== '') continue;
    if (field === 'host') throw new CodedError('EC20_HOST_MISSING');
    if (field === 'deviceSecret') throw new CodedError('EC20_NO_SECRET');
    throw new CodedError('EC20_SETTING', { params: { field, value: '', allowed: '1–64 × a-z A-Z 0-9 - _' } });
  }
  const { min, max } = platform.keepAlive;
  if (settings.keepAlive < min || settings.keepAlive > max) {
    const params = { field: 'keepAlive', value: settings.keepAlive, allowed: `${min}–${max}` };
    throw new CodedError('EC20_SETTING', { params });
  }
  if (settings.willTopic !== '' && !platform.retain) throw new CodedError('EC20_WILL_UNSUPPORTED');
  const login = platform.login(settings);
  const host = settings.host === '' ? platform.host(settings) : settings.host;
  const profile = mqttProfile({ ...settings, ...login, host });
  return {
    ...profile,
    deviceKey: `${name}:${host.toLowerCase()}/${login.clientId}`,
    connectsPerMinute: platform.connectsPerMinute,
    highestQos: platform.highestQos,
    freeTopics: name === 'emqx',
    retain: platform.retain,
    checkPublish(topic, payloadBytes, qos, retain) {
      profile.checkPublish(topic, payloadBytes, qos, retain);
      checkQos(platform, qos);
      if (retain && !platform.retain) throw new CodedError('EC20_RETAIN_UNSUPPORTED');
      if (payloadBytes > platform.largestPayload) {
        const params = { bytes: payloadBytes, limit: platform.largestPayload };
        throw new CodedError('EC20_PAYLOAD_LONG', { params });
      }
    },
    checkFilter(filter, qos) {
      profile.checkFilter(filter, qos);
      checkQos(platform, qos);
    },
    secrets: [settings.deviceSecret, login.password].filter((each) => each !== ''),
  };
}

function checkQos(platform: Platform, qos: 0 | 1 | 2): void {
  if (qos > platform.highestQos) throw new CodedError('EC20_QOS_UNSUPPORTED', { params: { value: qos } });
}
