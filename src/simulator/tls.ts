import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from 'node:tls';

/** What the module requires of a TLS connection (AT+QSSLCFG, §M6). */
export interface TlsRequest {
  /** 0: the server is not verified; 1: it is; 2: it is, and the module presents a certificate. */
  readonly level: 0 | 1 | 2;
  /** Trusted certificates, PEM. */
  readonly ca: Buffer | undefined;
  readonly certificate: Buffer | undefined;
  readonly key: Buffer | undefined;
  /** The name in the ClientHello; undefined: none. */
  readonly serverName: string | undefined;
  /** The time for checking validity: UTC, ms. Undefined: dates are ignored. */
  readonly atMs: number | undefined;
}

/** A refusal whose reason only the simulator's log shows: the module itself reports -1. */
class TlsRefused extends Error {
  override readonly name = 'TlsRefused';
}

/** Starts TLS on an open TCP connection. Rejects with {@link TlsRefused}; the socket is then unusable. */
export function secure(socket: Socket, host: string, request: TlsRequest): Promise<TLSSocket> {
  const { certificate, key, serverName, level } = request;
  return new Promise((resolve, reject) => {
    const options = {
      socket,
      minVersion: 'TLSv1.2',
      // The EC20 does not support TLS 1.3.
      maxVersion: 'TLSv1.2',
      // Checked below, by the module's own clock.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(serverName === undefined ? {} : { servername: serverName }),
      ...(level === 2 ? { cert: certificate, key } : {}),
    } as const;
    const fail = (error: Error) => reject(new TlsRefused(error.message));
    let secured: TLSSocket;
    try {
      secured = connect(options);
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    const onClose = () => fail(new Error('closed in the handshake'));
    secured.once('error', fail);
    secured.once('close', onClose);
    secured.once('secureConnect', () => {
      secured.off('close', onClose);
      const reason = refusal(secured.getPeerCertificate(true), host, request);
      if (reason === undefined) {
        secured.off('error', fail);
        resolve(secured);
        return;
      }
      secured.once('error', () => undefined);
      secured.destroy();
      fail(new Error(reason));
    });
  });
}

/** Why a server's certificates are rejected, undefined when they are accepted: its name, its authority, their dates. */
function refusal(peer: PeerCertificate, host: string, request: TlsRequest): string | undefined {
  if (request.level === 0) return undefined;
  const wrongName = checkServerIdentity(host, peer);
  if (wrongName !== undefined) return wrongName.message;
  return chainRefusal(shown(peer), request);
}

/** Exported for the embedded cloud's own certificate. */
export function dateRefusal(
  { validFrom, validTo }: { readonly validFrom: string; readonly validTo: string },
  atMs: number | undefined,
): string | undefined {
  if (atMs === undefined) return undefined;
  if (atMs < Date.parse(validFrom)) return 'not yet valid';
  return atMs > Date.parse(validTo) ? 'expired' : undefined;
}

/** Why a chain, leaf first, is rejected. Exported for its tests. */
export function chainRefusal(
  chain: readonly X509Certificate[],
  { ca, atMs }: Pick<TlsRequest, 'ca' | 'atMs'>,
): string | undefined {
  const roots = certificatesOf(ca);
  for (const [index, certificate] of chain.entries()) {
    // Trusted roots first: a server may send its root a second time, signed by an older one.
    const root = roots.find((each) => each.raw.equals(certificate.raw) || isIssuedBy(certificate, each));
    const reason = dateRefusal(certificate, atMs);
    if (reason !== undefined) return reason;
    if (root !== undefined) return dateRefusal(root, atMs);
    const next = chain[index + 1];
    if (next === undefined || !next.ca || !isIssuedBy(certificate, next)) break;
  }
  return chain.length === 0 ? 'no certificate' : 'not signed by a trusted authority';
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** What the server sent, leaf first. */
function shown(peer: PeerCertificate): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let each: PeerCertificate | undefined = peer;
  const seen = new Set<string>();
  while (each?.raw !== undefined && !seen.has(each.fingerprint256)) {
    seen.add(each.fingerprint256);
    chain.push(new X509Certificate(each.raw));
    each = (each as { issuerCertificate?: PeerCertificate }).issuerCertificate;
  }
  return chain;
}

/** Every readable certificate of a PEM file; none in a damaged file. */
export function certificatesOf(pem: Buffer | undefined): X509Certificate[] {
  const blocks =
    pem?.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  return blocks.flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}
