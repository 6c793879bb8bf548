import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helper } from '../flows/rig';
import modemNode from '../../nodes/modem/ec20-modem';
import publishNode from '../../nodes/publish/ec20-publish';
import subscribeNode from '../../nodes/subscribe/ec20-subscribe';
import { startMosquitto, type Mosquitto } from '../support/mosquitto';
import { CLOSED_PORT, Program } from '../support/program';
import { assertSentence } from '../support/sentences';
import { type KeyPair, TestAuthority } from '../support/test-authority';

const PROGRAM = join(__dirname, '..', '..', 'bin', 'ec20-simulator.js');
/** The name that the module asks for; the simulator takes every name to the broker of the test. */
const HOST = 'broker.example';

type Properties = Readonly<Record<string, string>>;

/** Where and how a connection is tried; what isn't named is right. */
interface Attempt {
  readonly modem?: (files: Files) => Properties;
  /** The simulator's, as `key=value`. */
  readonly settings?: readonly string[];
  readonly broker?: keyof Files['ports'];
}

interface Files {
  readonly caFile: string;
  readonly otherCaFile: string;
  readonly client: KeyPair;
  readonly stranger: KeyPair;
  readonly ports: Readonly<Record<'right' | 'expired' | 'open' | 'plain' | 'closed', number>>;
}

/** Whatever is wrong has a sentence of its own. */
const WRONG: readonly (Attempt & { readonly what: string; readonly code: string })[] = [
  {
    what: 'the CA of somebody else',
    modem: ({ otherCaFile }) => ({ caFile: otherCaFile, certFile: '', keyFile: '' }),
    broker: 'open',
    code: 'EC20_TLS_SERVER',
  },
  {
    what: 'a host that the certificate does not name',
    modem: () => ({ host: 'another.example', certFile: '', keyFile: '' }),
    broker: 'open',
    code: 'EC20_TLS_SERVER',
  },
  { what: 'a server’s certificate that has expired', broker: 'expired', code: 'EC20_TLS_DATE' },
  {
    what: 'a certificate of a CA that the broker doesn’t know',
    modem: ({ stranger }) => ({ ...stranger }),
    code: 'EC20_TLS_MUTUAL',
  },
  {
    what: 'no certificate where the broker wants one',
    modem: () => ({ certFile: '', keyFile: '' }),
    code: 'EC20_TLS_HANDSHAKE',
  },
  {
    what: 'a port without TLS',
    broker: 'plain',
    modem: () => ({ certFile: '', keyFile: '' }),
    code: 'EC20_TLS_HANDSHAKE',
  },
  { what: 'a port at which nobody listens', broker: 'closed', code: 'EC20_TLS_UNREACHABLE' },
  { what: 'a name that does not exist', settings: ['internet=no-dns'], code: 'EC20_OPEN_DNS' },
  { what: 'a module without room', settings: ['files=full'], code: 'EC20_FILE_FULL' },
  { what: 'an upload that breaks off', settings: ['files=breaks-off'], code: 'EC20_FILE_UPLOAD' },
  { what: 'a file that arrives damaged', settings: ['files=damaged'], code: 'EC20_FILE_CHECKSUM' },
  { what: 'a firmware without TLS', settings: ['tls=false'], code: 'EC20_TLS_FIRMWARE' },
];

describe('TLS with a real broker that wants client certificates, the module in its own process', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'ec20-tls-'));
  const line = join(folder, 'ttyEC20');
  const authority = new TestAuthority('Test CA');
  const other = new TestAuthority('Another CA');
  const brokers: Mosquitto[] = [];
  let files: Files;
  let simulator: Program | undefined;

  before(async () => {
    const server = authority.issue({ commonName: HOST, hosts: [HOST] });
    const expired = authority.issue({ commonName: HOST, hosts: [HOST], isExpired: true });
    const clientCaFile = authority.caFile;
    brokers.push(await startMosquitto({ ...server, clientCaFile }));
    brokers.push(await startMosquitto({ ...expired, clientCaFile }));
    brokers.push(await startMosquitto(server));
    brokers.push(await startMosquitto());
    const [right = 0, expiredPort = 0, open = 0, plain = 0] = brokers.map(({ port }) => port);
    files = {
      caFile: authority.caFile,
      otherCaFile: other.caFile,
      client: authority.issue({ commonName: 'pi-1' }),
      stranger: other.issue({ commonName: 'pi-2' }),
      ports: { right, expired: expiredPort, open, plain, closed: CLOSED_PORT },
    };
    await new Promise<void>((resolve) => helper.startServer(resolve));
  });
  after(async () => {
    await new Promise<void>((resolve) => helper.stopServer(resolve));
    await Promise.all(brokers.map((broker) => broker.stop()));
    authority.close();
    other.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    await helper.unload();
    await simulator?.stop();
    simulator = undefined;
  });

  async function start({ modem, settings = [], broker = 'right' }: Attempt): Promise<void> {
    const address = `mqtt://127.0.0.1:${files.ports[broker]}`;
    const faults = settings.flatMap((each) => ['--set', each]);
    simulator = await Program.start({
      command: process.execPath,
      args: [PROGRAM, '--pty', line, '--broker', address, '--fast', ...faults],
      ready: /^ready: /m,
    });
    const node = { server: 'mqtt', host: HOST, tls: 'on', caFile: files.caFile, ...files.client };
    const flow = [
      { id: 'tab', type: 'tab' },
      { id: 'modem', type: 'ec20-modem', port: line, queue: 'memory', ...node, ...modem?.(files) },
      { id: 'publish', type: 'ec20-publish', z: 'tab', modem: 'modem', topic: 'up', wires: [['out']] },
      { id: 'subscribe', type: 'ec20-subscribe', z: 'tab', modem: 'modem', topic: 'up', wires: [['in']] },
      { id: 'out', type: 'helper', z: 'tab' },
      { id: 'in', type: 'helper', z: 'tab' },
      { id: 'catcher', type: 'catch', z: 'tab', scope: null, wires: [['errors']] },
      { id: 'errors', type: 'helper', z: 'tab' },
    ];
    await helper.load([modemNode, publishNode, subscribeNode], flow);
  }

  function next(id: string): Promise<Readonly<Record<string, unknown>>> {
    return new Promise((resolve) => {
      helper.getNode(id).once('input', (message: unknown) => resolve(message as Record<string, unknown>));
    });
  }

  it('connects with the right CA and certificate, and carries a message both ways', async () => {
    await start({});
    const received = next('in');
    helper.getNode('publish').receive({ payload: '21.5 °C' });
    assert.equal((await received)['payload'], '21.5 °C');
  });

  it('connects although neither network nor time server sets the module’s date', async () => {
    await start({ settings: ['timeSource=none', 'ntp=fails'] });
    const delivered = next('out');
    helper.getNode('publish').receive({ payload: 'a' });
    await delivered;
  });

  it('connects where the firmware has no SNI and the host has an address of its own', async () => {
    await start({ settings: ['sni=false'] });
    const delivered = next('out');
    helper.getNode('publish').receive({ payload: 'a' });
    await delivered;
  });

  for (const { what, code, ...attempt } of WRONG) {
    it(`says what is wrong: ${what}: ${code}`, async () => {
      await start(attempt);
      const { error } = (await next('errors')) as { error: { code: string; message: string } };
      assert.equal(error.code, code);
      assertSentence(code as never, error.message, 'en');
    });
  }
});
