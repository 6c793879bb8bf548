import { CodedError } from '../base/coded-error';

/** What a TLS connection rests on, as PEM. */
export interface TlsIdentity {
  /** Who signs servers that are trusted. */
  readonly ca: Buffer;
  /** The device's own certificate with its key, for brokers that want one. */
  readonly client: { readonly certificate: Buffer; readonly key: Buffer } | undefined;
}

/** The config node’s properties that decide on TLS. */
export interface TlsSettings {
  readonly server: string;
  readonly tls: 'auto' | 'on' | 'off';
  readonly instanceId: string;
  /** Registration goes over TLS only. */
  readonly productSecret?: string;
}

/** `auto` is on for Aliyun with an instance id, as new ones refuse plain TCP, or a product secret (§A1.4, §A1.6). */
export function wantsTls({ server, tls, instanceId, productSecret = '' }: TlsSettings): boolean {
  return tls === 'on' || (tls === 'auto' && server === 'aliyun' && `${instanceId}${productSecret}` !== '');
}

/** The identity where TLS is wanted. Throws `EC20_CA_MISSING` when there is none to be had. */
export function identityFor(
  settings: TlsSettings,
  identity: TlsIdentity | undefined,
  port: number,
): TlsIdentity | undefined {
  if (!wantsTls(settings)) return undefined;
  if (identity === undefined) throw new CodedError('EC20_CA_MISSING', { params: { port } });
  return identity;
}
