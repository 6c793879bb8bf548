import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeStatus } from '../../nodes/shared/status-text';
import { statusReport } from '../../nodes/status/status-report';
import type { CodedError } from '../../src/base/coded-error';
import { describeError } from '../../src/base/error-text';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import { mqttProfile } from '../../src/cloud/mqtt';
import { platformProfile } from '../../src/cloud/platforms';
import type { CloudProfile } from '../../src/cloud/cloud-profile';
import { CheckAlone } from '../../src/session/check-alone';
import { SetupCheck } from '../../src/session/setup-check';
import { CLOUD_DEFAULTS } from '../../src/settings/modem';
import { serverOf, SERVER_NAMES, type ServerName } from '../../src/settings/servers';
import { intercepted, type Interception } from '../support/interception';
import { assertSentences } from '../support/sentences';
import { DEMO_SETTINGS, VirtualDevice } from '../support/virtual-device';

const CERTIFICATES = join(__dirname, '..', '..', '..', 'certificates');
const [R1, R6] = ['r1', 'r6'].map((name) => readFileSync(join(CERTIFICATES, `globalsign-root-${name}.pem`)));
assert(R1 !== undefined && R6 !== undefined);
const IDENTITY = { ca: R1, client: undefined };

/** A device's settings that every server accepts. */
const DEVICE = {
  ...CLOUD_DEFAULTS,
  productKey: 'P1product',
  deviceName: 'sensor1',
  deviceSecret: 'QUJDREVGR0g=',
  host: 'broker.example',
  tlsIdentity: IDENTITY,
};

function profileAt(server: ServerName, settings: Partial<typeof DEVICE> = {}): CloudProfile {
  const all = { ...DEVICE, ...settings };
  if (server === 'aliyun') return aliyunProfile({ ...all, deviceSecret: DEMO_SETTINGS.deviceSecret });
  return server === 'mqtt' ? mqttProfile(all) : platformProfile(server, all);
}

/** A device whose module answers as told on the line. */
function meddled(profile: CloudProfile, interception: Interception, openResult?: '-1'): VirtualDevice {
  return new VirtualDevice(openResult === undefined ? {} : { openResult }, (device) => {
    device.clock.setWallTime(Date.UTC(2026, 10, 24));
    return { profile, findTransport: () => Promise.resolve(intercepted(device.pair.left, interception)) };
  });
}

/** A server that is there, and a module that answers a command as told. */
const answering = (command: RegExp, ...lines: string[]): Interception => ({
  answer: (asked) => {
    if (command.test(asked)) return lines;
    if (asked.startsWith('AT+QIOPEN=')) return ['OK', '+QIOPEN: 11,0'];
    if (asked.startsWith('AT+QMTOPEN=') && command.source.includes('QMTCONN')) return ['OK', '+QMTOPEN: 0,0'];
    return undefined;
  },
});

async function firstFault(device: VirtualDevice): Promise<CodedError> {
  await device.start();
  await device.clock.until(() => device.faults.length > 0, 120_000, 'a fault');
  const [fault] = device.faults;
  assert(fault !== undefined);
  await device.close();
  return fault;
}

describe('A login without TLS at a port that takes TLS only', () => {
  for (const server of SERVER_NAMES) {
    for (const [how, ...lines] of [
      ['the server hangs up', '+QMTSTAT: 0,1'],
      ['the login can’t be sent', '+QMTSTAT: 0,3'],
      ['no CONNACK comes', '+QMTSTAT: 0,4'],
    ] as const) {
      it(`${server}, ${how}: says that the port wants TLS`, async () => {
        const profile = profileAt(server, { tls: 'off', mqttPort: 8883 });
        const fault = await firstFault(meddled(profile, answering(/^AT\+QMTCONN=/, 'OK', ...lines)));
        assert.equal(fault.code, 'EC20_TLS_REQUIRED');
        assert.deepEqual(fault.params, { host: 'broker.example', port: 8883 });
        assert.equal(fault.server, server);
        assertSentences(fault);
      });
    }
  }

  it('is not suspected at another port', async () => {
    const profile = profileAt('mqtt', { tls: 'off', mqttPort: 1884 });
    const fault = await firstFault(meddled(profile, answering(/^AT\+QMTCONN=/, 'OK', '+QMTSTAT: 0,1')));
    assert.equal(fault.code, 'EC20_LINK_PEER_CLOSED');
  });
});

describe('TLS at a port that takes none', () => {
  const HANDSHAKE_FAILS = answering(/^AT\+QSSLOPEN/, 'OK', '+QSSLOPEN: 11,550');

  for (const server of ['mqtt', 'emqx'] as const) {
    it(`${server}: EC20_TLS_PLAIN_PORT names the port for TLS`, async () => {
      const profile = profileAt(server, { tls: 'on', mqttPort: 1883 });
      const fault = await firstFault(meddled(profile, HANDSHAKE_FAILS, '-1'));
      assert.equal(fault.code, 'EC20_TLS_PLAIN_PORT');
      assert.match(describeError(fault, 'node', 'zh'), /broker\.example 的 1883 端口.*8883/);
      assert.match(describeError(fault, 'node', 'en'), /broker\.example, port 1883.*8883/);
      assertSentences(fault);
    });
  }

  it('is no reason at a port that takes it', async () => {
    const profile = profileAt('mqtt', { tls: 'on', mqttPort: 8883 });
    assert.equal((await firstFault(meddled(profile, HANDSHAKE_FAILS, '-1'))).code, 'EC20_TLS_HANDSHAKE');
  });
});

describe('A refusal at each server', () => {
  for (const server of SERVER_NAMES) {
    it(`${server}: speaks its words, in status, fault and check`, async () => {
      const profile = profileAt(server, { tls: 'off' });
      const device = meddled(profile, answering(/^AT\+QMTCONN=/, 'OK', '+QMTCONN: 0,0,4'));
      await device.start();
      await device.clock.until(() => device.faults.length > 0, 120_000, 'a fault');
      const report = statusReport(device.session.snapshot(), false, 'zh');
      const reason = report.reason ?? '';
      assert.equal(report.code, 'EC20_CONNECT_CREDENTIALS');
      assert.equal(reason, describeError(device.faults[0], 'node', 'zh'));
      const { words, login } = serverOf(server);
      assert.equal(reason.includes('设备管理'), login === 'triplet');
      const name = login === 'entered' ? words.username : words.deviceSecret;
      assert.ok(name !== undefined && reason.includes(name.zh), reason);
      await device.close();
    });
  }
});

describe('A root certificate that ends within a year: EC20_CA_ENDING', () => {
  /** Days before the end of GlobalSign R1, 28 January 2028. */
  const before = (days: number) => Date.UTC(2028, 0, 28, 12) - days * 86_400_000;

  function deviceAt(wallMs: number, ca: Buffer): VirtualDevice {
    const device = new VirtualDevice({}, ({ clock }) => {
      clock.setWallTime(wallMs);
      const tlsIdentity = { ca, client: undefined };
      return { profile: aliyunProfile({ ...DEMO_SETTINGS, tls: 'on', tlsIdentity }) };
    });
    return device;
  }

  for (const [what, days, ca, names] of [
    ['366 days before', 366, Buffer.concat([R1, R6]), []],
    ['364 days before', 364, Buffer.concat([R1, R6]), ['GlobalSign Root CA 2028-01-28']],
    ['in a file of the user’s alone', 30, R1, ['GlobalSign Root CA 2028-01-28']],
  ] as const) {
    it(`${what}: is a warning once, and in the status while it lasts`, async () => {
      const device = deviceAt(before(days), ca);
      const warnings: CodedError[] = [];
      device.session.onWarning((warning) => warnings.push(warning));
      await device.online();
      device.simulator.dropConnection(0, 7);
      await device.clock.until(() => device.session.snapshot().state !== 'online', 60_000, 'the loss');
      await device.online();
      const seen = warnings.map(({ params }) => `${params['name']} ${params['date']}`);
      assert.deepEqual(seen, names);
      warnings.forEach((warning) => {
        assertSentences(warning);
        assert.equal(warning.code, 'EC20_CA_ENDING');
      });
      const snapshot = device.session.snapshot();
      const { warnings: shown } = statusReport(snapshot, false, 'zh');
      assert.deepEqual(
        shown?.map(({ code }) => code),
        names.length === 0 ? undefined : ['EC20_CA_ENDING'],
      );
      const { text = '' } = nodeStatus(snapshot, false, 'zh');
      assert.equal(text.includes('CA 证书将到期'), names.length > 0);
      await device.close();
    });
  }

  it('is a yellow line of the check, which works all the same', async () => {
    const device = deviceAt(before(100), R1);
    await device.simulator.attach(device.pair.right);
    const check = new SetupCheck(device.clock, new CheckAlone(device.options), 'node');
    await device.clock.settle(check.run(), 300_000, 'the check');
    const line = check.lines.find(({ id }) => id === 'tls');
    assert.deepEqual([line?.state, line?.code], ['warn', 'EC20_CA_ENDING']);
    assert.match(line?.cure?.zh ?? '', /8883/);
    assert.equal(check.lines.find(({ id }) => id === 'login')?.state, 'ok');
    await device.close();
  });
});
