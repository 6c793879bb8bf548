import type { TopicNames } from '../../settings/topic';
import type { SignedLogin } from './signing';

/** What a device logs in with that was not entered in the console before (免预注册): both come from its registration. */
export interface DeviceToken {
  /** The client id before its `|…|` part, given by the platform. */
  readonly clientId: string;
  /** As sensitive as a DeviceSecret. */
  readonly deviceToken: string;
}

/** Where a DeviceSecret would be kept: no DeviceSecret looks like this. */
export function writeToken({ clientId, deviceToken }: DeviceToken): string {
  return JSON.stringify({ clientId, deviceToken });
}

/** Reads what {@link writeToken} wrote; undefined for a DeviceSecret and for anything else. */
export function readToken(kept: string): DeviceToken | undefined {
  if (!kept.startsWith('{')) return undefined;
  try {
    return tokenOf(JSON.parse(kept));
  } catch {
    return undefined;
  }
}

/** The token in a value from JSON; undefined unless it can be used in a login. */
export function tokenOf(value: unknown): DeviceToken | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { clientId, deviceToken } = value as Partial<Record<string, unknown>>;
  if (typeof clientId !== 'string' || !/^[\x21-\x7e]+$/.test(clientId) || /["|,]/.test(clientId))
    return undefined;
  if (typeof deviceToken !== 'string' || !/^[\x21-\x7e]+$/.test(deviceToken) || deviceToken.includes('"'))
    return undefined;
  return { clientId, deviceToken };
}

/** A login with a token, which is sent unsigned (§A1.4). */
export function tokenLogin(
  { productKey, deviceName }: TopicNames,
  { clientId, deviceToken }: DeviceToken,
): SignedLogin {
  return {
    // ext=1: without it the platform sends no RRPC on custom topics.
    clientId: `${clientId}|authType=connwl,securemode=-2,_ss=1,ext=1|`,
    username: `${deviceName}&${productKey}`,
    password: deviceToken,
  };
}
