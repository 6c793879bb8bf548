import type { ReachFailure } from '../broker';

/** Ports of the platform (§A1.6). */
const PORTS: ReadonlySet<number> = new Set([443, 1883, 8883]);

/** Why a host is unreachable: the cloud is the only server on this network. */
export function hostFailure(host: string, port: number): ReachFailure | undefined {
  if (/^[\d.]+$|:/.test(host)) return 'refused';
  if (!/^(?:[a-z\d-]+\.)+aliyuncs\.com$/i.test(host)) return 'dns';
  return PORTS.has(port) ? undefined : 'refused';
}
