import assert from 'node:assert/strict';
import { DEMO_TSL } from '../../src/simulator/cloud/demo-model';
import { DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import { VirtualDevice } from '../support/virtual-device';

const READINGS = 10_000;
const DAY_MS = 86_400_000;

/** What a day without a network leaves behind: a reading each 8.64 s, as ec20-publish posts them. */
function fill(device: VirtualDevice, count: number) {
  const dialogue = device.options.profile.thing;
  assert(dialogue !== undefined);
  const start = device.clock.wallTime() - DAY_MS;
  let ids = 0;
  return Array.from({ length: count }, (_, index) => {
    const time = start + Math.round((index * DAY_MS) / count);
    const value = Math.round(200 + 50 * Math.sin(index / 500)) / 10;
    const order = {
      kind: 'property' as const,
      payload: { Temperature: { value, time } },
      identifier: '',
      wantsReply: true,
    };
    const context = { nextId: () => String(++ids), nowMs: undefined, quotes: 'keep' as const };
    const { topic, payload } = dialogue.compose(order, context);
    return { time, value, fate: device.publish(payload, { topic, replyMs: 10_000 }) };
  });
}

describe('a day of property posts, offline', () => {
  let device: VirtualDevice;

  function make(compact: boolean): VirtualDevice {
    let ids = 1_000_000;
    device = new VirtualDevice({}, () => ({ compact, nextMessageId: () => String(++ids) }));
    device.cloud.setThingModel({ productKey: DEMO_TRIPLET.productKey }, DEMO_TSL);
    return device;
  }

  afterEach(() => device.close());

  it('leaves as history posts: all values and times are at the cloud, in order, each post is delivered', async function () {
    this.timeout(60_000); // ten thousand readings through the whole driver
    make(true);
    const readings = fill(device, READINGS);
    const { topic } = device.options.profile.thing?.timeRequest(0).message ?? { topic: '' };
    assert.notEqual(topic, '');
    const filter = device.options.profile.thing?.replyFilter('history', '') ?? '';
    void device.session.expectReplies('node', filter);
    await device.online();
    await device.clock.until(
      () => device.session.snapshot().queue.length === 0,
      DAY_MS,
      'the queue being empty',
    );
    assert.deepEqual(
      device.cloud
        .data(DEMO_TRIPLET)
        .history('Temperature')
        .map(({ timeMs, value }) => [timeMs, value]),
      readings.map(({ time, value }) => [time, value]),
    );
    for (const { fate } of readings) {
      assert.equal(fate.delivered.length, 1);
      assert.equal(fate.delivered[0]?.reply?.code, 200);
      assert.deepEqual(fate.failed, []);
    }
    const publishes = device.arrivals.length;
    assert(publishes <= READINGS / 25, `${publishes} publishes for ${READINGS} readings`);
  });

  it('leaves one by one where the setting is off', async () => {
    make(false);
    fill(device, 50);
    void device.session.expectReplies(
      'node',
      device.options.profile.thing?.replyFilter('property', '') ?? '',
    );
    await device.online();
    await device.clock.until(
      () => device.session.snapshot().queue.length === 0,
      DAY_MS,
      'the queue being empty',
    );
    const posts = device.arrivals.filter(({ topic }) => topic.endsWith('/thing/event/property/post'));
    assert.equal(posts.length, 50);
  });
});
