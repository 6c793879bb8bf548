import { CodedError } from '../base/coded-error';
import type { ServerName } from '../settings/servers';

/** The certificates and key of a TLS connection, as PEM. */
export interface TlsIdentity {
  /** The roots of trusted servers. */
  readonly ca: Buffer;
  /** The device's own certificate with its key, for brokers that require one. */
  readonly client: { readonly certificate: Buffer; readonly key: Buffer } | undefined;
}

/** The identity where TLS is wanted. Throws `EC20_CA_MISSING` when there is none. */
export function identityFor(
  server: ServerName,
  isWanted: boolean,
  identity: TlsIdentity | undefined,
  port: number,
): TlsIdentity | undefined {
  if (!isWanted) return undefined;
  if (identity === undefined) throw new CodedError('EC20_CA_MISSING', { params: { port } }).at(server);
  return identity;
}
