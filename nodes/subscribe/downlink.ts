import { allOf } from '../../src/base/all-of';
import { CodedError } from '../../src/base/coded-error';
import type { DownlinkKind, DownlinkMessage, DownlinkRequest } from '../../src/cloud/thing-dialogue';
import type { RoutedMessage } from '../../src/session/subscriptions';
import { SUBSCRIBE } from '../../src/settings/messages';
import { setting } from '../../src/settings/refusal';
import type { DeviceUser } from '../shared/device-user';
import { incomingPayload, type Datatype } from './incoming';
import type { Receiving } from './topic-subscription';
import type { FlowRequest } from '../shared/pending-requests';
import { answerRequest } from '../shared/request-answer';
import { nameOfSpeaker, type Speaker } from '../shared/speaker';
import type { Properties } from '../modem/settings';

/** The settings of ec20-subscribe for a kind of the thing model. */
export interface DownlinkSettings {
  readonly kind: DownlinkKind;
  /** Of a service; empty: all. */
  readonly identifier: string;
  /** Of a custom RRPC or a group broadcast. */
  readonly topic: string;
  /** How free content is decoded. */
  readonly datatype: Datatype;
  /** Milliseconds after which an unanswered request is answered with 200; undefined: never. */
  readonly autoReplyMs: number | undefined;
}

/** The automatic answer: success without data. */
const DONE = { code: 200, data: {} };

/** Reads a node's properties; undefined for the kind `topic`. Throws `EC20_SETTING`, `EC20_ENV_MISSING`. */
export function downlinkSettings(config: Properties): DownlinkSettings | undefined {
  const kind = setting('kind', SUBSCRIBE.kind, config['kind']);
  if (kind === 'topic') return undefined;
  const automatic = setting('autoReply', SUBSCRIBE.autoReply, config['autoReply']);
  const afterMs = 1000 * setting('autoReplyAfter', SUBSCRIBE.autoReplyAfter, config['autoReplyAfter']);
  return {
    kind,
    identifier: setting('identifier', SUBSCRIBE.identifier, config['identifier']),
    topic: setting('topic', SUBSCRIBE.topic, config['topic']),
    datatype: setting('datatype', SUBSCRIBE.datatype, config['datatype']),
    autoReplyMs: automatic === 'ok' ? afterMs : undefined,
  };
}

/**
 * Receives messages of that kind, once called, and passes them to the flow. Rejects with the first error, after all filters have
 * been tried. Throws at once what is wrong with the settings.
 */
export function downlinkReceiver(
  user: DeviceUser,
  settings: DownlinkSettings,
  { owner, speaker }: Receiving,
): () => Promise<void> {
  const { kind, identifier } = settings;
  const { profile } = user.device.destination();
  const topic = speaker.expandTopic(settings.topic);
  if (kind === 'rrpc' && topic !== '' && profile.auth !== 'sign') throw new CodedError('EC20_RRPC_SIGN');
  const downlink = speaker.dialogue(kind).downlink(kind, { identifier, topic });
  const pass = (message: RoutedMessage) => {
    try {
      const read = downlink.read(message);
      if (read !== undefined) user.send(flowMessage(user, settings, speaker, message, read));
    } catch (error) {
      const { topic: receivedOn, payload, qos, messageId } = message;
      const names = nameOfSpeaker(speaker);
      user.fail(error, { topic: receivedOn, payload, qos, ...names, ec20: { messageId } });
    }
  };
  return async () => {
    const session = user.device.session();
    session.unlisten(owner);
    for (const { filter, asked } of downlink.filters) {
      if (!asked) session.listen(owner, filter, pass);
    }
    const asked = downlink.filters.filter((each) => each.asked);
    await allOf(
      asked.map(({ filter }) => {
        user.device.orphans.adopt(owner, filter);
        return session.subscribe(owner, filter, 1, pass);
      }),
      (error) => user.afterStart(() => user.fail(error, {})),
    );
  };
}

function flowMessage(
  user: DeviceUser,
  settings: DownlinkSettings,
  speaker: Speaker,
  { topic, qos, messageId }: RoutedMessage,
  { payload, properties, request }: DownlinkMessage,
) {
  const noted = request && note(user, settings, speaker, request);
  const ec20 = noted === undefined ? { messageId } : { messageId, request: noted };
  const content = Buffer.isBuffer(payload) ? incomingPayload(topic, payload, settings.datatype) : payload;
  return { topic, payload: content, ...properties, ...nameOfSpeaker(speaker), qos, ec20 };
}

/** Notes a request, to be answered by an ec20-reply or, if so set, automatically. */
function note(
  user: DeviceUser,
  { autoReplyMs }: DownlinkSettings,
  { key }: Speaker,
  request: DownlinkRequest,
): FlowRequest {
  const { device } = user;
  const automatic =
    autoReplyMs === undefined
      ? undefined
      : {
          afterMs: Math.min(autoReplyMs, (request.limitMs ?? Infinity) - ANSWER_TAKES_MS),
          unanswered: (unanswered: FlowRequest) => {
            try {
              answerRequest(device, unanswered, DONE, (error) => {
                if (error !== undefined) user.fail(error, {});
              });
            } catch (error) {
              user.fail(error, {});
            }
          },
        };
  return device.requests.add(request, device.id, automatic, key);
}

/** Travel time of an answer over a slow network, subtracted from the cloud's limit. */
const ANSWER_TAKES_MS = 2000;
