import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { CodedError } from '../../src/base/coded-error';
import { tcpTransport } from '../../src/transport/tcp';
import { VirtualClock } from '../support/virtual-clock';
import { Recorder, settle } from './recorder';

const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, value) => value));

describe('a line over a TCP serial server', () => {
  let server: Server;
  let address: string;
  let accepted: Promise<Socket>;
  let peers: Socket[];

  beforeEach(async () => {
    peers = [];
    server = createServer((socket) => {
      peers.push(socket);
      socket.on('error', () => undefined);
    });
    accepted = once(server, 'connection').then(([socket]) => socket as Socket);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    for (const peer of peers) peer.destroy();
    server.close();
  });

  it('carries every byte value both ways', async () => {
    const recorder = new Recorder();
    const line = await tcpTransport(address).open(recorder);
    const peer = await accepted;
    await line.write(ALL_BYTES);
    const [bytes] = (await once(peer, 'data')) as [Buffer];
    assert.deepEqual(bytes, ALL_BYTES);
    peer.write(ALL_BYTES);
    await recorder.until(() => recorder.bytes.length >= 256);
    assert.deepEqual(recorder.bytes, ALL_BYTES);
    await line.close();
    assert.deepEqual(recorder.losses, []);
  });

  it('gives others their turn while a server never stops talking, and loses no byte', async () => {
    const flood = Buffer.concat(Array.from({ length: 4096 }, () => ALL_BYTES));
    const recorder = new Recorder();
    const sizes: number[] = [];
    const line = await tcpTransport(address).open({
      received: (bytes) => {
        sizes.push(bytes.length);
        recorder.received(bytes);
      },
      lost: (reason) => recorder.lost(reason),
    });
    let turns = 0;
    const turn = setInterval(() => turns++, 0);
    (await accepted).end(flood);
    await recorder.until(() => recorder.bytes.length >= flood.length && recorder.losses.length > 0);
    clearInterval(turn);
    assert(recorder.bytes.equals(flood));
    assert(Math.max(...sizes) <= 4096, String(Math.max(...sizes)));
    assert(turns > 3, `${turns} turns in ${sizes.length} slices`);
    await line.close();
  });

  for (const [how, end] of [
    ['hangs up', (peer: Socket) => void peer.end()],
    ['resets', (peer: Socket) => void peer.resetAndDestroy()],
  ] as const) {
    it(`is lost once when the server ${how}`, async () => {
      const recorder = new Recorder();
      const line = await tcpTransport(address).open(recorder);
      end(await accepted);
      await recorder.until(() => recorder.losses.length > 0);
      await settle();
      assert.deepEqual(
        recorder.losses.map(({ code, params }) => [code, params]),
        [['EC20_PORT_LOST', { port: address }]],
      );
      await assert.rejects(line.write(ALL_BYTES), { code: 'EC20_PORT_LOST' });
    });
  }

  it('sends what was written before it closes', async () => {
    const line = await tcpTransport(address).open(new Recorder());
    const peer = await accepted;
    const chunks: Buffer[] = [];
    peer.on('data', (bytes: Buffer) => chunks.push(bytes));
    await line.write(ALL_BYTES);
    const ended = once(peer, 'end');
    await line.close();
    await ended;
    assert.deepEqual(Buffer.concat(chunks), ALL_BYTES);
  });

  it('closes in 2 s at most though the server takes nothing, and its writes settle', async () => {
    const clock = new VirtualClock();
    const recorder = new Recorder();
    const line = await tcpTransport(address, clock).open(recorder);
    (await accepted).pause();
    const writes = Promise.allSettled(
      Array.from({ length: 32 }, () => line.write(Buffer.alloc(1024 * 1024))),
    );
    await settle();
    await clock.settle(line.close(), 2_000, 'close');
    const results = await writes;
    assert.equal(results.at(-1)?.status, 'rejected');
    await settle();
    assert.deepEqual(recorder.losses, []);
    assert.equal(clock.armed, 0);
  });

  it('is refused with the reason where no server listens', async () => {
    server.close();
    await once(server, 'close');
    await assert.rejects(
      tcpTransport(address).open(new Recorder()),
      (error) =>
        error instanceof CodedError &&
        error.code === 'EC20_PORT_FAILED' &&
        error.params['port'] === address &&
        String(error.params['detail']).includes('ECONNREFUSED'),
    );
  });

  it('gives up after 10 s without an answer, and leaves no timer', async () => {
    const clock = new VirtualClock();
    // The name is looked up by the system, which gets no time to answer while only the virtual clock moves.
    const opening = tcpTransport('tcp://192.0.2.1:8899', clock).open(new Recorder());
    const refused = assert.rejects(opening, { code: 'EC20_PORT_FAILED' });
    await clock.advance(10_000);
    await refused;
    assert.equal(clock.armed, 0);
  });

  it('has an address of host and port, also with IPv6', () => {
    for (const good of ['tcp://dtu.local:1', 'tcp://[::1]:8899', 'tcp://10.0.0.1:65535/']) {
      assert.equal(tcpTransport(good).path, good);
    }
    for (const bad of [
      'tcp://host',
      'tcp://:1',
      'tcp://a:0',
      'tcp://a:65536',
      'http://a:1',
      'tcp://a b:1',
      'tcp://a:1/x',
    ]) {
      assert.throws(() => tcpTransport(bad), { code: 'EC20_SETTING' }, bad);
    }
  });
});
