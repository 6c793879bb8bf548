/** An address in the network. */
export interface TcpAddress {
  /** A name or a number; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
}

/** What an address may look like. */
export interface AddressForm {
  readonly scheme: 'tcp' | 'mqtt';
  /** Where the text names no port; without it one must be named. */
  readonly defaultPort?: number;
  /** 1 by default; 0 where the system may choose one. */
  readonly lowestPort?: number;
  /** `user:password@` may stand before the host, what is special in them as `%40`. */
  readonly mayLogIn?: boolean;
}

/** What `URL` would take out, or read as another part of an address. */
const FOREIGN = /[\s\\?#]/;

/** Reads `tcp://host:port` or its like, an IPv6 address in brackets; undefined for any other form. Runs in a browser too. */
export function parseAddress(text: string, form: AddressForm): TcpAddress | undefined {
  const { scheme, defaultPort, lowestPort = 1, mayLogIn = false } = form;
  const rest = text.slice(scheme.length + 3);
  if (text !== `${scheme}://${rest}` || rest.startsWith('/') || FOREIGN.test(rest)) return undefined;
  try {
    // Browsers read the host of their own schemes only, and show no port that is the scheme's own.
    const url = new URL(`http://${rest}`);
    const named = url.port || new URL(`https://${rest}`).port;
    const [host, user, password] = [url.hostname.replace(/^\[|\]$/g, ''), url.username, url.password].map(
      decodeURIComponent,
    );
    const port = named === '' ? defaultPort : Number(named);
    const hasLogin = text.includes('@');
    if (!host || port === undefined || port < lowestPort || (hasLogin && !mayLogIn)) return undefined;
    if (url.pathname !== '/') return undefined;
    return { host, port, ...(user ? { user } : {}), ...(user && password ? { password } : {}) };
  } catch {
    // No URL: a port above 65535, a broken IPv6 address, a stray %.
    return undefined;
  }
}
