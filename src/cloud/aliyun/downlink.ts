import { printable } from '../../base/character';
import { CodedError } from '../../base/coded-error';
import type {
  CloudMessage,
  Downlink,
  DownlinkKind,
  DownlinkMessage,
  DownlinkOptions,
  DownlinkRequest,
} from '../thing-dialogue';
import type { TopicNames } from '../../settings/topic';
import { checkTopicFilter } from '../topic';
import { idOf, readObject } from './alink-json';
import { checkIdentifier } from './identifier';
import { isJsonObject, type JsonObject } from './relaxed-json';

/** The platform's timeout (§A2). */
const RRPC_LIMIT_MS = 8000;
const TOPIC_BYTES = 128;
const SUCCESS = 200;
/** An OTA push has a code of its own (§A3.2). */
const PUSHED = 1000;

/**
 * Where messages of that kind arrive, and how they are read. Throws `EC20_IDENTIFIER`, `EC20_SETTING` or a filter's own
 * fault.
 */
export function downlink(kind: DownlinkKind, options: DownlinkOptions, names: TopicNames): Downlink {
  return DOWNLINKS[kind](new Device(names), options);
}

/** The topic prefixes of one device. */
class Device {
  readonly system: string;
  readonly path: string;

  constructor(readonly names: TopicNames) {
    this.path = `${names.productKey}/${names.deviceName}`;
    this.system = `/sys/${this.path}`;
  }
}

type Making = (device: Device, options: DownlinkOptions) => Downlink;

const asked = (filter: string) => ({ filter, asked: true });
const unasked = (filter: string) => ({ filter, asked: false });

/** Sources: §A3.2. System RRPC and the broadcast to all come without a subscription. */
const DOWNLINKS: Readonly<Record<DownlinkKind, Making>> = {
  'property-set': ({ system }) => ({
    filters: [asked(`${system}/thing/service/property/set`)],
    read: (message) => readRequest('property-set', message, 'thing.service.property.set'),
  }),
  service: serviceCalls,
  rrpc: ({ system }, { topic }) => (topic === '' ? systemRrpc(system) : customRrpc(topic)),
  broadcast: ({ system, names }, { topic }) => ({
    filters: [topic === '' ? unasked(`${system}/broadcast/request/+`) : asked(groupFilter(topic, names))],
    read: ({ payload }) => ({ payload, properties: {}, request: undefined }),
  }),
  desired: ({ system }) => ({
    filters: [asked(`${system}/thing/property/desired/get_reply`)],
    read: (message) => readData(message, {}),
  }),
  ota: ({ system, path }) => ({
    filters: [asked(`/ota/device/upgrade/${path}`), asked(`${system}/thing/ota/firmware/get_reply`)],
    read: readFirmware,
  }),
  config: ({ system }) => ({
    filters: [asked(`${system}/thing/config/push`), asked(`${system}/thing/config/get_reply`)],
    read: (message) =>
      message.topic.endsWith('_reply')
        ? readData(message, {})
        : readRequest('config', message, 'thing.config.push'),
  }),
  raw: ({ system }) => ({
    filters: [
      asked(`${system}/thing/model/down_raw`),
      asked(`${system}/thing/model/up_raw_reply`),
      unasked(`/ext/rrpc/+${system}/thing/model/down_raw`),
    ],
    read: ({ topic, payload }) => ({
      payload,
      properties: {},
      request: topic.endsWith('/down_raw')
        ? freeRequest('raw', topic, isRrpc(topic) ? RRPC_LIMIT_MS : undefined)
        : undefined,
    }),
  }),
};

/**
 * Calls of a service: asynchronous ones on its own topic; synchronous ones by RRPC, which a device that has asked for custom
 * RRPC (`ext=1`) may also get on `/ext/rrpc/…/thing/service/…`, as Alibaba's own C SDK does.
 */
function serviceCalls({ system }: Device, { identifier }: DownlinkOptions): Downlink {
  if (identifier !== '') checkIdentifier(identifier);
  const level = identifier === '' ? '+' : identifier;
  return {
    filters: [
      asked(`${system}/thing/service/${level}`),
      unasked(`${system}/rrpc/request/+`),
      unasked(`/ext/rrpc/+${system}/thing/service/${level}`),
    ],
    read(message) {
      const isSync = isRrpc(message.topic);
      const called = calledService(message);
      if (called === undefined || (identifier !== '' && called !== identifier)) return undefined;
      const read = readRequest('service', message, `thing.service.${called}`);
      return {
        ...read,
        properties: { service: called },
        request: read.request && {
          ...read.request,
          identifier: called,
          limitMs: isSync ? RRPC_LIMIT_MS : undefined,
        },
      };
    },
  };
}

/** The service that a message calls: by its topic, or on RRPC's own by its method. */
function calledService({ topic, payload }: CloudMessage): string | undefined {
  const byTopic = /\/thing\/service\/([\w:]+)$/.exec(topic)?.[1];
  if (byTopic !== undefined) return byTopic.endsWith('_reply') ? undefined : byTopic;
  const method = readObject(payload)?.['method'];
  return typeof method === 'string' ? /^thing\.service\.([\w:]+)$/.exec(method)?.[1] : undefined;
}

/** What the API's RRpc sends to a device: anything. Calls of a service on the same topic are the kind `service`. */
function systemRrpc(system: string): Downlink {
  return {
    filters: [unasked(`${system}/rrpc/request/+`)],
    read: (message) => (calledService(message) === undefined ? readRrpc(message) : undefined),
  };
}

/**
 * RRPC on a custom topic. The platform puts the topic with its leading slash behind the message id; as one public
 * client expects a second slash there, that is subscribed too.
 */
function customRrpc(topic: string): Downlink {
  const path = topic.replace(/^\/+/, '');
  const filters = [asked(`/ext/rrpc/+/${path}`), unasked(`/ext/rrpc/+//${path}`)];
  if (path === '' || path.startsWith('ext/rrpc/'))
    throw wrongTopic(topic, '/${productKey}/${deviceName}/user/get');
  for (const { filter } of filters) checkTopicFilter(filter, TOPIC_BYTES, 'aliyun');
  return { filters, read: readRrpc };
}

function readRrpc({ topic, payload }: CloudMessage): DownlinkMessage {
  return { payload, properties: {}, request: freeRequest('rrpc', topic, RRPC_LIMIT_MS) };
}

function groupFilter(topic: string, { productKey }: TopicNames): string {
  const prefix = `/broadcast/${productKey}/`;
  const field = topic.startsWith(prefix) ? topic.slice(prefix.length) : topic.replace(/^\/+/, '');
  if (field === '' || field.startsWith('broadcast/')) throw wrongTopic(topic, `${prefix}group1`);
  const filter = `${prefix}${field}`;
  checkTopicFilter(filter, TOPIC_BYTES, 'aliyun');
  return filter;
}

/** A request in an envelope; its params are the payload. Throws `EC20_JSON`. */
function readRequest(kind: DownlinkKind, message: CloudMessage, method: string): DownlinkMessage {
  const envelope = envelopeOf(message);
  const { params = {} } = envelope;
  return {
    payload: params,
    properties: {},
    request: {
      kind,
      topic: message.topic,
      id: idOf(envelope) ?? '',
      identifier: '',
      method: typeof envelope['method'] === 'string' ? envelope['method'] : method,
      limitMs: undefined,
      format: 'alink',
    },
  };
}

/** The data of a reply that came with 200; a refusal is reported to the sender of the request. Throws `EC20_JSON`. */
function readData(
  message: CloudMessage,
  properties: DownlinkMessage['properties'],
  accepted: readonly number[] = [SUCCESS],
): (DownlinkMessage & { readonly payload: JsonObject }) | undefined {
  const { code = null, data } = envelopeOf(message);
  const isAccepted = code === null || accepted.some((each) => code === each || code === String(each));
  return isAccepted && isJsonObject(data) ? { payload: data, properties, request: undefined } : undefined;
}

/** An empty answer means no upgrade and yields no message. */
function readFirmware(message: CloudMessage): DownlinkMessage | undefined {
  const read = readData(message, {}, [SUCCESS, PUSHED]);
  if (read === undefined || Object.keys(read.payload).length === 0) return undefined;
  const { version, module } = read.payload;
  return {
    ...read,
    properties: {
      ...(version === undefined ? {} : { version }),
      ...(module === undefined ? {} : { module }),
    },
  };
}

function envelopeOf({ topic, payload }: CloudMessage): JsonObject {
  const envelope = readObject(payload);
  if (envelope === undefined) throw new CodedError('EC20_JSON', { params: { topic: printable(topic) } });
  return envelope;
}

function freeRequest(kind: DownlinkKind, topic: string, limitMs: number | undefined): DownlinkRequest {
  return { kind, topic, id: '', identifier: '', method: '', limitMs, format: 'free' };
}

function wrongTopic(value: string, allowed: string): CodedError {
  return new CodedError('EC20_SETTING', {
    params: { field: 'topic', value: printable(value).slice(0, 80), allowed },
  });
}

function isRrpc(topic: string): boolean {
  return topic.startsWith('/ext/rrpc/') || topic.includes('/rrpc/request/');
}
