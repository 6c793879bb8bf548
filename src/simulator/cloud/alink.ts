import { createHash } from 'node:crypto';
import type { DeviceRecord } from './device-record';
import type { DeviceIdentity } from './login';
import { isJsonObject, parseRelaxedJson, type Json, type JsonObject } from './relaxed-json';
import { filterMatches, ownTopic } from './topic-filter';

/** A system topic that devices publish to. `reply` is absent where the platform stays silent. */
export interface Uplink {
  readonly topic: string;
  readonly reply?: (exchange: Exchange) => Json | undefined;
}

/** One message on a system topic, and who sent it. */
export interface Exchange {
  readonly record: DeviceRecord;
  readonly topic: string;
  readonly payload: Buffer;
  /** The platform's wall clock, UTC milliseconds. */
  readonly wallMs: number;
}

/** What the platform sends back. */
export interface PlatformReply {
  readonly topic: string;
  readonly payload: Buffer;
}

/** The system topics of the device's side. Source: aliyun.md §3.2. Gateways and shadows are not simulated. */
const UPLINKS: readonly Uplink[] = [
  alink('/sys/{pk}/{dn}/thing/event/property/post', postProperties),
  alink('/sys/{pk}/{dn}/thing/event/property/batch/post', postBatch),
  alink('/sys/{pk}/{dn}/thing/event/property/history/post', postHistory),
  alink('/sys/{pk}/{dn}/thing/event/+/post', postEvent),
  alink('/sys/{pk}/{dn}/thing/property/desired/get', getDesired),
  alink('/sys/{pk}/{dn}/thing/property/desired/delete', deleteDesired),
  alink('/sys/{pk}/{dn}/thing/deviceinfo/update', updateTags),
  alink('/sys/{pk}/{dn}/thing/deviceinfo/delete', deleteTags),
  alink('/sys/{pk}/{dn}/thing/config/get', getConfiguration),
  alink('/sys/{pk}/{dn}/thing/config/log/get', () => done({ getType: 'content', content: { mode: 0 } })),
  alink('/sys/{pk}/{dn}/thing/log/post', (params) => (Array.isArray(params) ? done() : { code: 460 })),
  alink('/sys/{pk}/{dn}/thing/ota/firmware/get', () => done()),
  alink('/sys/{pk}/{dn}/thing/dsltemplate/get', () => done()),
  { topic: '/ext/ntp/{pk}/{dn}/request', reply: answerTime },
  { topic: '/ota/device/inform/{pk}/{dn}', reply: noteVersion },
  { topic: '/ota/device/progress/{pk}/{dn}' },
  { topic: '/sys/{pk}/{dn}/rrpc/response/+' },
  { topic: '/sys/{pk}/{dn}/thing/service/property/set_reply' },
  { topic: '/sys/{pk}/{dn}/thing/service/+' },
  { topic: '/sys/{pk}/{dn}/thing/model/up_raw' },
  { topic: '/sys/{pk}/{dn}/thing/model/down_raw_reply' },
  { topic: '/sys/{pk}/{dn}/thing/config/push_reply' },
  { topic: '/sys/{pk}/{dn}/thing/disable_reply' },
  { topic: '/sys/{pk}/{dn}/thing/enable_reply' },
  { topic: '/sys/{pk}/{dn}/thing/delete_reply' },
];

/** The system topic that `topic` is, when `device` may publish to it. */
export function findUplink(device: DeviceIdentity, topic: string): Uplink | undefined {
  const uplink = UPLINKS.find((row) => filterMatches(ownTopic(device, row.topic), topic));
  // Of the topics of a service only its replies go up.
  if (uplink?.topic.endsWith('/service/+') === true && !topic.endsWith('_reply')) return undefined;
  return uplink;
}

/** What the platform sends back for a message on a system topic; undefined where it sends nothing. */
export function platformReply(exchange: Exchange): PlatformReply | undefined {
  const body = findUplink(exchange.record, exchange.topic)?.reply?.(exchange);
  if (body === undefined) return undefined;
  const topic = exchange.topic.startsWith('/ext/ntp/')
    ? exchange.topic.replace(/request$/, 'response')
    : `${exchange.topic}_reply`;
  return { topic, payload: Buffer.from(JSON.stringify(body)) };
}

/** A reply's code and data. Codes: aliyun.md §3.3. */
interface Answer {
  readonly code: number;
  readonly data?: Json;
}

type Service = (params: Json | undefined, exchange: Exchange) => Answer;

const MOST_PROPERTIES = 200;
const MOST_TAGS = 200;
/** A reading's time may lie at most this far ahead (aliyun.md §3.1). */
const FUTURE_MS = 24 * 3600 * 1000;
const TAG_KEY = /^[A-Za-z_]\w{0,63}$/;

/** A topic with the Alink envelope around its params: `{id, version, sys: {ack}, params, method}` (aliyun.md §3.1). */
function alink(topic: string, service: Service): Uplink {
  return {
    topic,
    reply(exchange) {
      const request = read(exchange.payload);
      if (request === undefined) return envelope({ code: 6207 }, {}, exchange);
      if (!isJsonObject(request)) return envelope({ code: 460 }, {}, exchange);
      const answer = service(request['params'], exchange);
      const system = request['sys'];
      if (isJsonObject(system) && Number(system['ack']) === 0 && system['ack'] !== undefined)
        return undefined;
      return envelope(answer, request, exchange);
    },
  };
}

function envelope(answer: Answer, request: JsonObject, exchange: Exchange): Json {
  const id = request['id'];
  const method = request['method'];
  return {
    code: answer.code,
    data: answer.data ?? {},
    id: typeof id === 'string' || typeof id === 'number' ? String(id) : '',
    message: answer.code === 200 ? 'success' : (MESSAGES.get(answer.code) ?? 'request error'),
    method: typeof method === 'string' ? method : methodOf(exchange.topic),
    version: '1.0',
  };
}

const MESSAGES: ReadonlyMap<number, string> = new Map([
  [460, 'request parameter error'],
  [6100, 'device not found'],
  [6106, 'more than 200 properties'],
  [6207, 'data is not JSON'],
  [6326, 'time field wrong'],
  [6710, 'no remote configuration'],
  [6717, 'getType illegal'],
  [6718, 'configScope illegal'],
]);

/** `/sys/pk/dn/thing/event/property/post` → `thing.event.property.post`. */
function methodOf(topic: string): string {
  return topic.split('/').slice(4).join('.');
}

function read(payload: Buffer): Json | undefined {
  try {
    return parseRelaxedJson(payload.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function done(data: Json = {}): Answer {
  return { code: 200, data };
}

function postProperties(params: Json | undefined, { wallMs }: Exchange): Answer {
  if (!isJsonObject(params) || Object.keys(params).length === 0) return { code: 460 };
  if (Object.keys(params).length > MOST_PROPERTIES) return { code: 6106 };
  return timesFit(Object.values(params), wallMs) ? done() : { code: 6326 };
}

function postEvent(params: Json | undefined, { wallMs }: Exchange): Answer {
  if (!isJsonObject(params)) return { code: 460 };
  return timesFit([params], wallMs) ? done() : { code: 6326 };
}

function postBatch(params: Json | undefined, { wallMs }: Exchange): Answer {
  if (!isJsonObject(params)) return { code: 460 };
  const groups = [params['properties'] ?? {}, params['events'] ?? {}];
  if (!groups.every(isJsonObject) || groups.every((group) => Object.keys(group).length === 0))
    return { code: 460 };
  const series = groups.flatMap((group) => Object.values(group));
  if (!series.every((readings) => Array.isArray(readings))) return { code: 460 };
  return timesFit(series.flat(), wallMs) ? done() : { code: 6326 };
}

function postHistory(params: Json | undefined, { record, wallMs }: Exchange): Answer {
  if (!Array.isArray(params) || params.length === 0) return { code: 460 };
  for (const entry of params as readonly Json[]) {
    if (!isJsonObject(entry)) return { code: 460 };
    const identity = entry['identity'];
    if (!isJsonObject(identity)) return { code: 460 };
    if (identity['productKey'] !== record.productKey || identity['deviceName'] !== record.deviceName) {
      return { code: 6100 };
    }
    const lists = [entry['properties'] ?? [], entry['events'] ?? []];
    if (!lists.every((list): list is readonly Json[] => Array.isArray(list))) return { code: 460 };
    const readings = lists.flat();
    if (!readings.every(isJsonObject)) return { code: 460 };
    if (
      !timesFit(
        readings.flatMap((reading) => Object.values(reading)),
        wallMs,
      )
    )
      return { code: 6326 };
  }
  return done();
}

/** Whether each `{value, time}` among `readings` has a time that the platform takes; plain values have none. */
function timesFit(readings: readonly Json[], wallMs: number): boolean {
  return readings.every((reading) => {
    if (!isJsonObject(reading) || !('value' in reading) || reading['time'] === undefined) return true;
    const time = Number(reading['time']);
    return Number.isFinite(time) && time >= 0 && time <= wallMs + FUTURE_MS;
  });
}

function getDesired(params: Json | undefined, { record }: Exchange): Answer {
  if (!Array.isArray(params)) return { code: 460 };
  const found: [string, Json][] = [];
  for (const id of params as readonly Json[]) {
    const desired = typeof id === 'string' ? record.desired.get(id) : undefined;
    if (typeof id === 'string' && desired !== undefined) found.push([id, { ...desired }]);
  }
  return done(Object.fromEntries(found));
}

function deleteDesired(params: Json | undefined, { record }: Exchange): Answer {
  if (!isJsonObject(params)) return { code: 460 };
  for (const [id, condition] of Object.entries(params)) {
    const version = isJsonObject(condition) ? condition['version'] : undefined;
    // A stale version is ignored: the value has been set again since.
    if (version === undefined || Number(version) === record.desired.get(id)?.version)
      record.desired.delete(id);
  }
  return done();
}

function updateTags(params: Json | undefined, { record }: Exchange): Answer {
  if (!Array.isArray(params) || params.length === 0 || params.length > MOST_TAGS) return { code: 460 };
  const tags: [string, string][] = [];
  for (const tag of params as readonly Json[]) {
    const key = isJsonObject(tag) ? tag['attrKey'] : undefined;
    const value = isJsonObject(tag) ? tag['attrValue'] : undefined;
    if (typeof key !== 'string' || !TAG_KEY.test(key) || typeof value !== 'string') return { code: 460 };
    tags.push([key, value]);
  }
  for (const [key, value] of tags) record.tags.set(key, value);
  return done();
}

function deleteTags(params: Json | undefined, { record }: Exchange): Answer {
  if (!Array.isArray(params) || params.length > MOST_TAGS) return { code: 460 };
  for (const tag of params as readonly Json[]) {
    const key = isJsonObject(tag) ? tag['attrKey'] : undefined;
    if (typeof key !== 'string') return { code: 460 };
    record.tags.delete(key);
  }
  return done();
}

function getConfiguration(params: Json | undefined, { record }: Exchange): Answer {
  if (!isJsonObject(params)) return { code: 460 };
  if (params['getType'] !== 'file') return { code: 6717 };
  if (params['configScope'] !== 'product') return { code: 6718 };
  const text = record.configuration;
  if (text === undefined) return { code: 6710 };
  const sign = createHash('sha256').update(text).digest('hex');
  return done({
    configId: sign.slice(0, 16),
    configSize: Buffer.byteLength(text),
    getType: 'file',
    sign,
    signMethod: 'Sha256',
    url: `https://iotx-config.oss-cn-shanghai.aliyuncs.com/${record.productKey}/${sign.slice(0, 16)}`,
  });
}

function answerTime({ payload, wallMs }: Exchange): Json | undefined {
  const request = read(payload);
  if (!isJsonObject(request)) return undefined;
  return {
    deviceSendTime: request['deviceSendTime'] ?? '',
    serverRecvTime: String(wallMs),
    serverSendTime: String(wallMs),
  };
}

/** Keeps the version that a device tells for OTA; the platform never answers this. */
function noteVersion({ record, payload }: Exchange): undefined {
  const request = read(payload);
  const params = isJsonObject(request) ? request['params'] : undefined;
  if (!isJsonObject(params) || typeof params['version'] !== 'string') return;
  const module = params['module'];
  record.versions.set(typeof module === 'string' ? module : 'default', params['version']);
}
