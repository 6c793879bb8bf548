import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { SerialServer } from '../../../src/simulator/serial-server';
import type { Line } from '../../../src/transport/transport';

describe('the module’s line over TCP', () => {
  let server: SerialServer;
  let line: Line;
  let received: string;
  let wake: () => void;

  beforeEach(async () => {
    received = '';
    wake = () => undefined;
    server = new SerialServer('127.0.0.1', 0);
    line = await server.open({
      received: (bytes) => {
        received += bytes.toString('latin1');
        wake();
      },
      lost: () => assert.fail('the line was lost'),
    });
  });
  afterEach(() => line.close());

  async function client(): Promise<Socket> {
    const socket = connect(Number(server.path.split(':').at(-1)), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  async function until(text: string): Promise<void> {
    while (received !== text) await new Promise<void>((resolve) => (wake = resolve));
  }

  it('names the port that the system chose', () =>
    assert.match(server.path, /^tcp:\/\/127\.0\.0\.1:[1-9]\d+$/));

  it('continues when a client has vanished silently and another connects', async () => {
    const first = await client();
    first.write('A');
    await until('A');
    first.resetAndDestroy();
    await once(first, 'close');
    await line.write(Buffer.from('to nobody, or to a client that is gone'));
    const second = await client();
    second.write('B');
    await until('AB');
    const received = once(second, 'data') as Promise<[Buffer]>;
    await line.write(Buffer.from([0, 13, 255]));
    assert.deepEqual((await received)[0], Buffer.from([0, 13, 255]));
    second.destroy();
  });

  it('a newer client takes the place of an older one', async () => {
    const older = await client();
    older.write('A');
    await until('A');
    const gone = once(older, 'close');
    const newer = await client();
    await gone;
    newer.write('B');
    await until('AB');
    newer.destroy();
  });

  it('a client that never reads is cut off instead of filling the memory', async () => {
    const client1 = await client();
    client1.write('A');
    await until('A');
    client1.pause();
    const block = Buffer.alloc(256 * 1024);
    for (let count = 0; count < 200; count += 1) await line.write(block);
    client1.resume();
    await once(client1, 'close');
    assert(client1.bytesRead < 200 * block.length);
  });

  it('a port in use is reported as busy', async () => {
    const other = new SerialServer('127.0.0.1', Number(server.path.split(':').at(-1)));
    const ignoring = { received: () => undefined, lost: () => undefined };
    await assert.rejects(other.open(ignoring), { code: 'EC20_PORT_BUSY' });
  });

  it('close hangs up and frees the port', async () => {
    const socket = await client();
    socket.write('A');
    await until('A');
    const gone = once(socket, 'close');
    socket.resume();
    await line.close();
    await gone;
    await assert.rejects(line.write(Buffer.from('x')), { code: 'EC20_PORT_LOST' });
    const again = new SerialServer('127.0.0.1', Number(server.path.split(':').at(-1)));
    const reopened = await again.open({ received: () => undefined, lost: () => undefined });
    await reopened.close();
  });
});
