import { printable } from '../../base/character';
import { CodedError } from '../../base/coded-error';
import type { CloudMessage, CloudReply, ReplyKey, ReplyVerdict } from '../thing-dialogue';
import type { TopicNames } from '../../settings/topic';
import { idOf, readObject } from './alink-json';
import { isJsonObject } from './relaxed-json';
import { NTP_REPLY, ntpId, ntpTopic } from './ntp';
import { REPLY_CODES, UNKNOWN_CODE } from './reply-code';

/** Requests of the device, behind `/sys/pk/dn/thing/`, that the platform answers (§A3.2). */
const ASKED =
  /^(event\/.+\/post|property\/desired\/(get|delete)|deviceinfo\/(update|delete)|config\/get|ota\/firmware\/get)$/;

/** Posts of which single values may be refused inside a 200. */
const POSTS = /^event\/.+\/post$/;

const LONGEST_TEXT = 120;
const MOST_NAMED = 5;

const SUCCESS = 200;

/**
 * The reply to expect for a message of the device, by its topic and id; undefined where none is wanted. Never throws.
 */
export function expectedReply(message: CloudMessage, names: TopicNames): ReplyKey | undefined {
  if (message.topic === ntpTopic(names)) {
    const id = ntpId(message.payload);
    return id === undefined ? undefined : { topic: replyTopic(message.topic), id };
  }
  const path = thingPath(message.topic, names);
  if (path === undefined || !ASKED.test(path)) return undefined;
  const envelope = readObject(message.payload);
  const id = (envelope && idOf(envelope)) ?? '';
  if (envelope === undefined || id === '') return undefined;
  const system = envelope['sys'];
  const isSilent = isJsonObject(system) && (system['ack'] === 0 || system['ack'] === '0');
  return isSilent ? undefined : { topic: replyTopic(message.topic), id };
}

/** The topic of the reply to a message on `topic`. */
export function replyTopic(topic: string): string {
  return topic.startsWith('/ext/ntp/') ? topic.replace(/request$/, NTP_REPLY) : `${topic}_reply`;
}

/**
 * Reads a reply of the platform; undefined for anything else. Never throws. A refusal may lack the id (460 and 6207: the
 * platform could not read the message); a success that lacks it proves nothing and is none.
 */
export function readReply({ topic, payload }: CloudMessage, names: TopicNames): CloudReply | undefined {
  if (topic === replyTopic(ntpTopic(names))) {
    const id = ntpId(payload);
    return id === undefined
      ? undefined
      : { topic, id, code: SUCCESS, message: 'success', data: readObject(payload) };
  }
  const path = thingPath(topic, names);
  if (path?.endsWith('_reply') !== true || !ASKED.test(path.slice(0, -'_reply'.length))) return undefined;
  const envelope = readObject(payload);
  if (envelope === undefined) return undefined;
  const id = idOf(envelope) ?? '';
  const code = envelope['code'];
  const number = typeof code === 'string' && /^\d{1,9}$/.test(code) ? Number(code) : code;
  if (typeof number !== 'number' || (id === '' && number === SUCCESS)) return undefined;
  const { message } = envelope;
  return {
    topic,
    id: id === '' ? undefined : id,
    code: number,
    message: typeof message === 'string' ? message : '',
    data: envelope['data'] ?? {},
  };
}

/**
 * What a reply means for the message. A 200 doesn't mean stored: its data names what was filtered out, each with a text
 * (§A3.1).
 */
export function judge(reply: CloudReply, sent: CloudMessage, names: TopicNames): ReplyVerdict {
  const { code } = reply;
  if (code === SUCCESS) return judgeData(reply, POSTS.test(thingPath(sent.topic, names) ?? ''));
  const known = REPLY_CODES.get(code) ?? UNKNOWN_CODE;
  const error = new CodedError('EC20_CLOUD_REFUSED', {
    params: { code, message: shown(reply.message) },
    phrases: { meaning: known.meaning },
    outcome: 'rejected',
  });
  return known.verdict === 'again'
    ? { kind: 'again', error }
    : { kind: 'refused', error, rejected: undefined };
}

function judgeData({ data }: CloudReply, isPost: boolean): ReplyVerdict {
  if (!isPost || typeof data !== 'object' || data === null) return { kind: 'accepted' };
  const texts = Object.entries(data as Readonly<Record<string, unknown>>).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  const [first] = texts;
  if (first === undefined) return { kind: 'accepted' };
  const rejected = texts.map(([identifier]) => identifier);
  const more = rejected.length > MOST_NAMED ? '…' : '';
  const identifier = shown(rejected.slice(0, MOST_NAMED).join(', ')) + more;
  const error = new CodedError('EC20_PROPERTY_REJECTED', {
    params: { identifier, text: shown(first[1]) },
    outcome: 'rejected',
  });
  return { kind: 'refused', error, rejected };
}

/** What follows `/sys/pk/dn/thing/` of this device; undefined on another topic. */
function thingPath(topic: string, { productKey, deviceName }: TopicNames): string | undefined {
  const prefix = `/sys/${productKey}/${deviceName}/thing/`;
  return topic.startsWith(prefix) ? topic.slice(prefix.length) : undefined;
}

function shown(text: string): string {
  const whole = printable(text);
  return whole.length > LONGEST_TEXT ? `${whole.slice(0, LONGEST_TEXT)}…` : whole;
}
