import type { Node, NodeDef, NodeInitializer } from 'node-red';

import { allOf } from '../../src/base/all-of';
import { CodedError } from '../../src/base/coded-error';
import type { QualityOfService, ReceivedMessage } from '../../src/session/publication';
import { isAbsent } from '../../src/settings/field';
import { SUBSCRIBE } from '../../src/settings/messages';
import { setting } from '../../src/settings/refusal';
import { DeviceUser } from '../device/device-user';
import { FlowStarts } from '../device/flow-starts';
import { Languages } from '../device/languages';
import { downlinkReceiver, downlinkSettings, type DownlinkSettings } from './downlink';
import { incomingPayload, type Datatype } from './incoming';
import { onInput, type FlowMessage } from '../device/input-listener';
import { readQos } from '../device/qos';
import type { Properties } from '../modem/settings';
import { isPlainObject } from '../device/plain-object';

/** The default QoS of a subscription. */
const DEFAULT_QOS = 1;

interface SubscribeSettings {
  readonly topic: string;
  readonly qos: QualityOfService;
  readonly datatype: Datatype;
  /** 1: topics are given by messages. */
  readonly inputs: number;
}

interface Wanted {
  readonly topic: string;
  readonly qos: QualityOfService;
  readonly datatype: Datatype;
}

/** ec20-subscribe: receives messages of a fixed topic, or of topics named by messages. */
const initialise: NodeInitializer = (RED) => {
  const starts = new FlowStarts(RED.events);
  const languages = new Languages(RED);

  function Ec20SubscribeNode(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    const user = new DeviceUser(RED, this, { ...config }, { starts, languages });
    user.whenUsable(() => user.atClose((removed) => leave(user, removed)));
    start(user, { ...config });
  }

  RED.nodes.registerType('ec20-subscribe', Ec20SubscribeNode);
};

function leave(user: DeviceUser, removed: boolean): void {
  const owner = user.node.id;
  const session = user.device.running;
  if (session === undefined) return;
  session.unlisten(owner);
  if (removed)
    session.unsubscribeAll(owner).catch(() => undefined); // offline: they are gone anyway
  else
    user.device.orphans.leave(
      owner,
      session.subscriptions(owner).map(({ topic }) => topic),
    );
}

function start(user: DeviceUser, config: Properties): void {
  let settings: SubscribeSettings;
  let downlink: DownlinkSettings | undefined;
  try {
    downlink = downlinkSettings(config);
    settings = subscribeSettings(config);
  } catch (error) {
    user.unfit(error, {});
    return;
  }
  if (downlink === undefined && settings.inputs === 1) {
    onInput(user.node, user, (msg, send) => act(user, settings, msg, send));
    return;
  }
  user.whenUsable(() => {
    let receive: () => Promise<void>;
    try {
      receive = downlink === undefined ? subscriber(user, settings) : downlinkReceiver(user, downlink);
    } catch (error) {
      user.unfit(error, { topic: settings.topic });
      return;
    }
    receive().catch((error: unknown) => user.afterStart(() => user.fail(error, { topic: settings.topic })));
  });
}

function subscribeSettings(config: Properties): SubscribeSettings {
  return {
    topic: setting('topic', SUBSCRIBE.topic, config['topic']),
    qos: readQos(config['qos']) ?? DEFAULT_QOS,
    datatype: setting('datatype', SUBSCRIBE.datatype, config['datatype']),
    inputs: setting('inputs', SUBSCRIBE.inputs, config['inputs']),
  };
}

/** Subscribes when called. Throws at once what is wrong with the topic. */
function subscriber(user: DeviceUser, wanted: Wanted): () => Promise<void> {
  const { profile } = user.device.destination();
  const filter = profile.expandTopic(wanted.topic);
  profile.checkFilter(filter, wanted.qos);
  return async () => {
    user.device.orphans.adopt(user.node.id, filter);
    await user.device.session().subscribe(user.node.id, filter, wanted.qos, (message) => {
      pass(user, wanted.datatype, message);
    });
  };
}

function pass(user: DeviceUser, datatype: Datatype, message: ReceivedMessage & { qos: number }): void {
  const { topic, payload, qos, messageId } = message;
  const ec20 = { messageId };
  try {
    user.node.send({ topic, payload: incomingPayload(topic, payload, datatype), qos, ec20 });
  } catch (error) {
    user.fail(error, { topic, payload, qos, ec20 });
  }
}

/** The actions of a dynamic node, named as in the core mqtt in node. */
async function act(
  user: DeviceUser,
  settings: SubscribeSettings,
  msg: FlowMessage,
  send: (msg: FlowMessage) => void,
): Promise<void> {
  await user.device.reading;
  const session = user.device.session();
  const owner = user.node.id;
  switch (msg['action']) {
    case 'subscribe':
      await allOf(
        wantedOf(user, settings, msg.topic).map(async (wanted) => subscriber(user, wanted)()),
        (error) => user.fail(error, msg),
      );
      msg['subscriptions'] = session.subscriptions(owner);
      return;
    case 'unsubscribe':
      if ((msg.topic as unknown) === true) {
        await session.unsubscribeAll(owner);
      } else {
        await allOf(
          wantedOf(user, settings, msg.topic).map(({ topic }) => session.unsubscribe(owner, topic)),
          (error) => user.fail(error, msg),
        );
      }
      msg['subscriptions'] = session.subscriptions(owner);
      return;
    case 'getSubscriptions':
      msg.topic = 'subscriptions';
      msg.payload = session.subscriptions(owner);
      send(msg);
      return;
    case 'connect':
      session.connect();
      return;
    case 'disconnect':
      await session.disconnect();
      return;
    default:
      throw new CodedError('EC20_ACTION', { params: { action: String(msg['action']) } });
  }
}

/** `msg.topic` of an action: a topic, an object `{ topic, qos, datatype }`, or a list of them; all are checked before any is used. */
function wantedOf(user: DeviceUser, settings: SubscribeSettings, topic: unknown): Wanted[] {
  const { profile } = user.device.destination();
  const list: readonly unknown[] = Array.isArray(topic) ? topic : [topic];
  return list.map((item) => {
    const fields = isPlainObject(item) ? item : { topic: item };
    const filter = profile.expandTopic(setting('topic', SUBSCRIBE.topic, fields['topic']));
    const qos = readQos(fields['qos']) ?? settings.qos;
    profile.checkFilter(filter, qos);
    const asked = fields['datatype'];
    const datatype = isAbsent(asked) ? settings.datatype : setting('datatype', SUBSCRIBE.datatype, asked);
    return { topic: filter, qos, datatype };
  });
}

export = initialise;
