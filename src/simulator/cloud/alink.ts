import { createHash } from 'node:crypto';
import { done, idOf, readPayload, type Answer, type Exchange } from './exchange';
import { SESSION_TOPICS, TOPOLOGY_TOPICS, type GatewayTopic } from './gateway-topics';
import type { DeviceIdentity } from './login';
import { isJsonObject, NumberLiterals, type Json, type JsonObject } from './relaxed-json';
import { postBatch, postEvent, postHistory, postProperties } from './reports';
import { filterMatches, ownTopic } from './topic-filter';

/** A system topic that devices publish to. `reply` is absent where the platform does not answer. */
export interface Uplink {
  readonly topic: string;
  readonly reply?: (exchange: Exchange) => Json | Buffer | undefined;
}

/** What the platform sends back. */
export interface PlatformReply {
  readonly topic: string;
  readonly payload: Buffer;
}

/** System topics on which a device publishes. Source: §A3.2. Shadows are not simulated. */
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
  alink('/sys/{pk}/{dn}/thing/ota/firmware/get', getUpgrade),
  alink('/sys/{pk}/{dn}/thing/dsltemplate/get', (_, { model }) => done(model?.tsl)),
  { topic: '/ext/ntp/{pk}/{dn}/request', reply: answerTime },
  { topic: '/ota/device/inform/{pk}/{dn}', reply: noteVersion },
  { topic: '/ota/device/progress/{pk}/{dn}', reply: noteProgress },
  { topic: '/sys/{pk}/{dn}/rrpc/response/+' },
  { topic: '/sys/{pk}/{dn}/thing/service/property/set_reply' },
  { topic: '/sys/{pk}/{dn}/thing/service/+' },
  { topic: '/sys/{pk}/{dn}/thing/model/up_raw', reply: takeRaw },
  { topic: '/sys/{pk}/{dn}/thing/model/down_raw_reply' },
  { topic: '/sys/{pk}/{dn}/thing/config/push_reply' },
  { topic: '/sys/{pk}/{dn}/thing/disable_reply' },
  { topic: '/sys/{pk}/{dn}/thing/enable_reply' },
  { topic: '/sys/{pk}/{dn}/thing/delete_reply' },
  { topic: '/sys/{pk}/{dn}/thing/topo/change_reply' },
  { topic: '/sys/{pk}/{dn}/thing/topo/add/notify_reply' },
  ...TOPOLOGY_TOPICS.map(({ topic, service }) => alink(topic, service)),
  ...SESSION_TOPICS.map(session),
];

/** The system topic that matches `topic`, if `device` may publish to it. */
export function findUplink(device: DeviceIdentity, topic: string): Uplink | undefined {
  const uplink = UPLINKS.find((row) => filterMatches(ownTopic(device, row.topic), topic));
  // Of a service's topics only the replies are uplinks.
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
  return { topic, payload: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)) };
}

type Service = (params: Json | undefined, exchange: Exchange, literals: NumberLiterals | undefined) => Answer;

const MAX_TAGS = 200;
const MAX_DESIRED = 200;
const TAG_KEY = /^[A-Za-z_]\w{0,63}$/;

/** A topic whose params are wrapped in the Alink envelope: `{id, version, sys: {ack}, params, method}` (§A3.1). */
function alink(topic: string, service: Service): Uplink {
  return {
    topic,
    reply(exchange) {
      const literals = new NumberLiterals();
      const request = readPayload(exchange.payload, literals);
      if (request === undefined) return envelope({ code: 6207 }, {}, exchange);
      if (!isJsonObject(request)) return envelope({ code: 460 }, {}, exchange);
      return answerRequest(service, request, exchange, literals);
    },
  };
}

function answerRequest(
  service: Service,
  request: JsonObject,
  exchange: Exchange,
  literals: NumberLiterals,
): Json | undefined {
  const { method, sys } = request;
  // Reported in the console's log only (§A3.3).
  if (typeof method === 'string' && method !== methodOf(exchange.topic)) {
    exchange.note(`6831: ${method} is not the method of ${exchange.topic}`);
    return undefined;
  }
  const answer = judgeRequest(service, request, exchange, literals);
  const isUnwanted = isJsonObject(sys) && sys['ack'] !== undefined && Number(sys['ack']) === 0;
  return isUnwanted ? undefined : envelope(answer, request, exchange);
}

function judgeRequest(
  service: Service,
  request: JsonObject,
  exchange: Exchange,
  literals: NumberLiterals,
): Answer {
  if (exchange.isBusy) return { code: 429 };
  // Programs that omit the method are known to work (§A5); a strict product follows the document to the letter.
  const wantsMethod = exchange.model !== undefined && exchange.validation === 'strict';
  if (wantsMethod && typeof request['method'] !== 'string') return { code: 6300 };
  return service(request['params'], exchange, literals);
}

function envelope(answer: Answer, request: JsonObject, exchange: Exchange): Json {
  const method = request['method'];
  return {
    code: answer.code,
    data: answer.data ?? {},
    id: idOf(request),
    message: wordsOf(answer),
    method: typeof method === 'string' ? method : methodOf(exchange.topic),
    version: '1.0',
  };
}

function wordsOf({ code, message }: Answer): string {
  return message ?? (code === 200 ? 'success' : (MESSAGES.get(code) ?? 'request error'));
}

/** A login or logout of sub-devices: `{id, params}`, answered with `{id, code, message, data}` (§A8.2). */
function session({ topic, service }: GatewayTopic): Uplink {
  return {
    topic,
    reply(exchange) {
      const request = readPayload(exchange.payload);
      if (!isJsonObject(request)) return sessionReply({ code: 460 }, {});
      const answer = exchange.isBusy ? { code: 429 } : service(request['params'], exchange);
      return sessionReply(answer, request);
    },
  };
}

function sessionReply(answer: Answer, request: JsonObject): Json {
  const { code, data = {} } = answer;
  return { id: idOf(request), code, message: wordsOf(answer), data };
}

const MESSAGES: ReadonlyMap<number, string> = new Map([
  [401, 'request auth error'],
  [429, 'too many requests'],
  [460, 'request parameter error'],
  [5005, 'query product error'],
  [5160, 'no such event in the TSL'],
  [6100, 'device not found'],
  [6203, 'parse topic error'],
  [6204, 'device forbidden'],
  [6250, 'product not found'],
  [6280, 'devicename not meet specs'],
  [6288, 'dynamic register is disabled'],
  [6400, 'topo relation count exceed'],
  [6401, 'topo relation not exist'],
  [6402, 'topo relation cannot add by self'],
  [6619, 'device is bound to another gateway'],
  [6104, 'more than 200 properties'],
  [6106, 'more than 200 properties'],
  [6207, 'data is not JSON'],
  [6300, 'no method'],
  [6326, 'time field wrong'],
  [6356, 'more than 200 events'],
  [6450, 'no method after script parsing'],
  [6710, 'no remote configuration'],
  [6717, 'getType illegal'],
  [6718, 'configScope illegal'],
]);

/** `/sys/pk/dn/thing/event/property/post` → `thing.event.property.post`. */
function methodOf(topic: string): string {
  return topic.split('/').slice(4).join('.');
}

/** 透传: the product's script turns bytes into Alink and the reply back into bytes (§A3.2). */
function takeRaw(exchange: Exchange): Buffer | undefined {
  const { rawScript: script, topic, payload, note } = exchange;
  if (script === undefined) {
    note(`${topic} ignored: the product is not of the data format 透传/自定义`);
    return undefined;
  }
  const result = script.rawDataToProtocol(payload);
  const request = isJsonObject(result) ? result : {};
  const answer = isJsonObject(result) ? judgeScriptResult(result, exchange) : { code: 6207 };
  return script.protocolToRawData(envelope(answer, request, exchange));
}

function judgeScriptResult(request: JsonObject, exchange: Exchange): Answer {
  const { record, isBusy } = exchange;
  if (isBusy) return { code: 429 };
  const { method, params } = request;
  if (Object.keys(request).length === 0) return done();
  if (typeof method !== 'string') return { code: 6450 };
  const topic = ownTopic(record, `/sys/{pk}/{dn}/${method.replaceAll('.', '/')}`);
  const row = RAW_METHODS.find((known) => filterMatches(ownTopic(record, known.topic), topic));
  return row?.service(params, { ...exchange, topic }, undefined) ?? { code: 6450 };
}

/** What a script's result may request. */
const RAW_METHODS: readonly { readonly topic: string; readonly service: Service }[] = [
  { topic: '/sys/{pk}/{dn}/thing/event/property/post', service: postProperties },
  { topic: '/sys/{pk}/{dn}/thing/event/+/post', service: postEvent },
];

function getDesired(params: Json | undefined, { record }: Exchange): Answer {
  if (!Array.isArray(params)) return { code: 460 };
  if (params.length > MAX_DESIRED) return { code: 6104 };
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
    // A stale version is ignored: the value has been set again since then.
    if (version === undefined || Number(version) === record.desired.get(id)?.version)
      record.desired.delete(id);
  }
  return done();
}

function updateTags(params: Json | undefined, { record }: Exchange): Answer {
  if (!Array.isArray(params) || params.length === 0 || params.length > MAX_TAGS) return { code: 460 };
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
  if (!Array.isArray(params) || params.length > MAX_TAGS) return { code: 460 };
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
  if (record.configuration === undefined) return { code: 6710 };
  return done(configurationNotice(record.productKey, record.configuration));
}

/** The platform's notice of a remote configuration: its location, not its contents. Source: §A3.2. */
export function configurationNotice(productKey: string, text: string): JsonObject {
  const sign = createHash('sha256').update(text).digest('hex');
  return {
    configId: sign.slice(0, 16),
    configSize: Buffer.byteLength(text),
    getType: 'file',
    sign,
    signMethod: 'Sha256',
    url: `https://iotx-config.oss-cn-shanghai.aliyuncs.com/${productKey}/${sign.slice(0, 16)}`,
  };
}

function answerTime({ payload, wallMs }: Exchange): Json | undefined {
  const request = readPayload(payload);
  if (!isJsonObject(request)) return undefined;
  return {
    deviceSendTime: request['deviceSendTime'] ?? '',
    serverRecvTime: String(wallMs),
    serverSendTime: String(wallMs),
  };
}

/** The pending upgrade of the named module, or of the whole device. */
function getUpgrade(params: Json | undefined, { record }: Exchange): Answer {
  const module = isJsonObject(params) ? params['module'] : undefined;
  return done(record.upgrades.get(typeof module === 'string' ? module : 'default'));
}

/** Stores the progress of an upgrade; the platform never answers this. */
function noteProgress({ record, payload }: Exchange): undefined {
  const request = readPayload(payload);
  const params = isJsonObject(request) ? request['params'] : undefined;
  if (!isJsonObject(params) || typeof params['step'] !== 'string') return;
  const { step, desc, module } = params;
  record.noteProgress({
    step,
    desc: typeof desc === 'string' ? desc : '',
    module: typeof module === 'string' ? module : 'default',
  });
}

/** Stores the version that a device reports for OTA, which completes its upgrade; the platform never answers this. */
function noteVersion({ record, payload }: Exchange): undefined {
  const request = readPayload(payload);
  const params = isJsonObject(request) ? request['params'] : undefined;
  if (!isJsonObject(params) || typeof params['version'] !== 'string') return;
  const module = typeof params['module'] === 'string' ? params['module'] : 'default';
  record.versions.set(module, params['version']);
  if (record.upgrades.get(module)?.['version'] === params['version']) record.upgrades.delete(module);
}
