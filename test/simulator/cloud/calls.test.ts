import assert from 'node:assert/strict';
import {
  DEMO_TRIPLET,
  DEMO_TSL,
  type EmbeddedCloudOptions,
  type JsonObject,
} from '../../../src/simulator/embedded-cloud';
import { cloudOnVirtualTime, online, TestDevice } from './device';

const { productKey } = DEMO_TRIPLET;

async function bench(options: Partial<EmbeddedCloudOptions> = {}, filters?: readonly string[]) {
  const made = await online({ tsl: DEMO_TSL, ...options }, filters);
  const { device } = made;
  const last = () => {
    const message = device.received.at(-1);
    assert(message !== undefined, 'nothing has reached the device');
    return { ...message, json: JSON.parse(message.payload.toString()) as Record<string, unknown> };
  };
  /** Answers the last request, with its id, on a topic derived from the request's. */
  const answer = (body: JsonObject, topicOf = (topic: string) => `${topic}_reply`, qos: 0 | 1 = 1) => {
    const { topic, json } = last();
    return device.publish(topicOf(topic), JSON.stringify({ id: json['id'], ...body }), qos);
  };
  return { ...made, last, answer };
}

const toResponse = (topic: string) => topic.replace('/request/', '/response/');

describe('what the embedded cloud starts', () => {
  it('a property set resolves with the device’s set_reply, and changes no value (§A3.2)', async () => {
    const { cloud, device, last, answer } = await bench();
    const outcome = cloud.setProperties(DEMO_TRIPLET, { LightSwitch: 1 });
    const { topic, json } = last();
    assert.equal(topic, device.topic('/sys/PK/DN/thing/service/property/set'));
    const { id, ...request } = json;
    assert.deepEqual(request, {
      method: 'thing.service.property.set',
      params: { LightSwitch: 1 },
      version: '1.0.0',
    });
    await device.publish(`${topic}_reply`, JSON.stringify({ id: `${String(id)}0`, code: 200, data: {} }));
    await answer({ code: 100001, data: {} });
    assert.deepEqual(await outcome, {
      kind: 'answered',
      code: 100001,
      data: {},
      faults: {},
      waitedMs: 0,
    });
    assert.deepEqual(cloud.data(DEMO_TRIPLET).latest.size, 0);
  });

  const absences: [string, readonly string[], number, string][] = [
    ['that the device does not answer', ['/sys/PK/DN/#'], 30_000, 'timeout'],
    ['that the device has not subscribed', [], 0, 'undelivered'],
  ];
  for (const [what, filters, afterMs, kind] of absences) {
    it(`a property set ${what} is ${kind}`, async () => {
      const { clock, cloud } = await bench({}, filters);
      const outcome = cloud.setProperties(DEMO_TRIPLET, { LightSwitch: 1 });
      await clock.advance(afterMs);
      assert.deepEqual(await outcome, { kind });
    });
  }

  const answers: [what: string, body: string, code: number, faults: object][] = [
    ['right outputs', '{"id":ID,"code":200,"data":{"Temperature":21.5}}', 200, {}],
    ['an unknown output', '{"id":ID,"code":200,"data":{"T":1}}', 200, { T: 'tsl parse: params not exist' }],
    [
      'an output of another type',
      '{"id":ID,"code":200,"data":{"Temperature":"21"}}',
      200,
      { Temperature: 'tsl parse: float type or range error' },
    ],
    ['no code', '{"id":ID,"data":{}}', 460, {}],
    ['no object', '[]', 460, {}],
    ['no JSON', 'done', 6207, {}],
  ];
  for (const [what, body, code, faults] of answers) {
    it(`a synchronous service comes by RRPC; with ${what} its code is ${code} (§A3.2, §A3.3)`, async () => {
      const { cloud, device, last } = await bench({}, []);
      const outcome = cloud.callService(DEMO_TRIPLET, 'ReadNow');
      const { topic, json } = last();
      assert.match(topic, /^\/sys\/[^/]+\/[^/]+\/rrpc\/request\/\d+$/);
      assert.deepEqual([json['method'], json['params']], ['thing.service.ReadNow', {}]);
      await device.publish(toResponse(topic), body.replace('ID', JSON.stringify(json['id'])), 0);
      const settled = await outcome;
      assert(settled.kind === 'answered');
      assert.deepEqual([settled.code, settled.faults], [code, faults]);
    });
  }

  it('an asynchronous service comes on its own topic and is answered on its reply (§A3.2)', async () => {
    const { clock, cloud, device, last, answer } = await bench();
    const outcome = cloud.callService(DEMO_TRIPLET, 'Reboot', { Delay: 5 });
    assert.equal(last().topic, device.topic('/sys/PK/DN/thing/service/Reboot'));
    await clock.advance(1500);
    await answer({ code: 200, data: { Done: 1 } });
    assert.deepEqual(await outcome, {
      kind: 'answered',
      code: 200,
      data: { Done: 1 },
      faults: { Done: 'tsl parse: params not exist' },
      waitedMs: 1500,
    });
  });

  it('RRPC takes any bytes, and has 8 s: a later answer is a 1951 in the log (§A2, §A3.3)', async () => {
    const { clock, cloud, device, last } = await bench({}, []);
    const inTime = cloud.rrpc(DEMO_TRIPLET, '{"ping":1}');
    await clock.advance(7999);
    await device.publish(toResponse(last().topic), 'pong', 0);
    assert.deepEqual(await inTime, { kind: 'answered', payload: Buffer.from('pong'), waitedMs: 7999 });

    const late = cloud.rrpc(DEMO_TRIPLET, '{"ping":2}');
    await clock.advance(8000);
    assert.deepEqual(await late, { kind: 'timeout' });
    assert.equal(cloud.log.length, 0);
    for (let count = 0; count < 2; count += 1) await device.publish(toResponse(last().topic), 'pong', 0);
    assert.deepEqual(
      cloud.log.map(({ text }) => text.slice(0, 4)),
      ['1951'],
    );
  });

  it('custom RRPC goes to its subscribers and is answered on the same topic, by QoS 0 only (§A3.2)', async () => {
    const { clock, cloud, device, last } = await bench({}, ['/ext/rrpc/+/PK/DN/user/get']);
    const outcome = cloud.customRrpc(DEMO_TRIPLET, 'user/get', 'state?');
    const { topic, payload } = device.received[0] ?? assert.fail('nothing came');
    assert.match(topic, /^\/ext\/rrpc\/\d+\/a1DemoEC20x\/demo-device\/user\/get$/);
    assert.equal(payload.toString(), 'state?');
    await device.publish(topic, 'by QoS 1', 1);
    await device.publish(topic, 'by QoS 0', 0);
    const settled = await outcome;
    assert.equal(settled.kind === 'answered' && settled.payload.toString(), 'by QoS 0');
    assert.deepEqual(await cloud.customRrpc(DEMO_TRIPLET, 'user/other', 'x'), { kind: 'undelivered' });
    await clock.advance(0);
    assert.throws(last, 'bytes, not JSON');
  });

  it('a broadcast reaches every device of the product that is online, a group its subscribers (§A3.2)', async () => {
    const other = { productKey, deviceName: 'other', deviceSecret: 's' };
    const foreign = { productKey: 'a1Foreign', deviceName: 'other', deviceSecret: 's' };
    const { cloud, device } = await bench({ devices: [other, foreign] }, []);
    const devices = [device, new TestDevice(cloud, other), new TestDevice(cloud, foreign)];
    for (const late of devices.slice(1)) assert.equal(await late.login(), 0);
    assert.equal(cloud.broadcast(productKey, 'all'), 2);
    await devices[1]?.subscribe('/broadcast/PK/floor7');
    assert.equal(cloud.broadcastGroup(productKey, 'floor7', 'group'), 1);
    assert.deepEqual(
      devices.map(({ received }) => received.map(({ payload }) => payload.toString())),
      [['all'], ['all', 'group'], []],
    );
    assert.match(device.received[0]?.topic ?? '', /^\/sys\/.*\/broadcast\/request\/\d+$/);
    assert.throws(() => cloud.broadcast(productKey, 'x'.repeat(65_537)), RangeError);
  });

  it('an upgrade is pushed, asked for, followed and ended by the new version (§A3.2)', async () => {
    const { cloud, device, ask, last } = await bench({}, ['/ota/device/upgrade/PK/DN', '/sys/PK/DN/#']);
    const firmware = Buffer.from('firmware');
    assert.equal(cloud.pushUpgrade(DEMO_TRIPLET, { version: '2.0', firmware }), 'delivered');
    const { topic, json } = last();
    assert.equal(topic, device.topic('/ota/device/upgrade/PK/DN'));
    const data = json['data'] as Record<string, unknown>;
    assert.deepEqual(
      [json['code'], data['version'], data['size'], data['signMethod']],
      ['1000', '2.0', 8, 'SHA256'],
    );
    const get = { id: '1', params: {}, method: 'thing.ota.firmware.get' };
    const asked = async () => {
      const [reply] = await ask('/sys/PK/DN/thing/ota/firmware/get', get);
      return (reply as { data: object }).data;
    };
    assert.deepEqual(await asked(), data);
    const progress = { id: '2', params: { step: '50', desc: 'half' } };
    assert.deepEqual(await ask('/ota/device/progress/PK/DN', progress), []);
    assert.deepEqual(cloud.progress(DEMO_TRIPLET), [{ step: '50', desc: 'half', module: 'default' }]);
    await ask('/ota/device/inform/PK/DN', { id: '3', params: { version: '2.0' } });
    assert.deepEqual(await asked(), {});
  });

  it('a remote configuration is pushed by where it is, and answered (§A3.2)', async () => {
    const { cloud, last, answer } = await bench();
    const outcome = cloud.pushConfiguration(DEMO_TRIPLET, '{"a":1}');
    const { topic, json } = last();
    assert.match(topic, /thing\/config\/push$/);
    assert.equal((json['params'] as { configSize: number }).configSize, 7);
    await answer({ code: 200, data: {} });
    assert.equal((await outcome).kind, 'answered');
  });

  it('a desired value reaches a device online as a property set, and waits for one offline (§A3.2)', async () => {
    const { cloud, device, last } = await bench();
    cloud.setDesired(DEMO_TRIPLET, 'Interval', 60);
    assert.deepEqual(last().json['params'], { Interval: 60 });
    device.link?.close(true);
    cloud.setDesired(DEMO_TRIPLET, 'Interval', 90);
    assert.equal(device.received.length, 1);
    assert.deepEqual(cloud.desired(DEMO_TRIPLET).get('Interval'), { value: 90, version: 2 });
  });

  it('closing gives every call up and leaves no timer', async () => {
    const { clock, cloud } = await bench();
    await clock.advance(0);
    const outcome = cloud.callService(DEMO_TRIPLET, 'Reboot');
    cloud.close();
    assert.deepEqual(await outcome, { kind: 'timeout' });
    assert.equal(clock.armed, 0);
  });
});

describe('a product of the format 透传/自定义', () => {
  const RAW = '/sys/PK/DN/thing/model/up_raw';
  const script = {
    rawDataToProtocol: (bytes: Buffer) => JSON.parse(bytes.toString().replaceAll(';', '"')) as JsonObject,
    protocolToRawData: (json: unknown) => Buffer.from(String((json as { code: number }).code)),
  };
  const rows: [what: string, payload: string, replies: readonly string[]][] = [
    ['a property post', '{;method;:;thing.event.property.post;,;params;:{;Interval;:5}}', ['200']],
    ['an event', '{;method;:;thing.event.HighTemperature.post;,;params;:{;value;:{}}}', ['200']],
    ['a result without a method', '{;params;:{}}', ['6450']],
    ['a result that is no object', '[]', ['6207']],
    ['a result of another method', '{;method;:;thing.model.up_raw;}', ['6450']],
  ];
  for (const [what, payload, replies] of rows) {
    it(`${what} of its script is answered ${replies.join()}, as bytes (§A3.2, §A3.3)`, async () => {
      const { clock, cloud, device } = await bench({ settings: { validation: 'strict' } });
      cloud.setRaw(productKey, script);
      await device.publish(RAW, payload);
      await clock.advance(100);
      assert.deepEqual(
        device.received.map((message) => [message.topic, message.payload.toString()]),
        replies.map((reply) => [device.topic(`${RAW}_reply`), reply]),
      );
    });
  }

  it('without a script of its own answers any bytes with one, and takes bytes down', async () => {
    const { clock, cloud, device } = await bench();
    cloud.setRaw(productKey);
    await device.publish(RAW, '\u0001');
    await clock.advance(100);
    assert.deepEqual(device.received[0]?.payload, Buffer.from([0xc8]));
    assert.equal(cloud.sendRaw(DEMO_TRIPLET, Buffer.from([1, 2])), 'delivered');
    assert.deepEqual(
      [device.received[1]?.topic, device.received[1]?.payload],
      [device.topic('/sys/PK/DN/thing/model/down_raw'), Buffer.from([1, 2])],
    );
  });

  it('takes bytes of a synchronous call, answered on the same topic', async () => {
    const { clock, cloud, device } = await bench();
    cloud.setRaw(productKey);
    const call = cloud.callRaw(DEMO_TRIPLET, Buffer.from([1]));
    const { topic = '' } = device.received.at(-1) ?? {};
    assert.match(topic, /^\/ext\/rrpc\/\d+\/sys\/.*\/thing\/model\/down_raw$/);
    await device.publish(topic, 'ok', 0);
    await clock.advance(10);
    const outcome = await call;
    assert(outcome.kind === 'answered');
    assert.equal(outcome.payload.toString(), 'ok');
    await device.login({ clientId: 'test|securemode=3,signmethod=hmacsha256,timestamp=789|' });
    assert.deepEqual(await cloud.callRaw(DEMO_TRIPLET, Buffer.from([1])), { kind: 'undelivered' });
  });

  it('is a setting of the product: another’s bytes are not answered', async () => {
    const { clock, cloud, device } = await bench();
    await device.publish(RAW, 'x');
    await clock.advance(100);
    assert.deepEqual(device.received, []);
    assert.match(cloud.log[0]?.text ?? '', /透传/);
  });
});

describe('a platform that has no time', () => {
  const POST = '/sys/PK/DN/thing/event/property/post';
  const post = { id: '7', params: { Interval: 5 }, method: 'thing.event.property.post' };

  it('replies=none: a post is lost without an answer, and only the log shows it (§A2)', async () => {
    const { cloud, ask } = await bench({ settings: { replies: 'none' } });
    assert.deepEqual(await ask(POST, post), []);
    assert.equal(cloud.data(DEMO_TRIPLET).latest.size, 0);
    assert.equal(cloud.log.length, 1);
    cloud.settings.replies = 'on';
    assert.equal((await ask(POST, post)).length, 1);
  });

  it('replies=busy: a post is answered 429 and not kept; NTP is answered (§A3.3)', async () => {
    const { cloud, ask } = await bench({ settings: { replies: 'busy' } }, [
      '/sys/PK/DN/#',
      '/ext/ntp/PK/DN/response',
    ]);
    const [answer] = (await ask(POST, post)) as { code: number; id: string }[];
    assert.deepEqual([answer?.code, answer?.id], [429, '7']);
    assert.equal(cloud.data(DEMO_TRIPLET).latest.size, 0);
    assert.equal((await ask('/ext/ntp/PK/DN/request', { deviceSendTime: '1' })).length, 1);
  });

  it('a new public instance takes 5 messages a second, up and down together (§A2)', async () => {
    const { clock, cloud, device } = await bench({ settings: { instanceLimit: true } });
    const arrived: string[] = [];
    cloud.onPublish(({ topic }) => arrived.push(topic));
    await clock.advance(500);
    for (let count = 0; count < 4; count += 1) await device.publish(POST, JSON.stringify(post), 0);
    const topic = device.topic('/sys/PK/DN/thing/service/Reboot');
    assert.equal(cloud.send(DEMO_TRIPLET, topic, '{}'), 'delivered');
    assert.equal(cloud.send(DEMO_TRIPLET, topic, '{}'), 'dropped');
    await device.publish(POST, JSON.stringify(post), 0);
    await clock.advance(499);
    assert.deepEqual([arrived.length, device.received.length], [4, 5], 'four replies and the message down');
    await clock.advance(1);
    await device.publish(POST, JSON.stringify(post), 0);
    assert.equal(arrived.length, 5);
  });
});

describe('the demo', () => {
  const SET = '/sys/PK/DN/thing/service/property/set';

  async function watching(demoSet: number, filters: readonly string[]) {
    const { clock, cloud } = cloudOnVirtualTime({ demo: true, settings: { demoSet } });
    const device = new TestDevice(cloud);
    await device.login();
    await device.subscribe(...filters);
    const sets = () =>
      device.received
        .filter(({ topic }) => topic === device.topic(SET))
        .map(({ payload }) => (JSON.parse(payload.toString()) as { params: unknown }).params);
    return { clock, cloud, device, sets };
  }

  it('switches the light after 5 s and then every 20 s, on from off', async () => {
    const { clock, cloud, device, sets } = await watching(20, [SET]);
    await clock.advance(4999);
    assert.deepEqual(sets(), []);
    await clock.advance(1);
    assert.deepEqual(sets(), [{ LightSwitch: 1 }]);
    await clock.advance(40_000);
    assert.deepEqual(sets(), [{ LightSwitch: 1 }, { LightSwitch: 0 }, { LightSwitch: 1 }]);
    device.link?.close(true);
    cloud.close();
    assert.equal(clock.armed, 0);
  });

  it('begins with the opposite of what the device has reported', async () => {
    const { clock, device, sets } = await watching(20, ['/PK/DN/user/get']);
    await device.publish('/sys/PK/DN/thing/event/property/post', '{"params":{"LightSwitch":1}}');
    await device.subscribe(SET);
    await clock.advance(5000);
    assert.deepEqual(sets(), [{ LightSwitch: 0 }]);
  });

  it('switches nothing for a device without a subscription to property sets, nor with demoSet=0', async () => {
    for (const [demoSet, filter] of [
      [20, '/PK/DN/user/get'],
      [0, SET],
    ] as const) {
      const { clock, sets } = await watching(demoSet, [filter]);
      await clock.advance(60_000);
      assert.deepEqual(sets(), []);
    }
  });

  it('stops with the connection and begins anew with the next subscription', async () => {
    const { clock, device, sets } = await watching(20, [SET]);
    await clock.advance(3000);
    device.link?.close(true);
    await device.login();
    await clock.advance(30_000);
    assert.deepEqual(sets(), []);
    await device.subscribe(SET);
    await clock.advance(5000);
    assert.equal(sets().length, 1);
  });

  it('gives its own product the demo’s thing model, and other products none', async () => {
    const { clock, cloud, device } = await watching(0, ['/sys/PK/DN/#']);
    await device.publish('/sys/PK/DN/thing/event/property/post', '{"params":{"t":1,"Temperature":21.5}}');
    await clock.advance(100);
    assert.deepEqual((device.answers()[0] as { data: unknown }).data, { t: 'tsl parse: params not exist' });
    assert.deepEqual([...cloud.data(DEMO_TRIPLET).latest.keys()], ['Temperature']);
  });
});
