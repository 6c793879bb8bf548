import { CodedError } from '../../base/coded-error';
import type { Json, QuotesMode } from '../quotes';
import type { TopicNames } from '../../settings/topic';
import { writeEnvelope, writePayload } from './alink-json';
import type { ModelCheck } from './model-check';
import { eventReading, kindPayload, propertyReading } from './reading';
import { isJsonList, isJsonObject, type JsonObject } from './relaxed-json';

type List = 'properties' | 'events';

/** One value, or one event, of the past. */
export interface HistoryEntry {
  readonly list: List;
  readonly identifier: string;
  /** `{ value, time }`. */
  readonly body: JsonObject;
}

/** The envelope of one post. */
export interface HistoryFrame {
  readonly names: TopicNames;
  readonly id: string;
  readonly ack: boolean;
  readonly quotes: QuotesMode;
}

const METHOD = 'thing.event.property.history.post';

const EXAMPLE = '[{ time: 1700000000000, Temperature: 21.5 }]';

/** What the entries are checked with. */
export interface HistoryContext {
  readonly names: TopicNames;
  readonly check: ModelCheck;
  readonly nowMs: number | undefined;
}

/**
 * Reads a flow's history, in its own order: a list of `{ time, Temperature: 21.5 }`, of `{ time, properties: {
 * Temperature: 21.5 } }`, or of the platform's own `{ properties: [{ Temperature: { value, time } }], events: […] }`.
 * Throws `EC20_KIND_PAYLOAD`, `EC20_PROPERTY_NONE`, `EC20_HISTORY_DEVICE`, `EC20_TIME_MISSING`, and what a reading
 * throws.
 */
export function readHistory(payload: Json, context: HistoryContext): readonly HistoryEntry[] {
  if (!isJsonList(payload)) throw kindPayload('history', EXAMPLE);
  const entries = payload.flatMap((item) => {
    if (!isJsonObject(item)) throw kindPayload('history', EXAMPLE);
    return isPlatformForm(item) ? readPlatformForm(item, context) : readSnapshot(item, context);
  });
  context.check.requireRest(entries.length);
  if (entries.length === 0) throw new CodedError('EC20_PROPERTY_NONE');
  return entries;
}

function isPlatformForm(item: JsonObject): boolean {
  return isJsonList(item['properties']) || isJsonList(item['events']);
}

function readPlatformForm(item: JsonObject, context: HistoryContext): readonly HistoryEntry[] {
  checkIdentity(item['identity'], context.names);
  return (['properties', 'events'] as const).flatMap((list) => {
    const groups = item[list] ?? [];
    if (!isJsonList(groups) || !groups.every(isJsonObject)) throw kindPayload('history', EXAMPLE);
    return groups.flatMap((group) =>
      Object.entries(group).flatMap(([identifier, given]) => entryOf(list, identifier, given, context)),
    );
  });
}

/** Values taken at one time, unless one has its own. */
function readSnapshot(item: JsonObject, context: HistoryContext): readonly HistoryEntry[] {
  const { time = null, ...rest } = item;
  const { properties } = rest;
  const values = isJsonObject(properties) && Object.keys(rest).length === 1 ? properties : rest;
  return Object.entries(values).flatMap(([identifier, given]) => {
    const isTimed = isJsonObject(given) && 'value' in given;
    const whole: Json = isTimed ? { time, ...given } : { value: given, time };
    return entryOf('properties', identifier, whole, context);
  });
}

/** None: it is left out. */
function entryOf(
  list: List,
  identifier: string,
  given: Json,
  context: HistoryContext,
): readonly HistoryEntry[] {
  const read = list === 'events' ? eventReading : propertyReading;
  const hasTime = isJsonObject(given) && (given['time'] ?? null) !== null;
  const { value, atMs } = read(identifier, given, context.check, context.nowMs);
  if (!hasTime || atMs === undefined) throw new CodedError('EC20_TIME_MISSING', { params: { identifier } });
  return value === undefined ? [] : [{ list, identifier, body: { value, time: atMs } }];
}

function checkIdentity(identity: Json | undefined, { productKey, deviceName }: TopicNames): void {
  if (!isJsonObject(identity)) return;
  if (identity['productKey'] === productKey && identity['deviceName'] === deviceName) return;
  const device = [identity['productKey'], identity['deviceName']]
    .map((name) => (typeof name === 'string' ? name : '?'))
    .join('/');
  throw new CodedError('EC20_HISTORY_DEVICE', { params: { device } });
}

/**
 * Writes entries as one post. Each object of a list holds as many of them as it can: a new one begins where an identifier
 * comes again, which is the shortest form that the platform takes, and keeps the order of each identifier's readings.
 */
export function writeHistory(entries: readonly HistoryEntry[], frame: HistoryFrame): Buffer {
  const groups: Record<List, Record<string, JsonObject>[]> = { properties: [], events: [] };
  for (const { list, identifier, body } of entries) {
    const last = groups[list].at(-1);
    if (last === undefined || Object.hasOwn(last, identifier)) groups[list].push({ [identifier]: body });
    else last[identifier] = body;
  }
  const { properties, events } = groups;
  return writePost(frame, {
    ...(properties.length === 0 ? {} : { properties }),
    ...(events.length === 0 ? {} : { events }),
  });
}

function writePost({ names, id, ack, quotes }: HistoryFrame, lists: JsonObject): Buffer {
  const { productKey, deviceName } = names;
  const params = [{ identity: { productKey, deviceName }, ...lists }];
  return writeEnvelope({ id, params, method: METHOD, ack }, quotes);
}

/** Counts the bytes that {@link writeHistory} will need, entry by entry. */
export class HistorySize {
  readonly #last = new Map<List, Set<string>>();
  #bytes: number;

  constructor(private readonly frame: HistoryFrame) {
    this.#bytes = writePost(frame, {}).length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add({ list, identifier, body }: HistoryEntry): void {
    const { quotes } = this.frame;
    // With the two braces of an object of its own.
    const whole = writePayload({ [identifier]: body }, quotes).length;
    const last = this.#last.get(list);
    if (last !== undefined && !last.has(identifier)) {
      last.add(identifier);
      this.#bytes += whole - 2 + COMMA;
      return;
    }
    const emptyList = writePayload({ [list]: [] }, quotes).length - 2 + COMMA;
    this.#bytes += whole + (last === undefined ? emptyList : COMMA);
    this.#last.set(list, new Set([identifier]));
  }
}

const COMMA = 1;
