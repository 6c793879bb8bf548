import type { Node, NodeDef, NodeInitializer } from 'node-red';

import { SUBSCRIBE } from '../../src/settings/messages';
import { setting } from '../../src/settings/refusal';
import { noActions } from '../shared/action';
import { DeviceUser } from '../shared/device-user';
import { withEnvironment } from '../shared/environment';
import { FlowStarts } from '../shared/flow-starts';
import { Languages } from '../shared/languages';
import { onInput } from '../shared/input-listener';
import { readQos } from '../shared/qos';
import type { Properties } from '../modem/settings';
import { deviceOwner } from '../../src/session/owner';
import { type Speaker, subDeviceSpeaker } from '../shared/speaker';
import { downlinkReceiver, downlinkSettings, type DownlinkSettings } from './downlink';
import { act } from './topic-actions';
import { topicReceiver, type Wanted } from './topic-subscription';
import { sayInFull } from '../shared/flow-error';

/** The default QoS of a subscription. */
const DEFAULT_QOS = 1;

interface SubscribeSettings extends Wanted {
  /** 1: topics are given by messages. */
  readonly inputs: number;
  /** `all`: of each device behind the config node's. */
  readonly devices: 'one' | 'all';
  /** Undefined: a topic, not a kind of the thing model. */
  readonly downlink: DownlinkSettings | undefined;
}

/** ec20-subscribe: receives messages of a fixed topic, or of topics named by messages. */
const initialise: NodeInitializer = (RED) => {
  const starts = new FlowStarts(RED.events);
  const languages = new Languages(RED);

  function Ec20SubscribeNode(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    sayInFull(RED, this);
    const properties = withEnvironment(RED, this, { ...config });
    const user = new DeviceUser(RED, this, properties, { starts, languages });
    user.whenUsable(() => user.atClose((removed) => leave(user, user.node.id, removed)));
    onInput(this, user, (msg, send) => {
      const settings = subscribeSettings(properties);
      if (!isDynamic(settings)) throw noActions();
      return act(user, settings, msg, send);
    });
    start(user, properties);
  }

  RED.nodes.registerType('ec20-subscribe', Ec20SubscribeNode);
};

function leave(user: DeviceUser, owner: string, removed: boolean): void {
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

/** Receives what is set in the node; its faults are reported once all flows have started. */
function start(user: DeviceUser, properties: Properties): void {
  try {
    const settings = subscribeSettings(properties);
    if (isDynamic(settings)) return;
    user.whenUsable(() => {
      if (settings.devices === 'all') receiveOfAll(user, settings);
      else receive(user, settings, user.node.id, () => user.speaker());
    });
  } catch (error) {
    user.unfit(error, {});
  }
}

/** Receives for one device. */
function receive(
  user: DeviceUser,
  settings: SubscribeSettings,
  owner: string,
  speakerOf: () => Speaker,
): void {
  const { downlink, topic } = settings;
  let begin: () => Promise<void>;
  try {
    const receiving = { owner, speaker: speakerOf() };
    begin =
      downlink === undefined
        ? topicReceiver(user, settings, receiving)
        : downlinkReceiver(user, downlink, receiving);
  } catch (error) {
    user.unfit(error, { topic });
    return;
  }
  begin().catch((error: unknown) => user.afterStart(() => user.fail(error, { topic })));
}

/** Receives for every device behind the config node's, also those that are set up later. */
function receiveOfAll(user: DeviceUser, settings: SubscribeSettings): void {
  let isRemoved = false;
  const end = user.device.subDevices.follow((subDevice) => {
    const owner = deviceOwner(user.node.id, subDevice.key);
    receive(user, settings, owner, () => subDeviceSpeaker(subDevice));
    return () => leave(user, owner, isRemoved || !user.closed);
  });
  user.atClose((removed) => {
    isRemoved = removed;
    end();
  });
}

function isDynamic({ downlink, inputs }: SubscribeSettings): boolean {
  return downlink === undefined && inputs === 1;
}

/** Throws `EC20_SETTING`, `EC20_QOS`, `EC20_ENV_MISSING` or `EC20_FULL_WIDTH`. */
function subscribeSettings(properties: Properties): SubscribeSettings {
  return {
    downlink: downlinkSettings(properties),
    topic: setting('topic', SUBSCRIBE.topic, properties['topic']),
    qos: readQos(properties['qos']) ?? DEFAULT_QOS,
    datatype: setting('datatype', SUBSCRIBE.datatype, properties['datatype']),
    devices: setting('devices', SUBSCRIBE.devices, properties['devices']),
    inputs: setting('inputs', SUBSCRIBE.inputs, properties['inputs']),
  };
}

export = initialise;
