import { findUplink } from './alink';
import type { DeviceIdentity } from './login';
import { filterMatches, ownTopic } from './topic-filter';

/** A device's rights on a custom topic class of its product. */
export type TopicRight = 'publish' | 'subscribe' | 'both';

/** The classes that every new product has, below `/{pk}/{dn}/`. Source: §A3.2, the console's defaults. */
export const DEFAULT_TOPIC_CLASSES: readonly (readonly [string, TopicRight])[] = [
  ['user/get', 'subscribe'],
  ['user/update', 'publish'],
  ['user/update/error', 'publish'],
];

const LONGEST_TOPIC_BYTES = 128;
const MAX_SLASHES = 7;

/** Below these a device may subscribe to everything. Source: §A3.2. */
const OWN = ['/sys/{pk}/{dn}/', '/ext/session/{pk}/{dn}/'] as const;

/** Downlinks elsewhere that a device may subscribe to. Source: §A3.2. */
const SUBSCRIBABLE = [
  '/ext/ntp/{pk}/{dn}/response',
  '/ota/device/upgrade/{pk}/{dn}',
  '/shadow/get/{pk}/{dn}',
  '/ext/error/{pk}/{dn}',
  '/ext/network/probe/+',
] as const;

/** Downlinks that arrive without a SUBSCRIBE. Source: §A3.2, last notes. */
const WITHOUT_SUBSCRIPTION = ['/sys/{pk}/{dn}/rrpc/request/+', '/sys/{pk}/{dn}/broadcast/request/+'] as const;

/** Why `device` may not publish to `topic`; undefined when it may. */
export function publishDenial(
  device: DeviceIdentity,
  classes: ReadonlyMap<string, TopicRight>,
  topic: string,
): string | undefined {
  if (Buffer.byteLength(topic) > LONGEST_TOPIC_BYTES) return 'topic is longer than 128 bytes';
  if (/[+#]/.test(topic)) return 'wildcard in the topic of a message';
  if (findUplink(device, topic) !== undefined || customRrpcId(device, topic) !== undefined) return undefined;
  return customDenial(device, classes, topic, 'publish');
}

/** Why `device` may not subscribe to `filter`; undefined when it may. `customRrpc`: it logged in with `ext=1`. */
export function subscribeDenial(
  device: DeviceIdentity,
  classes: ReadonlyMap<string, TopicRight>,
  filter: string,
  customRrpc: boolean,
): string | undefined {
  if (Buffer.byteLength(filter) > LONGEST_TOPIC_BYTES) return 'topic is longer than 128 bytes';
  if (!/^[^#]*$|^(?:.*\/)?#$/.test(filter)) return '# is not the last level';
  if (OWN.some((prefix) => filter.startsWith(ownTopic(device, prefix)))) return undefined;
  if (SUBSCRIBABLE.some((topic) => ownTopic(device, topic) === filter)) return undefined;
  if (filter.startsWith(`/broadcast/${device.productKey}/`)) return undefined;
  if (customRrpcId(device, filter) !== undefined)
    return customRrpc ? undefined : 'ext=1 is not in the client id';
  return customDenial(device, classes, filter, 'subscribe');
}

/** The same for a device that logged in with `ext=1`: synchronous calls, which public clients take without subscribing. */
const WITH_EXTENSION = ['/ext/rrpc/+/sys/{pk}/{dn}/thing/#'] as const;

/** Whether the platform sends `topic` to `device` without a subscription. `customRrpc`: it logged in with `ext=1`. */
export function needsNoSubscription(device: DeviceIdentity, topic: string, customRrpc: boolean): boolean {
  const patterns = [...WITHOUT_SUBSCRIPTION, ...(customRrpc ? WITH_EXTENSION : [])];
  return patterns.some((pattern) => filterMatches(ownTopic(device, pattern), topic));
}

function customDenial(
  device: DeviceIdentity,
  classes: ReadonlyMap<string, TopicRight>,
  topic: string,
  wanted: 'publish' | 'subscribe',
): string | undefined {
  const prefix = ownTopic(device, '/{pk}/{dn}/');
  if (!topic.startsWith(prefix)) return 'not a topic of this device';
  if (topic.split('/').length - 1 > MAX_SLASHES) return 'more than 7 slashes';
  const right = classes.get(topic.slice(prefix.length));
  if (right === undefined) return 'no such topic class';
  return right === wanted || right === 'both' ? undefined : `the topic class has no right to ${wanted}`;
}

/**
 * The message id of `/ext/rrpc/{messageId}/{topic}`, where the leading slash of the device's topic is optional: one of its own
 * classes, or a system topic of a synchronous call.
 */
export function customRrpcId(device: DeviceIdentity, topic: string): string | undefined {
  const match = /^\/ext\/rrpc\/([^/]+)\/(.*)$/.exec(topic);
  const own = match?.[2]?.replace(/^\//, '').replace(/^sys\//, '');
  return own?.startsWith(`${device.productKey}/${device.deviceName}/`) === true ? match?.[1] : undefined;
}
