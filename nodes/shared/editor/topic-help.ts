import { expandPlaceholders, type Server } from '../../../src/settings/settings';
import { MODULE_TOPIC_BYTES } from '../../../src/settings/servers';
import { utf8Bytes } from '../../../src/settings/topic';

/** The device of a config node, as far as its settings name it; "" where they don't. */
export interface TopicDevice {
  readonly productKey: string;
  readonly deviceName: string;
}

/** Remarks on a valid topic, as keys of `ec20-modem.topic.…`. */
export type TopicNote = 'otherDevice' | 'slashes' | 'wildcard';

/** A topic or a filter with a device's names filled in. */
export interface TopicLook {
  readonly topic: string;
  readonly bytes: number;
  readonly limit: number;
  readonly notes: readonly TopicNote[];
}

/** Maximum slashes at which Alibaba Cloud splits a topic (什么是Topic). */
const MOST_SLASHES = 7;

/** Topics of the platform that name a device: custom and system topics. */
const NAMED_DEVICE =
  /^\/(?:sys\/|ext\/ntp\/|shadow\/\w+\/|ota\/device\/\w+\/)?([A-Za-z0-9]+)\/([^/+#]+)(?:\/|$)/;

/** A topic, or a filter, of a config node's server and device. */
export function lookAtTopic(
  text: string,
  use: 'publish' | 'subscribe',
  server: Server | undefined,
  device: TopicDevice,
): TopicLook {
  const topic = expandPlaceholders(text, device);
  const limit = server?.topicBytes ?? MODULE_TOPIC_BYTES;
  const notes = server?.thing === true ? aliyunNotes(topic, use, device) : [];
  return { topic, bytes: utf8Bytes(topic), limit, notes };
}

function aliyunNotes(topic: string, use: 'publish' | 'subscribe', device: TopicDevice): TopicNote[] {
  const named = NAMED_DEVICE.exec(topic);
  const isSystem = /^\/(sys|ext|shadow|ota|broadcast)\//.test(topic);
  const isCustom = /^\/[^/]+\/[^/]+\/user\//.test(topic);
  const notes: TopicNote[] = [];
  if (named !== null && (isCustom || isSystem) && !isOf(device, named)) notes.push('otherDevice');
  if (topic.split('/').length - 1 > MOST_SLASHES) notes.push('slashes');
  if (use === 'subscribe' && isCustom && /[+#]/.test(topic)) notes.push('wildcard');
  return notes;
}

function isOf(device: TopicDevice, [, productKey, deviceName]: RegExpExecArray): boolean {
  const isProduct = device.productKey === '' || productKey === device.productKey;
  return isProduct && (device.deviceName === '' || deviceName === device.deviceName);
}

/** Turns a filter from the console's lists into a valid one: each level of `${tsl.…}` becomes `+`. */
export function asFilter(text: string): string {
  return text
    .split('/')
    .map((level) => (/^\$\{tsl\.[^{}]*\}(_reply)?$/.test(level) ? '+' : level))
    .join('/');
}

/** Turns the placeholders of the console's lists into those of its documents. */
export function documentedPlaceholders(text: string): string {
  return text
    .replaceAll('${YourProductKey}', '${productKey}')
    .replaceAll('${YourDeviceName}', '${deviceName}');
}
