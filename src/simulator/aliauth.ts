import { createHmac } from 'node:crypto';

/** The three values stored by `AT+QMTCFG="aliauth"`. */
export interface Triplet {
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
}

/** Signature methods of Alibaba Cloud, by their names in the client id. */
export type SignMethod = 'hmacsha1' | 'hmacsha256' | 'hmacmd5';

const DIGESTS: Readonly<Record<SignMethod, string>> = {
  hmacsha1: 'sha1',
  hmacsha256: 'sha256',
  hmacmd5: 'md5',
};

/**
 * What the module's firmware derives from a stored triplet: client id, user name and password of CONNECT. Plain TCP (securemode 3),
 * no timestamp. Source: Alibaba's MQTT-TCP rules §A1.1; which method a real EC20 picks is not documented.
 */
export function signIn(triplet: Triplet, baseClientId: string, method: SignMethod) {
  const content = `clientId${baseClientId}deviceName${triplet.deviceName}productKey${triplet.productKey}`;
  return {
    clientId: `${baseClientId}|securemode=3,signmethod=${method}|`,
    username: `${triplet.deviceName}&${triplet.productKey}`,
    password: createHmac(DIGESTS[method], triplet.deviceSecret).update(content).digest('hex'),
  };
}
