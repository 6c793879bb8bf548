import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { generate, type IConnectPacket, type IPublishPacket, parser, type Packet } from 'mqtt-packet';
import { helper } from '../flows/rig';
import modemNode from '../../nodes/modem/ec20-modem';
import publishNode from '../../nodes/publish/ec20-publish';
import { Program } from '../support/program';
import { TestAuthority } from '../support/test-authority';

const PROGRAM = join(__dirname, '..', '..', 'bin', 'ec20-simulator.js');
const HOST = 'iot.mycompany.example';
const DEVICE = { productKey: 'a1Private00', deviceName: 'pump-7' };
const SECRET = '00112233445566778899aabbccddeeff';

/** A platform of one's own that takes Aliyun's login and thing messages, written from the documents, by TLS. */
class PrivatePlatform {
  readonly logins: IConnectPacket[] = [];
  readonly posts: IPublishPacket[] = [];
  readonly hosts: (string | false | null)[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<TLSSocket>();

  constructor(pair: { readonly certFile: string; readonly keyFile: string }) {
    this.#server = createServer(
      { cert: readFileSync(pair.certFile), key: readFileSync(pair.keyFile) },
      (socket) => {
        this.#sockets.add(socket);
        this.hosts.push(socket.servername);
        const packets = parser();
        packets.on('packet', (packet) => this.#answer(packet, socket));
        socket.on('data', (bytes: Buffer) => packets.parse(bytes));
        socket.on('error', () => undefined);
      },
    );
  }

  async start(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #answer(packet: Packet, socket: TLSSocket): void {
    const send = (answer: Packet) => void socket.write(generate(answer));
    const messageId = packet.messageId ?? 0;
    if (packet.cmd === 'connect') {
      this.logins.push(packet);
      send({ cmd: 'connack', returnCode: isSigned(packet) ? 0 : 4, sessionPresent: false });
    } else if (packet.cmd === 'subscribe') {
      send({ cmd: 'suback', messageId, granted: packet.subscriptions.map(({ qos }) => qos) });
    } else if (packet.cmd === 'pingreq') send({ cmd: 'pingresp' });
    else if (packet.cmd === 'publish') {
      this.posts.push(packet);
      if (packet.qos === 1) send({ cmd: 'puback', messageId });
      const { id } = JSON.parse(packet.payload.toString()) as { id: string };
      const payload = JSON.stringify({ code: 200, data: {}, id, message: 'success', version: '1.0' });
      send({ cmd: 'publish', topic: `${packet.topic}_reply`, payload, qos: 0, dup: false, retain: false });
    }
  }
}

/** Aliyun's signature, from its documents: HMAC over the names in the order of the alphabet. */
function isSigned({ clientId, username, password }: IConnectPacket): boolean {
  const [base = '', options = ''] = clientId.split('|');
  const timestamp = /timestamp=(\d+)/.exec(options)?.[1] ?? '';
  const { productKey, deviceName } = DEVICE;
  const content = `clientId${base}deviceName${deviceName}productKey${productKey}timestamp${timestamp}`;
  const digest = createHmac('sha256', SECRET).update(content).digest('hex');
  const isRight = password?.toString().toLowerCase() === digest;
  return username === `${deviceName}&${productKey}` && isRight && options.includes('securemode=2');
}

describe('Another host that speaks Aliyun, by TLS with its own CA', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'ec20-compatible-'));
  const line = join(folder, 'ttyEC20');
  const authority = new TestAuthority('My Company CA');
  let platform: PrivatePlatform;
  let simulator: Program;

  before(async () => {
    await new Promise<void>((resolve) => helper.startServer(resolve));
    platform = new PrivatePlatform(authority.issue({ commonName: HOST, hosts: [HOST] }));
    simulator = await Program.start({
      command: process.execPath,
      args: [PROGRAM, '--pty', line, '--broker', `mqtt://127.0.0.1:${await platform.start()}`, '--fast'],
      ready: /^ready: /m,
    });
  });
  after(async () => {
    await helper.unload();
    await new Promise<void>((resolve) => helper.stopServer(resolve));
    await simulator.stop();
    await platform.stop();
    authority.close();
    rmSync(folder, { recursive: true });
  });

  it('logs a device in with its triplet, reports a property and gets the reply', async () => {
    const server = { server: 'aliyun', host: HOST, mqttPort: 8883, tls: 'on', caFile: authority.caFile };
    const publish = { type: 'ec20-publish', kind: 'property', waitReply: 'true' };
    const flow = [
      { id: 'tab', type: 'tab' },
      { id: 'modem', type: 'ec20-modem', port: line, queue: 'memory', ...server, ...DEVICE },
      { id: 'publish', z: 'tab', modem: 'modem', ...publish, wires: [['out']] },
      { id: 'out', type: 'helper', z: 'tab' },
    ];
    await helper.load([modemNode, publishNode], flow, { modem: { deviceSecret: SECRET } });
    const delivered = new Promise<{ reply?: { code: number } }>((resolve) => {
      helper
        .getNode('out')
        .once('input', (message: unknown) => resolve(message as { reply?: { code: number } }));
    });
    helper.getNode('publish').receive({ payload: { Temperature: 21.5 } });
    const { reply } = await delivered;
    assert.equal(reply?.code, 200);
    assert.deepEqual(platform.hosts, [HOST]);
    assert.deepEqual(
      platform.logins.map(({ clientId }) => clientId.replace(/timestamp=\d+/, 't')),
      [`${DEVICE.productKey}.${DEVICE.deviceName}|securemode=2,signmethod=hmacsha256,t,ext=1|`],
    );
    const [post] = platform.posts;
    assert.equal(post?.topic, `/sys/${DEVICE.productKey}/${DEVICE.deviceName}/thing/event/property/post`);
    const { params } = JSON.parse(post.payload.toString()) as {
      params: Record<string, { value: number } | number>;
    };
    assert.match(JSON.stringify(params), /21\.5/);
  });
});
