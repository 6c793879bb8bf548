import assert from 'node:assert/strict';
import { DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import { intercepted } from '../support/interception';
import type { VirtualClock } from '../support/virtual-clock';
import { Gateway, METERS, meter } from './gateway-rig';
import { PlayedDisk, PlayedQueue } from './played-queue';

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

  it('are told of when messages wait for one that is not set up any more; set up again, they leave', async () => {
    const gateway = new Gateway(['meter1']);
    const warnings: string[] = [];
    gateway.session.onWarning(({ code, params }) =>
      warnings.push(`${code} ${params['device']} ${params['count']}`),
    );
    const detach = gateway.session.attachSubDevice(meter('meter2'));
    await gateway.allOnline();
    gateway.cloud.enableDevice({ productKey: METERS, deviceName: 'meter2' }, false);
    await gateway.clock.until(() => gateway.stages.join().includes('DISABLED'), 10_000, 'the refusal');
    for (const label of ['one', 'two']) gateway.post(meter('meter2'), label);
    detach();
    await gateway.clock.advance(200_000);
    assert.deepEqual(warnings, [`EC20_SUB_LEFT ${METERS}/meter2 2`]);
    gateway.post(meter('meter2'), 'three');
    await gateway.clock.advance(200_000);
    // Told once.
    assert.equal(warnings.length, 1);
    assert.deepEqual([...gateway.outcomes], []);
    gateway.cloud.enableDevice({ productKey: METERS, deviceName: 'meter2' }, true);
    gateway.session.attachSubDevice(meter('meter2'));
    await gateway.clock.until(() => gateway.outcomes.size === 3, 60_000, 'the posts');
    assert.deepEqual(
      [...gateway.outcomes],
      [
        ['one', '200'],
        ['two', '200'],
        ['three', '200'],
      ],
    );
    await gateway.end();
  });

  it('do not lose what waits over a restart in which they are not set up; the reply is heard, although nobody has asked for it since', async () => {
    const disk = new PlayedDisk();
    const on = ({ clock }: { readonly clock: VirtualClock }) => ({ queue: new PlayedQueue(clock, { disk }) });
    const before = new Gateway(['meter1'], on);
    before.cloud.enableDevice({ productKey: METERS, deviceName: 'meter1' }, false);
    await before.online();
    for (const label of ['one', 'two']) before.post(meter('meter1'), label);
    await before.clock.advance(1000);
    await before.end();

    const gateway = new Gateway([], on);
    const warnings: string[] = [];
    const delivered: unknown[] = [];
    gateway.session.onWarning(({ code, params }) =>
      warnings.push(`${code} ${params['device']} ${params['count']}`),
    );
    gateway.session.claim('node', {
      delivered: (_, { reply, attempts }) => delivered.push([reply?.code, attempts]),
      failed: (_, { code }) => delivered.push(code),
    });
    await gateway.online();
    await gateway.clock.advance(200_000);
    assert.deepEqual(warnings, [`EC20_SUB_LEFT ${METERS}/meter1 2`]);
    assert.deepEqual(delivered, []);
    gateway.session.attachSubDevice(meter('meter1'));
    await gateway.clock.until(() => delivered.length === 2, 60_000, 'the posts');
    assert.deepEqual(delivered, [
      [200, 1],
      [200, 1],
    ]);
    await gateway.end();
  });

  it('that a flow logs in by itself are none of ours: their messages leave, after a restart too', async () => {
    const disk = new PlayedDisk();
    const on = ({ clock }: { readonly clock: VirtualClock }) => ({ queue: new PlayedQueue(clock, { disk }) });
    const before = new Gateway([], on);
    // Offline, it waits.
    before.post(meter('meter1'), 'early');
    await before.clock.advance(1000);
    await before.end();

    const gateway = new Gateway([], on);
    const delivered: string[] = [];
    gateway.session.claim('node', {
      delivered: ({ topic }) => delivered.push(topic),
      failed: (_, { code }) => delivered.push(code),
    });
    await gateway.online();
    const dialogue = gateway.options.profile.gateway;
    const login = dialogue?.ask({ kind: 'login', devices: [meter('meter1')] }, '4711', 1500);
    assert.ok(login !== undefined);
    gateway.publish(login.payload, { topic: login.topic, qos: 0 });
    await gateway.clock.until(() => delivered.length === 1, 60_000, 'the post');
    assert.match(delivered[0] ?? '', /meter1/);
    await gateway.end();
  });

  it('drop what is not to wait while they are offline, and nothing else', async () => {
    const gateway = new Gateway(['meter1', 'meter2']);
    await gateway.allOnline();
    gateway.cloud.enableDevice({ productKey: METERS, deviceName: 'meter1' }, false);
    await gateway.clock.until(() => gateway.stages.join().includes('DISABLED'), 10_000, 'the refusal');
    const outcome = (name: string) => {
      const topic = `/${METERS}/${name}/user/update`;
      return gateway.publish('a', { topic, offline: 'drop' });
    };
    const [dropped, sent] = [outcome('meter1'), outcome('meter2')];
    assert.deepEqual(
      dropped.failed.map(({ code }) => code),
      ['EC20_OFFLINE'],
    );
    await gateway.clock.until(() => sent.delivered.length === 1, 10_000, 'the other');
    await gateway.end();
  });

  for (const code of [520, 522]) {
    it(`lose no message that is answered ${code}`, async () => {
      const gateway = new Gateway(['meter1']);
      await gateway.allOnline();
      const device = { productKey: METERS, deviceName: 'meter1' };
      gateway.cloud.settings.replies = 'none';
      gateway.post(gateway.meters[0], 'post');
      await gateway.clock.advance(1000);
      const post = gateway.arrivals.find(({ topic }) => topic.endsWith('property/post'));
      assert.ok(post !== undefined);
      const { id } = JSON.parse(post.payload.toString()) as { id: string };
      gateway.cloud.settings.replies = 'on';
      gateway.cloud.send(device, `${post.topic}_reply`, JSON.stringify({ id, code, data: {} }));
      await gateway.clock.until(() => gateway.outcomes.size === 1, 700_000, 'the post');
      assert.equal(gateway.outcomes.get('post'), '200');
      await gateway.end();
    });
  }

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
