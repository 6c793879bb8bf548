import { allOf } from '../../src/base/all-of';
import { CodedError } from '../../src/base/coded-error';
import type { QualityOfService } from '../../src/session/publication';
import type { Session } from '../../src/session/session';
import { isAbsent } from '../../src/settings/field';
import { SUBSCRIBE } from '../../src/settings/messages';
import { setting } from '../../src/settings/refusal';
import { actionOf, noEffect, unknownAction } from '../shared/action';
import type { DeviceUser } from '../shared/device-user';
import { type FlowMessage, propertyOf, withProperties } from '../shared/flow-message';
import { isPlainObject } from '../shared/plain-object';
import { readQos } from '../shared/qos';
import type { Datatype } from './incoming';
import { subscribeTopic, type Wanted } from './topic-subscription';

/** What a topic of a message has where it names no own. */
export interface TopicDefaults {
  readonly qos: QualityOfService;
  readonly datatype: Datatype;
}

/** A topic of a message is no setting: nothing in it is an environment variable. */
const MESSAGE_TOPIC = { ...SUBSCRIBE.topic, inText: 'literal' as const };

/** The actions of a dynamic node, named as in the core mqtt in node. Rejects with `EC20_ACTION` and an action's own errors. */
export async function act(
  user: DeviceUser,
  defaults: TopicDefaults,
  msg: FlowMessage,
  send: (msg: FlowMessage) => void,
): Promise<void> {
  const action = actionOf(msg);
  const asked = askedOf(propertyOf(msg, 'topic'));
  await user.reading;
  const session = user.device.session();
  const owner = user.node.id;
  switch (action) {
    case 'subscribe':
      await allOf(
        wantedOf(user, defaults, asked).map((wanted) => subscribeTopic(user, wanted)),
        (error) => user.fail(error, msg),
      );
      withProperties(msg, { subscriptions: session.subscriptions(owner) });
      return;
    case 'unsubscribe':
      if (asked === 'all') await unsubscribeAll(user, session);
      else {
        await allOf(
          wantedOf(user, defaults, asked).map(({ topic }) => unsubscribe(session, owner, topic)),
          (error) => user.fail(error, msg),
        );
      }
      withProperties(msg, { subscriptions: session.subscriptions(owner) });
      return;
    case 'getSubscriptions':
      send(withProperties(msg, { topic: 'subscriptions', payload: session.subscriptions(owner) }));
      return;
    case 'connect': {
      const { state } = session.snapshot();
      if (state === 'online') user.warn(noEffect(action, CONNECTED));
      else if (state !== 'closed') user.warn(noEffect(action, CONNECTING));
      session.connect();
      return;
    }
    case 'disconnect':
      if (session.snapshot().state === 'closed') user.warn(noEffect(action, DISCONNECTED));
      await session.disconnect();
      return;
    default:
      throw unknownAction(action);
  }
}

const CONNECTED = { en: 'the device is already connected', zh: '设备已经在线' };
const CONNECTING = {
  en: 'the device is already connecting, and tries again by itself',
  zh: '设备正在连接，失败后会自动重试',
};
const DISCONNECTED = { en: 'the device is already disconnected', zh: '设备已经断开' };
const NO_SUBSCRIPTIONS = { en: 'this node has no subscriptions', zh: '本节点没有任何订阅' };

async function unsubscribeAll(user: DeviceUser, session: Session): Promise<void> {
  const owner = user.node.id;
  if (session.subscriptions(owner).length === 0) user.warn(noEffect('unsubscribe', NO_SUBSCRIPTIONS));
  await session.unsubscribeAll(owner);
}

/** Rejects with `EC20_NO_EFFECT` for a topic that the node is not subscribed to. */
async function unsubscribe(session: Session, owner: string, topic: string): Promise<void> {
  if (session.subscriptions(owner).some((each) => each.topic === topic)) {
    await session.unsubscribe(owner, topic);
    return;
  }
  throw noEffect('unsubscribe', {
    en: `this node is not subscribed to “${topic}”`,
    zh: `本节点没有订阅“${topic}”`,
  });
}

/** One topic of a message. */
interface Asked {
  readonly topic: unknown;
  readonly qos: unknown;
  readonly datatype: unknown;
}

/**
 * `msg.topic` of an action, as it is now: a topic, an object `{ topic, qos, datatype }`, or a list of them; true: all that the node is
 * subscribed to.
 */
function askedOf(topic: unknown): readonly Asked[] | 'all' {
  if (topic === true) return 'all';
  const list: readonly unknown[] = Array.isArray(topic) ? topic : [topic];
  return list.map((item) => {
    const fields = isPlainObject(item) ? item : { topic: item };
    return {
      topic: propertyOf(fields, 'topic'),
      qos: propertyOf(fields, 'qos'),
      datatype: propertyOf(fields, 'datatype'),
    };
  });
}

/** The topics as filters; all are checked before any is used. Throws `EC20_FILTER_MISSING` where there is none. */
function wantedOf(user: DeviceUser, defaults: TopicDefaults, asked: readonly Asked[] | 'all'): Wanted[] {
  const { profile } = user.device.destination();
  const speaker = user.speaker();
  if (asked === 'all' || asked.length === 0) throw new CodedError('EC20_FILTER_MISSING');
  return asked.map(({ topic, qos: level, datatype }) => {
    const filter = speaker.expandTopic(setting('topic', MESSAGE_TOPIC, topic));
    const qos = readQos(level) ?? defaults.qos;
    profile.checkFilter(filter, qos);
    return {
      topic: filter,
      qos,
      datatype: isAbsent(datatype) ? defaults.datatype : setting('datatype', SUBSCRIBE.datatype, datatype),
    };
  });
}
