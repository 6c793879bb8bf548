import type { ReplyKey, ThingDialogue } from '../cloud/thing-dialogue';
import type { PublishPacket } from '../ec20/publish';
import type { Entry, Outbox } from './outbox';

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
  /** Of the device to which a topic belongs, at a cloud with properties and replies; undefined: messages are sent unchanged. */
  readonly dialogueOf: (topic: string) => ThingDialogue | undefined;
  /** Whether a backlog of property posts may be sent as history posts. */
  readonly compact: boolean;
  /** Maximum bytes of payload that the module currently accepts. */
  readonly largestPayloadBytes: () => number;
  /** A message id that the device has not used before. */
  readonly nextId: () => string;
}

/** Minimum number of waiting messages worth joining. */
const BACKLOG_MESSAGES = 10;
/** Maximum readings in one batch; more never fit into a payload. */
const MOST_JOINED = 200;

/** Takes the next message from the outbox, or as many of a backlog as can be sent together. */
export function nextBatch(options: BatchOptions): PublishBatch | undefined {
  return packBacklog(options) ?? packOne(options);
}

/** Whether a message's payload holds a property of that name. */
export function mentions({ payload }: Entry, identifier: string): boolean {
  const escaped = identifier.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(^|[^\\w:])${escaped}['"]?\\s*:`).test(payload.toString('utf8'));
}

function packOne({ outbox, dialogueOf }: BatchOptions): PublishBatch | undefined {
  const entry = outbox.take();
  if (entry === undefined) return undefined;
  const { topic, payload, qos, retain, replyMs } = entry;
  const reply = replyMs > 0 ? dialogueOf(topic)?.expectedReply(entry) : undefined;
  return {
    entries: [entry],
    packet: { topic, payload, qos, retain },
    reply,
    replyMs,
    handedOver: false,
  };
}

function packBacklog(options: BatchOptions): PublishBatch | undefined {
  const { outbox, dialogueOf, compact, largestPayloadBytes, nextId } = options;
  if (!compact || outbox.waiting < BACKLOG_MESSAGES) return undefined;
  const candidates = fresh(outbox.ahead(MOST_JOINED));
  const dialogue = candidates[0] && dialogueOf(candidates[0].topic);
  if (candidates.length < 2 || dialogue === undefined) return undefined;
  const joined = dialogue.join(candidates, largestPayloadBytes(), nextId());
  if (joined === undefined) return undefined;
  const [first, ...rest] = candidates.slice(0, joined.count);
  if (first === undefined) return undefined;
  for (let taken = 0; taken < joined.count; taken++) outbox.take();
  const replyMs = Math.max(first.replyMs, ...rest.map((entry) => entry.replyMs));
  const { topic, payload, reply } = joined;
  return {
    entries: [first, ...rest],
    packet: { topic, payload, qos: 1, retain: false },
    reply: replyMs > 0 ? reply : undefined,
    replyMs,
    handedOver: false,
  };
}

/** The messages at the head without a failure: those refused or unanswered are sent again alone. */
function fresh(ahead: readonly Entry[]): readonly Entry[] {
  const isFresh = ({ qos, losses, unanswered, isAlone }: Entry) =>
    qos === 1 && losses === 0 && unanswered === 0 && !isAlone;
  const end = ahead.findIndex((entry) => !isFresh(entry));
  return end === -1 ? ahead : ahead.slice(0, end);
}
