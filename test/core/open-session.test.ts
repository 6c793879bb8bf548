import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { DeviceSecrets } from '../../nodes/modem/device-secrets';
import { setUp } from '../../nodes/modem/device-setup';
import { type Properties, modemSettings } from '../../nodes/modem/settings';
import type { CloudProfile } from '../../src/cloud/cloud-profile';
import { Cloud } from '../../src/core/cloud';
import { aliyun, mqtt, platform } from '../../src/core/clouds';
import { createSession, send, sessionOptions } from '../../src/core/open-session';
import { PROFILES } from '../../src/ec20/profiles/families';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { fixedKey } from '../support/fixed-key';
import { virtualLine } from './virtual-line';

const { productKey, deviceName, deviceSecret } = DEMO_TRIPLET;
const UPDATE = '/${productKey}/${deviceName}/user/update';
const IMEI = '861234050012345';

describe('createSession', () => {
  it("has the config node's defaults", () => {
    const options = sessionOptions({ port: 'auto', cloud: aliyun(DEMO_TRIPLET) });
    const node = modemSettings({}, {});
    assert.deepEqual(options.modem, node.module);
    assert.equal(options.portName, node.line.port);
    assert.equal(options.maxInFlight, node.delivery.maxInFlight);
    assert.equal(options.maxRate, node.delivery.maxRate);
    assert.equal(options.queueTtlMs, node.delivery.queueTtlMs);
    assert.equal(options.queueOverflow, node.delivery.queueOverflow);
    assert.equal(options.compact, node.delivery.compact);
    assert.equal(options.queueLimit, 10_000, 'as much as fits in memory');
    assert.ok(!options.queue.durable);
    const onDisk = { port: 'auto', cloud: aliyun(DEMO_TRIPLET), queueFile: 'queue.sqlite' };
    const durable = sessionOptions(onDisk);
    assert.ok(durable.queue.durable);
    assert.equal(durable.queueLimit, node.delivery.queueLimit);
  });

  it('takes the options that are set, and an absent value for none', () => {
    const cloud = mqtt({ host: 'broker.example' });
    const told = { apn: 'cmnet', pdpContext: 3, signalIntervalMs: 0, maxInFlight: 2 };
    const options = sessionOptions({
      port: 'COM5',
      cloud,
      ...told,
      ...{ urcPort: undefined },
    } as never);
    assert.equal(options.modem.apn, 'cmnet');
    assert.equal(options.modem.pdpContext, 3);
    assert.equal(options.modem.signalIntervalMs, 0);
    assert.equal(options.modem.urcPort, 'auto');
    assert.equal(options.maxInFlight, 2);
  });

  it('assigns each message of the device another id, as decimal digits', () => {
    const options = sessionOptions({ port: 'auto', cloud: aliyun(DEMO_TRIPLET) });
    const ids = Array.from({ length: 3 }, () => options.nextMessageId?.() ?? '');
    for (const id of ids) assert.match(id, /^[1-9]\d{0,9}$/);
    assert.equal(new Set(ids).size, 3);
  });

  it('runs as the chosen family, and accepts no other name', () => {
    const choice = { port: 'auto', cloud: aliyun(DEMO_TRIPLET) };
    assert.equal(sessionOptions(choice).module, undefined);
    assert.equal(sessionOptions({ ...choice, module: 'EC200U' }).module?.name, 'EC200U');
    assert.throws(() => createSession({ ...choice, module: 'EC2O0U' }), {
      code: 'EC20_SETTING',
      params: { field: 'module', value: 'EC2O0U', allowed: [...PROFILES.keys()].join(', ') },
    });
  });

  it('reveals neither its options nor a secret', () => {
    const cloud = aliyun(DEMO_TRIPLET);
    for (const given of [cloud, createSession({ port: 'auto', cloud })]) {
      assert.deepEqual(Object.keys(given), []);
      assert.doesNotMatch(
        inspect(given, { depth: 9, getters: true, showHidden: true }),
        new RegExp(deviceSecret),
      );
    }
  });
});

describe('The clouds of the core', () => {
  const userDir = mkdtempSync(join(tmpdir(), 'ec20-core-'));
  after(() => rmSync(userDir, { recursive: true }));
  const secret = 'c2VjcmV0c2VjcmV0c2VjcmV0';

  const CASES: readonly (readonly [
    what: string,
    mine: Cloud,
    config: Properties,
    credentials: Properties,
  ])[] = [
    ['aliyun', aliyun(DEMO_TRIPLET), { productKey, deviceName }, { deviceSecret }],
    [
      'aliyun with an instance, by TLS',
      aliyun({ ...DEMO_TRIPLET, instanceId: 'iot-06z00abcd' }),
      { productKey, deviceName, instanceId: 'iot-06z00abcd' },
      { deviceSecret },
    ],
    [
      'mqtt',
      mqtt({
        host: 'broker.example',
        username: 'u',
        password: 'p',
        will: { topic: 'gone', payload: 'bye', qos: 1 },
      }),
      { server: 'mqtt', host: 'broker.example', willTopic: 'gone', willPayload: 'bye', willQos: '1' },
      { username: 'u', password: 'p' },
    ],
    [
      'mqtt by TLS with the shipped roots',
      mqtt({ host: 'broker.example', mqttPort: 8883, tls: 'on' }),
      { server: 'mqtt', host: 'broker.example', mqttPort: 8883, tls: 'on' },
      {},
    ],
    [
      'huawei',
      platform('huawei', { host: 'iot.example', deviceName: 'd1', deviceSecret: secret }),
      { server: 'huawei', host: 'iot.example', deviceName: 'd1' },
      { deviceSecret: secret },
    ],
    [
      'tencent',
      platform('tencent', { productKey: 'ABCDEFGHIJ', deviceName: 'd1', deviceSecret: secret }),
      { server: 'tencent', productKey: 'ABCDEFGHIJ', deviceName: 'd1' },
      { deviceSecret: secret },
    ],
  ];
  for (const [what, cloud, config, credentials] of CASES) {
    it(`${what}: all is as the config node has it`, () => {
      const mine = Cloud.profileOf(cloud);
      const home = { userDir, secrets: new DeviceSecrets(userDir, fixedKey('')) };
      const setup = setUp(config, credentials, home);
      assert.equal(setup.kind, 'ready');
      assert.deepEqual(values(mine), values(setup.profile));
      for (const how of ['sign', 'aliauth'] as const) {
        assert.deepEqual(
          mine.credentials({ how, imei: IMEI }),
          setup.profile.credentials({ how, imei: IMEI }),
        );
      }
    });
  }

  it('say what is wrong with a device when they are made', () => {
    assert.throws(() => aliyun({ ...DEMO_TRIPLET, productKey: '' }), { code: 'EC20_PRODUCT_KEY' });
    assert.throws(() => mqtt({ host: '' }), { code: 'EC20_HOST_MISSING' });
    assert.throws(() => platform('huawei', { host: 'iot.example', deviceName: 'd' }), {
      code: 'EC20_NO_SECRET',
    });
    assert.throws(() => aliyun({ ...DEMO_TRIPLET, tls: 'on', mqttPort: 8883 }), { code: 'EC20_CA_MISSING' });
  });

  it('trust the certificates that are passed in', () => {
    const device = { host: 'broker.example', tls: 'on', ca: 'PEM' } as const;
    const clientCertificate = { certificate: 'C', key: 'K' };
    const own = Cloud.profileOf(mqtt({ ...device, clientCertificate }));
    assert.equal(own.tls?.ca.toString(), 'PEM');
    assert.deepEqual(own.tls.client, { certificate: Buffer.from('C'), key: Buffer.from('K') });
  });

  /** What is left of a profile without its functions. */
  function values(profile: CloudProfile): unknown {
    return JSON.parse(JSON.stringify(profile)) as unknown;
  }
});

describe('send', () => {
  it('waits while offline, and reports how the message was delivered', async () => {
    const { clock, cloud, choice } = await virtualLine();
    const topics: string[] = [];
    cloud.onPublish(({ topic }) => topics.push(topic));
    const session = createSession({ ...choice, cloud: aliyun(DEMO_TRIPLET) });
    const { accepted, delivered } = send(session, { topic: UPDATE, payload: '21.5' });
    await clock.advance(1000);
    assert.deepEqual(topics, []);
    session.start();
    const delivery = await clock.settle(delivered, 60_000);
    assert.equal(delivery.attempts, 1);
    assert.ok(delivery.deliveredMs >= 1000);
    await accepted;
    assert.deepEqual(topics, [`/${productKey}/${deviceName}/user/update`]);
    await clock.settle(session.close(), 10_000);
  });

  it('rejects what is refused, with its code; neither promise has to be waited for', async () => {
    const { clock, choice } = await virtualLine();
    const session = createSession({ ...choice, cloud: aliyun(DEMO_TRIPLET) });
    const refused = send(session, { topic: UPDATE, payload: 'x', qos: 2 });
    await assert.rejects(refused.accepted, { code: 'EC20_QOS_UNSUPPORTED' });
    await assert.rejects(refused.delivered, { code: 'EC20_QOS_UNSUPPORTED' });
    await assert.rejects(send(session, { topic: UPDATE, payload: 'x', offline: 'drop' }).delivered, {
      code: 'EC20_OFFLINE',
    });
    await assert.rejects(send(session, { topic: UPDATE, payload: '' }).accepted, {
      code: 'EC20_PAYLOAD_EMPTY',
    });
    const waiting = send(session, { topic: UPDATE, payload: 'x' });
    await clock.settle(session.close(), 10_000);
    await assert.rejects(waiting.delivered, { code: 'EC20_CLOSED' });
  });
});
