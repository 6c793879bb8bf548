import type { ReplyKey, ThingDialogue } from '../cloud/thing-dialogue';
import type { PublishPacket } from '../ec20/publish';
import type { Entry, Outbox } from './outbox';

/** What leaves in one publish: one message, or several that were joined. */
export interface PublishBatch {
  /** One at least, in the order of leaving. */
  readonly entries: readonly [Entry, ...Entry[]];
  readonly packet: PublishPacket;
  /** The cloud's reply that is waited for, if any. */
  readonly reply: ReplyKey | undefined;
  /** Milliseconds that the reply may take after the broker's ack. */
  readonly replyMs: number;
  /** The module has it (OK). */
  handedOver: boolean;
}

export interface BatchOptions {
  readonly outbox: Outbox;
  /** Of a cloud with properties and replies; undefined: messages are what they are. */
  readonly dialogue: ThingDialogue | undefined;
  /** Whether a backlog of property posts may leave as history posts. */
  readonly compact: boolean;
  /** The longest payload that the module takes now, in bytes. */
  readonly largestPayloadBytes: () => number;
  /** A message id that the device has not used before. */
  readonly nextId: () => string;
}

/** From so many waiting messages on a backlog is worth joining. */
const BACKLOG_MESSAGES = 10;
/** More readings than this never fit into one payload. */
const MOST_JOINED = 200;

/** Takes the next message from the outbox, or as many of a backlog as can leave together. */
export function nextBatch(options: BatchOptions): PublishBatch | undefined {
  return packBacklog(options) ?? packOne(options);
}

/** Whether a message, or what it was joined with, holds a property of that name. */
export function mentions({ payload }: Entry, identifier: string): boolean {
  const escaped = identifier.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(^|[^\\w:])${escaped}['"]?\\s*:`).test(payload.toString('utf8'));
}

function packOne({ outbox, dialogue }: BatchOptions): PublishBatch | undefined {
  const entry = outbox.take();
  if (entry === undefined) return undefined;
  const { topic, payload, qos, retain, replyMs } = entry;
  const reply = replyMs > 0 ? dialogue?.expectedReply(entry) : undefined;
  return {
    entries: [entry],
    packet: { topic, payload, qos, retain },
    reply,
    replyMs,
    handedOver: false,
  };
}

function packBacklog(options: BatchOptions): PublishBatch | undefined {
  const { outbox, dialogue, compact, largestPayloadBytes, nextId } = options;
  if (!compact || dialogue === undefined || outbox.waiting < BACKLOG_MESSAGES) return undefined;
  const candidates = fresh(outbox.ahead(MOST_JOINED));
  if (candidates.length < 2) return undefined;
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

/** Those at the head that nothing has gone wrong with: what was refused or unanswered goes again by itself. */
function fresh(ahead: readonly Entry[]): readonly Entry[] {
  const isFresh = ({ qos, losses, unanswered, isAlone }: Entry) =>
    qos === 1 && losses === 0 && unanswered === 0 && !isAlone;
  const end = ahead.findIndex((entry) => !isFresh(entry));
  return end === -1 ? ahead : ahead.slice(0, end);
}
