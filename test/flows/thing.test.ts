import assert from 'node:assert/strict';
import type { NodeMessage } from 'node-red';
import type { CallOutcome } from '../../src/simulator/cloud/calls';
import type { ErrorCode } from '../../src/errors/catalogue';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { DEMO_TSL } from '../../src/simulator/cloud/demo-model';
import { assertSentence, LANGUAGES } from '../support/sentences';
import { helper, Probe, speak, type CaughtMessage, type FlowNode } from './rig';
import { Stage } from './thing-stage';

function publish(kind: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode[] {
  return [
    { id: 'publish', type: 'ec20-publish', modem: 'modem', kind, wires: [['out']], ...properties },
    { id: 'out', type: 'helper' },
  ];
}

function subscribe(kind: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode[] {
  return [
    { id: 'subscribe', type: 'ec20-subscribe', modem: 'modem', kind, wires: [['in']], ...properties },
    { id: 'in', type: 'helper' },
    { id: 'reply', type: 'ec20-reply', wires: [] },
  ];
}

/** Asserts that a Catch node got that error, with its sentence. */
function told({ code, message }: CaughtMessage['error'], expected: ErrorCode): void {
  assert.equal(code, expected);
  assertSentence(expected, message, 'en');
}

/** What the device has answered. */
function answered<A>(outcome: CallOutcome<A>): A {
  assert.equal(outcome.kind, 'answered');
  return outcome;
}

describe('ec20-publish: the kinds of the thing model', () => {
  let stage: Stage;

  before(() => {
    speak('en');
    helper.startServer();
  });
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(() => {
    stage = new Stage();
  });
  afterEach(() => stage.close());

  const send = (msg: object) => {
    helper.getNode('publish').receive({ payload: undefined, ...msg });
  };
  const data = () => stage.cloud.data(DEMO_TRIPLET);

  it('property: the output comes with the cloud’s reply, and the value is there with its time', async () => {
    await stage.online(publish('property'));
    const before = Date.now();
    send({ payload: { Temperature: 21 } });
    const out = await new Probe('out').next();
    const { reply, payload } = out as { reply?: unknown; payload?: unknown };
    assert.deepEqual(reply, { code: 200, message: 'success', data: {} });
    assert.deepEqual(payload, { Temperature: 21 });
    const reading = data().latest.get('Temperature');
    assert.equal(reading?.value, 21);
    assert(reading.timeMs >= before && reading.timeMs <= Date.now());
  });

  it('property: each value may have its own time', async () => {
    await stage.online(publish('property'));
    const time = Date.now() - 3_600_000;
    send({ payload: { Temperature: { value: 20.5, time }, Humidity: 40 } });
    await new Probe('out').next();
    assert.deepEqual(data().latest.get('Temperature'), { value: 20.5, timeMs: time });
    assert.notEqual(data().latest.get('Humidity')?.timeMs, time);
  });

  it('property: what the cloud rejects inside a 200 is an error with the identifier, in its words and ours', async () => {
    await stage.online(publish('property'));
    send({ payload: { NoSuchThing: 1 } });
    const error = await stage.error();
    told(error, 'EC20_PROPERTY_REJECTED');
    assert.match(error.message, /NoSuchThing/);
    assert.match(error.message, /params not exist/);
  });

  it('property: what our checker lets pass and the cloud rejects is an error with the identifier', async () => {
    stage.cloud.settings.validation = 'strict';
    await stage.online(publish('property'), { tsl: JSON.stringify(DEMO_TSL), tslCheck: 'warn' });
    send({ payload: { Temperature: 500 } });
    const error = await stage.error();
    assert.match(error.code ?? '', /^EC20_(PROPERTY_REJECTED|CLOUD_REFUSED)$/);
    assert.match(error.message, /Temperature|6307/);
  });

  it('property: what the thing model forbids is reported before anything is sent, with the place', async () => {
    await stage.online(publish('property'), { tsl: JSON.stringify(DEMO_TSL), tslCheck: 'strict' });
    const arrivals: string[] = [];
    stage.cloud.onPublish(({ topic }) => arrivals.push(topic));
    send({ payload: { Temperature: 500 } });
    const error = await stage.error();
    assert.equal(error.code, 'EC20_TSL_VALUE');
    assert.match(error.message, /Temperature/);
    assert.deepEqual(arrivals, []);
  });

  for (const language of LANGUAGES) {
    it(`property: skip leaves out what the thing model doesn’t know, names it once and sends the rest, in ${language}`, async () => {
      speak(language);
      try {
        await stage.online(publish('property'), { tsl: JSON.stringify(DEMO_TSL), tslCheck: 'skip' });
        const warned: CaughtMessage['error'][] = [];
        const onWarn = (call: { args: [CaughtMessage['error']] }) => warned.push(call.args[0]);
        helper.getNode('publish').on('call:warn' as never, onWarn as never);
        const out = new Probe('out');
        for (const temperature of [21, 22]) {
          send({ payload: { Temperature: temperature, Foo: 1 } });
          await out.next();
        }
        assert.equal(data().latest.get('Temperature')?.value, 22);
        assert.deepEqual(
          warned.map(({ code }) => code),
          ['EC20_TSL_SKIPPED'],
        );
        assertSentence('EC20_TSL_SKIPPED', warned[0]?.message ?? '', language);
        assert.match(warned[0]?.message ?? '', /Foo/);
      } finally {
        speak('en');
      }
    });
  }

  it('property: a refusal that names no message is the error of the post that is open, at once', async () => {
    stage.cloud.settings.replies = 'none';
    await stage.online(publish('property'));
    const { productKey, deviceName } = DEMO_TRIPLET;
    const topic = `/sys/${productKey}/${deviceName}/thing/event/property/post`;
    stage.cloud.onPublish((arrival) => {
      if (arrival.topic !== topic) return;
      const refusal = {
        code: 6207,
        data: {},
        message: 'data is not JSON',
        method: 'thing.event.property.post',
      };
      stage.cloud.send(DEMO_TRIPLET, `${topic}_reply`, JSON.stringify(refusal));
    });
    send({ payload: { Temperature: 21 } });
    const error = await stage.error();
    told(error, 'EC20_CLOUD_REFUSED');
    assert.match(error.message, /6207/);
    assert.match(error.message, /data is not JSON/);
  });

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

  it('property: a time more than 24 h ahead is refused before sending', async () => {
    await stage.online(publish('property'));
    send({ payload: { Temperature: { value: 1, time: Date.now() + 25 * 3_600_000 } } });
    assert.equal((await stage.error()).code, 'EC20_TIME_AHEAD');
  });

  it('property: with no reply from the cloud it is sent again, and fails after three timeouts', async function () {
    this.timeout(60_000); // three times the shortest time-out of one second
    stage.cloud.settings.replies = 'none';
    await stage.online(publish('property', { replyTimeout: 1 }));
    let posts = 0;
    stage.cloud.onPublish(({ topic }) => {
      if (topic.endsWith('/property/post')) posts++;
    });
    send({ payload: { Temperature: 1 } });
    const error = await stage.error();
    told(error, 'EC20_REPLY_TIMEOUT');
    assert.equal(posts, 3);
  });

  it('property: without a wait the output comes with the broker’s ack, and the cloud is asked for no reply', async () => {
    await stage.online(publish('property', { waitReply: false }));
    const bodies: string[] = [];
    stage.cloud.onPublish(({ payload }) => bodies.push(payload.toString()));
    send({ payload: { Temperature: 1 } });
    const out = (await new Probe('out').next()) as { reply?: unknown };
    assert.equal(out.reply, undefined);
    assert.equal((JSON.parse(bodies[0] ?? '') as { sys: { ack: number } }).sys.ack, 0);
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

describe('ec20-subscribe and ec20-reply: requests of the cloud', () => {
  let stage: Stage;

  before(() => {
    speak('en');
    helper.startServer();
  });
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(() => {
    stage = new Stage();
  });
  afterEach(() => stage.close());

  const answer = (msg: NodeMessage) => helper.getNode('reply').receive(msg);

  it('property-set: arrives as an object, and is answered from downstream', async () => {
    await stage.online(subscribe('property-set'));
    const outcome = stage.cloud.setProperties(DEMO_TRIPLET, { LightSwitch: 1 });
    const msg = await new Probe('in').next();
    assert.deepEqual(msg.payload, { LightSwitch: 1 });
    answer({ ...msg, payload: {} });
    assert.equal(answered(await outcome).code, 200);
  });

  it('property-set: answers itself where the node says so', async () => {
    await stage.online(subscribe('property-set', { autoReply: 'ok', autoReplyAfter: 0 }));
    assert.equal((await stage.cloud.setProperties(DEMO_TRIPLET, { LightSwitch: 0 })).kind, 'answered');
    // The first answer's delivery is settled before the second answer leaves.
    assert.equal((await stage.cloud.setProperties(DEMO_TRIPLET, { LightSwitch: 1 })).kind, 'answered');
    assert.deepEqual(stage.errors?.received, [], 'a delivered answer is no error');
  });

  it('a second answer is an error', async () => {
    await stage.online(subscribe('property-set'));
    void stage.cloud.setProperties(DEMO_TRIPLET, { LightSwitch: 1 });
    const msg = await new Probe('in').next();
    answer({ ...msg, payload: {} });
    answer({ ...msg, payload: {} });
    const error = await stage.error();
    told(error, 'EC20_REPLY_TWICE');
  });

  it('a message that holds no request can’t be answered', async () => {
    await stage.online(subscribe('property-set'));
    answer({ payload: {} });
    assert.equal((await stage.error()).code, 'EC20_REPLY_REQUEST');
  });

  it('service: an asynchronous call and a synchronous one come alike, and are answered with outputs', async () => {
    await stage.online(subscribe('service'));
    const calls = new Probe('in');
    const reboot = stage.cloud.callService(DEMO_TRIPLET, 'Reboot', {}, false);
    const first = (await calls.next()) as { service?: unknown };
    assert.equal(first.service, 'Reboot');
    answer({ ...first, payload: {} });
    assert.equal((await reboot).kind, 'answered');
    const reading = stage.cloud.callService(DEMO_TRIPLET, 'ReadNow', {}, true);
    const second = (await calls.next()) as { service?: unknown };
    assert.equal(second.service, 'ReadNow');
    answer({ ...second, payload: { Temperature: 20.5 } });
    assert.deepEqual(answered(await reading).data, { Temperature: 20.5 });
  });

  it('service: of one identifier no other’s calls come', async () => {
    await stage.online(subscribe('service', { identifier: 'ReadNow' }));
    void stage.cloud.callService(DEMO_TRIPLET, 'Reboot', {}, false);
    void stage.cloud.callService(DEMO_TRIPLET, 'ReadNow', {}, true);
    assert.equal(((await new Probe('in').next()) as { service?: unknown }).service, 'ReadNow');
  });

  it('rrpc: any bytes in, any bytes out', async () => {
    await stage.online(subscribe('rrpc', { datatype: 'utf8' }));
    const outcome = stage.cloud.rrpc(DEMO_TRIPLET, 'how are you?');
    const msg = await new Probe('in').next();
    assert.equal(msg.payload, 'how are you?');
    answer({ ...msg, payload: 'fine' });
    assert.equal(answered(await outcome).payload.toString(), 'fine');
  });

  it('rrpc: on a topic of one’s own, where we sign', async () => {
    await stage.online(
      subscribe('rrpc', { topic: '/${productKey}/${deviceName}/user/get', datatype: 'utf8' }),
      {
        auth: 'sign',
      },
    );
    const outcome = stage.cloud.customRrpc(DEMO_TRIPLET, 'user/get', 'ping');
    const msg = await new Probe('in').next();
    answer({ ...msg, payload: 'pong' });
    assert.equal(answered(await outcome).payload.toString(), 'pong');
  });

  it('rrpc: on a topic of one’s own, where the module signs, is an error with its cure', async () => {
    await stage.online(subscribe('rrpc', { topic: '/${productKey}/${deviceName}/user/get' }));
    const error = await stage.error();
    told(error, 'EC20_RRPC_SIGN');
  });

  it('broadcast: to the whole product comes without a subscription', async () => {
    await stage.online(subscribe('broadcast', { datatype: 'utf8' }));
    assert.equal(stage.cloud.broadcast(DEMO_TRIPLET.productKey, 'hello all'), 1);
    assert.equal((await new Probe('in').next()).payload, 'hello all');
  });

  it('config: a pushed configuration comes, and is answered', async () => {
    await stage.online(subscribe('config', { autoReply: 'ok', autoReplyAfter: 0 }));
    const outcome = stage.cloud.pushConfiguration(DEMO_TRIPLET, '{"interval":5}');
    const { payload } = await new Probe('in').next();
    assert.equal(typeof (payload as { url: unknown }).url, 'string');
    assert.equal((await outcome).kind, 'answered');
  });

  it('raw: bytes for a product that speaks its own protocol', async () => {
    stage.cloud.setRaw(DEMO_TRIPLET.productKey);
    await stage.online(subscribe('raw', { datatype: 'buffer' }));
    stage.cloud.sendRaw(DEMO_TRIPLET, Buffer.from([1, 2, 255]));
    assert.deepEqual((await new Probe('in').next()).payload, Buffer.from([1, 2, 255]));
  });

  it('raw: a synchronous call for such a product is answered on its own topic', async () => {
    stage.cloud.setRaw(DEMO_TRIPLET.productKey);
    await stage.online(subscribe('raw', { datatype: 'buffer' }), { auth: 'sign' });
    const outcome = stage.cloud.callRaw(DEMO_TRIPLET, Buffer.from([1, 255]));
    const msg = await new Probe('in').next();
    assert.deepEqual(msg.payload, Buffer.from([1, 255]));
    answer({ ...msg, payload: Buffer.from([2]) });
    assert.deepEqual(answered(await outcome).payload, Buffer.from([2]));
  });

  it('strip: property sets and services are answered in the quotes of the config node', async () => {
    await stage.online([...subscribe('service'), ...subscribe('property-set', { autoReply: 'ok', autoReplyAfter: 0 }).slice(0, 1).map((node) => ({ ...node, id: 'sets', wires: [[]] }))], { quotes: 'strip' }); // prettier-ignore
    const payloads: string[] = [];
    stage.cloud.onPublish(({ topic, payload }) => {
      if (topic.includes('_reply') || topic.includes('/rrpc/')) payloads.push(payload.toString());
    });
    const call = stage.cloud.callService(DEMO_TRIPLET, 'Note', {}, true);
    const msg = await new Probe('in').next();
    answer({ ...msg, payload: { Text: 'abc' } });
    assert.deepEqual(answered(await call).data, { Text: 'abc' });
    const set = stage.cloud.setProperties(DEMO_TRIPLET, { LightSwitch: 1 });
    assert.equal(answered(await set).code, 200);
    assert.equal(payloads.length, 2);
    for (const payload of payloads) assert(!payload.includes('"'), payload);
  });
});
