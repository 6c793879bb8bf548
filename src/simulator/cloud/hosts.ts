import type { ReachFailure } from '../broker';
import { certificatesOf, dateRefusal, type TlsRequest } from '../tls';

/** Ports of the platform (§A1.6). */
const PORTS: ReadonlySet<number> = new Set([443, 1883, 8883]);

/** Why a host is unreachable: the cloud is the only server on this network. */
export function hostFailure(host: string, port: number): ReachFailure | undefined {
  if (/^[\d.]+$|:/.test(host)) return 'refused';
  if (!/^(?:[a-z\d-]+\.)+aliyuncs\.com$/i.test(host)) return 'dns';
  return PORTS.has(port) ? undefined : 'refused';
}

/**
 * The platform's certificates, as far as a device can tell them apart (§A1.7): by the root of their chain. Their keys are
 * not public, so no handshake is made in memory, only the checks.
 */
const ROOTS = { public: /^CN=GlobalSign Root CA$/m, own: /^CN=Aliyun IoT Root CA$/m } as const;
/** The port whose chain ends in the platform's own root; all others end in GlobalSign's. */
const OWN_ROOT_PORT = 8883;

/** Why a module rejects the platform's certificate on that port; undefined when it accepts it. */
export function cloudCertificateRefusal(
  port: number,
  endsMs: number,
  request: TlsRequest,
): string | undefined {
  if (request.level === 0) return undefined;
  const wanted = port === OWN_ROOT_PORT ? ROOTS.own : ROOTS.public;
  const root = certificatesOf(request.ca).find(({ subject }) => wanted.test(subject));
  if (root === undefined) return 'not signed by a trusted authority';
  if (request.atMs !== undefined && request.atMs > endsMs) return 'expired';
  return dateRefusal(root, request.atMs);
}
