import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_TRIPLET } from '../../../src/simulator/embedded-cloud';
import { helper } from '../rig';
import { plugIn, type PluggedModule } from './plugged-module';
import { Stage } from './stage';

const { productKey, deviceName, deviceSecret } = DEMO_TRIPLET;
const TOPIC = `/${productKey}/${deviceName}/user/update`;
const PUBLISH = { id: 'node', type: 'ec20-publish', modem: 'modem', topic: '', qos: '', wires: [['out']] };

describe('What reaches the line', () => {
  let folder: string;
  let module: PluggedModule;
  let stage: Stage;

  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ec20-line-'));
    const port = join(folder, 'ttyUSB2');
    module = await plugIn(port);
    // Without readings nothing but publishes goes over the line once it is online.
    const modem = { port, productKey, deviceName, signalInterval: 0 };
    stage = await Stage.start({ modem, secrets: { deviceSecret }, nodes: [PUBLISH] });
    await stage.state('online');
  });
  afterEach(async () => {
    await helper.unload();
    await module.unplug();
    rmSync(folder, { recursive: true });
  });

  const refused: [what: string, msg: Readonly<Record<string, unknown>>, code: string][] = [
    ['a quotation mark in the topic', { topic: `${TOPIC}"`, payload: 'a' }, 'EC20_TOPIC_CHARACTER'],
    [
      'a carriage return in the topic',
      { topic: `${TOPIC}\rAT+CFUN=0`, payload: 'a' },
      'EC20_TOPIC_CHARACTER',
    ],
    ['a line feed in the topic', { topic: `${TOPIC}\n`, payload: 'a' }, 'EC20_TOPIC_CHARACTER'],
    ['a NUL in the topic', { topic: `${TOPIC}\0`, payload: 'a' }, 'EC20_TOPIC_CHARACTER'],
    ['a payload over the limit', { topic: TOPIC, payload: 'a'.repeat(1501) }, 'EC20_PAYLOAD_LONG'],
    [
      'a payload over the limit in bytes only',
      { topic: TOPIC, payload: '温'.repeat(501) },
      'EC20_PAYLOAD_LONG',
    ],
    ['a bad QoS', { topic: TOPIC, payload: 'a', qos: 3 }, 'EC20_QOS'],
    ['a QoS that Aliyun lacks', { topic: TOPIC, payload: 'a', qos: 2 }, 'EC20_QOS_UNSUPPORTED'],
  ];
  for (const [what, msg, code] of refused) {
    it(`is nothing of a message with ${what}: ${code}, and the next message goes through`, async () => {
      const before = module.simulator.log.length;
      helper.getNode('node').receive({ ...msg });
      assert.equal((await stage.error()).code, code);
      assert.equal(module.simulator.log.length, before);
      helper.getNode('node').receive({ topic: TOPIC, payload: 'next' });
      assert.equal((await stage.out.next()).payload, 'next');
      assert.deepEqual(
        module.arrivals.map(({ payload }) => payload.toString()),
        ['next'],
      );
      const commands = module.simulator.log.slice(before).filter(({ text }) => text.startsWith('AT'));
      assert.equal(commands.length, 1, 'one AT+QMTPUBEX');
    });
  }

  it('is a Chinese topic and payload, which arrive as they are', async () => {
    const topic = `/${productKey}/${deviceName}/user/温度`;
    module.cloud.addTopicClass('user/温度', 'publish');
    const payload = '{"备注":"温度 21 ℃，正常 😀"}';
    helper.getNode('node').receive({ topic, payload });
    await stage.out.next();
    assert.deepEqual(
      module.arrivals.map((arrival) => [arrival.topic, arrival.payload.toString('utf8')]),
      [[topic, payload]],
    );
  });
});
