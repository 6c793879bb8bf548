import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseRelaxedJson } from '../../../src/simulator/cloud/relaxed-json';
import { DEMO_TRIPLET } from '../../../src/simulator/embedded-cloud';
import { cloudOnVirtualTime, online, TestDevice } from './device';

const POST = '/sys/PK/DN/thing/event/property/post';

describe('system topics of the embedded cloud', () => {
  it('a property post is answered on post_reply with the same id', async () => {
    const { device, ask } = await online();
    const answers = await ask(POST, {
      id: '42',
      version: '1.0',
      params: { t: 21.5 },
      method: 'thing.event.property.post',
    });
    assert.deepEqual(answers, [
      {
        code: 200,
        data: {},
        id: '42',
        message: 'success',
        method: 'thing.event.property.post',
        version: '1.0',
      },
    ]);
    assert.equal(device.received[0]?.topic, device.topic(`${POST}_reply`));
    assert.deepEqual([device.received[0].qos, device.received[0].messageId], [0, 0]);
  });

  it('a reply reaches only a device that has subscribed it', async () => {
    const { ask } = await online({}, ['/PK/DN/user/get']);
    assert.deepEqual(await ask(POST, { id: '1', params: { t: 1 } }), []);
  });

  it('sys.ack decides about the reply: 0 none, 1 and absent one', async () => {
    const { ask } = await online();
    const counts = [];
    for (const sys of [{ ack: 0 }, { ack: 1 }, {}, undefined]) {
      counts.push((await ask(POST, { id: '1', sys, params: { t: 1 } })).length);
    }
    assert.deepEqual(counts, [0, 1, 1, 1]);
  });

  const now = Date.UTC(2026, 10, 22);
  const codes: [string, string, unknown, number][] = [
    ['what is no JSON', POST, '{"id":"1","params":{"t":', 6207],
    ['nothing', POST, '', 6207],
    ['an array', POST, [], 460],
    ['no params', POST, { id: '1' }, 460],
    ['empty params', POST, { id: '1', params: {} }, 460],
    [
      '201 properties',
      POST,
      { id: '1', params: Object.fromEntries([...Array(201).keys()].map((n) => [`p${n}`, n])) },
      6106,
    ],
    ['a value with its time', POST, { id: '1', params: { t: { value: 1, time: now } } }, 200],
    ['a time 25 h ahead', POST, { id: '1', params: { t: { value: 1, time: now + 25 * 3_600_000 } } }, 6326],
    ['a time that is no number', POST, { id: '1', params: { t: { value: 1, time: 'noon' } } }, 6326],
    [
      'single quotes',
      POST,
      `{'id':'1','version':'1.0','params':{'t':1},'method':'thing.event.property.post'}`,
      200,
    ],
    ['names without quotes', POST, `{params:{Temperature:21.5}}`, 200],
    ['a string without quotes', POST, `{params:{Temperature:warm}}`, 6207],
    [
      'an event',
      '/sys/PK/DN/thing/event/alarm/post',
      { id: '1', params: { value: { level: 2 }, time: now } },
      200,
    ],
    ['a flat event', '/sys/PK/DN/thing/event/alarm/post', { id: '1', params: { level: 2 } }, 200],
    [
      'a batch',
      '/sys/PK/DN/thing/event/property/batch/post',
      { id: '1', params: { properties: { t: [{ value: 1, time: now }] } } },
      200,
    ],
    [
      'a batch without lists',
      '/sys/PK/DN/thing/event/property/batch/post',
      { id: '1', params: { properties: { t: 1 } } },
      460,
    ],
    [
      'history',
      '/sys/PK/DN/thing/event/property/history/post',
      {
        id: '1',
        params: [{ identity: DEMO_TRIPLET, properties: [{ t: { value: 1, time: now } }], events: [] }],
      },
      200,
    ],
    [
      'history of another device',
      '/sys/PK/DN/thing/event/property/history/post',
      { id: '1', params: [{ identity: { productKey: 'x', deviceName: 'y' }, properties: [] }] },
      6100,
    ],
    [
      'a bad tag key',
      '/sys/PK/DN/thing/deviceinfo/update',
      { id: '1', params: [{ attrKey: '1st', attrValue: 'x' }] },
      460,
    ],
    [
      'no remote configuration',
      '/sys/PK/DN/thing/config/get',
      { id: '1', params: { configScope: 'product', getType: 'file' } },
      6710,
    ],
  ];
  for (const [what, topic, payload, code] of codes) {
    it(`${what} on ${topic.slice('/sys/PK/DN/thing/'.length)} is answered ${code}`, async () => {
      const { ask } = await online();
      const answers = (await ask(topic, payload)) as { code: number }[];
      assert.deepEqual(
        answers.map((answer) => answer.code),
        [code],
      );
    });
  }

  it('desired values are reported with their versions and deleted only at the current version', async () => {
    const { cloud, ask } = await online();
    cloud.setDesired(DEMO_TRIPLET, 'light', 1);
    cloud.setDesired(DEMO_TRIPLET, 'light', 0);
    const get = { id: '1', params: ['light', 'fan'] };
    const [first] = (await ask('/sys/PK/DN/thing/property/desired/get', get)) as { data: unknown }[];
    assert.deepEqual(first?.data, { light: { value: 0, version: 2 } });
    await ask('/sys/PK/DN/thing/property/desired/delete', { id: '2', params: { light: { version: 1 } } });
    assert.equal(cloud.desired(DEMO_TRIPLET).has('light'), true);
    await ask('/sys/PK/DN/thing/property/desired/delete', { id: '3', params: { light: { version: 2 } } });
    assert.equal(cloud.desired(DEMO_TRIPLET).has('light'), false);
  });

  it('tags are kept, changed and deleted', async () => {
    const { cloud, ask } = await online();
    const update = {
      id: '1',
      params: [
        { attrKey: 'room', attrValue: '7' },
        { attrKey: 'floor', attrValue: '2' },
      ],
    };
    await ask('/sys/PK/DN/thing/deviceinfo/update', update);
    await ask('/sys/PK/DN/thing/deviceinfo/delete', { id: '2', params: [{ attrKey: 'room' }] });
    assert.deepEqual([...cloud.tags(DEMO_TRIPLET)], [['floor', '2']]);
  });

  it('the remote configuration is reported with its size and hash', async () => {
    const { cloud, ask } = await online();
    cloud.setConfiguration(DEMO_TRIPLET, '{"interval":60}');
    const request = { id: '1', params: { configScope: 'product', getType: 'file' } };
    const [answer] = (await ask('/sys/PK/DN/thing/config/get', request)) as {
      data: { configSize: number; sign: string };
    }[];
    assert.equal(answer?.data.configSize, 15);
    assert.match(answer.data.sign, /^[\da-f]{64}$/);
  });

  it('NTP is answered on the response topic with what the device sent', async () => {
    const { clock, device, ask } = await online({}, ['/ext/ntp/PK/DN/response']);
    const [answer] = (await ask('/ext/ntp/PK/DN/request', { deviceSendTime: '1571724098000' })) as Record<
      string,
      string
    >[];
    assert.equal(device.received[0]?.topic, device.topic('/ext/ntp/PK/DN/response'));
    assert.equal(answer?.['deviceSendTime'], '1571724098000');
    assert.equal(answer['serverRecvTime'], String(clock.wallTime() - 100));
  });

  it('an OTA version is kept and not answered', async () => {
    const { cloud, ask } = await online();
    assert.deepEqual(await ask('/ota/device/inform/PK/DN', { id: '1', params: { version: '1.2.0' } }), []);
    assert.deepEqual([...cloud.versions(DEMO_TRIPLET)], [['default', '1.2.0']]);
  });
});

describe('downlinks of the embedded cloud', () => {
  const get = new TestDevice(cloudOnVirtualTime().cloud).topic('/PK/DN/user/get');

  it('a message reaches a subscriber with the publisher’s QoS, numbered from 1', async () => {
    const { cloud, device } = await online({}, ['/PK/DN/user/get']);
    for (const qos of [1, 0, 1] as const)
      assert.equal(cloud.send(DEMO_TRIPLET, get, `q${qos}`, qos), 'delivered');
    assert.deepEqual(
      device.received.map(({ payload, qos, messageId }) => [payload.toString(), qos, messageId]),
      [
        ['q1', 1, 1],
        ['q0', 0, 0],
        ['q1', 1, 2],
      ],
    );
  });

  it('a message without a subscriber is dropped', async () => {
    const { cloud, device } = await online();
    assert.equal(cloud.send(DEMO_TRIPLET, get, 'x', 1), 'dropped');
    assert.deepEqual(device.received, []);
  });

  it('an RRPC request and a broadcast arrive without a subscription', async () => {
    const { cloud, device } = await online({}, []);
    for (const topic of ['/sys/PK/DN/rrpc/request/9', '/sys/PK/DN/broadcast/request/9']) {
      assert.equal(cloud.send(DEMO_TRIPLET, device.topic(topic), 'x'), 'delivered');
    }
    assert.equal(device.received.length, 2);
  });

  it('a property set is Alink with an id of its own', async () => {
    const { cloud, device } = await online();
    const id = cloud.setProperty(DEMO_TRIPLET, { light: 1 });
    assert.deepEqual(device.answers(), [
      { method: 'thing.service.property.set', id, params: { light: 1 }, version: '1.0.0' },
    ]);
  });

  it('QoS 1 waits for a device that keeps its session, QoS 0 does not, and a clean login throws it away', async () => {
    const { clock, cloud } = cloudOnVirtualTime();
    const device = new TestDevice(cloud);
    await device.login({ cleanSession: false });
    await device.subscribe('/PK/DN/user/get');
    device.link?.close(true);
    assert.equal(cloud.send(DEMO_TRIPLET, get, 'a', 1), 'stored');
    assert.equal(cloud.send(DEMO_TRIPLET, get, 'b', 0), 'dropped');
    await device.login({ cleanSession: false });
    assert.equal(device.received.length, 0, 'not before CONNACK');
    await clock.advance(0);
    assert.deepEqual(
      device.received.map(({ payload }) => payload.toString()),
      ['a'],
    );
    device.link?.close(true);
    assert.equal(cloud.send(DEMO_TRIPLET, get, 'c', 1), 'stored');
    await device.login({ cleanSession: true });
    await clock.advance(0);
    assert.equal(device.received.length, 1);
    assert.deepEqual(cloud.subscriptions(DEMO_TRIPLET), []);
  });

  it('stored messages are gone after seven days', async () => {
    const { clock, cloud } = cloudOnVirtualTime();
    const device = new TestDevice(cloud);
    await device.login({ cleanSession: false });
    await device.subscribe('/PK/DN/user/get');
    device.link?.close(true);
    cloud.send(DEMO_TRIPLET, get, 'old', 1);
    await clock.advance(6 * 24 * 3_600_000);
    cloud.send(DEMO_TRIPLET, get, 'new', 1);
    await clock.advance(24 * 3_600_000);
    await device.login({ cleanSession: false });
    await clock.advance(0);
    assert.deepEqual(
      device.received.map(({ payload }) => payload.toString()),
      ['new'],
    );
  });

  it('a device that closes its connection right after a post gets no late reply on the next', async () => {
    const { clock, cloud, device } = await online();
    await device.publish(POST, '{"id":"1","params":{"t":1}}');
    device.link?.close(true);
    await clock.advance(100);
    assert.deepEqual(device.received, []);
    cloud.close();
    assert.equal(clock.armed, 0);
  });

  it('the demo sends each device online a message every 10 s, and stops when none is left', async () => {
    const { clock, cloud, device } = await online({ demo: true }, ['/PK/DN/user/get']);
    await clock.advance(35_000);
    assert.deepEqual(
      device.received.map(({ topic, qos }) => [topic, qos]),
      Array.from({ length: 3 }, () => [get, 1]),
    );
    cloud.kick(DEMO_TRIPLET);
    assert.equal(device.closed, 1);
    await clock.advance(20_000);
    assert.deepEqual([device.received.length, clock.armed], [3, 0]);
  });
});

describe('relaxed JSON', () => {
  it('reads every JSON text as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), (text) => {
        assert.deepEqual(parseRelaxedJson(text), JSON.parse(text));
      }),
      { verbose: true },
    );
  });

  it('refuses what ends early, wherever', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (value, at) => {
        const text = JSON.stringify(value);
        assert.throws(() => parseRelaxedJson(text.slice(0, at % text.length)), SyntaxError);
      }),
      { verbose: true },
    );
  });

  for (const [text, value] of [
    [`{'a':'it\\'s "so"'}`, { a: 'it\'s "so"' }],
    [`{a_1:{$b:[1,-2.5e3,true,null]}}`, { a_1: { $b: [1, -2500, true, null] } }],
    [' [ ] ', []],
    [`"\\u4e2d\\n"`, '中\n'],
  ] as const) {
    it(`reads ${text}`, () => assert.deepEqual(parseRelaxedJson(text), value));
  }

  for (const text of [
    '{a:1,}',
    '[1,]',
    '{a:b}',
    '01',
    '+1',
    '{1a:1}',
    `'a"`,
    '{} x',
    '['.repeat(100),
    'nul',
    '"\\x"',
  ]) {
    it(`refuses ${text.slice(0, 20)}`, () => assert.throws(() => parseRelaxedJson(text), SyntaxError));
  }
});
