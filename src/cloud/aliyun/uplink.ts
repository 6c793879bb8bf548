import { CodedError } from '../../base/coded-error';
import { printable } from '../../base/character';
import type { Json } from '../quotes';
import type { UplinkKind } from '../thing-dialogue';
import type { TopicNames } from '../../settings/topic';
import { typeName } from './alink-json';
import { checkIdentifier } from './identifier';
import type { ModelCheck } from './model-check';
import { checkCount, eventReading, kindPayload, propertyParams } from './reading';
import { isJsonList, isJsonObject, type JsonObject } from './relaxed-json';
import type { ThingModel } from './thing-model';

/** The input for the params of a message. */
export interface UplinkContent {
  /** As in JSON. */
  readonly payload: Json;
  /** Unchanged. */
  readonly raw: unknown;
  readonly identifier: string;
  readonly nowMs: number | undefined;
  readonly check: ModelCheck;
  readonly model: ThingModel | undefined;
}

/** Kinds that are a request with params, in an envelope. */
export type EnvelopeKind = Exclude<UplinkKind, 'history' | 'ntp' | 'raw'>;

export interface Uplink {
  /** Without a reply the envelope is the short one of OTA: id and params. */
  readonly hasReply: boolean;
  /** Throws the errors of {@link ThingDialogue.compose}. */
  readonly params: (content: UplinkContent) => Json;
}

/** Topics by kind, from §A3.2. */
export function uplinkTopic(kind: UplinkKind, identifier: string, names: TopicNames): string {
  const device = `${names.productKey}/${names.deviceName}`;
  const thing = `/sys/${device}/thing`;
  switch (kind) {
    case 'property':
      return `${thing}/event/property/post`;
    case 'history':
      return `${thing}/event/property/history/post`;
    case 'event':
      return `${thing}/event/${identifier}/post`;
    case 'desired':
      return `${thing}/property/desired/get`;
    case 'desired-delete':
      return `${thing}/property/desired/delete`;
    case 'tags':
      return `${thing}/deviceinfo/update`;
    case 'tags-delete':
      return `${thing}/deviceinfo/delete`;
    case 'config':
      return `${thing}/config/get`;
    case 'ota-firmware':
      return `${thing}/ota/firmware/get`;
    case 'ota-version':
      return `/ota/device/inform/${device}`;
    case 'ota-progress':
      return `/ota/device/progress/${device}`;
    case 'ntp':
      return `/ext/ntp/${device}/request`;
    case 'raw':
      return `${thing}/model/up_raw`;
  }
}

/** Whether it is an event's: a property's is named as one. */
export function isEventTopic(topic: string, names: TopicNames): boolean {
  const [before = '', after = ''] = uplinkTopic('event', '*', names).split('*');
  const identifier = topic.slice(before.length, topic.length - after.length);
  return topic === uplinkTopic('event', identifier, names) && /^(?!property$)[^/]+$/.test(identifier);
}

/** `/sys/pk/dn/thing/event/property/post` → `thing.event.property.post`. */
export function methodOf(topic: string): string {
  return topic.split('/').slice(4).join('.');
}

export const UPLINKS: Readonly<Record<EnvelopeKind, Uplink>> = {
  property: { hasReply: true, params: propertyPost },
  event: { hasReply: true, params: eventPost },
  desired: { hasReply: true, params: desiredGet },
  'desired-delete': { hasReply: true, params: desiredDelete },
  tags: { hasReply: true, params: tagsUpdate },
  'tags-delete': { hasReply: true, params: tagsDelete },
  config: { hasReply: true, params: () => ({ configScope: 'product', getType: 'file' }) },
  'ota-firmware': { hasReply: true, params: firmwareGet },
  'ota-version': { hasReply: false, params: versionReport },
  'ota-progress': { hasReply: false, params: progressReport },
};

function propertyPost({ payload, raw, check, nowMs }: UplinkContent): Json {
  if (isJsonObject(payload)) return propertyParams(payload, check, nowMs);
  throw new CodedError('EC20_PROPERTY_PAYLOAD', { params: { type: typeName(raw) } });
}

function eventPost({ payload, identifier, check, nowMs }: UplinkContent): Json {
  const { value, atMs } = eventReading(identifier, payload, check, nowMs);
  check.requireRest(value === undefined ? 0 : 1);
  return { value: value ?? {}, ...(atMs === undefined ? {} : { time: atMs }) };
}

/** A list of identifiers, one, or none (all that the cloud may set). */
function desiredGet({ payload, check, model }: UplinkContent): Json {
  let names = textsOf(isEmpty(payload) ? [] : payload);
  if (names?.length === 0 && model !== undefined) {
    names = [...model.properties].flatMap(([identifier, { writable }]) => (writable ? [identifier] : []));
  }
  if (names === undefined || names.length === 0) throw kindPayload('desired', '["Temperature"]');
  checkCount(names.length);
  const kept = names.filter((each) => check.propertyName(checkIdentifier(each)));
  check.requireRest(kept.length);
  return kept;
}

/** Identifiers as above, or an object: a version, `{ version }`, or `{}` for any version. */
function desiredDelete({ payload, check }: UplinkContent): Json {
  const wrong = kindPayload('desired-delete', '{ Temperature: { version: 2 } }, ["Temperature"]');
  const names = textsOf(payload);
  const versions = isJsonObject(payload)
    ? payload
    : names && Object.fromEntries(names.map((each) => [each, {}]));
  if (versions === undefined || Object.keys(versions).length === 0) throw wrong;
  checkCount(Object.keys(versions).length);
  const kept = Object.entries(versions).flatMap(([identifier, given]): [string, Json][] => {
    if (!check.propertyName(checkIdentifier(identifier))) return [];
    const version = isJsonObject(given) ? (given['version'] ?? null) : given;
    if (version === null) return [[identifier, {}]];
    if (typeof version !== 'number' || !Number.isInteger(version) || version < 0) throw wrong;
    return [[identifier, { version }]];
  });
  check.requireRest(kept.length);
  return Object.fromEntries(kept);
}

/** `{ room: 'cellar' }`, or the platform's own list. */
function tagsUpdate({ payload }: UplinkContent): Json {
  const wrong = kindPayload('tags', '{ room: "cellar" }');
  const pairs = isJsonObject(payload)
    ? Object.entries(payload)
    : listOf(payload)?.map((each): [string, Json] => {
        if (!isJsonObject(each) || typeof each['attrKey'] !== 'string') throw wrong;
        return [each['attrKey'], each['attrValue'] ?? null];
      });
  if (pairs === undefined || pairs.length === 0) throw wrong;
  checkCount(pairs.length);
  return pairs.map(([key, value]) => {
    if (value === null || typeof value === 'object') throw wrong;
    return { attrKey: tagKey(key), attrValue: String(value) };
  });
}

function tagsDelete({ payload }: UplinkContent): Json {
  const wrong = kindPayload('tags-delete', '["room"]');
  const keys = isJsonObject(payload)
    ? Object.keys(payload)
    : textsOf(isJsonList(payload) ? payload.map(keyOfTag) : payload);
  if (keys === undefined || keys.length === 0) throw wrong;
  checkCount(keys.length);
  return keys.map((key) => ({ attrKey: tagKey(key) }));
}

/** Of all modules of the firmware, or of one. A number, such as an inject node's timestamp, only triggers the request. */
function firmwareGet({ payload }: UplinkContent): Json {
  const module = isJsonObject(payload) ? (payload['module'] ?? null) : payload;
  if (module === null || module === '' || typeof payload === 'number') return {};
  if (typeof module !== 'string') throw kindPayload('ota-firmware', '"", "mcu", { module: "mcu" }');
  return { module };
}

function versionReport({ payload }: UplinkContent): Json {
  const wrong = kindPayload('ota-version', '"1.0.2", { version: "1.0.2", module: "mcu" }');
  const report: JsonObject = isJsonObject(payload) ? payload : { version: payload };
  const { version = null, module = null } = report;
  if (typeof version !== 'string' || version === '') throw wrong;
  if (module !== null && typeof module !== 'string') throw wrong;
  return { version, ...(module === null ? {} : { module }) };
}

/** Percent, or what failed: −1 the upgrade, −2 the download, −3 the check, −4 writing it to flash. */
function progressReport({ payload }: UplinkContent): Json {
  const wrong = kindPayload('ota-progress', '50, { step: -2, desc: "no space" } (1…100, -1…-4)');
  const report: JsonObject = isJsonObject(payload) ? payload : { step: payload };
  const { step = null, desc = '', module = null } = report;
  const number = typeof step === 'string' && /^-?\d{1,3}$/.test(step) ? Number(step) : step;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < -4 || number === 0 || number > 100)
    throw wrong;
  if (typeof desc !== 'string' || (module !== null && typeof module !== 'string')) throw wrong;
  return { step: String(number), desc, ...(module === null ? {} : { module }) };
}

function isEmpty(payload: Json): boolean {
  return payload === null || payload === '' || (isJsonObject(payload) && Object.keys(payload).length === 0);
}

/** One text, or a list of texts; undefined for anything else. */
function textsOf(payload: Json): readonly string[] | undefined {
  const list = isJsonList(payload) ? payload : [payload];
  return list.every((each) => typeof each === 'string') ? list : undefined;
}

function listOf(payload: Json): readonly Json[] | undefined {
  return isJsonList(payload) ? payload : undefined;
}

function keyOfTag(tag: Json): Json {
  return isJsonObject(tag) ? (tag['attrKey'] ?? null) : tag;
}

/** §A3.2. */
function tagKey(key: string): string {
  if (/^[A-Za-z_]\w{0,63}$/.test(key)) return key;
  throw new CodedError('EC20_TAG_KEY', { params: { key: printable(key).slice(0, 80) } });
}
