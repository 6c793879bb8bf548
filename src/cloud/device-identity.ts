import { createHash } from 'node:crypto';
import { type IdentityPart, type ServerName, serverOf } from '../settings/servers';

/** Everything a login may consist of, besides passwords and keys. */
export interface LoginFacts {
  readonly productKey: string;
  readonly deviceName: string;
  readonly host: string;
  readonly port: number;
  /** Empty: made from the module's IMEI at the login. */
  readonly clientId: string;
  readonly username: string;
  /** PEM of the device's own certificate, where one is used. */
  readonly certificate: Uint8Array | undefined;
}

/** A key by which an earlier version knew the same settings. */
export interface EarlierKey {
  readonly key: string;
  /** False: other devices had the same one. */
  readonly isDistinct: boolean;
}

/** Which device a login is. The keys hold no secret, and neither user name nor client id in clear. */
export interface DeviceIdentity {
  /** Equal for the same device only: a changed password changes nothing, any other part of the login does. */
  readonly deviceKey: string;
  readonly earlierKeys: readonly EarlierKey[];
}

/** The identity of a device, from the parts that its server's row lists. What is usual at that server adds nothing. */
export function deviceIdentity(server: ServerName, login: LoginFacts): DeviceIdentity {
  const row = serverOf(server);
  const names = row.identity.filter((part) => !HIDDEN.has(part));
  const hidden = row.identity.filter((part) => HIDDEN.has(part));
  const shown = names.map((part) => escaped(VALUES[part](server, login)));
  while (shown.at(-1) === '') shown.pop();
  const digest = hidden.length === 0 ? '' : `#${digestOf(hidden.map((part) => VALUES[part](server, login)))}`;
  return { deviceKey: `${server}:${shown.join('/')}${digest}`, earlierKeys: earlierKeys(server, login) };
}

/** The value of each part of a login; empty where it is usual at the server. */
const VALUES: Readonly<Record<IdentityPart, (server: ServerName, login: LoginFacts) => string>> = {
  productKey: (_server, { productKey }) => productKey,
  deviceName: (_server, { deviceName }) => deviceName,
  host(server, login) {
    const host = login.host.toLowerCase();
    return usualHosts(server, login).includes(host) ? '' : host;
  },
  port(server, { port }) {
    const { plain, tls } = serverOf(server).ports;
    return port === plain || port === tls ? '' : String(port);
  },
  clientId: (_server, { clientId }) => clientId,
  username: (_server, { username }) => username,
  certificate: (_server, { certificate }) => (certificate === undefined ? '' : fingerprint(certificate)),
};

/** Parts that may be secrets where nothing else is: a token as user name, a private key as client id. */
const HIDDEN: ReadonlySet<IdentityPart> = new Set(['clientId', 'username', 'certificate']);

/** The key was once host and client id alone, so that devices told apart by anything else shared one. */
function earlierKeys(server: ServerName, login: LoginFacts): readonly EarlierKey[] {
  const { identity } = serverOf(server);
  if (!identity.includes('host')) return [];
  const { clientId, productKey } = login;
  const isDistinct = clientId !== '' && (!identity.includes('productKey') || clientId.includes(productKey));
  const host = login.host.toLowerCase();
  const usual = usualHosts(server, login);
  const hosts = usual.includes(host) ? usual : [host];
  return [...new Set(hosts)].map((each) => ({ key: `${server}:${each}/${clientId}`, isDistinct }));
}

/** By plain TCP and by TLS; none where the user has to enter it. */
function usualHosts(server: ServerName, { productKey }: LoginFacts): readonly string[] {
  const { host } = serverOf(server);
  const settings = { productKey, region: '', instanceId: '' };
  return [host(settings, false), host(settings, true)]
    .filter((each) => each !== '')
    .map((each) => each.toLowerCase());
}

/** Keeps the parts of a key apart, whatever characters they hold. */
function escaped(value: string): string {
  return value.replace(/[%/#]/g, encodeURIComponent);
}

function digestOf(values: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 32);
}

/** SHA-256 of the first certificate, whatever its line ends. */
function fingerprint(pem: Uint8Array): string {
  const text = Buffer.from(pem).toString('latin1');
  const [, body = text] = /-----BEGIN [^-]*CERTIFICATE-----([^-]*)-----END/.exec(text) ?? [];
  return createHash('sha256').update(body.replace(/\s/g, '')).digest('hex');
}
