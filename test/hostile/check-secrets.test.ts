import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckReport } from '../../nodes/modem/check-report';
import { DeviceSecrets } from '../../nodes/modem/device-secrets';
import { DEMO_TSL } from '../../src/simulator/cloud/demo-model';
import { fixedKey } from '../support/fixed-key';
import { RecordedModule } from '../support/recorded-module';
import { TestAuthority } from '../support/test-authority';
import { helper, modemNode, startFlow, userDir } from '../flows/rig';

type Values = Readonly<Record<string, unknown>>;

const SECRETS = {
  deviceSecret: 'S3cretDeviceSecret0123456789abcd',
  simPin: '73519246',
  apnPassword: 'apn-pass-XYZ',
};
const MQTT_SECRETS = { username: 'mqtt-user-QQ', password: 'mqtt-pass-WW' };
const PRODUCT_SECRET = 'Pr0ductSecretAbc';
const KEPT = 'kept0secret0of0registration00000';
const DEVICE = { productKey: 'a1SecretKey0', deviceName: 'keeper' };
const DEPLOYED = {
  ...DEVICE,
  auth: 'aliauth',
  apn: 'cmnet',
  apnUser: 'u',
  apnAuth: '1',
  region: 'cn-shanghai',
  mqttPort: '1883',
};
const STORED = '__PWRD__';
const ALL_STORED = { deviceSecret: STORED, simPin: STORED, apnPassword: STORED };

async function check(body: Values): Promise<CheckReport> {
  const { text } = await helper.request().post('/ec20/check').send(body).expect(200);
  const { id } = JSON.parse(text) as { id: string };
  for (let since = -1; ;) {
    const answer = await helper.request().get(`/ec20/check/${id}?since=${since}`).expect(200);
    const report = JSON.parse(answer.text) as CheckReport;
    if (report.done) return report;
    since = report.version;
  }
}

const settingsLine = ({ lines }: CheckReport) => lines.find(({ id }) => id === 'settings');
const red = ({ lines }: CheckReport) => lines.filter(({ state }) => state === 'failed').map(({ id }) => id);

/** Asserts that nothing was done except to report it, in both languages. */
function assertRefused(report: CheckReport, code: string, fields: readonly string[]): void {
  const line = settingsLine(report);
  assert.deepEqual([line?.state, line?.code, line?.fields], ['failed', code, fields], JSON.stringify(line));
  assert.deepEqual(red(report), ['settings']);
  assert.match(line?.text?.en ?? '', /^[A-Z][^{}]+\.$/);
  assert.match(line?.text?.zh ?? '', /^[^{}]*[\u4e00-\u9fff][^{}]*。$/);
  assert.match(line?.cure?.zh ?? '', /部署/);
}

describe('“Check my setup” and the secrets of a deployed node', () => {
  let own: RecordedModule;
  let other: RecordedModule;
  const folder = mkdtempSync(join(tmpdir(), 'ec20-check-'));

  before((done) => {
    helper.startServer(done);
  });
  before(async () => {
    const triplet = { ...DEVICE, deviceSecret: SECRETS.deviceSecret };
    const locked = `sim=pin&pin=${SECRETS.simPin}`;
    own = await RecordedModule.start([triplet], locked);
    other = await RecordedModule.start([], locked);
  });
  after(async () => {
    await own.close();
    await other.close();
    rmSync(folder, { recursive: true });
  });
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());
  afterEach(() => {
    own.received();
    other.received();
  });

  /** Deploys a node that nothing uses: a check has its port to itself. */
  async function deployed(
    config: Values = {},
    credentials: Record<string, string> = SECRETS,
  ): Promise<Values> {
    const { id: _id, type: _type, ...modem } = modemNode({ ...DEPLOYED, port: own.port, ...config });
    await startFlow([modemNode(modem), { id: 'other', type: 'helper' }], { modem: credentials });
    return modem;
  }
  const request = (config: Values, credentials: Values = ALL_STORED) =>
    check({ node: 'modem', config, credentials });

  it('uses them where all is as deployed', async () => {
    const config = await deployed();
    const report = await request(config);
    assert.deepEqual(red(report), [], JSON.stringify(report.lines));
    const received = own.received();
    for (const secret of Object.values(SECRETS)) assert(received.includes(secret), secret);
  });

  const HARMLESS: readonly Values[] = [
    { name: 'another name' },
    { baudRate: '9600' },
    { keepAlive: '60' },
    { cleanSession: false },
    { signalInterval: 5, queue: 'disk', queueLimit: 7, queueTtl: 9, queueOverflow: 'newest' },
    { maxInFlight: 1, maxRate: 1, quotes: 'strip', compact: true },
    { tsl: JSON.stringify(DEMO_TSL), tslCheck: 'strict' },
    { version: 1, unknown: 'property' },
    { apnAuth: 1, mqttPort: 1883, region: '  cn-shanghai ' },
  ];
  for (const change of HARMLESS) {
    it(`uses them with ${JSON.stringify(change).slice(0, 60)}, which sends them nowhere else`, async () => {
      const config = await deployed();
      assert.deepEqual(red(await request({ ...config, ...change })), []);
    });
  }

  it('uses the others when one of them is typed', async () => {
    const config = await deployed();
    const wrong = await request(config, { ...ALL_STORED, deviceSecret: '0123456789abcdef0123456789abcdef' });
    assert.deepEqual(red(wrong), ['login']);
  });

  const ALIYUN = ['deviceSecret', 'simPin', 'apnPassword'];
  /** Settings that decide where or how a secret is sent, with the stored credentials that they would need. */
  const CHANGED: readonly (readonly [Values | (() => Values), readonly string[]])[] = [
    [() => ({ port: other.port }), ALIYUN],
    [() => ({ port: ` ${other.port} ` }), ALIYUN],
    [() => ({ port: other.port.replace('127.0.0.1', 'localhost') }), ALIYUN],
    [{ port: 'simulator?preset=fast' }, ALIYUN],
    [{ port: 'auto' }, ALIYUN],
    [{ host: 'attacker.example' }, ALIYUN],
    [{ mqttPort: 1884 }, ALIYUN],
    [{ region: 'us-east-1' }, ALIYUN],
    [{ instanceId: 'iot-06z00attacker' }, ALIYUN],
    [{ tls: 'on' }, ALIYUN],
    [{ caFile: 'mine.pem' }, ALIYUN],
    [{ certFile: 'mine.pem', keyFile: 'mine.key' }, ALIYUN],
    [{ productKey: 'a1Another000' }, ALIYUN],
    [{ deviceName: 'another' }, ALIYUN],
    [{ auth: 'sign' }, ALIYUN],
    [{ clientId: 'another' }, ALIYUN],
    [{ apn: 'attacker.apn' }, ALIYUN],
    [{ apnUser: 'v' }, ALIYUN],
    [{ apnAuth: 2 }, ALIYUN],
    [{ apnAuth: 0 }, ['deviceSecret', 'simPin']],
    [{ pdpContext: 2 }, ALIYUN],
    [{ clientIndex: 3 }, ALIYUN],
    [{ urcPort: 'all' }, ALIYUN],
    [{ module: 'careful' }, ALIYUN],
    [{ server: 'huawei', host: 'attacker.example' }, ALIYUN],
    [{ server: 'mqtt', host: 'attacker.example' }, ['simPin', 'apnPassword']],
  ];
  for (const [change, fields] of CHANGED) {
    const what = typeof change === 'function' ? 'another port' : JSON.stringify(change);
    it(`wants ${fields.join(', ')} again with ${what}, and opens nothing: EC20_CHECK_SECRET_AGAIN`, async () => {
      const config = await deployed();
      const changes = typeof change === 'function' ? change() : change;
      const report = await request({ ...config, ...changes });
      assertRefused(report, 'EC20_CHECK_SECRET_AGAIN', fields);
      for (const name of Object.keys(changes)) {
        assert((settingsLine(report)?.text?.en ?? '').includes(name), name);
      }
      assert.equal(own.received() + other.received(), '');
    });
  }

  it('wants them again where the request leaves properties out', async () => {
    await deployed({ host: '127.0.0.1' });
    assertRefused(await request({ ...DEPLOYED, port: own.port }), 'EC20_CHECK_SECRET_AGAIN', ALIYUN);
  });

  it('wants user name and password of a broker again, and the ProductSecret', async () => {
    const mqtt = await deployed({ server: 'mqtt', host: 'broker.example' }, MQTT_SECRETS);
    const login = { username: STORED, password: STORED };
    assertRefused(await request({ ...mqtt, port: other.port }, login), 'EC20_CHECK_SECRET_AGAIN', [
      'username',
      'password',
    ]);
    const typed = { username: 'somebody', password: STORED };
    assertRefused(await request(mqtt, typed), 'EC20_CHECK_SECRET_AGAIN', ['password']);
    await helper.unload();
    const fleet = await deployed({}, { productSecret: PRODUCT_SECRET });
    const report = await request({ ...fleet, port: other.port }, { productSecret: STORED });
    assertRefused(report, 'EC20_CHECK_SECRET_AGAIN', ['productSecret']);
    assert.equal(own.received() + other.received(), '');
  });

  it('goes on with what was typed again, and with nothing else', async () => {
    const config = await deployed();
    const typed = { deviceSecret: 'typed0secret0000', simPin: SECRETS.simPin, apnPassword: 'typed-apn' };
    const report = await request({ ...config, port: other.port }, typed);
    assert.deepEqual(red(report), ['login']);
    const received = other.received();
    assert(received.includes('typed0secret0000') && received.includes('typed-apn'));
    assert(!received.includes(SECRETS.deviceSecret) && !received.includes(SECRETS.apnPassword));
  });

  it('continues without them where the changed settings need none', async () => {
    const config = await deployed({}, { deviceSecret: SECRETS.deviceSecret });
    const change = { port: other.port, server: 'mqtt', host: 'broker.example' };
    const report = await request({ ...config, ...change }, { deviceSecret: STORED });
    assert.equal(settingsLine(report)?.state, 'ok');
    const received = other.received();
    assert(received.includes('AT+CPIN?') && !received.includes(SECRETS.deviceSecret));
  });

  it('gives no node those of another, whatever the request calls itself', async () => {
    const config = await deployed();
    for (const node of ['other', 'nobody', '', '__proto__', 'constructor']) {
      await check({ node, config: { ...config, port: other.port }, credentials: ALL_STORED });
      const received = other.received();
      for (const secret of Object.values(SECRETS)) assert(!received.includes(secret), `${node} ${secret}`);
    }
  });

  describe('that were kept at a registration', () => {
    const kept = new DeviceSecrets(userDir, fixedKey(''));

    for (const node of ['modem', 'nobody']) {
      it(`stay here when ${node} asks with another port`, async () => {
        await kept.keep(DEVICE, KEPT);
        const config = await deployed({}, { productSecret: PRODUCT_SECRET });
        const credentials = { productSecret: 'typed0product0secret' };
        const report = await check({ node, config: { ...config, port: other.port }, credentials });
        assertRefused(report, 'EC20_CHECK_SECRET_AGAIN', ['deviceSecret']);
        assert.equal(other.received(), '');
        assert.deepEqual(kept.find(DEVICE), { kind: 'secret', secret: KEPT });
      });
    }

    it('are used where all is as deployed', async () => {
      await kept.keep(DEVICE, KEPT);
      const config = await deployed({ tls: 'on' }, { productSecret: PRODUCT_SECRET, simPin: SECRETS.simPin });
      await request(config, { productSecret: STORED, simPin: STORED });
      const { secret } = { secret: '', ...kept.find(DEVICE) };
      assert(own.received().includes(KEPT) || secret === KEPT);
    });
  });

  describe('in environment variables', () => {
    const NAME = 'EC20_TEST_SECRET_ID';
    const VALUE = 'value0of0the0environment';
    before(() => {
      process.env[NAME] = VALUE;
    });
    after(() => {
      Reflect.deleteProperty(process.env, NAME);
    });
    const BROKER = { server: 'mqtt', host: 'broker.invalid' };

    for (const written of [`\${${NAME}}`, `$(${NAME})`]) {
      it(`${written} is used where it is deployed and nothing has changed`, async () => {
        const config = await deployed({ ...BROKER, apn: written }, { simPin: SECRETS.simPin });
        const { lines } = await request(config, { simPin: STORED });
        assert.equal(lines.find(({ id }) => id === 'address')?.detail['apn'], VALUE);
      });

      it(`${written} is not, with another port: EC20_CHECK_ENV`, async () => {
        const config = await deployed({ ...BROKER, apn: written }, { simPin: SECRETS.simPin });
        const report = await request({ ...config, port: other.port }, { simPin: SECRETS.simPin });
        assertRefused(report, 'EC20_CHECK_ENV', ['apn']);
        assert(!`${JSON.stringify(report)}${other.received()}`.includes(VALUE));
      });
    }

    const STRANGE: readonly (readonly [string, Values, Values])[] = [
      ['clientId', { clientId: `\${${NAME}}` }, {}],
      ['willPayload', { willPayload: `\${${NAME}}`, willTopic: 't' }, {}],
      ['apn', { apn: `\${${NAME}}` }, {}],
      ['name', { name: ` \${${NAME}} ` }, {}],
      ['username', {}, { username: `\${${NAME}}` }],
      ['password', {}, { password: `\${${NAME}}` }],
    ];
    for (const [field, config, credentials] of STRANGE) {
      it(`are not read for a ${field} that is not deployed so: EC20_CHECK_ENV`, async () => {
        const known = await deployed(BROKER, { simPin: SECRETS.simPin });
        const report = await request({ ...known, ...config }, { simPin: STORED, ...credentials });
        assertRefused(report, 'EC20_CHECK_ENV', [field]);
        assert(!`${JSON.stringify(report)}${own.received()}`.includes(VALUE));
      });
    }

    it('that are not set are reported as such, where they are deployed', async () => {
      const config = await deployed({ ...BROKER, apn: '${EC20_TEST_NOT_SET}' }, {});
      assert.equal(settingsLine(await request(config, {}))?.code, 'EC20_ENV_MISSING');
    });

    it('of a user name stay here, with another port', async () => {
      const credentials = { username: `\${${NAME}}`, password: 'p' };
      const config = await deployed(BROKER, credentials);
      const typed = { username: `\${${NAME}}`, password: 'p' };
      assertRefused(await request({ ...config, port: other.port }, typed), 'EC20_CHECK_ENV', ['username']);
      assert.equal(other.received(), '');
    });
  });

  describe('in files', () => {
    let authority: TestAuthority;
    let bundle: string;
    let key: string;
    const NOTE = 'note: the password of the router is hunter22';
    const TLS = { tls: 'on' };

    before(() => {
      authority = new TestAuthority('Test CA');
      const pair = authority.issue({ commonName: 'device' });
      key = readFileSync(pair.keyFile, 'latin1').trim();
      bundle = join(folder, 'bundle.pem');
      const params = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----';
      const parts = [NOTE, readFileSync(pair.certFile, 'latin1'), params, key, authority.pem, NOTE];
      writeFileSync(bundle, parts.join('\n'));
    });
    after(() => authority.close());

    const times = (text: string, part: string) => text.split(part).length - 1;

    it('leave as certificates alone, whatever else the file of a CA holds', async () => {
      const config = await deployed({ ...TLS, caFile: bundle });
      await request(config);
      const received = own.received();
      assert.equal(times(received, '-----BEGIN CERTIFICATE-----'), 2);
      assert(received.includes(authority.pem.trim()));
      assert(!/PRIVATE|PARAMETERS|hunter/.test(received));
    });

    it('leave as one key and its certificates, where one file holds both', async () => {
      const files = { caFile: authority.caFile, certFile: bundle, keyFile: bundle };
      const config = await deployed({ ...TLS, ...files });
      await request(config);
      const received = own.received();
      assert.equal(times(received, '-----BEGIN CERTIFICATE-----'), 3);
      assert.equal(times(received, key), 1);
      assert.equal(times(received, 'PRIVATE KEY'), 2, 'begin and end of one');
      assert(!/PARAMETERS|hunter/.test(received));
    });

    it('leave as certificates when the request names them, and no key does: EC20_CHECK_FILE', async () => {
      const config = await deployed(TLS, {});
      const mine = { ...config, port: other.port, caFile: bundle };
      await request(mine, SECRETS);
      const received = other.received();
      assert.equal(times(received, '-----BEGIN CERTIFICATE-----'), 2);
      assert(!/PRIVATE|hunter/.test(received));
      const report = await request({ ...mine, certFile: bundle, keyFile: bundle }, SECRETS);
      assertRefused(report, 'EC20_CHECK_FILE', ['keyFile']);
      assert.equal(other.received(), '');
    });

    it('keep the deployed key here when anything else has changed: EC20_CHECK_FILE', async () => {
      const config = await deployed({ ...TLS, certFile: bundle, keyFile: bundle });
      const report = await request({ ...config, port: other.port }, SECRETS);
      assertRefused(report, 'EC20_CHECK_FILE', ['keyFile']);
      assert.equal(other.received(), '');
    });

    it('are opened for a thing model only if the deployed flow names them; the check goes on without', async () => {
      const config = await deployed();
      const report = await request({ ...config, tslFile: '/etc/passwd' });
      const line = settingsLine(report);
      assert.deepEqual([line?.state, line?.code, line?.fields], ['warn', 'EC20_CHECK_FILE', ['tslFile']]);
      assert.deepEqual(red(report), []);
      await helper.unload();
      const named = await deployed({ tslFile: '/etc/passwd' });
      assert.equal(settingsLine(await request(named))?.code, 'EC20_TSL');
    });
  });
});
