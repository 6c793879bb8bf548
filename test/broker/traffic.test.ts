import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helper } from '../flows/rig';
import modemNode from '../../nodes/modem/ec20-modem';
import publishNode from '../../nodes/publish/ec20-publish';
import subscribeNode from '../../nodes/subscribe/ec20-subscribe';
import { startMosquitto, type Mosquitto } from '../support/mosquitto';
import { MqttClient } from '../support/mqtt-client';
import { Program } from '../support/program';
import { firstDifference, newSeed, randomTraffic } from './traffic';

const MESSAGES = 1000;
const SUBSCRIBED = Buffer.from('subscribed');
const PROGRAM = join(__dirname, '..', '..', 'bin', 'ec20-simulator.js');

/** A node of a flow file. */
interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
  readonly wires?: string[][];
  readonly [property: string]: unknown;
}

/** What a node of the flow sends, as far as this test looks at it. */
interface FlowMessage {
  readonly payload: Buffer;
  readonly qos: number;
}

/** The lines between the flow and the simulator: how the simulator offers one. What the config node calls it, it says itself. */
const LINES = [
  { name: 'a pty', offer: (folder: string) => ['--pty', join(folder, 'ttyEC20')] },
  { name: 'TCP', offer: () => ['--listen', 'tcp://127.0.0.1:0'] },
] as const;

describe('A flow, a module and a real broker, each in its own process', function () {
  this.timeout(100_000);
  let broker: Mosquitto;
  let simulator: Program | undefined;
  let cloud: MqttClient | undefined;
  const folder = mkdtempSync(join(tmpdir(), 'ec20-broker-'));

  before(async () => {
    broker = await startMosquitto();
    await new Promise<void>((resolve) => helper.startServer(resolve));
  });
  after(async () => {
    await new Promise<void>((resolve) => helper.stopServer(resolve));
    await broker.stop();
    rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    await helper.unload();
    await cloud?.close();
    await simulator?.stop();
    cloud = undefined;
    simulator = undefined;
  });

  for (const { name, offer } of LINES) {
    it(`${MESSAGES} messages go up and ${MESSAGES} come down over ${name} at once, unchanged and in order`, async () => {
      const seed = newSeed();
      console.log(`      seed ${seed}`);
      const up = randomTraffic(MESSAGES, seed);
      const down = randomTraffic(MESSAGES, seed + 1);
      simulator = await Program.start({
        command: process.execPath,
        args: [PROGRAM, ...offer(folder), '--broker', `mqtt://127.0.0.1:${broker.port}`, '--fast'],
        ready: /^ready: (\S+)\n/m,
      });
      const client = await MqttClient.connect(broker.port, `cloud-${name}`);
      cloud = client;
      await client.subscribe('up/data', 1);
      // The broker keeps it and hands it over at +QMTSUB: from then on no message to the flow can be missed.
      await client.publish('down/data', SUBSCRIBED, 1, true);

      await loadFlow(simulator.readyMatch[1] ?? '');
      assert.deepEqual((await collect('received', 1))[0]?.payload, SUBSCRIBED);
      const received = collect('received', MESSAGES);
      const delivered = collect('delivered', MESSAGES);

      const publish = helper.getNode('publish');
      for (const { payload, qos } of up) publish.receive({ topic: 'up/data', payload, qos });
      const published = down.map(({ payload, qos }) => client.publish('down/data', payload, qos));
      await Promise.all([received, delivered, client.receivedCount(MESSAGES), ...published]);

      // Both sides ask for QoS 1, so each message keeps the QoS that it was sent with, and the two kinds their common order.
      assert.equal(firstDifference(up, client.received), undefined);
      assert.equal(firstDifference(down, await received), undefined);
      // A QoS 0 message is settled when it has left, those of QoS 1 before it may still await the broker: two orders here.
      for (const qos of [0, 1]) {
        const ofOneKind = (message: FlowMessage) => message.qos === qos;
        assert.equal(firstDifference(up.filter(ofOneKind), (await delivered).filter(ofOneKind)), undefined);
      }
    });
  }

  async function loadFlow(port: string): Promise<void> {
    const flow: FlowNode[] = [
      { id: 'tab', type: 'tab' },
      {
        id: 'modem',
        type: 'ec20-modem',
        port,
        server: 'mqtt',
        host: '127.0.0.1',
        mqttPort: broker.port,
        queue: 'memory',
      },
      { id: 'publish', type: 'ec20-publish', z: 'tab', modem: 'modem', qos: '', wires: [['delivered']] },
      { id: 'delivered', type: 'helper', z: 'tab' },
      {
        id: 'subscribe',
        type: 'ec20-subscribe',
        z: 'tab',
        modem: 'modem',
        topic: 'down/data',
        qos: 1,
        datatype: 'buffer',
        wires: [['received']],
      },
      { id: 'received', type: 'helper', z: 'tab' },
    ];
    await helper.load([modemNode, publishNode, subscribeNode], flow);
  }

  /** Resolves with the first `count` messages that reach a helper node, in their order. */
  function collect(id: string, count: number): Promise<FlowMessage[]> {
    const messages: FlowMessage[] = [];
    return new Promise((resolve) => {
      helper.getNode(id).on('input', (message: unknown) => {
        messages.push(message as FlowMessage);
        if (messages.length === count) resolve(messages);
      });
    });
  }
});
