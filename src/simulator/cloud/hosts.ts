import type { ReachFailure } from '../broker';
import { certificatesOf, dateRefusal, type TlsRequest } from '../tls';

/** Ports of the platform (aliyun.md §1.6). */
const PORTS: ReadonlySet<number> = new Set([443, 1883, 8883]);

/** Why a host can't be reached: the cloud is the only thing on this network. */
export function hostFailure(host: string, port: number): ReachFailure | undefined {
  if (/^[\d.]+$|:/.test(host)) return 'refused';
  if (!/^(?:[a-z\d-]+\.)+aliyuncs\.com$/i.test(host)) return 'dns';
  return PORTS.has(port) ? undefined : 'refused';
}

/**
 * The platform's certificates as far as a device can tell them apart (aliyun.md §1.7): whose root they end in. Nobody else has their keys, so no handshake is made in memory: only the checks.
 */
const ROOTS = { public: /^CN=GlobalSign Root CA$/m, own: /^CN=Aliyun IoT Root CA$/m } as const;
/** The port whose chain ends in the platform's own root; the others end in GlobalSign's. */
const OWN_ROOT_PORT = 8883;

/** Why a module does not accept the platform's certificate on that port; undefined when it does. */
export function cloudCertificateRefusal(
  port: number,
  endsMs: number,
  request: TlsRequest,
): string | undefined {
  if (request.level === 0) return undefined;
  const wanted = port === OWN_ROOT_PORT ? ROOTS.own : ROOTS.public;
  const root = certificatesOf(request.ca).find(({ subject }) => wanted.test(subject));
  if (root === undefined) return 'signed by nobody who is trusted';
  if (request.atMs !== undefined && request.atMs > endsMs) return 'expired';
  return dateRefusal(root, request.atMs);
}
