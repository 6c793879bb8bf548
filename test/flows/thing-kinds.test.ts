import assert from 'node:assert/strict';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { helper, Probe, type CaughtMessage } from './rig';
import { publish, send, told } from './thing-rig';
import { Stage, stageOfEach } from './thing-stage';

describe('ec20-publish: the kinds of the thing model', () => {
  let stage: Stage;
  stageOfEach((each) => {
    stage = each;
  });

  const data = () => stage.cloud.data(DEMO_TRIPLET);

  for (const quotes of ['single', 'strip']) {
    const messages: readonly (readonly [string, unknown, object?])[] = [
      ['property', { Temperature: 21, Note: "it's “fine”" }],
      ['event', { Text: 'abc' }, { event: 'Note' }],
      ['history', [{ time: 1_700_000_000_000, Old: 'abc' }]],
      ['tags', { room: 'kitchen' }],
      ['config', ''],
      ['desired', ['Interval']],
    ];
    it(`${quotes}: every kind that the cloud replies to is read by it`, async () => {
      stage.cloud.setThingModel(DEMO_TRIPLET, undefined);
      const nodes = messages.map(([kind, , more], index) => ({
        id: `n${index}`,
        type: 'ec20-publish',
        modem: 'modem',
        kind,
        wires: [[`out${index}`]],
        ...more,
      }));
      const outputs = messages.map((_, index) => ({ id: `out${index}`, type: 'helper' }));
      await stage.online([...nodes, ...outputs], { quotes });
      void stage.cloud.pushConfiguration(DEMO_TRIPLET, '{}');
      for (const [index, [kind, payload]] of messages.entries()) {
        const out = new Probe(`out${index}`);
        helper.getNode(`n${index}`).receive({ payload });
        const { reply } = (await out.next()) as { reply?: { code: number } };
        assert(reply !== undefined, kind);
      }
      assert.equal(data().latest.get('Old')?.value, 'abc');
      assert.equal(stage.cloud.tags(DEMO_TRIPLET).get('room'), 'kitchen');
    });
  }

  it('strip: versions and progress of an upgrade arrive', async () => {
    await stage.online([...publish('ota-version'), { id: 'progress', type: 'ec20-publish', modem: 'modem', kind: 'ota-progress', wires: [['done']] }, { id: 'done', type: 'helper' }], { quotes: 'strip' }); // prettier-ignore
    send({ payload: '1.0.0' });
    await new Probe('out').next();
    helper.getNode('progress').receive({ payload: { step: 50, desc: "half way, it's fine" } });
    await new Probe('done').next();
    assert.equal(stage.cloud.versions(DEMO_TRIPLET).get('default'), '1.0.0');
    assert.deepEqual(stage.cloud.progress(DEMO_TRIPLET).at(-1), {
      step: '50',
      desc: "half way, it's fine",
      module: 'default',
    });
  });

  it('event: the identifier comes from the node, or from msg.event', async () => {
    await stage.online(publish('event'));
    send({ payload: { Temperature: 61.5 }, event: 'HighTemperature' });
    await new Probe('out').next();
    assert.equal(data().events[0]?.identifier, 'HighTemperature');
    assert.deepEqual(data().events[0]?.outputs, { Temperature: 61.5 });
    send({ payload: { Temperature: 61.5 } });
    assert.equal((await stage.error()).code, 'EC20_EVENT_MISSING');
  });

  it('history: readings with their own times, in as few publishes as the module’s payload allows', async () => {
    await stage.online(publish('history'));
    let posts = 0;
    stage.cloud.onPublish(({ topic, payload }) => {
      if (!topic.endsWith('/history/post')) return;
      assert(payload.length <= 1500);
      posts++;
    });
    const start = Date.now() - 100_000;
    const payload = Array.from({ length: 100 }, (_, index) => ({
      time: start + index * 1000,
      Temperature: index / 2,
    }));
    send({ payload });
    const out = (await new Probe('out').next()) as { reply?: { code: number } };
    assert.equal(out.reply?.code, 200);
    assert(posts > 1 && posts <= 5, `${posts} posts`);
    assert.deepEqual(
      data()
        .history('Temperature')
        .map(({ value, timeMs }) => [timeMs, value]),
      payload.map(({ time, Temperature }) => [time, Temperature]),
    );
  });

  it('desired: asks for the values that the cloud wants', async () => {
    stage.cloud.setDesired(DEMO_TRIPLET, 'Interval', 60);
    await stage.online(publish('desired'));
    send({ payload: ['Interval'] });
    const { reply } = (await new Probe('out').next()) as unknown as { reply: { data: unknown } };
    assert.deepEqual(reply.data, { Interval: { value: 60, version: 1 } });
  });

  it('tags: are set', async () => {
    await stage.online(publish('tags'));
    send({ payload: { room: 'kitchen' } });
    await new Probe('out').next();
    assert.equal(stage.cloud.tags(DEMO_TRIPLET).get('room'), 'kitchen');
  });

  it('config: asks for the remote configuration', async () => {
    stage.cloud.setConfiguration(DEMO_TRIPLET, '{"interval":5}');
    await stage.online(publish('config'));
    send({});
    const { reply } = (await new Probe('out').next()) as unknown as { reply: { data: { getType: string } } };
    assert.equal(reply.data.getType, 'file');
  });

  it('ota-version and ota-progress: are reported', async () => {
    await stage.online([
      ...publish('ota-version'),
      { id: 'progress', type: 'ec20-publish', modem: 'modem', kind: 'ota-progress', wires: [['told']] },
      { id: 'told', type: 'helper' },
    ]);
    send({ payload: '1.2.3' });
    await new Probe('out').next();
    helper.getNode('progress').receive({ payload: { step: 50, desc: 'half' } });
    await new Probe('told').next();
    assert.equal(stage.cloud.versions(DEMO_TRIPLET).get('default'), '1.2.3');
    assert.equal(stage.cloud.progress(DEMO_TRIPLET).length, 1);
  });

  it('ntp: the cloud’s time is learned', async () => {
    await stage.online(publish('ntp'));
    send({});
    await new Probe('out').next();
    const status = new Probe('states');
    helper.getNode('status').receive({ payload: '' });
    const { payload } = await status.next((msg) => (msg.payload as { time?: unknown }).time !== null);
    assert(Math.abs((payload as { time: { utc: number } }).time.utc - Date.now()) < 60_000);
  });

  it('any kind: a config node with another server says so', async () => {
    const broken = [...publish('property')];
    await stage.online(broken, {});
    await stage.close();
    stage = new Stage();
    const { startFlow, modemNode } = await import('./rig.js');
    await startFlow([
      modemNode({ server: 'mqtt', host: '127.0.0.1', mqttPort: 1 }),
      ...publish('property'),
      { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
      { id: 'errors', type: 'helper' },
    ]);
    const errors = new Probe('errors');
    send({ payload: { Temperature: 1 } });
    const { error } = (await errors.next(
      (msg) => (msg as CaughtMessage).error.code === 'EC20_KIND_SERVER',
    )) as CaughtMessage;
    told(error, 'EC20_KIND_SERVER');
  });
});
