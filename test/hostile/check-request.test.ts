import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import type { CheckReport } from '../../nodes/modem/check-report';
import { MODEM } from '../../src/settings/modem';
import { helper, modemNode, startFlow } from '../flows/rig';
import { RecordedModule } from '../support/recorded-module';
import { seeded } from './seed';

type Values = Readonly<Record<string, unknown>>;

const SECRETS = {
  deviceSecret: 'S3cretDeviceSecret0123456789abcd',
  simPin: '73519246',
  apnPassword: 'apn-pass-XYZ',
};
const STORED = '__PWRD__';
const DEPLOYED = {
  productKey: 'a1RequestKey',
  deviceName: 'asked',
  auth: 'aliauth',
  apn: 'cmnet',
  apnUser: 'u',
  apnAuth: '1',
  region: 'cn-shanghai',
};
const STRANGE_NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

describe('A request for a check, written by a stranger', () => {
  let own: RecordedModule;
  let other: RecordedModule;

  before((done) => {
    helper.startServer(done);
  });
  before(async () => {
    own = await RecordedModule.start();
    other = await RecordedModule.start();
    await startFlow([modemNode({ ...DEPLOYED, port: own.port }), { id: 'other', type: 'helper' }], {
      modem: SECRETS,
    });
  });
  after(() => helper.unload());
  after(async () => {
    await own.close();
    await other.close();
  });
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => {
    own.received();
    other.received();
  });

  async function start(json: string): Promise<string> {
    const asked = helper.request().post('/ec20/check').set('content-type', 'application/json').send(json);
    const { status, text } = await asked;
    assert.equal(status, 200, text);
    return (JSON.parse(text) as { id: string }).id;
  }
  async function report(id: string, since = -1): Promise<CheckReport> {
    const { text } = await helper.request().get(`/ec20/check/${id}?since=${since}`).expect(200);
    return JSON.parse(text) as CheckReport;
  }
  /** The report once it is decided whether anything may be tried; the rest of the check is cancelled. */
  async function decided(json: string): Promise<CheckReport> {
    const id = await start(json);
    let news = await report(id);
    while (!news.done && !/^(ok|failed)$/.test(news.lines[0]?.state ?? ''))
      news = await report(id, news.version);
    await helper.request().delete(`/ec20/check/${id}`).set('content-type', 'application/json').expect(200);
    return report(id);
  }
  function assertSilent(what: string, { lines }: CheckReport): void {
    const revealed = other.received() + JSON.stringify(lines);
    for (const secret of Object.values(SECRETS)) assert(!revealed.includes(secret), `${what}: ${secret}`);
  }

  /** Anything that JSON can say, the settings' own words among it. */
  const value = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom(STORED, [STORED], { value: STORED }, '', null, true, 1, 'auto', '1'),
    },
    { weight: 2, arbitrary: fc.constantFrom(...Object.values(DEPLOYED), ...STRANGE_NAMES) },
    fc.jsonValue({ maxDepth: 2 }),
  );
  const names = [...Object.keys(MODEM), ...STRANGE_NAMES, 'id', 'type', 'device', 'credentials'];
  const properties = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 8, noNullPrototype: false });

  it('sends no stored secret to a port of its own, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<unknown>('modem', 'modem', ...STRANGE_NAMES, 'other', '', ['modem'], null, 7),
        properties,
        properties,
        async (node, config, credentials) => {
          const asked = { ...DEPLOYED, ...config, port: other.port };
          const stored = { deviceSecret: STORED, simPin: STORED, apnPassword: STORED, ...credentials };
          const json = JSON.stringify({ node, config: asked, credentials: stored });
          assertSilent(json, await decided(json));
        },
      ),
      seeded({ numRuns: 60 }),
    );
    assert.equal(Object.keys(Object.prototype).length, 0);
  }).timeout(120_000);

  it('names a property of every object in vain', async () => {
    for (const name of STRANGE_NAMES) {
      const inner = JSON.stringify({ port: other.port, deviceSecret: STORED, polluted: true });
      const json = `{"node":"modem","${name}":${inner},"config":{"${name}":${inner}},"credentials":{"${name}":${inner}}}`;
      assertSilent(json, await decided(json));
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    }
  }).timeout(60_000);

  /** Settings without which a stored secret still goes the same way; the rest, future ones too, are refused. */
  const HARMLESS = new Set(
    `name baudRate flowControl signalInterval keepAlive cleanSession willTopic willPayload willQos willRetain tsl tslFile
     tslCheck queue queueLimit queueTtl queueOverflow maxInFlight maxRate quotes compact`.split(/\s+/),
  );
  /** A value that differs from the one in use and is valid, where the first two candidates are none. */
  const ANOTHER: Values = {
    port: 'tcp://127.0.0.1:9',
    server: 'huawei',
    apnAuth: '2',
    pdpContext: '2',
    module: 'careful',
  };

  for (const [name, { credential }] of Object.entries(MODEM)) {
    if (credential !== undefined || HARMLESS.has(name)) continue;
    it(`uses no stored secret with another ${name}`, async () => {
      for (const another of [ANOTHER[name] ?? 'another', '7', ['x'], { x: 1 }]) {
        const config = { ...modemNode({ ...DEPLOYED, port: own.port }), [name]: another };
        const { lines } = await decided(
          JSON.stringify({
            node: 'modem',
            config,
            credentials: { deviceSecret: STORED, apnPassword: STORED },
          }),
        );
        const received = own.received();
        const said = `${name} ${JSON.stringify(another)} ${JSON.stringify(lines[0])}`;
        const isSame = lines[0]?.state === 'ok';
        // Some settings are not used at this server, or not read from such a value.
        if (isSame) assert(!/host|instanceId|tls|File|port|region|apn/i.test(name) || received !== '', said);
        else assert.equal(received, '', said);
      }
    });
  }

  it('may be too long: 413, and Node-RED goes on', async () => {
    const huge = JSON.stringify({ node: 'modem', config: { name: 'x'.repeat(6_000_000) }, credentials: {} });
    const asked = helper.request().post('/ec20/check').set('content-type', 'application/json').send(huge);
    assert.equal((await asked).status, 413);
    const long = JSON.stringify({ node: 'm'.repeat(1_000_000), config: { tsl: '['.repeat(3_000_000) } });
    assertSilent('a long one', await decided(long));
    await helper.request().get('/ec20/check/none').expect(200);
  }).timeout(60_000);

  it('may come again and again, under names of its own: the oldest checks give way', async () => {
    const sockets = new Set<Socket>();
    const silent: Server = createServer((socket) => {
      sockets.add(socket.resume().on('error', () => undefined));
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => silent.listen(0, '0.0.0.0', resolve));
    const { port } = silent.address() as AddressInfo;
    const ids: string[] = [];
    for (let count = 0; count < 30; count++) {
      ids.push(
        await start(
          JSON.stringify({ node: `n${count}`, config: { port: `tcp://127.0.0.${count + 1}:${port}` } }),
        ),
      );
    }
    const reports = await Promise.all(ids.slice(0, -8).map((id) => report(id, -1)));
    assert.deepEqual(
      reports.filter(({ done }) => !done),
      [],
    );
    assert(sockets.size <= 8, `${sockets.size} connections`);
    for (const id of ids) {
      await helper.request().delete(`/ec20/check/${id}`).set('content-type', 'application/json');
    }
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  }).timeout(60_000);
});
