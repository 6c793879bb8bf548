import assert from 'node:assert/strict';
import { PlayedCloud, SECRET, cloudWith, meter } from './topology-rig';

describe('the topology of a gateway that the cloud refuses something', () => {
  it('finds the one to blame in a refused batch; the others come online', async () => {
    const cloud = cloudWith('meter-1', 'meter-2', 'meter-3');
    cloud.refuse = (what, name) => (what.endsWith('login') && name === 'meter-2' ? 6287 : undefined);
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 failed EC20_SUB_SIGNATURE', 'meter-3 online']);
  });

  it('tries a refused one again after ten minutes, then less and less often', async () => {
    const cloud = cloudWith('meter-1');
    cloud.refuse = (what) => (what === 'login' ? 522 : undefined);
    cloud.connect();
    await cloud.settle();
    const logins = () => cloud.asked.filter(({ what }) => what === 'login').length;
    assert.equal(logins(), 1);
    await cloud.clock.advance(599_999);
    assert.equal(logins(), 1);
    await cloud.clock.advance(1);
    assert.equal(logins(), 2);
    await cloud.clock.advance(86_400_000);
    // 20, 40, 60, 60 … minutes.
    assert.ok(logins() > 20 && logins() < 30, String(logins()));
  });

  for (const [what, code, error, firstPauseMs] of [
    ['login', 6287, 'EC20_SUB_SIGNATURE', 600_000],
    ['add', 401, 'EC20_SUB_SIGNATURE', 600_000],
    ['add', 6619, 'EC20_SUB_BOUND', 600_000],
    ['add', 6100, 'EC20_SUB_UNKNOWN', 600_000],
    ['login', 521, 'EC20_SUB_UNKNOWN', 600_000],
    ['add', 6400, 'EC20_SUB_LIMIT', 60_000],
    ['login', 428, 'EC20_SUB_LIMIT', 60_000],
    ['login', 520, 'EC20_SUB_SESSION', 60_000],
    ['add', 6204, 'EC20_SUB_DISABLED', 600_000],
    ['add', 460, 'EC20_SUB_REFUSED', 600_000],
    ['register', 6288, 'EC20_SUB_REGISTER_OFF', 600_000],
    ['register', 6289, 'EC20_SUB_ACTIVATED', 600_000],
  ] as const) {
    it(`${error} by ${code} to ${what}: fails alone, is tried again after ${firstPauseMs / 1000} s, and comes online`, async () => {
      const cloud = cloudWith('meter-1');
      cloud.device.attach(meter('meter-2', what === 'register' ? '' : SECRET));
      cloud.refuse = (asked, name) => (asked.endsWith(what) && name === 'meter-2' ? code : undefined);
      cloud.connect();
      await cloud.settle();
      assert.deepEqual(cloud.states, ['meter-1 online', `meter-2 failed ${error}`]);
      assert.equal(cloud.device.isReady('/a1MeterPk00/meter-2/user/update'), false);
      cloud.refuse = () => undefined;
      await cloud.clock.advance(firstPauseMs - 1);
      assert.deepEqual(cloud.states, ['meter-1 online', `meter-2 failed ${error}`]);
      await cloud.clock.advance(1);
      assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online']);
    });
  }

  it('lets as many online as there is room for, whatever batch they are asked for in', async () => {
    const cloud = cloudWith(...Array.from({ length: 8 }, (_, index) => `meter-${index}`));
    let room = 3;
    const online = () => cloud.states.filter((state) => state.endsWith(' online')).length;
    cloud.refuse = (what) =>
      what === 'batch_login' || (what === 'login' && online() >= room) ? 428 : undefined;
    cloud.connect();
    await cloud.settle();
    assert.equal(online(), 3);
    assert.equal(cloud.states.filter((state) => state.endsWith('EC20_SUB_LIMIT')).length, 5);
    room = 8;
    await cloud.clock.advance(600_000);
    assert.equal(online(), 8);
  });

  it('asks a busy cloud for all of a batch again after a minute, together', async () => {
    const cloud = cloudWith('meter-1', 'meter-2');
    cloud.refuse = (what) => (what.endsWith('login') ? 429 : undefined);
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_REFUSED', 'meter-2 failed EC20_SUB_REFUSED']);
    cloud.refuse = () => undefined;
    await cloud.clock.advance(60_000);
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online']);
    assert.deepEqual(
      cloud.asked.map(({ what }) => what),
      ['get', 'add', 'batch_login', 'batch_login'],
    );
  });

  it('fails a device whose secret can’t be kept, or is not in the answer, and asks for it again', async () => {
    const cloud = new PlayedCloud();
    cloud.device.attach(meter('meter-1', ''));
    cloud.keepFails = true;
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_REGISTER_STORE']);
    cloud.keepFails = false;
    cloud.givesSecrets = false;
    await cloud.clock.advance(60_000);
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_REFUSED']);
    cloud.givesSecrets = true;
    await cloud.clock.advance(3_600_000);
    assert.deepEqual(cloud.states, ['meter-1 online']);
  });

  it('asks for one that an answer of success does not name again, alone', async () => {
    for (const silentOf of ['login', 'add', 'register'] as const) {
      const cloud = new PlayedCloud();
      for (const name of ['meter-1', 'meter-2', 'meter-3'])
        cloud.device.attach(meter(name, silentOf === 'register' ? '' : SECRET));
      cloud.named = (what, names) =>
        what.endsWith(silentOf) && names.length > 1 ? names.filter((name) => name !== 'meter-2') : names;
      cloud.refuse = (what, name) =>
        what.endsWith(silentOf) && name === 'meter-2' && !what.startsWith('batch') && cloud.asked.length > 4
          ? 6100
          : undefined;
      cloud.connect();
      await cloud.settle();
      const last = cloud.asked.findLast(({ what, names }) => what.endsWith(silentOf) && names.length === 1);
      assert.deepEqual(last?.names, ['meter-2'], silentOf);
      assert.deepEqual(
        cloud.states.filter((state) => !state.startsWith('meter-2')),
        ['meter-1 online', 'meter-3 online'],
        silentOf,
      );
      assert.match(cloud.states[1] ?? '', /meter-2 (online|failed EC20_SUB_UNKNOWN)/);
    }
  });

  it('blames only those that the refusal of a batch names', async () => {
    const cloud = cloudWith('meter-1', 'meter-2', 'meter-3');
    cloud.refuse = (what, name) => (what.endsWith('login') && name === 'meter-2' ? 6287 : undefined);
    cloud.named = (_, names, code) => (code === 6287 ? ['meter-2'] : names);
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 failed EC20_SUB_SIGNATURE', 'meter-3 online']);
    assert.deepEqual(
      cloud.asked.slice(2).map(({ names }) => names.join()),
      ['meter-1,meter-2,meter-3', 'meter-1,meter-3', 'meter-2'],
    );
  });
});
