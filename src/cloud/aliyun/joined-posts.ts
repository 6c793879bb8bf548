import type { CloudMessage, Joined } from '../thing-dialogue';
import type { TopicNames } from '../../settings/topic';
import { quotesOf, readObject } from './alink-json';
import { type HistoryEntry, HistorySize, writeHistory } from './history';
import { MOST_VALUES } from './reading';
import { isJsonObject } from './relaxed-json';
import { replyTopic } from './reply';
import { uplinkTopic } from './uplink';

/**
 * Joins property posts of this device whose values all have times, starting with the first, into one history post of at
 * most `limitBytes`, quoted as the first is; undefined when not even two can be joined. Times, values and their order
 * stay.
 */
export function joinPosts(
  messages: readonly CloudMessage[],
  names: TopicNames,
  limitBytes: number,
  id: string,
): Joined | undefined {
  const [first, second] = messages;
  if (first === undefined || second === undefined) return undefined;
  const frame = { names, id, ack: true, quotes: quotesOf(first.payload) };
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

/** The values of a post; undefined unless it is one of ours with a time at each. */
function entriesOf({ topic, payload }: CloudMessage, names: TopicNames): readonly HistoryEntry[] | undefined {
  if (topic !== uplinkTopic('property', '', names)) return undefined;
  const params = readObject(payload, true)?.['params'];
  if (!isJsonObject(params)) return undefined;
  const entries: HistoryEntry[] = [];
  for (const [identifier, body] of Object.entries(params)) {
    const isTimed =
      isJsonObject(body) &&
      Object.keys(body).sort().join() === 'time,value' &&
      Number.isInteger(body['time']);
    if (!isTimed) return undefined;
    entries.push({ list: 'properties', identifier, body });
  }
  return entries.length === 0 ? undefined : entries;
}
