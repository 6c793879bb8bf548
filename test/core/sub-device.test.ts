import assert from 'node:assert/strict';
import { aliyun, mqtt } from '../../src/core/clouds';
import { createSession, send } from '../../src/core/open-session';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { type VirtualLine, virtualLine } from './virtual-line';

const METERS = 'a1DemoMeter';
const METER = { productKey: METERS, deviceName: 'meter1', deviceSecret: 'meter1secret' };
const OTHER = { productKey: METERS, deviceName: 'meter2', deviceSecret: 'meter2secret' };
const POST = '/sys/${productKey}/${deviceName}/thing/event/property/post';
const ENVELOPE = { id: '1', version: '1.0', params: { Power: 12.5 }, method: 'thing.event.property.post' };

/** A session on a virtual module, started. */
async function started(): Promise<VirtualLine & { readonly session: ReturnType<typeof createSession> }> {
  const line = await virtualLine();
  const session = createSession({ ...line.choice, cloud: aliyun(DEMO_TRIPLET) });
  session.start();
  return { ...line, session };
}

describe('Session.attachSubDevice', () => {
  it('brings a device online behind the gateway, which publishes and receives under its own names', async () => {
    const { clock, cloud, session } = await started();
    const topics: string[] = [];
    cloud.onPublish(({ topic }) => topics.push(topic));
    const meter = session.attachSubDevice(METER);
    assert.equal(meter.key, `${METERS}/meter1`);
    const states: string[] = [];
    meter.onChange(({ state }) => states.push(state));
    const received: string[] = [];
    void meter.subscribe('me', `${POST}_reply`, 0, ({ payload }) => received.push(payload.toString()));
    const { delivered } = send(meter, { topic: POST, payload: JSON.stringify(ENVELOPE) });
    assert.equal((await clock.settle(delivered, 60_000)).attempts, 1);
    await clock.until(() => received.length === 1, 10_000, 'the reply');
    assert.match(received[0] ?? '', /"code":200/);
    assert.deepEqual(states, ['login', 'online']);
    assert.equal(meter.snapshot()?.state, 'online');
    assert.ok(topics.includes(`/sys/${METERS}/meter1/thing/event/property/post`));
    await clock.settle(session.close(), 10_000);
  });

  it('is told what is wrong with its device, while another goes on', async () => {
    const { clock, session } = await started();
    const bad = session.attachSubDevice({ ...METER, deviceSecret: 'wrongsecret' });
    const good = session.attachSubDevice(OTHER);
    const codes: (string | undefined)[] = [];
    bad.onChange(({ error }) => codes.push(error?.code));
    await clock.until(() => good.snapshot()?.state === 'online', 60_000, 'the other');
    await clock.until(() => bad.snapshot()?.state === 'failed', 60_000, 'the refusal');
    assert.equal(codes.at(-1), 'EC20_SUB_SIGNATURE');
    await clock.settle(session.close(), 10_000);
  });

  it('ends with detach: logged out, nothing subscribed, no news; attached again, its messages leave', async () => {
    const { clock, cloud, session } = await started();
    const meter = session.attachSubDevice(METER);
    await clock.until(() => meter.snapshot()?.state === 'online', 60_000, 'the login');
    const news: string[] = [];
    meter.onChange(({ state }) => news.push(state));
    await clock.settle(
      meter.subscribe('me', `${POST}_reply`, 0, () => assert.fail('heard')),
      10_000,
    );
    await clock.settle(meter.detach(), 10_000);
    assert.equal(meter.snapshot(), undefined);
    await clock.until(() => cloud.gateways.online(DEMO_TRIPLET).length === 0, 10_000, 'the logout');
    const { delivered } = send(meter, { topic: POST, payload: JSON.stringify(ENVELOPE) });
    await clock.advance(60_000);
    assert.equal(session.snapshot().queue.length, 1);
    const again = session.attachSubDevice(METER);
    await clock.settle(delivered, 60_000);
    assert.equal(again.snapshot()?.state, 'online');
    assert.deepEqual(news, []);
    await clock.settle(session.close(), 10_000);
  });

  it('registers a device without a secret, which the store keeps', async () => {
    const { clock, cloud, choice } = await virtualLine();
    cloud.gateways.setRegistration(METERS, true);
    const kept: string[] = [];
    const secretStore = {
      keep: ({ deviceName }: { deviceName: string }, secret: string) => {
        kept.push(`${deviceName} ${secret}`);
        return Promise.resolve();
      },
    };
    const session = createSession({ ...choice, cloud: aliyun(DEMO_TRIPLET), secretStore });
    session.start();
    const meter = session.attachSubDevice({ productKey: METERS, deviceName: 'meter1' });
    await clock.until(() => meter.snapshot()?.state === 'online', 60_000, 'the login');
    assert.deepEqual(kept, ['meter1 meter1secret']);
    await clock.settle(session.close(), 10_000);
  });

  it('throws for what can’t be attached', async () => {
    const { clock, choice, session } = await started();
    const refused = (change: object, code: string) =>
      assert.throws(() => session.attachSubDevice({ ...METER, ...change }), { code });
    refused({ productKey: '' }, 'EC20_PRODUCT_KEY');
    refused({ deviceName: 'a/b' }, 'EC20_DEVICE_NAME');
    refused({ deviceSecret: 'with space' }, 'EC20_DEVICE_SECRET');
    refused({ deviceSecret: '' }, 'EC20_NO_SECRET');
    refused({ thingModel: '{' }, 'EC20_TSL');
    refused(DEMO_TRIPLET, 'EC20_SUB_TWICE');
    session.attachSubDevice(METER);
    refused({}, 'EC20_SUB_TWICE');
    await clock.settle(session.close(), 10_000);
    const plain = createSession({ ...choice, cloud: mqtt({ host: 'broker.example' }) });
    assert.throws(() => plain.attachSubDevice(METER), { code: 'EC20_SUB_SERVER' });
  });

  it('hands a faulty message to its listener', async () => {
    const { clock, session } = await started();
    const meter = session.attachSubDevice(METER);
    await assert.rejects(send(meter, { topic: '#', payload: 'x' }).delivered, {
      code: 'EC20_TOPIC_WILDCARD',
    });
    await assert.rejects(send(meter, { topic: POST, payload: 7 as never }).delivered, {
      code: 'EC20_SETTING',
    });
    await clock.settle(session.close(), 10_000);
  });
});
