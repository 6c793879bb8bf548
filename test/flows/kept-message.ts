import assert from 'node:assert/strict';

import { obliging, ScriptedServer } from '../simulator/program/mqtt-server';
import { FAST_SIMULATOR, helper, inState, modemNode, Probe, startFlow } from './rig';

const REST = [
  { id: 'out', type: 'helper' },
  { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
  { id: 'states', type: 'helper' },
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
];

/** Asserts that messages which wait in that queue are sent, and put out, as they were when they came. */
export async function assertKept(queue: 'memory' | 'disk'): Promise<void> {
  const broker = new ScriptedServer();
  broker.answer = obliging;
  const mqttPort = await broker.start();
  await startFlow([
    modemNode({ server: 'mqtt', host: '127.0.0.1', mqttPort, port: FAST_SIMULATOR, queue }),
    { id: 'node', type: 'ec20-publish', modem: 'modem', topic: 'a', wires: [['out']] },
    ...REST,
  ]);
  const [out, states] = [new Probe('out'), new Probe('states')];
  await states.next(inState('online'));
  helper.getNode('status').receive({ action: 'release' });
  await states.next(inState('closed'));
  // A Buffer that is filled anew for each message, in a message that is used again.
  const memory = new Uint8Array(4);
  const msg = {
    _msgid: 'm',
    payload: Buffer.alloc(0) as unknown,
    deep: { bytes: Buffer.from(memory.buffer) },
    n: 0,
  };
  const shapes = [Buffer.from(memory.buffer), memory, memory.buffer, new DataView(memory.buffer)];
  for (const [index, payload] of shapes.entries()) {
    memory.fill(65 + index);
    Object.assign(msg, { payload, n: index });
    helper.getNode('node').emit('input', msg);
  }
  memory.fill(90);
  msg.payload = 'changed';
  helper.getNode('status').receive({ action: 'acquire' });
  const got: unknown[] = [];
  for (const index of shapes.keys()) {
    const each = (await out.next()) as unknown as typeof msg;
    got.push([each.n, each.deep.bytes.toString()]);
    assert.equal(index, each.n);
  }
  const texts = ['AAAA', 'BBBB', 'CCCC', 'DDDD'];
  assert.deepEqual(
    got,
    texts.map((text, index) => [index, text]),
  );
  assert.deepEqual(
    broker.packets.flatMap((packet) => (packet.cmd === 'publish' ? [packet.payload.toString()] : [])),
    texts,
  );
  await helper.unload();
  await broker.stop();
}
