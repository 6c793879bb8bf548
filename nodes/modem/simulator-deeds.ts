import type {
  CallOutcome,
  DeviceAnswer,
  DeviceIdentity,
  EmbeddedCloud,
  Json,
  JsonObject,
  RawAnswer,
  VirtualWorld,
} from '../../src/simulator/virtual-ec20';
import type { ActionsAt, Given } from './simulator-actions';
import { jsonIn } from './simulator-field';
import type { Outcome } from './simulator-outcomes';

/** The virtual cloud, and the device in it that an action is for. */
export interface CloudPlace {
  readonly cloud: EmbeddedCloud;
  readonly device: DeviceIdentity;
  /** The device that the modem node is. */
  readonly gateway: DeviceIdentity;
  /** Whether that property's values are texts in the thing model, so that `12` is a text too. */
  readonly isText: (property: string) => boolean;
}

type CloudDeeds = {
  readonly [Name in ActionsAt<'cloud'>]: (
    place: CloudPlace,
    given: Given<Name>,
  ) => Outcome | Promise<Outcome>;
};
type WorldDeeds = {
  readonly [Name in ActionsAt<'world'>]: (world: VirtualWorld, given: Given<Name>) => Outcome;
};

/** What the cloud does; of the two secrets the device keeps its own. */
export const CLOUD_DEEDS: CloudDeeds = {
  async setProperty({ cloud, device, isText }, { identifier, value }) {
    const meant = isText(identifier) ? value : ((jsonIn(value) as Json | undefined) ?? value);
    const params = { [identifier]: meant };
    const fault = cloud.settingFault(device, params);
    if (fault !== undefined) return { kind: 'notInModel', values: { ...fault } };
    return answerOutcome(await cloud.setProperties(device, params));
  },
  async callService({ cloud, device }, { identifier, input, way }) {
    const isSync = way === 'model' ? undefined : way === 'rrpc';
    return answerOutcome(await cloud.callService(device, identifier, jsonIn(input) as JsonObject, isSync));
  },
  async customRrpc({ cloud, device }, { topic, payload }) {
    const name = concrete(topic, device).replace(`/${device.productKey}/${device.deviceName}/`, '');
    return bytesOutcome(await cloud.customRrpc(device, name.replace(/^\//, ''), payload));
  },
  pushUpgrade({ cloud, device }, { version, module }) {
    const firmware = Buffer.from(`firmware ${version}`);
    return sent(cloud.pushUpgrade(device, { version, firmware, ...(module === '' ? {} : { module }) }));
  },
  async pushConfiguration({ cloud, device }, { text }) {
    return answerOutcome(await cloud.pushConfiguration(device, text));
  },
  broadcast({ cloud, device }, { payload }) {
    return { kind: 'broadcast', values: { count: cloud.broadcast(device.productKey, payload) } };
  },
  sendRaw({ cloud, device }, { bytes }) {
    return sent(cloud.sendRaw(device, Buffer.from(bytes.replace(/\s/g, ''), 'hex')));
  },
  sendMessage({ cloud, device }, { topic, payload, qos }) {
    return sent(cloud.send(device, concrete(topic, device), payload, qos === '0' ? 0 : 1));
  },
  disableDevice({ cloud, device }) {
    cloud.enableDevice(device, false);
    return { kind: 'disabled', values: { device: device.deviceName } };
  },
  enableDevice({ cloud, device }) {
    cloud.enableDevice(device, true);
    return { kind: 'enabled', values: { device: device.deviceName } };
  },
  removeDevice({ cloud, device }) {
    cloud.gateways.remove(device);
    return { kind: 'removed', values: { device: device.deviceName } };
  },
  deleteDevice({ cloud, device }) {
    cloud.gateways.delete(device);
    return { kind: 'deleted', values: { device: device.deviceName } };
  },
  async askToAdd({ cloud, device, gateway }) {
    return answerOutcome(await cloud.gateways.askToAdd(gateway, [device]));
  },
  wrongSecret({ cloud, device }) {
    cloud.changeSecret(device, true);
    return { kind: 'wrongSecret' };
  },
  rightSecret({ cloud, device }) {
    cloud.changeSecret(device, false);
    return { kind: 'rightSecret' };
  },
};

/** What happens to the module from outside. */
export const WORLD_DEEDS: WorldDeeds = {
  pullSim(world) {
    world.pullSim();
    return { kind: 'simOut' };
  },
  insertSim(world) {
    world.insertSim();
    return { kind: 'simIn' };
  },
  noNetwork(world, { seconds }) {
    world.loseNetwork(Number(seconds) * 1000);
    return { kind: 'noNetwork', values: { seconds } };
  },
  weakSignal: (world) => ({ kind: 'signal', values: { dbm: world.setSignal('weak') } }),
  goodSignal: (world) => ({ kind: 'signal', values: { dbm: world.setSignal('good') } }),
  restart(world) {
    world.restart();
    return { kind: world.isUnplugged ? 'restartedApart' : 'restarted' };
  },
  unplug(world) {
    world.unplug();
    return { kind: 'cableOut' };
  },
  replug(world) {
    world.replug();
    return { kind: 'cableIn' };
  },
};

/** The device's own names are filled in. */
function concrete(topic: string, { productKey, deviceName }: DeviceIdentity): string {
  return topic.replaceAll('${productKey}', productKey).replaceAll('${deviceName}', deviceName);
}

function answerOutcome(outcome: CallOutcome<DeviceAnswer>): Outcome {
  if (outcome.kind !== 'answered') return { kind: outcome.kind };
  const { code, waitedMs, data, faults } = outcome;
  const shown = JSON.stringify(Object.keys(faults).length === 0 ? data : faults);
  const values = { code, ms: Math.round(waitedMs), data: cut(shown) };
  return { kind: shown === '{}' ? 'answered' : 'answeredData', values };
}

function bytesOutcome(outcome: CallOutcome<RawAnswer>): Outcome {
  if (outcome.kind !== 'answered') return { kind: outcome.kind };
  const values = { ms: Math.round(outcome.waitedMs), data: cut(outcome.payload.toString('utf8')) };
  return { kind: 'answeredBytes', values };
}

function sent(outcome: 'delivered' | 'stored' | 'dropped'): Outcome {
  return { kind: outcome === 'dropped' ? 'undelivered' : outcome };
}

/** Maximum characters of an answer in a sentence. */
const LONGEST_DATA = 200;

function cut(text: string): string {
  return text.length <= LONGEST_DATA ? text : `${text.slice(0, LONGEST_DATA)}…`;
}
