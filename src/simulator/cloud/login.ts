import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ConnectRequest } from '../broker';

/** Identifies a device. */
export interface DeviceIdentity {
  readonly productKey: string;
  readonly deviceName: string;
}

/** A device and its secret, as shown in the console. */
export interface Triplet extends DeviceIdentity {
  readonly deviceSecret: string;
}

/** The CONNACK codes that the platform returns: MQTT 3.1.1 §3.2.2.3, meanings §A2. */
export const CONNACK = {
  accepted: 0,
  badClientId: 2,
  serverUnavailable: 3,
  badCredentials: 4,
  notAuthorised: 5,
} as const;

export type Login =
  | { readonly accepted: true; readonly identity: DeviceIdentity; readonly customRrpc: boolean }
  | { readonly accepted: false; readonly returnCode: number; readonly reason: string };

const SIGN_METHODS: ReadonlyMap<string, string> = new Map([
  ['hmacmd5', 'md5'],
  ['hmacsha1', 'sha1'],
  ['hmacsha256', 'sha256'],
]);

/** 2: TLS, 3: TCP, both with a triplet. ID² is not simulated. */
const SECURE_MODES: ReadonlySet<string> = new Set(['2', '3']);

const LONGEST_BASE = 64;
const KEEP_ALIVE_SECONDS = { least: 30, most: 1200 } as const;

/**
 * Checks a CONNECT as the platform does: client id `base|key=value,…|`, user `dn&pk`, password the HMAC of both. `secretOf` looks
 * up a device's secret. Source: §A1.1, limits §A2.
 */
export function checkLogin(
  request: ConnectRequest,
  secretOf: (identity: DeviceIdentity) => string | undefined,
): Login {
  const badClientId = (reason: string) => refuse(CONNACK.badClientId, reason);
  const clientId = parseClientId(request.clientId);
  if (clientId === undefined) return badClientId('client id is not "base|key=value,…|"');
  const { base, options } = clientId;
  if (!SECURE_MODES.has(options.get('securemode') ?? '')) return badClientId('securemode is neither 2 nor 3');
  const algorithm = SIGN_METHODS.get((options.get('signmethod') ?? 'hmacmd5').toLowerCase());
  if (algorithm === undefined) return badClientId('unknown signmethod');
  const timestamp = options.get('timestamp');
  if (timestamp !== undefined && !/^\d+$/.test(timestamp)) return badClientId('timestamp is no number');
  const { least, most } = KEEP_ALIVE_SECONDS;
  if (request.keepAliveSeconds < least || request.keepAliveSeconds > most) {
    return badClientId(`keep-alive ${request.keepAliveSeconds} s is outside ${least}–${most} s`);
  }

  const identity = parseUsername(request.username ?? '');
  if (identity === undefined) return refuse(CONNACK.badCredentials, 'user name is not "dn&pk"');
  const secret = secretOf(identity);
  if (secret === undefined) return refuse(CONNACK.badCredentials, 'no such device');
  const expected = createHmac(algorithm, secret)
    .update(signedContent(base, identity, timestamp))
    .digest();
  const password = request.password ?? '';
  const given = Buffer.from(/^[\da-f]*$/i.test(password) ? password : '', 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return refuse(CONNACK.badCredentials, 'wrong signature');
  }
  const extensions = Number(options.get('ext') ?? 0);
  return { accepted: true, identity, customRrpc: (extensions & 1) === 1 };
}

/** A CONNECT that requests a device's secret (一型一密, §A1.4). */
export interface RegistrationRequest {
  readonly identity: DeviceIdentity;
  /** Whether it is signed with this product's secret. */
  readonly isSignedWith: (productSecret: string) => boolean;
}

/** Reads a registration; undefined when the CONNECT is an ordinary one. */
export function readRegistration(request: ConnectRequest): RegistrationRequest | undefined {
  const options = parseClientId(request.clientId)?.options;
  if (options?.get('authType') !== 'register' || options.get('securemode') !== '2') return undefined;
  const identity = parseUsername(request.username ?? '');
  if (identity === undefined) return undefined;
  const { deviceName, productKey } = identity;
  const content = `deviceName${deviceName}productKey${productKey}random${options.get('random') ?? ''}`;
  const algorithm = SIGN_METHODS.get(options.get('signmethod') ?? '') ?? 'sha256';
  return {
    identity,
    isSignedWith(productSecret) {
      const expected = createHmac(algorithm, productSecret).update(content).digest('hex');
      return request.password === expected;
    },
  };
}

/** The device named in a CONNECT's user name `dn&pk`, whether or not it exists. */
export function parseUsername(username: string): DeviceIdentity | undefined {
  const parts = username.split('&');
  const [deviceName, productKey] = parts;
  if (parts.length !== 2 || !deviceName || !productKey) return undefined;
  return { productKey, deviceName };
}

function refuse(returnCode: number, reason: string): Login {
  return { accepted: false, returnCode, reason };
}

function parseClientId(clientId: string): { base: string; options: ReadonlyMap<string, string> } | undefined {
  const match = /^([^|]+)\|([^|]*)\|$/.exec(clientId);
  const base = match?.[1];
  const list = match?.[2];
  if (base === undefined || list === undefined || base.length > LONGEST_BASE) return undefined;
  const options = new Map<string, string>();
  // The official C SDK leaves a comma before the last bar.
  for (const entry of list.split(',').filter((text) => text !== '')) {
    const equals = entry.indexOf('=');
    if (equals <= 0) return undefined;
    options.set(entry.slice(0, equals), entry.slice(equals + 1));
  }
  return { base, options };
}

function signedContent(base: string, identity: DeviceIdentity, timestamp: string | undefined): string {
  const { deviceName, productKey } = identity;
  const content = `clientId${base}deviceName${deviceName}productKey${productKey}`;
  return timestamp === undefined ? content : `${content}timestamp${timestamp}`;
}
