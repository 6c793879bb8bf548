import { CodedError } from '../base/coded-error';

/** What a TLS connection rests on, as PEM. */
export interface TlsIdentity {
  /** Who signs servers that are trusted. */
  readonly ca: Buffer;
  /** The device's own certificate with its key, for brokers that want one. */
  readonly client: { readonly certificate: Buffer; readonly key: Buffer } | undefined;
}

/** The identity where TLS is wanted. Throws `EC20_CA_MISSING` when there is none to be had. */
export function identityFor(
  isWanted: boolean,
  identity: TlsIdentity | undefined,
  port: number,
): TlsIdentity | undefined {
  if (!isWanted) return undefined;
  if (identity === undefined) throw new CodedError('EC20_CA_MISSING', { params: { port } });
  return identity;
}
