import { createHmac } from 'node:crypto';
import type { CloudSettings } from '../../settings/modem';

/** The device's certificate as the console shows it (设备证书, 三元组). */
export type Triplet = Pick<CloudSettings, 'productKey' | 'deviceName' | 'deviceSecret'>;

/** The signature methods of the platform, and Node's names for their digests (§A1.1). */
const DIGESTS = { hmacmd5: 'md5', hmacsha1: 'sha1', hmacsha256: 'sha256' } as const;

export type SignMethod = keyof typeof DIGESTS;

export interface Signing {
  /** The client id before its `|…|` part: at most 64 characters, of our choice. */
  readonly baseClientId: string;
  readonly method: SignMethod;
  /** Whether the connection is TLS: `securemode=2`, else 3. The password is the same for both. */
  readonly tls: boolean;
  /** Milliseconds, as text. */
  readonly timestamp: string;
}

/** What Alibaba's own C SDKs always send, 1 January 2050: the platform doesn't check it, and a Pi's clock may be unset. */
export const TIMESTAMP = '2524608000000';

export interface SignedLogin {
  readonly clientId: string;
  readonly username: string;
  /** HMAC in lower-case hexadecimal digits, or a token. As sensitive as the secret: the timestamp never changes. */
  readonly password: string;
}

/** Signs a login over MQTT: client id, user name and password of CONNECT (§A1.1). */
export function signLogin(triplet: Triplet, signing: Signing): SignedLogin {
  const { productKey, deviceName, deviceSecret } = triplet;
  const { baseClientId, method, timestamp } = signing;
  const content = `clientId${baseClientId}deviceName${deviceName}productKey${productKey}timestamp${timestamp}`;
  const options = [
    `securemode=${signing.tls ? 2 : 3}`,
    `signmethod=${method}`,
    `timestamp=${timestamp}`,
    // Without it the platform sends no RRPC on custom topics.
    'ext=1',
  ];
  return {
    clientId: `${baseClientId}|${options.join(',')}|`,
    username: `${deviceName}&${productKey}`,
    password: createHmac(DIGESTS[method], deviceSecret).update(content).digest('hex'),
  };
}
