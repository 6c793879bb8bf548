import { contentOf, isBytes } from '../../base/bytes';
import { printable } from '../../base/character';
import { CodedError } from '../../base/coded-error';
import { unboxed } from '../../base/foreign-value';
import { refuse } from '../../settings/refusal';
import { replyCodeProblem } from '../../settings/reply-code';
import { type Json, type QuotesMode, serialiseJson } from '../quotes';
import type { CloudMessage, DownlinkRequest, RequestAnswer } from '../thing-dialogue';
import type { TopicNames } from '../../settings/topic';
import { plainJson, writePayload, writtenId } from './alink-json';
import type { ModelCheck } from './model-check';
import { kindPayload } from './reading';
import { isJsonObject } from './relaxed-json';

const DONE = 200;

export interface AnswerContext {
  readonly names: TopicNames;
  readonly check: ModelCheck;
  readonly quotes: QuotesMode;
}

/**
 * The answer to a request that has passed through the user's flow. A service's data is its output when it succeeded; in
 * other envelopes only an object is kept, since the platform reads none. Throws `EC20_REPLY_TOPIC`, `EC20_REPLY_CODE`,
 * `EC20_KIND_PAYLOAD`, `EC20_PAYLOAD_EMPTY`, `EC20_PAYLOAD_JSON`, `EC20_TSL_UNKNOWN`, `EC20_TSL_VALUE`.
 */
export function writeAnswer(
  request: DownlinkRequest,
  answer: RequestAnswer,
  context: AnswerContext,
): CloudMessage & { readonly qos: 0 | 1 } {
  const reply = replyPlace(request.topic, context.names);
  return { ...reply, payload: request.format === 'free' ? freeContent(answer.data, context) : alink() };

  function alink(): Buffer {
    const { code } = answer;
    refuse(replyCodeProblem(code));
    // A service that failed, or one that is not in the model, has no output to check.
    const isOutput = request.kind === 'service' && code === DONE;
    const data = isOutput ? serviceOutput(request, answer.data, context) : plainData(answer.data);
    return writePayload({ id: writtenId(request.id, context.quotes), code, data }, context.quotes);
  }
}

function serviceOutput({ identifier }: DownlinkRequest, data: unknown, { check }: AnswerContext): Json {
  const output = isBytes(data) && data.byteLength > 0 ? undefined : plainJson(data);
  if (output === null || output === '') return {};
  if (!isJsonObject(output)) throw kindPayload('service', '{ Result: 1 }, {}');
  return check.service(identifier, output);
}

function plainData(data: unknown): Json {
  const json = plainJson(data);
  return isJsonObject(json) ? json : {};
}

/** Bytes and text as they are, the rest as JSON. */
function freeContent(data: unknown, { quotes }: AnswerContext): Buffer {
  const content = freeBytes(data) ?? Buffer.from(serialiseJson(data, quotes), 'utf8');
  if (content.length === 0) throw new CodedError('EC20_PAYLOAD_EMPTY');
  return content;
}

/** Bytes, or a text as bytes, as they are now; undefined for anything else. A missing payload is zero bytes. */
export function freeBytes(data: unknown): Buffer | undefined {
  return data === undefined || data === null ? Buffer.alloc(0) : contentOf(unboxed(data));
}

/** Whether it is one of those that {@link writeAnswer} makes. */
export function isAnswerTopic(topic: string, { productKey, deviceName }: TopicNames): boolean {
  const system = `/sys/${productKey}/${deviceName}/`;
  const path = topic.startsWith(system) ? topic.slice(system.length) : '';
  return topic.startsWith('/ext/rrpc/') || path.startsWith('rrpc/response/') || path.endsWith('_reply');
}

/** RRPC is answered at QoS 0: custom RRPC on the same topic, the system's on `response` (§A3.2). */
function replyPlace(
  topic: string,
  { productKey, deviceName }: TopicNames,
): { readonly topic: string; readonly qos: 0 | 1 } {
  const system = `/sys/${productKey}/${deviceName}/`;
  const path = topic.startsWith(system) ? topic.slice(system.length) : '';
  if (/^\/ext\/rrpc\/[^/+#]+\/[^+#]+$/.test(topic)) return { topic, qos: 0 };
  if (/^rrpc\/request\/[^/+#]+$/.test(path)) {
    return { topic: `${system}${path.replace('request', 'response')}`, qos: 0 };
  }
  if (/^thing\/(service\/(property\/set|[\w:]+)|config\/push|model\/down_raw)$/.test(path)) {
    return { topic: `${topic}_reply`, qos: 1 };
  }
  throw new CodedError('EC20_REPLY_TOPIC', { params: { topic: printable(topic).slice(0, 130) } });
}
