import type { JoinableMessage, Joined, ReplyKey, ThingDialogue } from '../cloud/thing-dialogue';
import type { PublishPacket } from '../ec20/publish';
import type { Departure } from './gathering';
import { joinPayloads, joinedBytes } from './joined-payloads';
import type { Entry, Outbox } from './outbox';
import type { Gather, GatherForm } from './publication';

/** The content of one publish: one message, or several joined. */
export interface PublishBatch {
  /** In the order of sending. */
  readonly entries: readonly [Entry, ...Entry[]];
  readonly packet: PublishPacket;
  /** The expected reply of the cloud, if any. */
  readonly reply: ReplyKey | undefined;
  /** Maximum milliseconds from the broker's ack to the reply. */
  readonly replyMs: number;
  /** The module has accepted it (OK). */
  handedOver: boolean;
}

export interface BatchOptions {
  readonly outbox: Outbox;
  /** For a cloud with properties and replies; undefined: messages are sent unchanged. */
  readonly dialogue: ThingDialogue | undefined;
  /** Whether a backlog of property posts may be sent as history posts. */
  readonly compact: boolean;
  /** Maximum bytes of payload that the module currently accepts. */
  readonly largestPayloadBytes: () => number;
  /** A message id that the device has not used before. */
  readonly nextId: () => string;
  /** UTC in ms at which that message was accepted; undefined, or absent: unknown. */
  readonly takenMs?: (entry: Entry) => number | undefined;
}

/** Minimum number of waiting messages worth joining. */
const BACKLOG_MESSAGES = 10;
/** Maximum readings in one batch; more never fit into a payload. */
const MOST_JOINED = 200;
/** As long as any message id of the platform. */
const LONGEST_ID = '4294967295';

type Entries = readonly [Entry, ...Entry[]];

/** Takes the message that may leave next from the outbox, with as many others as can be sent together. */
export function nextBatch(options: BatchOptions, { first, together }: Departure): PublishBatch {
  const joined = together === undefined ? packBacklog(options, first) : packTogether(options, together);
  return joined ?? packOne(options, first);
}

/** Whether gathered messages fill a publish. Remembers what it has measured, as joining posts takes time. */
export class Fullness {
  /** By the first of them. */
  readonly #measured = new WeakMap<Entry, { readonly count: number; readonly bytes: number }>();

  constructor(private readonly options: Omit<BatchOptions, 'outbox'>) {}

  /** Whether not all of `entries` fit into one publish, or they can't be joined at all. */
  isReached(entries: Entries): boolean {
    if (entries.length > MOST_JOINED) return true;
    const form = formOf(entries[0]);
    const limitBytes = this.options.largestPayloadBytes();
    if (form !== 'posts')
      return (
        joinedBytes(
          entries.map(({ payload }) => payload),
          form,
        ) > limitBytes
      );
    const known = this.#measured.get(entries[0]) ?? { count: 0, bytes: 0 };
    // A post alone is longer than its part of a joined one.
    const more = entries.slice(known.count).reduce((sum, { payload }) => sum + payload.length, 0);
    if (known.bytes + more <= limitBytes) return false;
    const joined = join(this.options, entries, LONGEST_ID);
    if (joined === undefined || joined.count < entries.length) return true;
    this.#measured.set(entries[0], { count: joined.count, bytes: joined.payload.length });
    return false;
  }
}

/** Whether a message's payload holds a property of that name. */
export function mentions({ payload }: Entry, identifier: string): boolean {
  const escaped = identifier.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(^|[^\\w:])${escaped}['"]?\\s*:`).test(payload.toString('utf8'));
}

function packOne({ outbox, dialogue }: BatchOptions, entry: Entry): PublishBatch {
  outbox.take(entry);
  const { topic, payload, qos, retain, replyMs } = entry;
  const reply = replyMs > 0 ? dialogue?.expectedReply(entry) : undefined;
  return {
    entries: [entry],
    packet: { topic, payload: framed(entry.gather, payload), qos, retain },
    reply,
    replyMs,
    handedOver: false,
  };
}

/** The payload of a message that goes alone: whoever awaits arrays gets one also of a single message. */
export function framed(gather: Gather | undefined, payload: Buffer): Buffer {
  return gather?.form === 'array' ? joinPayloads([payload], 'array', Infinity).payload : payload;
}

function packBacklog(options: BatchOptions, first: Entry): PublishBatch | undefined {
  const { outbox, dialogue, compact } = options;
  if (!compact || dialogue === undefined || outbox.waiting < BACKLOG_MESSAGES) return undefined;
  const ahead = outbox.ahead(MOST_JOINED);
  const candidates = fresh(
    outbox.gathers ? ahead.filter((entry) => entry === first || !entry.gather) : ahead,
  );
  return candidates[0] === first ? packPosts(options, candidates) : undefined;
}

/** Messages that have waited for each other. One that didn't wait is a post of its own: only that sets off the cloud's rules. */
function packTogether(options: BatchOptions, together: Entries): PublishBatch | undefined {
  const [first] = together;
  const form = formOf(first);
  if (form === 'posts') {
    const end = together.findIndex(({ gather }) => gather?.forMs === 0);
    return packPosts(options, (end === -1 ? together : together.slice(0, end)).slice(0, MOST_JOINED));
  }
  const others = together.slice(1, MOST_JOINED).map((entry) => entry.payload);
  const { payload, count } = joinPayloads([first.payload, ...others], form, options.largestPayloadBytes());
  const entries = taken(options.outbox, together.slice(0, count));
  const { topic, qos, retain } = first;
  return (
    entries && {
      entries,
      packet: { topic, payload, qos, retain },
      reply: undefined,
      replyMs: 0,
      handedOver: false,
    }
  );
}

function packPosts(options: BatchOptions, candidates: readonly Entry[]): PublishBatch | undefined {
  const joined = join(options, candidates, options.nextId);
  const entries = joined && taken(options.outbox, candidates.slice(0, joined.count));
  if (joined === undefined || entries === undefined) return undefined;
  const replyMs = Math.max(...entries.map((entry) => entry.replyMs));
  const { topic, payload, reply } = joined;
  return {
    entries,
    packet: { topic, payload, qos: entries[0].qos, retain: false },
    reply: replyMs > 0 ? reply : undefined,
    replyMs,
    handedOver: false,
  };
}

function join(
  { dialogue, largestPayloadBytes, takenMs }: Omit<BatchOptions, 'outbox'>,
  entries: readonly Entry[],
  id: string | (() => string),
): Joined | undefined {
  if (dialogue === undefined || entries.length < 2) return undefined;
  const messages = entries.map((entry): JoinableMessage => {
    const { topic, payload, gather } = entry;
    return gather === undefined ? entry : { topic, payload, takenMs: takenMs?.(entry) };
  });
  return dialogue.join(messages, largestPayloadBytes(), typeof id === 'string' ? id : id());
}

function taken(outbox: Outbox, [first, ...rest]: readonly Entry[]): Entries | undefined {
  if (first === undefined) return undefined;
  const entries: Entries = [first, ...rest];
  for (const entry of entries) outbox.take(entry);
  return entries;
}

function formOf({ gather }: Entry): GatherForm {
  return gather?.form ?? 'posts';
}

/** The messages at the head without a failure: those refused or unanswered are sent again alone. */
function fresh(ahead: readonly Entry[]): readonly Entry[] {
  const isFresh = ({ qos, losses, unanswered, isAlone }: Entry) =>
    qos === 1 && losses === 0 && unanswered === 0 && !isAlone;
  const end = ahead.findIndex((entry) => !isFresh(entry));
  return end === -1 ? ahead : ahead.slice(0, end);
}
