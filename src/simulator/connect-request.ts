import { signIn, type SignMethod } from './aliauth';
import type { ConnectRequest } from './broker';
import type { MqttOptions } from './mqtt-options';
import { utf8FromLine } from './receive-slots';

/** The values given in QMTCONN, latin1 as on the line. */
export interface Credentials {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** The CONNECT packet of a client: a stored aliauth takes precedence over user name and password. */
export function connectRequest(
  options: MqttOptions,
  credentials: Credentials,
  method: SignMethod,
): ConnectRequest {
  const base = {
    protocolLevel: options.number('version') === 4 ? (4 as const) : (3 as const),
    cleanSession: options.number('session') === 1,
    keepAliveSeconds: options.number('keepalive'),
    ...(options.number('will') === 1 ? { will: will(options) } : {}),
  };
  const clientId = utf8FromLine(credentials.clientId);
  const productKey = options.text('aliauth', 0);
  if (productKey !== '') {
    const triplet = {
      productKey,
      deviceName: options.text('aliauth', 1),
      deviceSecret: options.text('aliauth', 2),
    };
    return { ...base, ...signIn(triplet, clientId, method) };
  }
  const { username, password } = credentials;
  return {
    ...base,
    clientId,
    ...(username === undefined ? {} : { username: utf8FromLine(username) }),
    ...(password === undefined ? {} : { password: utf8FromLine(password) }),
  };
}

/** Narrows a number already checked to be 0–2. */
export function asQos(value: number): 0 | 1 | 2 {
  return value === 0 ? 0 : value === 1 ? 1 : 2;
}

function will(options: MqttOptions): NonNullable<ConnectRequest['will']> {
  return {
    topic: utf8FromLine(options.text('will', 3)),
    payload: Buffer.from(options.text('will', 4), 'latin1'),
    qos: asQos(options.number('will', 1)),
    retain: options.number('will', 2) === 1,
  };
}
