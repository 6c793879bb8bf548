import assert from 'node:assert/strict';
import { DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import { intercepted } from '../support/interception';
import { Gateway, METERS, meter } from './gateway-rig';

describe('devices behind a gateway', () => {
  it('come online over its connection, and their properties are answered 200', async () => {
    const gateway = new Gateway(['meter1', 'meter2', 'meter3']);
    await gateway.allOnline();
    for (const [index, each] of gateway.meters.entries()) gateway.post(each, `post ${index}`);
    gateway.post(undefined, 'own');
    await gateway.clock.until(() => gateway.outcomes.size === 4, 30_000, 'all posts settled');
    assert.deepEqual([...gateway.outcomes.values()], ['200', '200', '200', '200']);
    await gateway.end();
  });

  it('log in again after a reconnect of the gateway; what was posted meanwhile is not lost', async () => {
    const gateway = new Gateway(['meter1', 'meter2']);
    await gateway.allOnline();
    gateway.cloud.kick(DEMO_TRIPLET);
    await gateway.clock.until(() => gateway.session.snapshot().state !== 'online', 120_000, 'the loss');
    assert.ok(
      gateway.stages.every((stage) => stage.includes('offline')),
      gateway.stages.join(),
    );
    for (let count = 0; count < 10; count++) gateway.post(gateway.meters[count % 2], `post ${count}`);
    await gateway.allOnline();
    await gateway.clock.until(() => gateway.outcomes.size === 10, 60_000, 'all posts settled');
    assert.deepEqual(new Set(gateway.outcomes.values()), new Set(['200']));
    assert.deepEqual(
      gateway.order.filter((label) => Number(label.slice(5)) % 2 === 0),
      ['post 0', 'post 2', 'post 4', 'post 6', 'post 8'],
    );
    await gateway.end();
  });

  it('wait alone: one that is disabled holds up nobody, and its messages leave when it is enabled', async () => {
    const gateway = new Gateway(['meter1', 'meter2']);
    const [first, second] = gateway.meters;
    await gateway.allOnline();
    gateway.cloud.enableDevice({ productKey: METERS, deviceName: 'meter1' }, false);
    await gateway.clock.until(() => gateway.stages[0]?.includes('EC20_SUB_DISABLED') === true, 30_000, 'it');
    // More than are kept in memory: those of the other have to get past them.
    for (let count = 0; count < 400; count++) gateway.post(first, `disabled ${count}`);
    for (let count = 0; count < 20; count++) gateway.post(second, `other ${count}`);
    await gateway.clock.until(() => gateway.outcomes.size === 20, 60_000, 'the other’s posts');
    assert.ok([...gateway.outcomes.keys()].every((label) => label.startsWith('other')));
    assert.equal(gateway.session.snapshot().queue.length, 400);
    gateway.cloud.enableDevice({ productKey: METERS, deviceName: 'meter1' }, true);
    await gateway.clock.until(() => gateway.outcomes.size === 420, 600_000, 'its own posts');
    assert.deepEqual(new Set(gateway.outcomes.values()), new Set(['200']));
    await gateway.end();
  });

  it('log in again when the cloud has ended a session unsaid: 520 loses no message', async () => {
    const gateway = new Gateway(['meter1']);
    await gateway.allOnline();
    gateway.cloud.kick({ productKey: METERS, deviceName: 'meter1' });
    gateway.post(gateway.meters[0], 'post');
    await gateway.clock.until(() => gateway.outcomes.size === 1, 60_000, 'the post');
    assert.equal(gateway.outcomes.get('post'), '200');
    assert.deepEqual(gateway.stages, ['meter1 online']);
    await gateway.end();
  });

  it('say what is wrong with each: a wrong secret stays with its device', async () => {
    const gateway = new Gateway(['meter1']);
    gateway.session.attachSubDevice(meter('meter2', 'anothersecret'));
    await gateway.online();
    const isSettled = () =>
      (gateway.stages[0] ?? '').endsWith('online') && (gateway.stages[1] ?? '').includes(' failed ');
    await gateway.clock.until(isSettled, 60_000, 'both');
    assert.deepEqual(gateway.stages, ['meter1 online', 'meter2 failed EC20_SUB_SIGNATURE']);
    await gateway.end();
  });

  it('hear the broadcasts to a group of theirs, which is subscribed when one of them is online, on each connection', async () => {
    const gateway = new Gateway(['meter1', 'meter2']);
    let heard = 0;
    const refused: string[] = [];
    gateway.session.onSubscription(({ error }) => refused.push(error?.code ?? 'granted'));
    void gateway.session.subscribe('node', `/broadcast/${METERS}/group`, 1, () => heard++);
    await gateway.allOnline();
    gateway.cloud.kick(DEMO_TRIPLET);
    await gateway.clock.until(() => gateway.session.snapshot().state !== 'online', 120_000, 'the loss');
    await gateway.allOnline();
    await gateway.clock.advance(5000);
    // It is not asked for before one of them is online, which the broker refuses.
    assert.deepEqual(refused, []);
    assert.equal(gateway.cloud.broadcastGroup(METERS, 'group', 'to all'), 1);
    await gateway.clock.advance(1000);
    assert.equal(heard, 1);
    await gateway.end();
  });

  it('come online at once when the broker refuses one of the filters on which it is told of them', async () => {
    const refusing = (command: string) => {
      const id = /^AT\+QMTSUB=0,(\d+),"\/ext\/error/.exec(command)?.[1];
      return id === undefined ? undefined : ['OK', `+QMTSUB: 0,${id},0,128`];
    };
    const gateway = new Gateway(['meter1'], ({ pair }) => ({
      findTransport: () => Promise.resolve(intercepted(pair.left, { answer: refusing })),
    }));
    await gateway.online();
    const onlineAtMs = gateway.clock.now();
    await gateway.allOnline();
    assert.ok(gateway.clock.now() - onlineAtMs < 5000, `${gateway.clock.now() - onlineAtMs} ms`);
    const { leftOut } = gateway.session.snapshot();
    assert.deepEqual(
      leftOut.map(({ filter, error }) => `${filter.split('/')[2]} ${error.code}`),
      ['error EC20_SUBSCRIBE_REFUSED'],
    );
    await gateway.end();
  });

  it('show no secret in the trace', async () => {
    const gateway = new Gateway(['meter1', 'meter2']);
    await gateway.allOnline();
    const text = gateway.session.trace.entries.map((entry) => JSON.stringify(entry)).join('\n');
    for (const { secrets } of gateway.meters) {
      for (const secret of secrets) assert.ok(!text.includes(secret), 'a secret is in the trace');
    }
    await gateway.end();
  });
});
