import assert from 'node:assert/strict';
import { PlayedCloud, cloudWith, meter } from './topology-rig';

describe('the topology of a gateway whose cloud answers late or never', () => {
  it('does not hammer a platform that never answers', async () => {
    const cloud = cloudWith(...Array.from({ length: 40 }, (_, index) => `meter-${index}`));
    cloud.silent = () => true;
    cloud.connect();
    await cloud.clock.advance(3_600_000);
    assert.ok(cloud.asked.length < 80, String(cloud.asked.length));
    assert.ok(cloud.states.every((state) => state.endsWith('EC20_SUB_SILENT')));
    cloud.silent = () => false;
    await cloud.clock.advance(3_600_000);
    assert.ok(
      cloud.states.every((state) => state.endsWith('online')),
      cloud.states.join(),
    );
  });

  it('takes answers that come late: none is a fault, and none is asked for again and again', async () => {
    const cloud = cloudWith('meter-1', 'meter-2');
    const seen = new Set<string>();
    cloud.device.changes.add(({ state }) => seen.add(state));
    cloud.lateMs = 12_000;
    cloud.connect();
    await cloud.clock.advance(120_000);
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online']);
    assert.ok(!seen.has('failed'), [...seen].join());
    assert.ok(cloud.asked.length <= 7, JSON.stringify(cloud.asked));
  });

  it('keeps a secret that comes late: the platform gives it once', async () => {
    const cloud = new PlayedCloud();
    cloud.device.attach(meter('meter-1', ''));
    cloud.lateMs = 12_000;
    cloud.refuse = (what) => (what === 'register' && cloud.kept.size > 0 ? 6289 : undefined);
    cloud.connect();
    await cloud.clock.advance(120_000);
    assert.deepEqual(cloud.states, ['meter-1 online']);
    assert.equal(cloud.asked.filter(({ what }) => what === 'register').length, 2);
  });

  it('asks again where an answer gets lost, and says so only of the second', async () => {
    const cloud = cloudWith('meter-1', 'meter-2');
    cloud.silent = (what) =>
      what === 'batch_login' && cloud.asked.filter((each) => each.what === what).length === 1;
    const seen = new Set<string>();
    cloud.device.changes.add(({ state }) => seen.add(state));
    cloud.connect();
    await cloud.clock.advance(15_000);
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online']);
    assert.ok(!seen.has('failed'));
    cloud.lose();
    cloud.silent = (what) => what === 'batch_login';
    cloud.connect();
    await cloud.clock.advance(25_000);
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_SILENT', 'meter-2 failed EC20_SUB_SILENT']);
  });
});
