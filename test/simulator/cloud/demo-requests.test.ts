import assert from 'node:assert/strict';
import { cloudOnVirtualTime, TestDevice } from './device';

const UPDATE = '/PK/DN/user/update';
const GET = '/PK/DN/user/get';

/** A demo's device that has asked for something; `json()` reads what it has received on a topic. */
async function asking(filters: readonly string[], request: object | string) {
  const { clock, cloud } = cloudOnVirtualTime({ demo: true });
  const device = new TestDevice(cloud);
  await device.login();
  await device.subscribe(GET, ...filters);
  await device.publish(UPDATE, typeof request === 'string' ? request : JSON.stringify(request));
  await clock.advance(1);
  const on = (pattern: string) =>
    device.received.filter(({ topic }) => topic.startsWith(device.topic(pattern)));
  const json = (pattern: string) =>
    on(pattern).map(({ payload }) => JSON.parse(payload.toString()) as Record<string, unknown>);
  /** The outcome that the demo has sent, without its id. */
  const outcome = async () => {
    await clock.advance(1);
    return json(GET).map(({ id, ...rest }) => {
      assert.equal(typeof id, 'string');
      return rest;
    });
  };
  return { clock, device, on, json, outcome };
}

describe('what a device asks the demo for on user/update', () => {
  it('a service is called as its model says, and the caller’s answer comes on user/get', async () => {
    const { device, on, outcome } = await asking([], { demo: 'callService', service: 'ReadNow' });
    const [call] = on('/sys/PK/DN/rrpc/request/');
    assert(call !== undefined);
    await device.publish(
      call.topic.replace('/request/', '/response/'),
      '{"id":"1","code":200,"data":{"Temperature":21.5}}',
    );
    assert.deepEqual(await outcome(), [
      { demo: 'callService', outcome: 'answered', code: 200, data: { Temperature: 21.5 } },
    ]);
  });

  it('an RRPC request is sent, and its answer’s text comes back', async () => {
    const { device, on, outcome } = await asking([], { demo: 'rrpc', text: 'hello' });
    const [call] = on('/sys/PK/DN/rrpc/request/');
    assert.equal(call?.payload.toString(), 'hello');
    await device.publish(call.topic.replace('/request/', '/response/'), 'hello');
    assert.deepEqual(await outcome(), [{ demo: 'rrpc', outcome: 'answered', text: 'hello' }]);
  });

  it('a property is set', async () => {
    const set = '/sys/PK/DN/thing/service/property/set';
    const { json } = await asking([set], { demo: 'setProperty', params: { LightSwitch: 1 } });
    assert.deepEqual(
      json(set).map(({ params }) => params),
      [{ LightSwitch: 1 }],
    );
  });

  it('a desired value is stored', async () => {
    const { outcome } = await asking([], { demo: 'setDesired', params: { Interval: 60 } });
    assert.deepEqual(await outcome(), [{ demo: 'setDesired', outcome: 'stored' }]);
  });

  for (const [request, topic] of [
    [{ demo: 'pushUpgrade', version: '1.1.0' }, '/ota/device/upgrade/PK/DN'],
    [{ demo: 'pushConfiguration', text: '{"interval":30}' }, '/sys/PK/DN/thing/config/push'],
    [{ demo: 'sendRaw', hex: '00d7' }, '/sys/PK/DN/thing/model/down_raw'],
  ] as const) {
    it(`${request.demo} reaches the device on ${topic}`, async () => {
      assert.equal((await asking([topic], request)).on(topic).length, 1);
    });
  }

  it('a broadcast reaches the device without a subscription', async () => {
    const { on, outcome } = await asking([], { demo: 'broadcast', text: 'all' });
    assert.equal(on('/sys/PK/DN/broadcast/request/')[0]?.payload.toString(), 'all');
    assert.deepEqual(await outcome(), [{ demo: 'broadcast', outcome: 'delivered' }]);
  });

  it('a call that reaches nothing is undelivered', async () => {
    const { outcome } = await asking([], { demo: 'setProperty', params: { LightSwitch: 1 } });
    assert.deepEqual(await outcome(), [{ demo: 'setProperty', outcome: 'undelivered' }]);
  });

  for (const request of [
    { demo: 'dance' },
    { demo: 'toString' },
    { demo: 'rrpc' },
    { demo: 'setProperty', params: 5 },
  ]) {
    it(`refuses ${JSON.stringify(request)} and says why`, async () => {
      const [refusal] = await (await asking([], request)).outcome();
      assert.equal(refusal?.['outcome'], 'refused');
      assert.match(String(refusal['message']), /\w/);
    });
  }

  for (const other of ['x', '5', '{"temperature":21.5}', '{"demo":5}']) {
    it(`leaves ${other} alone`, async () => {
      assert.deepEqual((await asking([], other)).device.received, []);
    });
  }

  it('is for the demo alone', async () => {
    const { clock, cloud } = cloudOnVirtualTime({});
    const device = new TestDevice(cloud);
    await device.login();
    await device.subscribe(GET);
    await device.publish(UPDATE, '{"demo":"setDesired","params":{"Interval":60}}');
    await clock.advance(1);
    assert.deepEqual(device.received, []);
  });
});

describe('the demo’s remote configuration', () => {
  it('is there for every device', async () => {
    const { clock, cloud } = cloudOnVirtualTime({ demo: true });
    const device = new TestDevice(cloud);
    await device.login();
    await device.subscribe('/sys/PK/DN/thing/config/get_reply');
    await device.publish(
      '/sys/PK/DN/thing/config/get',
      '{"id":"1","params":{"configScope":"product","getType":"file"}}',
    );
    await clock.advance(1000);
    const reply = JSON.parse(device.received[0]?.payload.toString() ?? '') as { code: number };
    assert.equal(reply.code, 200);
  });
});
