import type { DeviceIdentity } from './login';

/** Where topics hold the names of a device. Source: §A3.2. */
const PLACES = [
  /^\/sys\/([^/]+)\/([^/]+)\//,
  /^\/ext\/(?:ntp|session)\/([^/]+)\/([^/]+)\//,
  /^\/ext\/error\/([^/]+)\/([^/]+)$/,
  /^\/ext\/rrpc\/[^/]+\/\/?(?:sys\/)?([^/]+)\/([^/]+)\//,
  /^\/ota\/device\/\w+\/([^/]+)\/([^/]+)$/,
  /^\/shadow\/\w+\/([^/]+)\/([^/]+)$/,
  /^\/(?!(?:sys|ext|ota|shadow|broadcast)\/)([^/]+)\/([^/]+)\//,
] as const;

/** The device that a topic or a filter belongs to; undefined: it names none, or by a wildcard. */
export function namedDevice(topic: string): DeviceIdentity | undefined {
  for (const place of PLACES) {
    const [, productKey, deviceName] = place.exec(topic) ?? [];
    if (productKey === undefined || deviceName === undefined) continue;
    return /[+#]/.test(productKey + deviceName) ? undefined : { productKey, deviceName };
  }
  return undefined;
}

/** The product of a group's topic `/broadcast/{productKey}/…`. */
export function broadcastProduct(topic: string): string | undefined {
  return /^\/broadcast\/([^/]+)\//.exec(topic)?.[1];
}

/** What only a gateway publishes to: its topology, its sub-devices' registrations and logins. */
export function isGatewayTopic(topic: string): boolean {
  return /^\/ext\/session\/|^\/sys\/[^/]+\/[^/]+\/thing\/(?:topo|sub|list)\//.test(topic);
}

/** The confirmations of thing/disable, enable and delete, which a gateway publishes for a sub-device that is offline by then. */
export function confirmsLifecycle(topic: string): boolean {
  return /\/thing\/(?:disable|enable|delete)_reply$/.test(topic);
}
