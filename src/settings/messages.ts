import { expanded } from './cloud';
import type { Problem } from './fault';
import {
  choice,
  configNode,
  content,
  type Context,
  duration,
  flag,
  note,
  number,
  qos,
  text,
  topicText,
} from './field';
import { identifierProblem } from './identifier';
import { replyCodeProblem } from './reply-code';
import { MODULE_TOPIC_BYTES } from './servers';
import { filterProblem, topicProblem } from './topic';

/** The properties of the nodes that use a config node. What one of them means depends on the server. */

const COMMON = { version: note(1), name: content({ inText: 'optional' }) };
const USER = { ...COMMON, modem: configNode('ec20-modem') };

/** Payload formats, named as in the core mqtt in node. */
export const DATATYPES = ['auto-detect', 'buffer', 'utf8', 'json', 'base64'] as const;

/** Kinds of ec20-publish: a custom topic, or a kind that the cloud defines. */
const PUBLISH_KINDS = [
  'topic',
  'property',
  'event',
  'history',
  'desired',
  'desired-delete',
  'tags',
  'tags-delete',
  'config',
  'ota-version',
  'ota-progress',
  'ota-firmware',
  'ntp',
  'raw',
] as const;

export type PublishKind = (typeof PUBLISH_KINDS)[number];

/** Whether the cloud's reply is awaited by default; a custom topic has none. */
export const WAITS_FOR_REPLY: Readonly<Record<Exclude<PublishKind, 'topic'>, boolean>> = {
  property: true,
  event: true,
  history: true,
  desired: true,
  'desired-delete': true,
  tags: true,
  'tags-delete': true,
  config: true,
  'ota-version': false,
  'ota-progress': false,
  'ota-firmware': true,
  ntp: true,
  raw: false,
};

export const SUBSCRIBE_KINDS = [
  'topic',
  'property-set',
  'service',
  'rrpc',
  'broadcast',
  'desired',
  'ota',
  'config',
  'raw',
] as const;

/** Kinds whose QoS the user chooses. */
const CHOOSE_QOS = ['topic', 'property', 'event', 'history', 'raw'];
/** Of messages that use the system's topic, and may use another. */
const MAY_NAME_TOPIC = ['rrpc', 'broadcast'];

export const PUBLISH = {
  ...USER,
  kind: choice({ default: 'topic', choices: PUBLISH_KINDS, check: kindProblem }),
  /** Empty: the message's own. */
  topic: topicText({
    applies: mayBe('topic'),
    check(value, context) {
      if (value === '') return undefined;
      return topicProblem(expanded(value, context), context.server?.topicBytes ?? MODULE_TOPIC_BYTES);
    },
  }),
  qos: qos({ initial: '1', applies: mayBe(...CHOOSE_QOS), check: qosProblem }),
  retain: flag({
    default: undefined,
    initial: '',
    applies: mayBe('topic'),
    check: (value, { server }) =>
      value && server?.retain === false ? { code: 'EC20_RETAIN_UNSUPPORTED', params: {} } : undefined,
  }),
  offline: choice({ default: 'queue', choices: ['queue', 'drop'] }),
  /** Empty: `msg.event`. */
  event: text({ applies: mayBe('event'), check: someIdentifier }),
  /** Empty: the kind's default. */
  waitReply: flag({ default: undefined, initial: '', applies: isNoTopic }),
  replyTimeout: duration({ default: 10, min: 1, max: 600, initial: '', applies: isNoTopic }),
};

export const SUBSCRIBE = {
  ...USER,
  kind: choice({ default: 'topic', choices: SUBSCRIBE_KINDS, check: kindProblem }),
  topic: topicText({
    applies: ({ get }) =>
      isKind(get('kind'), MAY_NAME_TOPIC) || (isKind(get('kind'), ['topic']) && get('inputs') !== 1),
    check(value, context) {
      if (value === '' && context.get('kind') !== 'topic') return undefined;
      return filterProblem(expanded(value, context), context.server?.topicBytes ?? MODULE_TOPIC_BYTES);
    },
  }),
  /** Of a service; empty: all. */
  identifier: text({ applies: mayBe('service'), check: someIdentifier }),
  qos: qos({ initial: '1', applies: mayBe('topic'), check: qosProblem }),
  /** `ok`: an unanswered request is answered with 200. */
  autoReply: choice({ default: 'none', choices: ['none', 'ok'], initial: '', applies: isNoTopic }),
  autoReplyAfter: duration({ default: 3, min: 0, max: 60, decimal: true, initial: '', applies: isNoTopic }),
  datatype: choice({ default: 'auto-detect', choices: DATATYPES }),
  /** 1: topics are given by messages. */
  inputs: number({ default: 0, min: 0, max: 1 }),
};

/** The cloud's and the device's codes (§A3.1). */
export const REPLY = {
  ...COMMON,
  /** Empty: `msg.code`, else 200. */
  code: number({ default: 200, min: 0, max: 999_999, initial: '', check: replyCodeProblem }),
};

export const STATUS = USER;
export const COMMAND = USER;

function kindProblem(kind: string, { server }: Context): Problem | undefined {
  return kind === 'topic' || server?.thing !== false
    ? undefined
    : { code: 'EC20_KIND_SERVER', params: { kind } };
}

function qosProblem(value: number | undefined, { server, get }: Context): Problem | undefined {
  const highest = get('kind') === 'topic' ? (server?.highestQos ?? 2) : 1;
  const isKnown = get('kind') !== undefined;
  return isKnown && value !== undefined && value > highest
    ? { code: 'EC20_QOS_UNSUPPORTED', params: { value } }
    : undefined;
}

function someIdentifier(value: string): Problem | undefined {
  return value === '' ? undefined : identifierProblem(value);
}

/** Whether messages are, or may be, of one of these kinds: an environment variable may hold any kind. */
function mayBe(...kinds: readonly string[]): (context: Context) => boolean {
  return ({ get }) => isKind(get('kind'), kinds);
}

function isKind(kind: unknown, kinds: readonly string[]): boolean {
  return kind === undefined || kinds.some((each) => each === kind);
}

function isNoTopic({ get }: Context): boolean {
  return get('kind') !== 'topic';
}
