import { createHmac } from 'node:crypto';
import { CodedError } from '../../base/coded-error';
import type { ErrorCode } from '../../errors/catalogue';
import type { CloudSettings } from '../../settings/modem';
import { isSecret } from '../../settings/identity';
import type { CloudProfile, Registration } from '../cloud-profile';
import { tokenOf, writeToken } from './device-token';

export type RegistrationSettings = Pick<
  CloudSettings,
  'productKey' | 'deviceName' | 'productSecret' | 'instanceId' | 'registration'
>;

type Answer = Readonly<Record<string, unknown>>;

/** One way to register (§A1.4). */
interface Way {
  readonly secureMode: 2 | -2;
  readonly authType: 'register' | 'regnwl';
  readonly topics: readonly string[];
  /** What to keep of an answer; undefined: it is a refusal. */
  readonly keep: (answer: Answer) => string | undefined;
}

const WAYS: Readonly<Record<CloudSettings['registration'], Way>> = {
  preregistered: {
    secureMode: 2,
    authType: 'register',
    topics: ['/ext/register'],
    keep: ({ deviceSecret }) =>
      typeof deviceSecret === 'string' && isSecret(deviceSecret) ? deviceSecret : undefined,
  },
  free: {
    secureMode: -2,
    authType: 'regnwl',
    // The documents name the second, public clients the first.
    topics: ['/ext/regnwl', '/ext/register'],
    keep(answer) {
      const token = tokenOf(answer);
      return token && writeToken(token);
    },
  },
};

/** Error codes of the platform (设备端错误码, §A1.4). */
const REFUSALS: Readonly<Record<number, ErrorCode>> = {
  6288: 'EC20_REGISTER_OFF',
  6289: 'EC20_REGISTER_ACTIVATED',
};

/**
 * One product, one secret (一型一密) over MQTT with TLS: the login is signed with the ProductSecret, and what the device logs in with
 * from then on comes as a message: its DeviceSecret, or a token where its name was not entered before (§A1.4).
 */
export function aliyunRegistration(
  settings: RegistrationSettings,
  registered: (kept: string) => CloudProfile,
): Registration {
  const { productKey, deviceName, productSecret, instanceId } = settings;
  const { secureMode, authType, topics, keep } = WAYS[settings.registration];
  return {
    productKey,
    deviceName,
    credentials(random) {
      const options = [
        `securemode=${secureMode}`,
        `authType=${authType}`,
        `random=${random}`,
        'signmethod=hmacsha256',
        ...(instanceId === '' ? [] : [`instanceId=${instanceId}`]),
      ];
      const content = `deviceName${deviceName}productKey${productKey}random${random}`;
      return {
        kind: 'password',
        clientId: `${productKey}.${deviceName}|${options.join(',')}|`,
        username: `${deviceName}&${productKey}`,
        password: createHmac('sha256', productSecret).update(content).digest('hex'),
      };
    },
    topics,
    secretOf(payload) {
      const answer = parse(payload);
      const isOurs = answer['productKey'] === productKey && answer['deviceName'] === deviceName;
      const kept = isOurs ? keep(answer) : undefined;
      if (kept === undefined) throw refusal(answer, `${productKey}/${deviceName}`);
      return kept;
    },
    registered,
  };
}

function refusal(answer: Answer, device: string): CodedError {
  const code = Number(answer['code']);
  return new CodedError(REFUSALS[code] ?? 'EC20_REGISTER_REFUSED', {
    params: { device },
    outcome: 'rejected',
    ...(Number.isInteger(code) ? { moduleCode: code } : {}),
  });
}

/** The body may hold a secret, so errors never quote it. */
function parse(payload: Buffer): Answer {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
