import assert from 'node:assert/strict';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { assertSentence } from '../support/sentences';
import { helper, Probe, speak, statusOf, type FlowNode } from './rig';
import { Stage } from './thing-stage';

const UPDATE = '/${productKey}/${deviceName}/user/update';

function publish(kind: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode[] {
  const node = { id: 'publish', type: 'ec20-publish', modem: 'modem', kind, gather: 600, wires: [['out']] };
  return [
    { ...node, ...properties },
    { id: 'out', type: 'helper' },
    { id: 'complete', type: 'complete', scope: ['publish'], wires: [['completed']] },
    { id: 'completed', type: 'helper' },
  ];
}

describe('ec20-publish that gathers', () => {
  let stage: Stage;
  let arrivals: { readonly topic: string; readonly text: string }[];

  before(() => {
    speak('en');
    helper.startServer();
  });
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(() => {
    stage = new Stage();
    arrivals = [];
    stage.cloud.onPublish(({ topic, payload }) => arrivals.push({ topic, text: payload.toString() }));
  });
  afterEach(() => stage.close());

  const send = (msg: object, id = 'publish') => {
    helper.getNode(id).receive({ payload: undefined, ...msg });
  };
  const uplink = () => arrivals.filter(({ topic }) => /\/(post|update)$/.test(topic));

  it('property: an alarm sends all that waits as one post and follows it; each message is output with the reply', async () => {
    await stage.online(publish('property'));
    const out = new Probe('out');
    const status = statusOf('publish', (text) => text.includes('gathering 3'));
    for (const Temperature of [20.5, 21.5, 22.5])
      send({ payload: { Temperature }, _msgid: `t${Temperature}` });
    assert.match((await status).text, /^connected, .*gathering 3/);
    assert.deepEqual(uplink(), []);
    const over = statusOf('publish', (text) => /^connected, -\d+ dBm$/.test(text));
    send({ payload: { Temperature: 90.5 }, _msgid: 't90.5', gather: false });
    const ids = [];
    for (let count = 0; count < 4; count++) {
      const { _msgid, reply } = (await out.next()) as { _msgid: string; reply?: { code: number } };
      assert.equal(reply?.code, 200);
      ids.push(_msgid);
    }
    assert.deepEqual(ids.sort(), ['t20.5', 't21.5', 't22.5', 't90.5']);
    assert.deepEqual(
      uplink().map(({ topic }) => topic.replace(/^.*thing/, '')),
      ['/event/property/history/post', '/event/property/post'],
    );
    assert.deepEqual(
      stage.cloud
        .data(DEMO_TRIPLET)
        .history('Temperature')
        .map(({ value }) => value),
      [20.5, 21.5, 22.5, 90.5],
    );
    await over;
  });

  it('event: does not wait, whatever the node once was set to', async () => {
    await stage.online(publish('event', { event: 'HighTemperature' }));
    send({ payload: { Temperature: 85.5 } });
    await new Probe('out').next();
  });

  for (const [gatherForm, expected] of [
    ['lines', '{"n":1}\n{"n":2}\n{"n":3}'],
    ['array', '[{"n":1},{"n":2},{"n":3}]'],
  ] as const) {
    it(`topic: messages become ${gatherForm}`, async () => {
      await stage.online(publish('topic', { topic: UPDATE, gatherForm }));
      const out = new Probe('out');
      for (const msg of [{ payload: { n: 1 } }, { payload: '{"n":2}' }, { payload: { n: 3 }, gather: false }])
        send(msg);
      for (let count = 0; count < 3; count++) await out.next();
      assert.deepEqual(
        uplink().map(({ text }) => text),
        [expected],
      );
    });
  }

  for (const [what, gatherForm, payload] of [
    ['text with a line break', 'lines', 'a\nb'],
    ['text that is not JSON', 'array', "{'n':1}"],
    ['bytes that are not JSON', 'array', Buffer.of(0x5b)],
    ['NaN', 'array', NaN],
  ] as const) {
    it(`topic: refuses ${what} as ${gatherForm} with EC20_GATHER_FORM`, async () => {
      await stage.online(publish('topic', { topic: UPDATE, gatherForm }));
      send({ payload });
      const { code, message } = await stage.error();
      assert.equal(code, 'EC20_GATHER_FORM');
      assertSentence('EC20_GATHER_FORM', message, 'en');
    });
  }

  it('refuses a msg.gather that is neither true nor false, since an alarm could wait for it', async () => {
    await stage.online(publish('property'));
    send({ payload: { Temperature: 20.5 }, gather: 'never' });
    const { code, message } = await stage.error();
    assert.equal(code, 'EC20_SETTING');
    assert.match(message, /msg\.gather/);
  });
});
