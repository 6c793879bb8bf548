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
import { kindUses, namesOf, PUBLISH_KINDS, SUBSCRIBE_KINDS, type SubscribeKind } from './kinds';
import { replyCodeProblem } from './reply-code';
import { MODULE_TOPIC_BYTES } from './servers';
import { filterProblem, topicProblem } from './topic';

/** The properties of the nodes that use a config node. What one of them means depends on the server. */

const COMMON = { version: note(1), name: content({ inText: 'optional' }) };
const USER = { ...COMMON, modem: configNode('ec20-modem') };

/** The device behind the modem's that the node speaks for; empty: the modem's own. */
const SPEAKER = { ...USER, device: configNode('ec20-device', { optional: true }) };

/** Payload formats, named as in the core mqtt in node. */
export const DATATYPES = ['auto-detect', 'buffer', 'utf8', 'json', 'base64'] as const;

/** A setting that only the kinds have whose row lists it. */
function ofKinds(kinds: Parameters<typeof kindUses>[0], name: string): (context: Context) => boolean {
  return ({ get }) => kindUses(kinds, get('kind'), name);
}
const published = (name: string) => ofKinds(PUBLISH_KINDS, name);
const subscribed = (name: string) => ofKinds(SUBSCRIBE_KINDS, name);

export const PUBLISH = {
  ...SPEAKER,
  kind: choice({ default: 'topic', choices: namesOf(PUBLISH_KINDS), check: kindProblem }),
  /** Empty: the message's own. */
  topic: topicText({
    applies: published('topic'),
    check(value, context) {
      if (value === '') return undefined;
      return topicProblem(expanded(value, context), context.server?.topicBytes ?? MODULE_TOPIC_BYTES);
    },
  }),
  qos: qos({ initial: '1', applies: published('qos'), check: qosProblem }),
  retain: flag({
    default: undefined,
    initial: '',
    applies: published('retain'),
    check: (value, { server }) =>
      value && server?.retain === false ? { code: 'EC20_RETAIN_UNSUPPORTED', params: {} } : undefined,
  }),
  offline: choice({ default: 'queue', choices: ['queue', 'drop'] }),
  /** Empty: `msg.event`. */
  event: text({ applies: published('event'), check: someIdentifier }),
  /** Empty: the kind's default. */
  waitReply: flag({ default: undefined, initial: '', applies: published('waitReply'), usual: () => '' }),
  replyTimeout: duration({ default: 10, min: 1, max: 600, initial: '', applies: published('replyTimeout') }),
  /** Maximum time that readings wait for others, to leave together; 0: each leaves at once. */
  gather: duration({ default: 0, min: 0, max: 3600, applies: published('gather') }),
  /** What messages of one topic become together: each on its line, or a JSON array. */
  gatherForm: choice({
    default: 'lines',
    choices: ['lines', 'array'],
    applies: (context) => published('gatherForm')(context) && context.get('gather') !== 0,
  }),
};

/** `msg.gather` where the node gathers; false: it waits for nothing, nor do those that wait already. */
export const MAY_GATHER = flag({ default: true });

export const SUBSCRIBE = {
  ...USER,
  /** `all`: every device behind the modem's. */
  devices: choice({ default: 'one', choices: ['one', 'all'] }),
  device: configNode('ec20-device', {
    optional: true,
    applies: ({ get }) => get('devices') !== 'all',
  }),
  kind: choice({ default: 'topic', choices: namesOf(SUBSCRIBE_KINDS), check: kindProblem }),
  topic: topicText({
    applies: (context) =>
      subscribed('topic')(context) && (context.get('kind') !== 'topic' || context.get('inputs') !== 1),
    // A filter, the topic of requests and that of a broadcast are different things.
    usual: () => '',
    check(value, context) {
      if (value === '' && context.get('kind') !== 'topic') return undefined;
      return filterProblem(expanded(value, context), context.server?.topicBytes ?? MODULE_TOPIC_BYTES);
    },
  }),
  /** Of a service; empty: all. */
  identifier: text({ applies: subscribed('identifier'), check: someIdentifier }),
  qos: qos({ initial: '1', applies: subscribed('qos'), check: qosProblem }),
  /** `ok`: an unanswered request is answered with 200. */
  autoReply: choice({
    default: 'none',
    choices: ['none', 'ok'],
    initial: '',
    applies: subscribed('autoReply'),
    usual: ({ get }) => rowOf(get('kind'))?.autoReply ?? '',
  }),
  autoReplyAfter: duration({
    default: 3,
    min: 0,
    max: 60,
    decimal: true,
    initial: '',
    applies: (context) => subscribed('autoReplyAfter')(context) && context.get('autoReply') !== 'none',
  }),
  datatype: choice({ default: 'auto-detect', choices: DATATYPES, applies: subscribed('datatype') }),
  /** 1: topics are given by messages. */
  inputs: number({ default: 0, min: 0, max: 1, applies: subscribed('inputs') }),
};

/** The cloud's and the device's codes (§A3.1). */
export const REPLY = {
  ...COMMON,
  /** Empty: `msg.code`, else 200. */
  code: number({ default: 200, min: 0, max: 999_999, initial: '', check: replyCodeProblem }),
};

export const STATUS = SPEAKER;
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

function rowOf(kind: unknown): (typeof SUBSCRIBE_KINDS)[SubscribeKind] | undefined {
  const isKnown = typeof kind === 'string' && Object.hasOwn(SUBSCRIBE_KINDS, kind);
  return isKnown ? SUBSCRIBE_KINDS[kind as SubscribeKind] : undefined;
}
