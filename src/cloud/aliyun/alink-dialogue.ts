import { CodedError } from '../../base/coded-error';
import type { QuotesMode } from '../quotes';
import type {
  CloudMessage,
  Composed,
  ThingDialogue,
  UplinkContext,
  UplinkKind,
  UplinkOrder,
} from '../thing-dialogue';
import type { TopicNames } from '../../settings/topic';
import { plainJson, READINGS, writeEnvelope } from './alink-json';
import { freeBytes, isAnswerTopic, writeAnswer } from './answer';
import { downlink } from './downlink';
import { readHistory, writeHistory } from './history';
import { packHistory } from './history-packing';
import { checkIdentifier } from './identifier';
import { joinPosts } from './joined-posts';
import { ModelCheck, type ThingCheck } from './model-check';
import { ntpTopic, readNtpAnswer, writeNtpRequest } from './ntp';
import { checkCount, kindPayload } from './reading';
import { expectedReply, judge, readReply, replyTopic } from './reply';
import { readThingModel } from './thing-model';
import { type EnvelopeKind, isEventTopic, methodOf, UPLINKS, uplinkTopic } from './uplink';

export interface AlinkSettings extends TopicNames {
  /** The JSON that the console exports; empty: no model, and nothing is checked. */
  readonly thingModel: string;
  readonly thingCheck: ThingCheck;
  /** Of time requests and answers, unless they are given their own; `keep` by default. */
  readonly quotes?: QuotesMode;
}

/** Kinds that the platform does not reply to. */
const UNANSWERED: ReadonlySet<UplinkKind> = new Set(['ota-version', 'ota-progress', 'raw']);

/** The dialogue of one device with Aliyun in Alink JSON (§A3). Throws `EC20_TSL`. */
export function alinkDialogue(settings: AlinkSettings): ThingDialogue {
  const { productKey, deviceName, thingModel, thingCheck, quotes: usual = 'keep' } = settings;
  const names: TopicNames = { productKey, deviceName };
  const model = thingModel.trim() === '' ? undefined : readThingModel(thingModel);
  const newCheck = () => new ModelCheck(model, thingCheck);

  /** `warnings` are those of the whole order. */
  const composed = (
    order: UplinkOrder,
    topic: string,
    payload: Buffer,
    check: ModelCheck,
    qos: 0 | 1 = 1,
  ): Composed => ({
    topic,
    payload,
    qos,
    reply: order.wantsReply ? expectedReply({ topic, payload }, names) : undefined,
    warnings: check.warnings,
  });

  const history = (order: UplinkOrder, context: UplinkContext, limitBytes: number) => {
    const check = newCheck();
    const { nowMs, quotes } = context;
    const entries = readHistory(plainJson(order.payload, READINGS), { names, check, nowMs });
    const newFrame = () => ({ names, id: context.nextId(), ack: order.wantsReply, quotes });
    const topic = uplinkTopic('history', '', names);
    if (limitBytes === Infinity) {
      checkCount(entries.length);
      return [composed(order, topic, writeHistory(entries, newFrame()), check)];
    }
    return packHistory(entries, newFrame, limitBytes).map((payload, index) =>
      // Each warning is given once.
      composed(order, topic, payload, index === 0 ? check : newCheck()),
    );
  };

  const envelope = (kind: EnvelopeKind, order: UplinkOrder, context: UplinkContext): Composed => {
    const { identifier, payload: raw } = order;
    const { hasReply, params } = UPLINKS[kind];
    const check = newCheck();
    const { nowMs, quotes } = context;
    const content = params({
      // Some kinds go out whatever the payload is.
      get payload() {
        return plainJson(raw, kind === 'property' || kind === 'event' ? READINGS : {});
      },
      raw,
      identifier,
      nowMs,
      check,
      model,
    });
    const topic = uplinkTopic(kind, identifier, names);
    const payload = writeEnvelope(
      {
        id: context.nextId(),
        params: content,
        method: hasReply ? methodOf(topic) : undefined,
        ack: !hasReply || order.wantsReply,
      },
      quotes,
    );
    return composed(order, topic, payload, check);
  };

  const compose = (order: UplinkOrder, context: UplinkContext, limitBytes: number): readonly Composed[] => {
    const { kind, payload } = order;
    const { nowMs, quotes } = context;
    if (kind === 'history') return history(order, context, limitBytes);
    if (kind === 'ntp') {
      const sent = nowMs === undefined ? context.nextId() : String(Math.floor(nowMs));
      return [composed(order, ntpTopic(names), writeNtpRequest(sent, quotes), newCheck(), 0)];
    }
    if (kind !== 'raw') return [envelope(kind, order, context)];
    const bytes = freeBytes(payload);
    if (bytes === undefined) throw kindPayload(kind, 'Buffer, string');
    return [composed(order, uplinkTopic(kind, '', names), bytes, newCheck())];
  };

  return {
    compose(order, context) {
      const [message] = compose(order, context, Infinity);
      if (message === undefined) throw new CodedError('EC20_PROPERTY_NONE');
      return message;
    },
    composeAll: compose,
    replyFilter(kind, identifier) {
      if (UNANSWERED.has(kind)) return undefined;
      if (kind === 'event') {
        return replyTopic(uplinkTopic(kind, identifier === '' ? '+' : checkIdentifier(identifier), names));
      }
      return replyTopic(uplinkTopic(kind, '', names));
    },
    expectedReply: (message) => expectedReply(message, names),
    isUrgent: (topic) => isEventTopic(topic, names) || isAnswerTopic(topic, names),
    readReply: (message) => readReply(message, names),
    judge: (reply, sent) => judge(reply, sent, names),
    join: (messages, limitBytes, id) => joinPosts(messages, names, limitBytes, id),
    downlink: (kind, options) => downlink(kind, options, names),
    answer(request, answer, quotes: QuotesMode = usual) {
      const check = newCheck();
      return { ...writeAnswer(request, answer, { names, check, quotes }), warnings: check.warnings };
    },
    timeRequest(nowMs, quotes: QuotesMode = usual) {
      const topic = ntpTopic(names);
      const payload = writeNtpRequest(String(Math.floor(nowMs)), quotes);
      return { message: { topic, payload }, replyFilter: replyTopic(topic) };
    },
    readTime: (message: CloudMessage, nowMs) =>
      message.topic === replyTopic(ntpTopic(names)) ? readNtpAnswer(message, nowMs) : undefined,
  };
}
