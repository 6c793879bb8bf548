import assert from 'node:assert/strict';
import { aliyun } from '../../src/core/clouds';
import { Cloud } from '../../src/core/cloud';
import { openModule } from '../../src/core/open-module';
import { createSession, send } from '../../src/core/open-session';
import { mqtt } from '../../src/core/clouds';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { virtualLine } from './virtual-line';

const { productKey, deviceName } = DEMO_TRIPLET;
const UPDATE = `/${productKey}/${deviceName}/user/update`;

/** The same four bytes as each kind that a program may have. */
function kinds(memory: Uint8Array<ArrayBuffer>) {
  return [
    Buffer.from(memory.buffer),
    memory,
    memory.buffer,
    new DataView(memory.buffer),
    new Uint16Array(memory.buffer),
  ];
}

describe('A program’s bytes', () => {
  it('are sent by a session as they were when it published them, whatever holds them', async () => {
    const { clock, cloud, choice } = await virtualLine();
    const arrived: string[] = [];
    cloud.onPublish(({ payload }) => arrived.push(payload.toString()));
    const session = createSession({ ...choice, cloud: aliyun(DEMO_TRIPLET) });
    const memory = new Uint8Array(4);
    const sent = kinds(memory).map((payload, index) => {
      memory.fill(65 + index);
      return send(session, { topic: UPDATE, payload });
    });
    memory.fill(90);
    session.start();
    for (const { delivered } of sent) await clock.settle(delivered, 60_000);
    assert.deepEqual(arrived, ['AAAA', 'BBBB', 'CCCC', 'DDDD', 'EEEE']);
    await clock.settle(session.close(), 10_000);
  });

  it('are refused by a session where they are none, or have no topic; nothing is thrown', async () => {
    const { clock, choice } = await virtualLine();
    const session = createSession({ ...choice, cloud: aliyun(DEMO_TRIPLET) });
    for (const payload of [7, null, undefined, { a: 1 }, [65], new Map()]) {
      await assert.rejects(send(session, { topic: UPDATE, payload } as never).delivered, {
        code: 'EC20_SETTING',
      });
    }
    await assert.rejects(send(session, { payload: 'x' } as never).delivered, { name: 'CodedError' });
    await clock.settle(session.close(), 10_000);
  });

  it('are sent by an open module as they were at the call: in a publish, and as the data of a command', async () => {
    const { clock, cloud, choice } = await virtualLine();
    const settled = <T>(promise: Promise<T>) => clock.settle(promise, 300_000);
    const arrived: string[] = [];
    cloud.onPublish(({ payload }) => arrived.push(payload.toString()));
    const module = await settled(openModule(choice));
    await settled(module.online());
    const client = await settled(module.connect(aliyun(DEMO_TRIPLET)));
    const memory = new Uint8Array(4);
    for (const [index, payload] of kinds(memory).entries()) {
      memory.fill(65 + index);
      const { completed } = client.publish({ topic: UPDATE, payload, qos: 1, retain: false });
      const written = module.command('AT+QFUPL="a.txt",4', { data: payload });
      const file = module.command('AT+QFDWL="a.txt"');
      memory.fill(90);
      assert.equal(await settled(completed), 'acknowledged');
      await settled(written);
      const shown = (await settled(file)).lines.join('\n');
      assert.match(shown, new RegExp(String.fromCharCode(65 + index).repeat(4)), shown);
      await settled(module.command('AT+QFDEL="a.txt"'));
    }
    assert.deepEqual(arrived, ['AAAA', 'BBBB', 'CCCC', 'DDDD', 'EEEE']);
    assert.throws(() => client.publish({ topic: UPDATE, payload: {}, qos: 1, retain: false } as never), {
      code: 'EC20_SETTING',
    });
    await assert.rejects(settled(module.command('AT', { data: {} } as never)), {
      code: 'EC20_COMMAND_INVALID',
    });
    await settled(module.close());
  });

  it('are copied where they are certificates', () => {
    const ca = new TextEncoder().encode('PEM');
    const cloud = mqtt({ host: 'broker.example', tls: 'on', ca: ca.buffer });
    ca.fill(90);
    assert.equal(Cloud.profileOf(cloud).tls?.ca.toString(), 'PEM');
  });
});
