import assert from 'node:assert/strict';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { DEMO_TSL } from '../../src/simulator/cloud/demo-model';
import { assertSentence, LANGUAGES } from '../support/sentences';
import { helper, Probe, speak, type CaughtMessage } from './rig';
import { publish, send, told } from './thing-rig';
import { type Stage, stageOfEach } from './thing-stage';

describe('ec20-publish: the properties of the thing model', () => {
  let stage: Stage;
  stageOfEach((each) => {
    stage = each;
  });

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
});
