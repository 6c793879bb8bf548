import { createHmac } from 'node:crypto';
import type { CloudSettings } from '../settings/modem';
import { type ComputedName, type PlatformName, SERVERS, serverOf, wantsTls } from '../settings/servers';
import type { CloudProfile } from './cloud-profile';
import { checkDevice } from './device-check';
import { brokerProfile, type MqttSettings } from './mqtt';

export type { PlatformName };

/** The settings of a platform; the dialog shows the platform's own words for them. */
export type PlatformSettings = MqttSettings & Pick<CloudSettings, 'deviceSecret'>;

interface Login {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/**
 * 19 January 2038, the last second that 32 bits hold: tokens contain their expiry, and a Pi's clock may be unset when
 * one is made. For another expiry, enter user name and password with the server `mqtt`.
 */
const EXPIRY_SECONDS = 2_147_483_647;
/** Any hour: the platform is asked not to check it. */
const UNCHECKED_HOUR = '2026010100';
/** What Tencent calls every device's SDK id. */
const TENCENT_SDK = '12010126';

/** Sources: §A7 and the platforms' own documents that it names. */
const LOGINS: Readonly<Record<ComputedName, (settings: PlatformSettings) => Login>> = {
  tencent({ productKey, deviceName, deviceSecret }) {
    const clientId = `${productKey}${deviceName}`;
    const username = `${clientId};${TENCENT_SDK};ec20x;${EXPIRY_SECONDS}`;
    const digest = createHmac('sha256', Buffer.from(deviceSecret, 'base64')).update(username).digest('hex');
    return { clientId, username, password: `${digest};hmacsha256` };
  },
  onenet({ productKey, deviceName, deviceSecret }) {
    const version = '2018-10-31';
    const resource = `products/${productKey}/devices/${deviceName}`;
    const content = [EXPIRY_SECONDS, 'sha256', resource, version].join('\n');
    const key = Buffer.from(deviceSecret, 'base64');
    const sign = createHmac('sha256', key).update(content).digest('base64');
    const fields = { version, res: resource, et: String(EXPIRY_SECONDS), method: 'sha256', sign };
    const token = Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return { clientId: deviceName, username: productKey, password: token.join('&') };
  },
  huawei({ deviceName, deviceSecret }) {
    // The 0 before the hour: the platform does not compare it with its own.
    const clientId = `${deviceName}_0_0_${UNCHECKED_HOUR}`;
    const password = createHmac('sha256', UNCHECKED_HOUR).update(deviceSecret).digest('hex');
    return { clientId, username: deviceName, password };
  },
};

function isComputed(name: PlatformName): name is ComputedName {
  return SERVERS[name].login === 'computed';
}

/**
 * A device on one of the platforms of the rules' table: its login computed or as entered, the rest as with any broker.
 * Throws `EC20_SETTING`, `EC20_NO_SECRET` or `EC20_HOST_MISSING` for missing settings, and what a broker's profile
 * throws.
 */
export function platformProfile(name: PlatformName, settings: PlatformSettings): CloudProfile {
  checkDevice(name, settings);
  const { clientId, username, password, productKey } = settings;
  const login = isComputed(name) ? LOGINS[name](settings) : { clientId, username, password };
  const isEncrypted = wantsTls({ server: name, tls: settings.tls });
  const usual = serverOf(name).host({ productKey, region: '', instanceId: '' }, isEncrypted);
  const host = settings.host === '' ? usual : settings.host;
  return {
    ...brokerProfile(name, { ...settings, ...login, host }),
    ...(isComputed(name) ? { secrets: [settings.deviceSecret, login.password] } : {}),
  };
}
