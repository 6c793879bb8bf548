import type { CodedError } from '../base/coded-error';
import type { QuotesMode } from './quotes';

/**
 * What a cloud with properties, events and services (物模型) requires of a device, as a value: the session and the nodes
 * refer to no such cloud by name. A profile without one moves plain topics only.
 */
export interface ThingDialogue {
  /**
   * Makes one message to the cloud. Throws `EC20_KIND_PAYLOAD`, `EC20_PROPERTY_…`, `EC20_IDENTIFIER`,
   * `EC20_EVENT_MISSING`, `EC20_HISTORY_DEVICE`, `EC20_TAG_KEY`, `EC20_TIME_…`, `EC20_TSL_…` or `EC20_PAYLOAD_JSON`
   * for what the cloud would refuse; `warnings` holds the rest.
   */
  compose(order: UplinkOrder, context: UplinkContext): Composed;
  /**
   * Like {@link compose}, but a history longer than `limitBytes` is split into several messages, each with an id of its
   * own. Other kinds are one message, whatever its length. Throws `EC20_PAYLOAD_LONG` when a single reading is too
   * long.
   */
  composeAll(order: UplinkOrder, context: UplinkContext, limitBytes: number): readonly Composed[];
  /** The filter of the replies to that kind; undefined: it has none. */
  replyFilter(kind: UplinkKind, identifier: string): string | undefined;
  /** The reply to expect for a message, derived from the message itself: a queue stores nothing else. */
  expectedReply(message: CloudMessage): ReplyKey | undefined;
  /** Whether a message on that topic is an event, or answers a request of the cloud: what leaves first where not all may. */
  isUrgent(topic: string): boolean;
  /** Reads a downlink message as a reply; undefined when it is not one. */
  readReply(message: CloudMessage): CloudReply | undefined;
  /** What a reply means for the message: `again` for throttling and temporary faults of the cloud. */
  judge(reply: CloudReply, sent: CloudMessage): ReplyVerdict;
  /**
   * Joins as many of `messages`, starting with the first, as fit into `limitBytes` into one history post; undefined
   * when not even two can be joined (other kinds, or a reading without a known time).
   */
  join(messages: readonly JoinableMessage[], limitBytes: number, id: string): Joined | undefined;
  /** Where messages of that kind arrive, and how they are read. Throws `EC20_SETTING` or a filter's own fault. */
  downlink(kind: DownlinkKind, options: DownlinkOptions): Downlink;
  /**
   * The answer to a request of the cloud, in `quotes` of the device's settings (`keep` by default). Throws `EC20_REPLY_TOPIC`,
   * `EC20_REPLY_CODE`, `EC20_KIND_PAYLOAD`, `EC20_PAYLOAD_EMPTY`, `EC20_PAYLOAD_JSON`, `EC20_TSL_…`.
   */
  answer(
    request: DownlinkRequest,
    answer: RequestAnswer,
    quotes?: QuotesMode,
  ): CloudMessage & { readonly qos: 0 | 1; readonly warnings: readonly CodedError[] };
  /** Asks the cloud for the time, in `quotes` as above. */
  timeRequest(
    nowMs: number,
    quotes?: QuotesMode,
  ): { readonly message: CloudMessage; readonly replyFilter: string };
  /** UTC in ms when `message`, received at `nowMs`, answers a time request; both on the sender's clock. */
  readTime(message: CloudMessage, nowMs: number): number | undefined;
}

/** One publish in the cloud's own words. */
export interface CloudMessage {
  readonly topic: string;
  readonly payload: Buffer;
}

/** `kind` of ec20-publish, but for `topic`. */
export type UplinkKind =
  | 'property'
  | 'event'
  | 'history'
  | 'desired'
  | 'desired-delete'
  | 'tags'
  | 'tags-delete'
  | 'config'
  | 'ota-version'
  | 'ota-progress'
  | 'ota-firmware'
  | 'ntp'
  | 'raw';

/** A message as a flow requests it. */
export interface UplinkOrder {
  readonly kind: UplinkKind;
  /** `msg.payload`, of any type. */
  readonly payload: unknown;
  /** Of an event: the node's setting, or `msg.event`; else empty. */
  readonly identifier: string;
  /** False: the message asks for no reply (`sys.ack` 0). */
  readonly wantsReply: boolean;
}

/** What a message is composed with. */
export interface UplinkContext {
  /** A number that this device has not used before, decimal digits; a new one at each call, one per message. */
  nextId(): string;
  /** UTC in ms, for values without a time of their own; undefined: unknown; the cloud's clock then applies. */
  readonly nowMs: number | undefined;
  readonly quotes: QuotesMode;
}

/** A message ready to send, with what identifies its reply. */
export interface Composed extends CloudMessage {
  readonly qos: 0 | 1;
  readonly reply: ReplyKey | undefined;
  readonly warnings: readonly CodedError[];
}

/** What a reply is matched by. */
export interface ReplyKey {
  readonly topic: string;
  readonly id: string;
}

/** The cloud's answer to one message, and its meaning. */
export interface CloudReply {
  readonly topic: string;
  /** Undefined: it names no message, as the cloud could not read the one that it refuses. */
  readonly id: string | undefined;
  readonly code: number;
  readonly message: string;
  readonly data: unknown;
}

/** The cloud's result for a message. */
export type ReplyVerdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'again'; readonly error: CodedError }
  /** `rejected`: the identifiers that were refused inside a 200; undefined: all of it. */
  | {
      readonly kind: 'refused';
      readonly error: CodedError;
      readonly rejected: readonly string[] | undefined;
    };

/** A message that may leave together with others. */
export interface JoinableMessage extends CloudMessage {
  /** UTC in ms at which its values without a time of their own were taken; undefined or absent: unknown. */
  readonly takenMs?: number | undefined;
}

/** Several messages in one publish. */
export interface Joined extends CloudMessage {
  /** How many of the messages it holds. */
  readonly count: number;
  readonly reply: ReplyKey;
}

/** `kind` of ec20-subscribe, but for `topic`. */
export type DownlinkKind =
  'property-set' | 'service' | 'rrpc' | 'broadcast' | 'desired' | 'ota' | 'config' | 'raw';

/** How a subscriber wants the cloud's messages. */
export interface DownlinkOptions {
  /** Of a service; empty: all. */
  readonly identifier: string;
  /** Of a custom RRPC or a group broadcast; empty: the system's own. */
  readonly topic: string;
}

/** A kind of the cloud's messages: where it comes, and how it is read. */
export interface Downlink {
  /** `asked` false: messages arrive without a subscription, and one might be refused. */
  readonly filters: readonly { readonly filter: string; readonly asked: boolean }[];
  /** Undefined: a message on one of these filters but of another kind. Throws `EC20_JSON`. */
  read(message: CloudMessage): DownlinkMessage | undefined;
}

/** One message of the cloud, read. */
export interface DownlinkMessage {
  /** The request's params, or the whole content; a Buffer where the content is free: the node's datatype then decides. */
  readonly payload: unknown;
  /** Sent to the flow beside payload, e.g. `{ service: 'Reboot' }`, `{ version: 3 }`. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Set where the cloud wants an answer. */
  readonly request: DownlinkRequest | undefined;
}

/** Plain data: passes through the flow in `msg.ec20.request` and returns with the answer. */
export interface DownlinkRequest {
  readonly kind: DownlinkKind;
  /** The request's topic, from which the reply's follows. */
  readonly topic: string;
  /** Of the envelope; empty for free content. */
  readonly id: string;
  /** Of a service; else empty. */
  readonly identifier: string;
  readonly method: string;
  /** The cloud's timeout, in ms; undefined: none. */
  readonly limitMs: number | undefined;
  /** Alink in an envelope, or free bytes. */
  readonly format: 'alink' | 'free';
}

/** A flow's answer to a request of the cloud. */
export interface RequestAnswer {
  /** 200, or the device's own 100000–110000, 400, 429, 460. Unused for free content. */
  readonly code: number;
  readonly data: unknown;
}
