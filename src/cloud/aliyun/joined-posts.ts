import type { JoinableMessage, Joined } from '../thing-dialogue';
import type { TopicNames } from '../../settings/topic';
import { quotesOf, readObject } from './alink-json';
import { type HistoryEntry, HistorySize, writeHistory } from './history';
import { MOST_VALUES } from './reading';
import { isJsonList, isJsonObject, type JsonObject } from './relaxed-json';
import type { Json } from '../quotes';
import { replyTopic } from './reply';
import { uplinkTopic } from './uplink';

/**
 * Joins property and history posts of this device whose values all have times, starting with the first, into one history
 * post of at most `limitBytes`, quoted as the first is and asking for a reply if it does; undefined when not even two can
 * be joined. Times, values and their order stay.
 */
export function joinPosts(
  messages: readonly JoinableMessage[],
  names: TopicNames,
  limitBytes: number,
  id: string,
): Joined | undefined {
  const [first, second] = messages;
  if (first === undefined || second === undefined) return undefined;
  const frame = { names, id, ack: wantsReply(first), quotes: quotesOf(first.payload) };
  const size = new HistorySize(frame);
  const joined: HistoryEntry[] = [];
  let count = 0;
  for (const message of messages) {
    const entries = entriesOf(message, names);
    if (entries === undefined || joined.length + entries.length > MOST_VALUES) break;
    for (const entry of entries) size.add(entry);
    if (size.bytes > limitBytes) break;
    joined.push(...entries);
    count += 1;
  }
  if (count < 2) return undefined;
  const topic = uplinkTopic('history', '', names);
  return { topic, payload: writeHistory(joined, frame), count, reply: { topic: replyTopic(topic), id } };
}

function wantsReply({ payload }: JoinableMessage): boolean {
  const sys = readObject(payload)?.['sys'];
  return !(isJsonObject(sys) && sys['ack'] === 0);
}

/** The values of a post; undefined unless it is one of ours, each value with a known time. */
function entriesOf(message: JoinableMessage, names: TopicNames): readonly HistoryEntry[] | undefined {
  const { topic, payload, takenMs } = message;
  const params = () => readObject(payload, true)?.['params'] ?? null;
  if (topic === uplinkTopic('property', '', names)) return listed('properties', params(), takenMs);
  return topic === uplinkTopic('history', '', names) ? pastEntries(params(), names) : undefined;
}

/** What {@link writeHistory} has written, and nothing else: of this device, in one object. */
function pastEntries(params: Json, { productKey, deviceName }: TopicNames): HistoryEntry[] | undefined {
  const [whole, ...others] = isJsonList(params) ? params : [];
  if (!isJsonObject(whole) || others.length > 0) return undefined;
  const { identity, properties = [], events = [], ...rest } = whole;
  const isOurs =
    isJsonObject(identity) &&
    identity['productKey'] === productKey &&
    identity['deviceName'] === deviceName &&
    Object.keys(rest).length === 0;
  if (!isOurs || !isJsonList(properties) || !isJsonList(events)) return undefined;
  const parts = [
    ...properties.map((group) => listed('properties', group)),
    ...events.map((group) => listed('events', group)),
  ];
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

/** Values by identifier, each with its time, else that of all; undefined where one has none. */
function listed(list: HistoryEntry['list'], group: Json, takenMs?: number): HistoryEntry[] | undefined {
  if (!isJsonObject(group)) return undefined;
  const entries: HistoryEntry[] = [];
  for (const [identifier, given] of Object.entries(group)) {
    const body = timedBody(given, takenMs);
    if (body === undefined) return undefined;
    entries.push({ list, identifier, body });
  }
  return entries.length === 0 ? undefined : entries;
}

function timedBody(given: Json, takenMs: number | undefined): JsonObject | undefined {
  const isTimed =
    isJsonObject(given) &&
    Object.keys(given).sort().join() === 'time,value' &&
    Number.isInteger(given['time']);
  if (isTimed) return given;
  // One with a time that is none of ours stays as it is.
  const isOdd = isJsonObject(given) && 'value' in given;
  return isOdd || takenMs === undefined ? undefined : { value: given, time: takenMs };
}
