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

/** A device that registered without having been entered before: its later logins carry a token (§A1.4). */
const TOKEN_MODE = { authType: 'connwl', securemode: '-2' } as const;

const LONGEST_BASE = 64;
const KEEP_ALIVE_SECONDS = { least: 30, most: 1200 } as const;

/** What the platform looks up of a device. */
export interface KnownDevices {
  readonly secretOf: (identity: DeviceIdentity) => string | undefined;
  /** The token that came with this client id. */
  readonly tokenOf: (identity: DeviceIdentity, clientId: string) => string | undefined;
}

/**
 * Checks a CONNECT as the platform does: client id `base|key=value,…|`, user `dn&pk`, password the HMAC of both, or a token. Source:
 * §A1.1, limits §A2.
 */
export function checkLogin(request: ConnectRequest, known: KnownDevices): Login {
  const badClientId = (reason: string) => refuse(CONNACK.badClientId, reason);
  const clientId = parseClientId(request.clientId);
  if (clientId === undefined) return badClientId('client id is not "base|key=value,…|"');
  const { base, options } = clientId;
  const isToken = options.get('authType') === TOKEN_MODE.authType;
  const mode = options.get('securemode') ?? '';
  if (isToken ? mode !== TOKEN_MODE.securemode : !SECURE_MODES.has(mode)) {
    return badClientId(isToken ? 'securemode is not -2' : 'securemode is neither 2 nor 3');
  }
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
  const extensions = Number(options.get('ext') ?? 0);
  const accepted = { accepted: true, identity, customRrpc: (extensions & 1) === 1 } as const;
  if (isToken) {
    const token = known.tokenOf(identity, base);
    return token !== undefined && token === request.password
      ? accepted
      : refuse(CONNACK.badCredentials, 'wrong token');
  }
  const secret = known.secretOf(identity);
  if (secret === undefined) return refuse(CONNACK.badCredentials, 'no such device');
  const expected = createHmac(algorithm, secret)
    .update(signedContent(base, identity, timestamp))
    .digest();
  const password = request.password ?? '';
  const given = Buffer.from(/^[\da-f]*$/i.test(password) ? password : '', 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return refuse(CONNACK.badCredentials, 'wrong signature');
  }
  return accepted;
}

/** How a registration is named in the client id: with the device's name entered in the console before, and without. */
const REGISTRATIONS: ReadonlyMap<string, { readonly securemode: string; readonly isFree: boolean }> = new Map(
  [
    ['register', { securemode: '2', isFree: false }],
    ['regnwl', { securemode: '-2', isFree: true }],
  ],
);

/** A CONNECT that requests a device's secret, or its token (一型一密, §A1.4). */
export interface RegistrationRequest {
  readonly identity: DeviceIdentity;
  /** Whether the name need not be in the console (免预注册). */
  readonly isFree: boolean;
  readonly instanceId: string | undefined;
  /** Whether it is signed with this product's secret. */
  readonly isSignedWith: (productSecret: string) => boolean;
}

/** Reads a registration; undefined when the CONNECT is an ordinary one. */
export function readRegistration(request: ConnectRequest): RegistrationRequest | undefined {
  const options = parseClientId(request.clientId)?.options;
  const kind = REGISTRATIONS.get(options?.get('authType') ?? '');
  if (options === undefined || kind === undefined || options.get('securemode') !== kind.securemode)
    return undefined;
  const identity = parseUsername(request.username ?? '');
  if (identity === undefined) return undefined;
  const { deviceName, productKey } = identity;
  const content = `deviceName${deviceName}productKey${productKey}random${options.get('random') ?? ''}`;
  const algorithm = SIGN_METHODS.get(options.get('signmethod') ?? '') ?? 'sha256';
  return {
    identity,
    isFree: kind.isFree,
    instanceId: options.get('instanceId'),
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

/** Parameters that the signature of a sub-device leaves out (§A8.1). */
const UNSIGNED: ReadonlySet<string> = new Set(['sign', 'signmethod', 'cleansession']);

/**
 * Whether the parameters of a sub-device's login, or of its topology, are signed with its secret: HMAC over the names and values in
 * alphabetical order, upper or lower case; undefined: a method that the platform does not know. Source: §A8.1.
 */
export function isSubDeviceSigned(params: ReadonlyMap<string, string>, secret: string): boolean | undefined {
  const method = params.get('signMethod') ?? params.get('signmethod') ?? '';
  const algorithm = SIGN_METHODS.get(method.toLowerCase());
  if (algorithm === undefined) return undefined;
  const content = [...params]
    .filter(([name]) => !UNSIGNED.has(name.toLowerCase()))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => name + value);
  const expected = createHmac(algorithm, secret).update(content.join('')).digest('hex');
  return params.get('sign')?.toLowerCase() === expected;
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
