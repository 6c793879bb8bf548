import { contentOf } from '../../src/base/bytes';
import { CodedError } from '../../src/base/coded-error';
import type { CloudProfile } from '../../src/cloud/cloud-profile';
import { serialiseJson, type QuotesMode } from '../../src/cloud/quotes';
import { checkGathered, type PlainForm } from '../../src/session/joined-payloads';
import type { PublishRequest, QualityOfService } from '../../src/session/publication';
import { MAY_GATHER, PUBLISH } from '../../src/settings/messages';
import { setting } from '../../src/settings/refusal';
import { type FlowMessage, propertyOf } from '../shared/flow-message';
import { readQos } from '../shared/qos';

/** The settings of ec20-publish; `undefined`: taken from the message. */
export interface PublishSettings {
  readonly topic: string;
  readonly qos: QualityOfService | undefined;
  readonly retain: boolean | undefined;
  readonly offline: 'queue' | 'drop';
  /** Maximum milliseconds that a message waits for others; 0: none does. */
  readonly gatherMs: number;
  readonly gatherForm: PlainForm;
}

/** The QoS when neither node nor message sets one: the broker's ack is worth the wait. */
const DEFAULT_QOS = 1;

/** Reads the node's properties. Throws `EC20_SETTING`, `EC20_QOS`, `EC20_ENV_MISSING` or `EC20_FULL_WIDTH`. */
export function publishSettings(config: Readonly<Record<string, unknown>>): PublishSettings {
  const { topic, qos, retain, offline, gatherForm } = config;
  return {
    topic: setting('topic', PUBLISH.topic, topic),
    qos: qos === undefined ? DEFAULT_QOS : readQos(qos),
    retain: setting('retain', PUBLISH.retain, retain),
    offline: setting('offline', PUBLISH.offline, offline),
    gatherMs: gatherMs(config),
    gatherForm: setting('gatherForm', PUBLISH.gatherForm, gatherForm),
  };
}

/** Maximum milliseconds that a node's messages wait for others; 0: they don't. Throws as {@link publishSettings} does. */
export function gatherMs(config: Readonly<Record<string, unknown>>): number {
  return 1000 * setting('gather', PUBLISH.gather, config['gather']);
}

/** How long this message waits for others: not at all where `msg.gather` is false. Throws `EC20_SETTING`. */
export function waitMs(longestMs: number, msg: FlowMessage): number {
  return setting('msg.gather', MAY_GATHER, propertyOf(msg, 'gather')) ? longestMs : 0;
}

/** The destination of a message: the relevant part of its config node. */
export interface Destination {
  readonly profile: CloudProfile;
  /** Fills in a topic's placeholders, where another device than the profile's sends it. */
  readonly expandTopic?: CloudProfile['expandTopic'];
  readonly quotes: QuotesMode;
}

/** The bytes and settings of one message, or nothing. */
export type Outgoing = Omit<PublishRequest, 'nodeId' | 'flowMessageId'>;

/**
 * Makes `msg` concrete: the node's topic, QoS and retain override the message's; an invalid one is rejected, not
 * corrected. Without a payload there is nothing to send: `undefined`. Throws `EC20_TOPIC_…`, `EC20_QOS…`,
 * `EC20_RETAIN…`, `EC20_PAYLOAD_…` or `EC20_GATHER_FORM`.
 */
export function outgoing(settings: PublishSettings, msg: FlowMessage, to: Destination): Outgoing | undefined {
  const given = propertyOf(msg, 'payload');
  if (given === undefined) return undefined;
  const topic = (to.expandTopic ?? to.profile.expandTopic)(topicOf(settings, msg));
  const payload = payloadBytes(given, to.quotes);
  const qos = settings.qos ?? readQos(propertyOf(msg, 'qos')) ?? DEFAULT_QOS;
  const retain = settings.retain ?? retainOf(propertyOf(msg, 'retain'));
  to.profile.checkPublish(topic, payload.length, qos, retain);
  const outgoing = { topic, payload, qos, retain, offline: settings.offline };
  if (settings.gatherMs === 0) return outgoing;
  const form = settings.gatherForm;
  checkGathered(payload, form, isObject(given));
  return { ...outgoing, gather: { forMs: waitMs(settings.gatherMs, msg), form } };
}

/** Something that was made JSON here. */
function isObject(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && contentOf(payload) === undefined;
}

function topicOf(settings: PublishSettings, msg: FlowMessage): string {
  if (settings.topic !== '') return settings.topic;
  const topic = propertyOf(msg, 'topic');
  if (typeof topic !== 'string' || topic === '') throw new CodedError('EC20_TOPIC_MISSING');
  return topic;
}

function retainOf(value: unknown): boolean {
  if (isBlank(value)) return false;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new CodedError('EC20_RETAIN', { params: { value: String(value) } });
}

/** As the core mqtt out node: `null` is an empty payload. Bytes are copied: a message may wait, and its flow go on. */
function payloadBytes(payload: unknown, quotes: QuotesMode): Buffer {
  if (payload === null) return Buffer.alloc(0);
  const isPlain = typeof payload === 'number' || typeof payload === 'boolean' || typeof payload === 'bigint';
  return (
    contentOf(isPlain ? String(payload) : payload) ?? Buffer.from(serialiseJson(payload, quotes), 'utf8')
  );
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
