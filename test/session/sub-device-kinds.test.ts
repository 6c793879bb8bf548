import assert from 'node:assert/strict';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import type { SubDevice } from '../../src/cloud/gateway';
import type { DownlinkKind, DownlinkMessage, UplinkKind } from '../../src/cloud/thing-dialogue';
import type { ReceivedMessage } from '../../src/session/publication';
import type { EmbeddedCloud } from '../../src/simulator/embedded-cloud';
import { DEMO_SETTINGS } from '../support/virtual-device';
import { Gateway, METERS } from './gateway-rig';

const METER = { productKey: METERS, deviceName: 'meter1' };
const FIRMWARE = { version: '2.0.0', firmware: Buffer.from('firmware') };

interface Uplink {
  readonly payload: unknown;
  readonly identifier?: string;
  /** What has to be in the cloud before. */
  readonly before?: (cloud: EmbeddedCloud) => void;
  /** What the cloud then has of the meter, and replied. */
  readonly seen: (cloud: EmbeddedCloud, data: unknown) => unknown;
  readonly expected: unknown;
  /** False: the cloud has no reply, or one without a code. */
  readonly isAnswered?: false;
}

/** Each kind of ec20-publish. */
const UPLINKS: Readonly<Record<UplinkKind, Uplink>> = {
  property: {
    payload: { Power: 12.5 },
    seen: (cloud) => cloud.data(METER).latest.get('Power')?.value,
    expected: 12.5,
  },
  event: {
    payload: { Power: 99.5 },
    identifier: 'Overload',
    seen: (cloud) =>
      cloud.data(METER).events.map(({ identifier, outputs }) => [identifier, outputs['Power']]),
    expected: [['Overload', 99.5]],
  },
  history: {
    payload: [
      { time: Date.UTC(2026, 10, 1), Energy: 1.5 },
      { time: Date.UTC(2026, 10, 2), Energy: 2.5 },
    ],
    seen: (cloud) =>
      cloud
        .data(METER)
        .history('Energy')
        .map(({ value }) => value),
    expected: [1.5, 2.5],
  },
  desired: {
    payload: ['Relay'],
    before: (cloud) => cloud.setDesired(METER, 'Relay', 1),
    seen: (_, data) => data,
    expected: { Relay: { value: 1, version: 1 } },
  },
  'desired-delete': {
    payload: ['Relay'],
    before: (cloud) => cloud.setDesired(METER, 'Relay', 1),
    seen: (cloud) => cloud.desired(METER).size,
    expected: 0,
  },
  tags: {
    payload: { place: 'cellar' },
    seen: (cloud) => [...cloud.tags(METER)],
    expected: [['place', 'cellar']],
  },
  'tags-delete': {
    payload: ['place'],
    seen: (cloud) => cloud.tags(METER).size,
    expected: 0,
  },
  config: {
    payload: '',
    before: (cloud) => cloud.setConfiguration(METER, '{"a":1}'),
    seen: (_, data) => (data as { configSize: number }).configSize,
    expected: 7,
  },
  'ota-version': {
    payload: '1.0.0',
    seen: (cloud) => cloud.versions(METER).get('default'),
    expected: '1.0.0',
    isAnswered: false,
  },
  'ota-progress': {
    payload: 50,
    seen: (cloud) => cloud.progress(METER).map(({ step }) => step),
    expected: ['50'],
    isAnswered: false,
  },
  'ota-firmware': {
    payload: '',
    before: (cloud) => cloud.pushUpgrade(METER, FIRMWARE),
    seen: (_, data) => (data as { version: string }).version,
    expected: '2.0.0',
  },
  ntp: {
    payload: '',
    seen: (_, data) => Number((data as { serverSendTime: string }).serverSendTime) > Date.UTC(2026, 0),
    expected: true,
  },
  raw: {
    payload: Buffer.from([1, 2, 3]),
    before: (cloud) => cloud.setRaw(METERS),
    seen: (cloud) => cloud.log.filter(({ text }) => text.includes('up_raw')).length,
    expected: 0,
    isAnswered: false,
  },
};

interface Answered {
  readonly kind: string;
  readonly code?: number;
  readonly payload?: Buffer;
}

interface Downlink {
  /** Of a custom RRPC or a group. */
  readonly topic?: string;
  /** What the cloud does; resolves with the device's answer. */
  readonly ask: (cloud: EmbeddedCloud) => Promise<Answered> | undefined;
  readonly heard: unknown;
  /** Of free content. */
  readonly answer?: Buffer;
}

/** Each kind of ec20-subscribe, and each way in which it comes. */
const DOWNLINKS: readonly (readonly [DownlinkKind, string, Downlink])[] = [
  [
    'property-set',
    'a set',
    { ask: (cloud) => cloud.setProperties(METER, { Relay: 1 }), heard: { Relay: 1 } },
  ],
  [
    'service',
    'called asynchronously',
    { ask: (cloud) => cloud.callService(METER, 'ReadNow', {}, false), heard: {} },
  ],
  [
    'service',
    'called synchronously',
    { ask: (cloud) => cloud.callService(METER, 'ReadNow', {}, true), heard: {} },
  ],
  [
    'rrpc',
    'of the system',
    {
      ask: (cloud) => cloud.rrpc(METER, 'ask'),
      heard: Buffer.from('ask'),
      answer: Buffer.from('answer'),
    },
  ],
  [
    'rrpc',
    'on a topic of its own',
    {
      topic: '/a1DemoMeter/meter1/user/get',
      ask: (cloud) => cloud.customRrpc(METER, 'user/get', 'ask'),
      heard: Buffer.from('ask'),
      answer: Buffer.from('answer'),
    },
  ],
  [
    'broadcast',
    'to a group',
    {
      topic: '/broadcast/a1DemoMeter/group',
      ask: (cloud) => {
        assert.equal(cloud.broadcastGroup(METERS, 'group', 'some'), 1);
        return undefined;
      },
      heard: Buffer.from('some'),
    },
  ],
  [
    'broadcast',
    'to all of the product',
    {
      ask: (cloud) => {
        assert.equal(cloud.broadcast(METERS, 'all'), 1);
        return undefined;
      },
      heard: Buffer.from('all'),
    },
  ],
  [
    'ota',
    'a push',
    {
      ask: (cloud) => {
        cloud.pushUpgrade(METER, FIRMWARE);
        return undefined;
      },
      heard: '2.0.0',
    },
  ],
  ['config', 'a push', { ask: (cloud) => cloud.pushConfiguration(METER, '{"a":1}'), heard: 7 }],
  [
    'raw',
    'bytes',
    {
      ask: (cloud) => {
        cloud.setRaw(METERS);
        cloud.sendRaw(METER, Buffer.from([7]));
        return undefined;
      },
      heard: Buffer.from([7]),
    },
  ],
  [
    'raw',
    'a synchronous call',
    {
      ask: (cloud) => {
        cloud.setRaw(METERS);
        return cloud.callRaw(METER, Buffer.from([7]));
      },
      heard: Buffer.from([7]),
      answer: Buffer.from([8]),
    },
  ],
];

/** What of a payload is compared: of an upgrade and of a configuration one value. */
function gist(kind: DownlinkKind, payload: unknown): unknown {
  if (kind === 'ota') return (payload as { version: string }).version;
  return kind === 'config' ? (payload as { configSize: number }).configSize : payload;
}

/** A meter online behind its gateway. */
async function online(): Promise<{ readonly gateway: Gateway; readonly meter: SubDevice }> {
  const gateway = new Gateway(['meter1'], () => ({
    // Custom RRPC has to be asked for in the client id, which a module that signs itself doesn't do.
    profile: aliyunProfile({ ...DEMO_SETTINGS, auth: 'sign' }),
  }));
  const [meter] = gateway.meters;
  assert.ok(meter !== undefined);
  await gateway.allOnline();
  return { gateway, meter };
}

describe('a device behind a gateway', () => {
  for (const [kind, uplink] of Object.entries(UPLINKS)) {
    it(`sends ${kind} under its own names, and hears the reply`, async () => {
      const { gateway, meter } = await online();
      const { clock, cloud } = gateway;
      uplink.before?.(cloud);
      const sent = gateway.send(meter, kind as UplinkKind, uplink.payload, uplink.identifier);
      const { reply } = await clock.settle(sent, 20_000);
      if (uplink.isAnswered === false) await clock.advance(1000);
      else if (kind !== 'ntp') assert.equal(reply?.code, 200);
      assert.deepEqual(uplink.seen(cloud, reply?.data), uplink.expected);
      assert.equal(gateway.arrivals.at(-1)?.device.deviceName, 'meter1');
      await gateway.end();
    });
  }

  for (const [kind, how, downlink] of DOWNLINKS) {
    it(`hears ${kind}, ${how}, and answers it`, async () => {
      const { gateway, meter } = await online();
      const { clock, cloud, session } = gateway;
      const heard: DownlinkMessage[] = [];
      const kindOfMessage = meter.thing.downlink(kind, { identifier: '', topic: downlink.topic ?? '' });
      const listener = (message: ReceivedMessage) => {
        const found = kindOfMessage.read(message);
        if (found === undefined) return;
        heard.push(found);
        if (found.request === undefined) return;
        const data = downlink.answer ?? {};
        const { topic, payload, qos } = meter.thing.answer(found.request, { code: 200, data });
        session.publish(
          { topic, payload, qos, retain: false, offline: 'drop', nodeId: 'node', flowMessageId: '' },
          { accepted: () => undefined, delivered: () => undefined, failed: ({ code }) => assert.fail(code) },
        );
      };
      for (const { filter, asked } of kindOfMessage.filters) {
        if (asked) await clock.settle(session.subscribe('node', filter, 1, listener), 10_000);
        else session.listen('node', filter, listener);
      }
      const asked = downlink.ask(cloud);
      if (asked === undefined) await clock.advance(5000);
      else {
        const answer = await clock.settle(asked, 40_000);
        assert.equal(answer.kind, 'answered');
        if (downlink.answer === undefined) assert.equal(answer.code, 200);
        else assert.deepEqual(answer.payload, downlink.answer);
      }
      assert.deepEqual(
        heard.map(({ payload }) => gist(kind, payload)),
        [downlink.heard],
      );
      await gateway.end();
    });
  }
});
