import assert from 'node:assert/strict';
import { aliyunSubDevice } from '../../src/cloud/aliyun/sub-device';
import { NAMES, PlayedCloud, SECRET, cloudWith, meter } from './topology-rig';

describe('the topology of a gateway', () => {
  it('asks for it first, adds only what is missing, and logs all in together', async () => {
    const cloud = cloudWith('meter-1', 'meter-2', 'meter-3');
    cloud.topology.add('meter-2');
    assert.deepEqual(cloud.states, ['meter-1 offline', 'meter-2 offline', 'meter-3 offline']);
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(cloud.asked, [
      { what: 'get', names: [] },
      { what: 'add', names: ['meter-1', 'meter-3'] },
      { what: 'batch_login', names: ['meter-1', 'meter-2', 'meter-3'] },
    ]);
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online', 'meter-3 online']);
    assert.equal(cloud.ready.length, 3);
  });

  it('logs in again on each connection, and nobody is online in between', async () => {
    const cloud = cloudWith('meter-1');
    cloud.connect();
    await cloud.settle();
    cloud.lose();
    assert.deepEqual(cloud.states, ['meter-1 offline']);
    assert.equal(cloud.device.isReady('/sys/a1MeterPk00/meter-1/thing/event/property/post'), false);
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online']);
    assert.deepEqual(
      cloud.asked.map(({ what }) => what),
      ['get', 'add', 'login', 'get', 'login'],
    );
  });

  it('adds a device that a login reports missing, once', async () => {
    const cloud = cloudWith('meter-1');
    cloud.silent = (what) => what === 'get';
    cloud.connect();
    await cloud.clock.advance(10_000);
    assert.deepEqual(
      cloud.asked.map(({ what }) => what),
      ['get', 'login', 'add', 'login'],
    );
    assert.deepEqual(cloud.states, ['meter-1 online']);

    const stubborn = cloudWith('meter-1');
    stubborn.refuse = (what) => (what === 'login' ? 6401 : undefined);
    stubborn.connect();
    await stubborn.settle();
    assert.deepEqual(stubborn.states, ['meter-1 failed EC20_SUB_TOPOLOGY']);
    assert.ok(stubborn.asked.length <= 5);
  });

  it('registers a device without a secret, keeps what it gets, and masks it', async () => {
    const cloud = new PlayedCloud();
    cloud.device.attach(meter('meter-1', ''));
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(
      cloud.asked.map(({ what }) => what),
      ['get', 'register', 'add', 'login'],
    );
    assert.equal(cloud.kept.get('meter-1'), SECRET);
    assert.ok(cloud.concealed.includes(SECRET));
    assert.deepEqual(cloud.states, ['meter-1 online']);
  });

  it('adds what a batch of logins reports missing together: a long list may not fit the module', async () => {
    const cloud = cloudWith(...Array.from({ length: 20 }, (_, index) => `meter-${index}`));
    cloud.silent = (what) => what === 'get';
    cloud.connect();
    await cloud.clock.advance(10_000);
    assert.ok(cloud.states.every((state) => state.endsWith(' online')));
    // A refused login, an addition and a login for each five.
    assert.equal(cloud.asked.length, 1 + 3 * 4);
  });

  it('goes without the list when the connection was lost over it, once', async () => {
    const cloud = cloudWith('meter-1');
    cloud.silent = (what) => what === 'get';
    cloud.connect();
    await cloud.settle();
    cloud.lose();
    await cloud.settle();
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online']);
    cloud.lose();
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(
      cloud.asked.map(({ what }) => what),
      ['get', 'login', 'add', 'login', 'get'],
    );
  });

  it('logs out what is taken away, and refuses one that is there already', async () => {
    const cloud = new PlayedCloud();
    const detach = cloud.device.attach(meter('meter-1'));
    assert.throws(() => cloud.device.attach(meter('meter-1')), { code: 'EC20_SUB_TWICE' });
    const { productKey, deviceName } = NAMES;
    const own = { productKey, deviceName, deviceSecret: SECRET, thingModel: '' } as const;
    assert.throws(
      () => cloud.device.attach(aliyunSubDevice({ ...own, thingCheck: 'warn', quotes: 'keep' })),
      {
        code: 'EC20_SUB_TWICE',
      },
    );
    cloud.connect();
    await cloud.settle();
    detach();
    await cloud.settle();
    assert.deepEqual(cloud.asked.at(-1), { what: 'logout', names: ['meter-1'] });
    assert.deepEqual(cloud.states, []);
    cloud.device.attach(meter('meter-1'));
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online']);
  });

  it('logs out one that is taken away while it logs in', async () => {
    const cloud = new PlayedCloud();
    const detach = cloud.device.attach(meter('meter-1'));
    cloud.topology.add('meter-1');
    cloud.lateMs = 500;
    cloud.connect();
    await cloud.clock.advance(700);
    assert.deepEqual(cloud.states, ['meter-1 login']);
    detach();
    await cloud.clock.advance(5000);
    assert.deepEqual(
      cloud.asked.map(({ what }) => what),
      ['get', 'login', 'logout'],
    );
  });

  it('is none at a cloud that knows no sub-devices', () => {
    const cloud = new PlayedCloud(false);
    assert.throws(() => cloud.device.attach(meter('meter-1')), { code: 'EC20_SUB_SERVER' });
  });

  it('leaves no timer behind when the connection ends', async () => {
    const cloud = cloudWith('meter-1');
    cloud.refuse = (what) => (what === 'login' ? 522 : undefined);
    cloud.connect();
    await cloud.settle();
    assert.equal(cloud.clock.armed, 1);
    cloud.lose();
    await cloud.settle();
    assert.equal(cloud.clock.armed, 0);
  });
});
