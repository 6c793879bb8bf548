import { createHmac } from 'node:crypto';
import { CodedError } from '../../base/coded-error';
import type { ErrorCode } from '../../errors/catalogue';
import { isSecret } from '../../settings/identity';
import type { CloudProfile, Registration } from '../cloud-profile';

export interface RegistrationSettings {
  readonly productKey: string;
  readonly deviceName: string;
  readonly productSecret: string;
}

/** Error codes of the platform (设备端错误码, §A1.4). */
const REFUSALS: Readonly<Record<number, ErrorCode>> = {
  6288: 'EC20_REGISTER_OFF',
  6289: 'EC20_REGISTER_ACTIVATED',
};

/**
 * One product, one secret (一型一密, pre-registered) over MQTT with TLS: the login is signed with the ProductSecret, and the
 * DeviceSecret comes as a message (§A1.4).
 */
export function aliyunRegistration(
  settings: RegistrationSettings,
  registered: (deviceSecret: string) => CloudProfile,
): Registration {
  const { productKey, deviceName, productSecret } = settings;
  return {
    productKey,
    deviceName,
    credentials(random) {
      const options = `securemode=2,authType=register,random=${random},signmethod=hmacsha256`;
      const content = `deviceName${deviceName}productKey${productKey}random${random}`;
      return {
        kind: 'password',
        clientId: `${productKey}.${deviceName}|${options}|`,
        username: `${deviceName}&${productKey}`,
        password: createHmac('sha256', productSecret).update(content).digest('hex'),
      };
    },
    topic: '/ext/register',
    secretOf: (payload) => secretOf(payload, settings),
    registered,
  };
}

function secretOf(payload: Buffer, { productKey, deviceName }: RegistrationSettings): string {
  const answer = parse(payload);
  const { deviceSecret } = answer;
  const isOurs = answer['productKey'] === productKey && answer['deviceName'] === deviceName;
  if (isOurs && typeof deviceSecret === 'string' && isSecret(deviceSecret)) {
    return deviceSecret;
  }
  const code = Number(answer['code']);
  const known = REFUSALS[code];
  throw new CodedError(known ?? 'EC20_REGISTER_REFUSED', {
    params: { device: `${productKey}/${deviceName}` },
    outcome: 'rejected',
    ...(Number.isInteger(code) ? { moduleCode: code } : {}),
  });
}

/** The body may hold a secret, so that nothing of it goes into an error. */
function parse(payload: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
