import assert from 'node:assert/strict';
import { randomInteger, seededRandom } from '../../src/base/random';
import { CheckRunning } from '../../src/session/check-running';
import { SetupCheck } from '../../src/session/setup-check';
import { type Flaw, FLAW_NAMES, FLAWS, PickyDevice } from './picky-device';

const HOUR_MS = 3_600_000;

const costsConnection = (flaw: Flaw) => FLAWS[flaw] === 'EC20_SUBSCRIBE_HANGUP';

/** Until it is clear which filter is to blame. */
const CONNECTIONS: Partial<Record<Flaw, number>> = {
  'hung up on': 3,
  'hung up on, and nobody says so': 3,
  'granted, then hung up on': 4,
};

describe('one bad subscription', () => {
  for (const flaw of FLAW_NAMES) {
    it(`keeps nothing else from going on, and is reported: ${flaw}`, async () => {
      const device = new PickyDevice();
      device.bad.set('bad', flaw);
      for (const filter of ['a', 'bad', 'b']) await device.want(filter);
      const fate = device.publish('hello');
      const onlineS = await device.online();
      assert.ok(onlineS < 12, `online after ${onlineS} s`);
      // A filter that is granted first is distinguished from its neighbours on a connection that has lasted.
      await device.clock.advance(flaw === 'granted, then hung up on' ? 180_000 : 60_000);
      assert.ok((fate.deliveredS ?? Infinity) < 20, `delivered after ${fate.deliveredS} s`);
      assert.deepEqual(device.leftOut, { bad: FLAWS[flaw] });
      assert.deepEqual(device.toldOf('bad'), [FLAWS[flaw]]);
      assert.equal(await device.hears('a'), true);
      assert.equal(await device.hears('b'), true);
      assert.deepEqual(Object.keys(device.leftOut), ['bad']);
      assert.equal(device.connections, CONNECTIONS[flaw] ?? 1);
      await device.close();
    });

    it(`is tried again at growing intervals, and granted once it can be: ${flaw}`, async () => {
      const device = new PickyDevice();
      device.bad.set('bad', flaw);
      await device.want('bad');
      await device.online();
      await device.clock.advance(6 * HOUR_MS);
      const times = device.written.map(({ s }) => s);
      const gaps = times.slice(1).map((s, index) => s - (times[index] ?? 0));
      const tail = gaps.slice(costsConnection(flaw) ? 1 : 0);
      assert.ok(tail.length >= 6 && tail.length <= 10, `tried after ${gaps.join(', ')} s`);
      for (const [index, gap] of tail.slice(1).entries())
        assert.ok(gap >= (tail[index] ?? 0) - 60, `tried after ${gaps.join(', ')} s`);
      assert.deepEqual(device.toldOf('bad'), [FLAWS[flaw]]);
      device.bad.clear();
      await device.clock.advance(2 * HOUR_MS);
      assert.deepEqual(device.toldOf('bad'), [FLAWS[flaw], 'granted']);
      assert.deepEqual(device.leftOut, {});
      assert.equal(await device.hears('bad'), true);
      await device.close();
    });

    it(`that comes while online fails alone, too: ${flaw}`, async () => {
      const device = new PickyDevice();
      device.bad.set('bad', flaw);
      await device.want('a');
      await device.online();
      const asked = device.want('bad').then(
        () => 'waits',
        (error: unknown) => (error as { code: string }).code,
      );
      const fate = device.publish('hello');
      const startS = device.s;
      const answer = await device.clock.settle(asked, 60_000);
      assert.equal(answer, costsConnection(flaw) ? 'waits' : FLAWS[flaw]);
      await device.clock.advance(60_000);
      assert.ok((fate.deliveredS ?? Infinity) - startS < 12, `delivered after ${fate.deliveredS} s`);
      assert.deepEqual(device.leftOut, { bad: FLAWS[flaw] });
      assert.equal(await device.hears('a'), true);
      await device.close();
    });
  }

  it('is reported to all its subscribers, and to later ones', async () => {
    const device = new PickyDevice();
    device.bad.set('bad', 'ERROR');
    await device.want('bad', 'one');
    await device.want('bad', 'other');
    await device.online();
    assert.deepEqual(device.changes[0]?.owners, ['one', 'other']);
    await assert.rejects(device.clock.settle(device.want('bad', 'third'), 60_000), {
      code: 'EC20_SUBSCRIBE_FAILED',
      message: /the module refused the command with ERROR/,
    });
    assert.deepEqual(device.session.snapshot().leftOut[0]?.owners, ['one', 'other', 'third']);
    await device.close();
  });

  it('is shown in “Check my setup”, which goes on', async () => {
    const device = new PickyDevice();
    device.bad.set('bad/topic', 'result 2');
    await device.want('bad/topic');
    await device.online();
    const check = new SetupCheck(device.clock, new CheckRunning(device.session), 'node');
    await device.clock.settle(check.run(), 300_000);
    const line = check.lines.find(({ id }) => id === 'message');
    assert.deepEqual([line?.state, line?.code], ['warn', 'EC20_SUBSCRIBE_FAILED']);
    assert.match(line?.text?.en ?? '', /“bad\/topic” failed: the module gave up sending it \(result 2\)/);
    assert.match(line?.text?.zh ?? '', /订阅“bad\/topic”失败/);
    await device.close();
  });

  it('is forgotten when it is no longer wanted', async () => {
    const device = new PickyDevice();
    device.bad.set('bad', 'OK and no more');
    await device.want('bad');
    await device.online();
    await device.clock.advance(60_000);
    await device.clock.settle(device.session.unsubscribeAll('node bad'), 1000);
    assert.deepEqual(device.leftOut, {});
    const { length } = device.written;
    await device.clock.advance(HOUR_MS);
    assert.equal(device.written.length, length);
    await device.close();
  });

  it('is tried again with each new connection, unless that costs it', async () => {
    const device = new PickyDevice();
    device.bad.set('bad', 'ERROR').set('fatal', 'hung up on');
    for (const filter of ['bad', 'fatal']) await device.want(filter);
    await device.online();
    await device.clock.advance(30_000);
    const tries = (filter: string) => device.written.filter((each) => each.filter === filter).length;
    const before = { bad: tries('bad'), fatal: tries('fatal') };
    device.simulator.dropConnection(0, 7);
    await device.clock.until(() => device.isOnline, 60_000);
    await device.clock.advance(10_000);
    assert.deepEqual({ bad: tries('bad'), fatal: tries('fatal') }, { ...before, bad: before.bad + 1 });
    await device.close();
  });
});

describe('a dead line or connection', () => {
  it('is not a filter’s fault: the module falls silent while it is subscribed', async () => {
    const device = new PickyDevice();
    await device.want('a');
    await device.online();
    device.simulator.hang(true);
    const asked = device.want('b');
    await device.clock.settle(asked, 60_000);
    assert.deepEqual(device.leftOut, {});
    device.simulator.hang(false);
    await device.clock.advance(120_000);
    assert.equal(await device.hears('b'), true);
    assert.deepEqual(device.changes, []);
    await device.close();
  });

  it('that ends while a filter is subscribed costs nothing but a new connection', async () => {
    const device = new PickyDevice();
    device.bad.set('b', 'hung up on');
    for (const filter of ['a', 'b']) await device.want(filter);
    await device.plugIn();
    await device.clock.until(() => device.written.some(({ filter }) => filter === 'b'), 60_000);
    device.bad.clear();
    await device.clock.advance(60_000);
    assert.equal(await device.hears('b'), true);
    assert.deepEqual(device.changes, []);
    assert.equal(device.connections, 2);
    await device.close();
  });
});

describe('publishes beside a filter that makes the broker hang up', () => {
  it('are not to blame: none is given up as poison', async () => {
    const device = new PickyDevice();
    for (const filter of ['w', 'x', 'y', 'z']) {
      device.bad.set(filter, 'hung up on');
      await device.want(filter);
    }
    await device.online();
    const fates = [];
    for (let number = 0; number < 300; number++) {
      fates.push(device.publish(String(number)));
      await device.clock.advance(1000);
    }
    await device.clock.advance(120_000);
    assert.deepEqual(
      fates.filter(({ failed }) => failed !== undefined),
      [],
    );
    assert.equal(fates.filter(({ deliveredS }) => deliveredS === undefined).length, 0);
    assert.deepEqual(Object.keys(device.leftOut).sort(), ['w', 'x', 'y', 'z']);
    await device.close();
  });
});

describe('any subset of subscriptions, bad in any way', () => {
  const seed = Number(process.env['TEST_SEED'] ?? 20_261_127);
  /** Those in which a code came so late that a good filter was taken for the culprit. */
  const memorable = [1021, 2027, 3011];
  for (const each of [...memorable, ...Array.from({ length: 40 }, (_, round) => seed + round)]) {
    it(`leaves the others and the publishes alone (seed ${each})`, async () => {
      const random = seededRandom(each);
      const device = new PickyDevice({ seed: each });
      const filters = Array.from({ length: randomInteger(random, 1, 12) }, (_, index) => `f/${index}`);
      for (const filter of filters) {
        if (randomInteger(random, 0, 2) === 0) continue;
        device.bad.set(filter, FLAW_NAMES[randomInteger(random, 0, FLAW_NAMES.length - 1)] ?? 'ERROR');
      }
      const good = filters.filter((filter) => !device.bad.has(filter));
      for (const filter of filters) await device.want(filter);
      const fate = device.publish('hello');
      const flaws = filters.map((filter) => device.bad.get(filter) ?? 'good').join(', ');
      const onlineS = await device.online();
      await device.clock.until(() => fate.deliveredS !== undefined, 120_000, 'the publish');
      const granted = () => good.every((filter) => device.written.some((each) => each.filter === filter));
      await device.clock.until(granted, 300_000, 'the good filters');
      await device.clock.advance(20 * 60_000);
      const expected = Object.fromEntries([...device.bad].map(([filter, flaw]) => [filter, FLAWS[flaw]]));
      assert.deepEqual(device.leftOut, expected);
      await device.clock.until(() => device.isOnline, 60_000);
      await device.clock.advance(10_000);
      for (const filter of good) assert.equal(await device.hears(filter), true, filter);
      console.log(
        `      ${flaws}: online after ${onlineS.toFixed(1)} s, ` +
          `published after ${(fate.deliveredS ?? 0).toFixed(1)} s, ${device.connections} connections`,
      );
      await device.close();
    });
  }
});
