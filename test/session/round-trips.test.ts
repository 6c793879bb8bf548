import assert from 'node:assert/strict';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import { mqttProfile } from '../../src/cloud/mqtt';
import type { SimulatorSettings } from '../../src/simulator/simulator';
import { intercepted } from '../support/interception';
import { DEMO_SETTINGS, VirtualDevice } from '../support/virtual-device';
import { CLOUD_DEFAULTS } from '../../src/settings/modem';

const HOST = 'a1DemoEC20x.iot-as-mqtt.cn-shanghai.aliyuncs.com';

/** From a fresh port to the options of a connection. */
const TO_OPTIONS = [
  'ATE0Q0V1',
  'AT+CMEE?',
  'AT+CGMM;+CGMR;+CMEE=1;+CFUN?;+IFC?;+QSCLK?;+QURCCFG="urcport"',
  'AT+QMTPUBEX=?;+QMTCFG=?',
  'AT+GSN',
  'AT+CPIN?',
  'AT+QCCID;+CIMI',
  'AT+CSQ;+CEREG?;+CGREG?;+CREG?',
  'AT+CGATT?;+QIACT?',
  'AT+QIACT=1;+QIACT?',
  'AT+QMTCLOSE=0',
  'AT+QMTCFG="version",0,4;+QMTCFG="pdpcid",0,1;+QMTCFG="ssl",0,0;+QMTCFG="keepalive",0,120;' +
    '+QMTCFG="session",0,1;+QMTCFG="timeout",0,5,3,0;+QMTCFG="recv/mode",0,0,1;+QMTCFG="will",0,0',
];

/** On the way no step needs them: they are asked while the broker thinks the login over. */
const IN_PASSING = 'AT+QNWINFO;+QLTS=1;+COPS?';

/** Any broker, in the words of the one that the simulator has: the cloud with a login that was signed elsewhere. */
function anyBroker() {
  const signed = aliyunProfile(DEMO_SETTINGS).credentials({ how: 'sign', imei: '' });
  assert(signed.kind === 'password');
  return mqttProfile({
    ...CLOUD_DEFAULTS,
    host: HOST,
    tls: 'off',
    clientId: signed.clientId,
    username: signed.username ?? '',
    password: signed.password ?? '',
  });
}

describe('from a fresh port to online', () => {
  let device: VirtualDevice;

  afterEach(() => device.close());

  const lines = () => device.simulator.log.map(({ text }) => text);

  /** A module whose codes go where the session wants them: it is written once, and kept in its flash. */
  async function online(settings: Partial<SimulatorSettings> = {}, profile = aliyunProfile(DEMO_SETTINGS)) {
    device = new VirtualDevice({ urcport: 'all', ...settings }, () => ({ profile }));
    await device.online();
    assert.deepEqual(device.faults, []);
    return lines();
  }

  it('a device on Aliyun takes these command lines', async () => {
    const { productKey, deviceName, deviceSecret } = DEMO_SETTINGS;
    assert.deepEqual(await online(), [
      ...TO_OPTIONS,
      `AT+QMTCFG="aliauth",0,"${productKey}","${deviceName}","${deviceSecret}"`,
      `AT+QMTOPEN=0,"${HOST}",1883`,
      'AT+QMTCONN=0,"demo-device"',
      IN_PASSING,
    ]);
  });

  it('a device on any broker takes these command lines', async () => {
    const profile = anyBroker();
    const written = await online({}, profile);
    const login = written.findIndex((line) => line.startsWith('AT+QMTCONN='));
    assert.deepEqual(
      [...written.slice(0, login), ...written.slice(login + 1)],
      [...TO_OPTIONS, 'AT+QMTCFG="aliauth",0', `AT+QMTOPEN=0,"${HOST}",1883`, IN_PASSING],
    );
  });

  it('a context that is up already saves its activation', async () => {
    const written = await online({ pdp: 'active' });
    assert(!written.some((line) => line.startsWith('AT+QIACT=')));
  });

  it('again on the same line, only what may have changed is asked again', async () => {
    const before = (await online()).length;
    device.simulator.dropConnection(0, 1);
    await device.clock.until(
      () => device.session.snapshot().counters.reconnects === 1,
      60_000,
      'the reconnect',
    );
    const again = lines()
      .slice(before)
      .filter((line) => !line.startsWith('AT+QMT'));
    assert.deepEqual(again, [
      'AT+CFUN?;+QURCCFG="urcport"',
      'AT+CPIN?',
      'AT+CSQ;+CEREG?;+CGREG?;+CREG?',
      'AT+CGATT?;+QIACT?',
    ]);
  });

  it('the first report of being online has operator, signal and address', async () => {
    await online();
    const { network, signal } = device.session.snapshot();
    assert.deepEqual(
      [network.operator, network.technology, network.band],
      ['CHINA MOBILE', 'FDD LTE', 'LTE BAND 3'],
    );
    assert.equal(network.address, '10.7.1.2');
    assert.equal(signal?.dbm, -65);
  });

  it('an operator that is never reported is waited for, but fails nothing', async () => {
    device = new VirtualDevice({}, ({ pair }) => ({
      findTransport: () =>
        Promise.resolve(
          intercepted(pair.left, { answer: (written) => (written === IN_PASSING ? [] : undefined) }),
        ),
    }));
    await device.online();
    assert.equal(device.session.snapshot().network.operator, '');
    assert.deepEqual(device.faults, []);
    const fate = device.publish('as usual');
    await device.clock.until(() => fate.delivered.length === 1, 5000, 'the delivery');
  });

  it('a firmware that takes no joined commands gets them one by one', async () => {
    const written = await online({ joined: 'error' });
    const alone = TO_OPTIONS.flatMap((line) => line.split(';').map((each) => each.replace(/^\+/, 'AT+')));
    const missing = alone.filter((command) => !written.includes(command));
    assert.deepEqual(missing, []);
    assert.equal(written.filter((line) => line === 'AT+QIACT=1').length, 1);
    assert(!written.includes('AT+QIACT=1;+QIACT?'));
    const { module, sim, network, signal } = device.session.snapshot();
    assert.equal(module.imei.length, 15);
    assert.equal(sim.imsi.length, 15);
    assert.equal(network.operator, 'CHINA MOBILE');
    assert.equal(signal?.dbm, -65);
  });

  const UNKNOWN = ['+CGMM', '+CGMR', '+GSN', '+CMEE', '+QCCID', '+CIMI', '+CSQ', '+CEREG', '+CGREG', '+CREG'];
  for (const lacks of UNKNOWN) {
    it(`a firmware that lacks AT${lacks} gets there too, and reports the rest`, async () => {
      await online({ lacks });
      const { module, sim, network } = device.session.snapshot();
      assert.equal(module.model === '', lacks === '+CGMM');
      assert.equal(module.revision === '', lacks === '+CGMR');
      assert.equal(module.imei === '', lacks === '+GSN');
      assert.equal(sim.iccid === '', lacks === '+QCCID');
      assert.equal(sim.imsi === '', lacks === '+CIMI');
      assert.equal(network.registration, 'home');
    });
  }

  for (const family of ['EC25', 'EC200U', 'EC600S', 'EC800M', 'EG800K', 'BG770A'] as const) {
    it(`the ${family} comes online in as many lines`, async () => {
      const written = await online({ family });
      assert.equal(written.length, TO_OPTIONS.length + 4);
    });
  }
});
