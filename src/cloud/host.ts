import { printable } from '../base/character';
import { CodedError } from '../base/coded-error';

/**
 * Checks a host name or an IPv4 address, at most 100 characters (§M1.5), and returns it. Throws
 * `EC20_SETTING` with field `host` for all else, such as a URL or a name with a port.
 */
export function checkHost(host: string): string {
  if (/^[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/.test(host)) return host;
  throw new CodedError('EC20_SETTING', {
    params: { field: 'host', value: printable(host), allowed: 'mqtt.example.com' },
  });
}
