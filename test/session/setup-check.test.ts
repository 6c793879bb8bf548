import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../src/base/coded-error';
import { cureAt } from '../../src/base/sentence';
import { ERRORS, type ErrorCode } from '../../src/errors/catalogue';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import { PROFILES } from '../../src/ec20/profiles/families';
import { type AloneOptions, CheckAlone } from '../../src/session/check-alone';
import { CHECK_LINES, type CheckLine, type CheckLineId } from '../../src/session/check-line';
import { CheckRunning } from '../../src/session/check-running';
import { SetupCheck } from '../../src/session/setup-check';
import type { SimulatorSettings } from '../../src/simulator/simulator';
import type { Transport } from '../../src/transport/transport';
import { DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import { renamed } from '../support/renamed-module';
import { DEMO_SETTINGS, VirtualDevice } from '../support/virtual-device';

const CERTIFICATES = join(__dirname, '..', '..', '..', 'certificates');
const ROOT = readFileSync(join(CERTIFICATES, 'globalsign-root-r1.pem'));
const LINES = CHECK_LINES.filter((id) => id !== 'devices');
const PLAIN_LINES = LINES.filter((id) => id !== 'tls');
/** What the cloud sends a device that registers. */
const GIVEN = 'given0000secret';
const LIMIT_MS = 400_000;

interface Bench {
  readonly device: VirtualDevice;
  readonly subject: CheckAlone;
  readonly check: SetupCheck;
}

/** A virtual module without a session, and a check of a configuration for it. */
async function bench(
  settings: Partial<SimulatorSettings> = {},
  change: (device: VirtualDevice) => Partial<AloneOptions> = () => ({}),
): Promise<Bench> {
  const device = new VirtualDevice(settings);
  await device.simulator.attach(device.pair.right);
  const subject = new CheckAlone({ ...device.options, ...change(device) });
  return { device, subject, check: new SetupCheck(device.clock, subject, 'node') };
}

/** Calls `action` once, at the moment when a line begins. */
function atLine(check: SetupCheck, id: CheckLineId, action: () => void): void {
  let isDue = true;
  check.onChange(() => {
    if (!isDue || lineIn(check, id).state !== 'running') return;
    isDue = false;
    action();
  });
}

const lineIn = ({ lines }: SetupCheck, id: CheckLineId): CheckLine => {
  const line = lines.find((each) => each.id === id);
  assert(line !== undefined, id);
  return line;
};

const statesOf = ({ lines }: SetupCheck) => Object.fromEntries(lines.map(({ id, state }) => [id, state]));
const inState = ({ lines }: SetupCheck, state: string) =>
  lines.filter((line) => line.state === state).map(({ id }) => id);

/** Nothing that the check has opened is open: the port can be taken, no client is connected, no timer runs. */
async function assertShut({ device }: Bench): Promise<void> {
  const line = await device.pair.left.open({ received: () => undefined, lost: () => undefined });
  const answer: string[] = [];
  await line.close();
  const again = await device.pair.left.open({
    received: (bytes) => answer.push(bytes.toString()),
    lost: () => undefined,
  });
  await again.write(Buffer.from('AT+QMTCONN?\r'));
  await device.clock.advance(3000);
  assert.match(answer.join(''), /OK/);
  assert.doesNotMatch(answer.join(''), /\+QMTCONN: 0/);
  await again.close();
}

/** A red line says what the catalogue says, values filled in, in both languages. */
function assertTold(line: CheckLine, code: ErrorCode): void {
  assert.equal(line.code, code);
  for (const language of ['en', 'zh'] as const) {
    const what = ERRORS[code].fact[language];
    const cure = cureAt(ERRORS[code], 'node')[language];
    for (const [pattern, shown] of [
      [what, line.text?.[language] ?? ''],
      [cure, line.cure?.[language] ?? ''],
    ] as const) {
      for (const part of pattern.split(/\{\w+\}/)) assert(shown.includes(part), `${part} in ${shown}`);
      assert.doesNotMatch(shown, /\{\w+\}|undefined/);
    }
  }
}

describe('a check of a setup that is not deployed', () => {
  it('goes from the settings to a message there and back on a healthy module, and leaves nothing open', async () => {
    const made = await bench();
    const { device, check } = made;
    await device.clock.settle(check.run(), LIMIT_MS);
    assert.deepEqual(
      check.lines.map(({ id }) => id),
      PLAIN_LINES,
    );
    assert.deepEqual(inState(check, 'ok'), PLAIN_LINES, JSON.stringify(check.lines));
    assert.equal(check.isDone, true);
    const { model, revision, imei, profile } = lineIn(check, 'module').detail;
    assert.equal(profile, 'EC20');
    assert.match(String(model), /^EC20/);
    assert.match(String(revision), /^EC20/);
    assert.match(String(imei), /^\*{3}\d{4}$/);
    assert.match(String(lineIn(check, 'sim').detail['iccid']), /^\*{3}\w{4}$/);
    assert.deepEqual(lineIn(check, 'signal').detail, { rssi: 24, dbm: -65, bars: 4 });
    assert.equal(lineIn(check, 'registration').detail['operator'], 'CHINA MOBILE');
    assert.equal(lineIn(check, 'address').detail['address'], '10.7.1.2');
    assert.match(String(lineIn(check, 'message').detail['topic']), /ntp\/.*request$/);
    await assertShut(made);
    assert.equal(device.clock.armed, 0);
    await device.close();
  });

  it('reports what another program had left, and what was done about it, on the line where that showed', async () => {
    const { device, check } = await bench({ left: 'AT+CFUN=4|AT+COPS=2' });
    await device.clock.settle(check.run(), LIMIT_MS);
    assert.deepEqual(
      [lineIn(check, 'module').code, lineIn(check, 'registration').code, inState(check, 'failed')],
      ['EC20_RADIO_WAS_OFF', 'EC20_OPERATOR_LEFT', []],
    );
    assertTold(lineIn(check, 'module'), 'EC20_RADIO_WAS_OFF');
    await device.close();
  });

  it('has a line for TLS where it is on', async () => {
    const { device, check } = await bench({}, ({ clock }) => {
      clock.setWallTime(Date.UTC(2026, 10, 24));
      return tls();
    });
    device.cloud.settings.tlsOnly = true;
    await device.clock.settle(check.run(), LIMIT_MS);
    assert.deepEqual(inState(check, 'ok'), [...LINES], JSON.stringify(check.lines));
    await device.close();
  });

  it('each line’s traffic is in the trace, and holds no secret and no personal number', async () => {
    const { device, subject, check } = await bench({ sim: 'pin' }, ({ options }) => ({
      profile: aliyunProfile({ ...DEMO_SETTINGS, auth: 'sign' }),
      modem: { ...options.modem, simPin: '1234' },
    }));
    await device.clock.settle(check.run(), LIMIT_MS);
    assert.deepEqual(inState(check, 'ok'), PLAIN_LINES);
    const trace = subject.trace.entries.map(({ direction, text }) => `${direction} ${text}`);
    let at = 0;
    for (const { id, traffic } of check.lines) {
      at = trace.indexOf(`note check: ${id}`, at);
      assert(at >= 0, id);
      const onTheLine = { settings: [], port: [] };
      if (id in onTheLine) continue;
      assert(
        traffic.some((each) => each.startsWith('> AT')),
        `${id}: ${traffic.join()}`,
      );
      assert(
        traffic.some((each) => each.startsWith('< ')),
        id,
      );
      for (const each of traffic.slice(1)) {
        const text = each.slice(2);
        assert(
          subject.trace.entries.slice(at).some((entry) => entry.text === text),
          each,
        );
      }
    }
    const shown = JSON.stringify([check.lines, trace]);
    const { imei, iccid, imsi } = await numbers();
    for (const hidden of [DEMO_SETTINGS.deviceSecret, imei, iccid, imsi, '"1234"']) {
      assert(hidden !== '' && !shown.includes(hidden), hidden);
    }
    await device.close();
  });

  it('gets a device that has its product’s secret alone registered, and logs in with what it got', async () => {
    const device = { deviceName: 'pi-0001', deviceSecret: '', productSecret: 'productSecret0000' };
    const kept: string[] = [];
    const made = await bench({}, ({ clock, cloud }) => {
      clock.setWallTime(Date.UTC(2026, 10, 24));
      cloud.addProduct(DEMO_SETTINGS.productKey, device.productSecret);
      cloud.addDevice({ ...DEMO_SETTINGS, ...device, deviceSecret: GIVEN });
      return {
        ...profile({ ...device, tlsIdentity: { ca: ROOT, client: undefined } }),
        secretStore: { keep: (_device, secret) => Promise.resolve(void kept.push(secret)) },
      };
    });
    await made.device.clock.settle(made.check.run(), LIMIT_MS);
    assert.deepEqual(inState(made.check, 'ok'), [...LINES], JSON.stringify(made.check.lines));
    assert.deepEqual(kept, [GIVEN]);
    const shown = JSON.stringify([made.check.lines, made.subject.trace.entries]);
    for (const secret of [GIVEN, device.productSecret]) assert(!shown.includes(secret), secret);
    await assertShut(made);
    await made.device.close();
  });

  it('reports an unknown module, and goes on', async () => {
    const { device, check } = await bench({}, ({ pair }) => ({
      findTransport: () => Promise.resolve(renamed(pair.left, 'XY99')),
    }));
    await device.clock.settle(check.run(), LIMIT_MS);
    const line = lineIn(check, 'module');
    assert.deepEqual([line.state, line.detail['model'], line.detail['profile']], ['warn', 'XY99', 'careful']);
    assertTold(line, 'EC20_MODULE_UNKNOWN');
    assert.equal(lineIn(check, 'message').state, 'ok');
    await device.close();
  });

  it('does not report an unknown module whose family was chosen', async () => {
    const { device, check } = await bench({}, ({ pair }) => ({
      findTransport: () => Promise.resolve(renamed(pair.left, 'XY99')),
      module: PROFILES.get('EC25'),
    }));
    await device.clock.settle(check.run(), LIMIT_MS);
    const line = lineIn(check, 'module');
    assert.deepEqual([line.state, line.detail['profile']], ['ok', 'EC25']);
    await device.close();
  });

  it('reports a module of another dialect', async () => {
    const { device, check } = await bench({ family: 'BC26' });
    await device.clock.settle(check.run(), LIMIT_MS);
    assertTold(lineIn(check, 'module'), 'EC20_MODULE_UNSUPPORTED');
    assert.equal(lineIn(check, 'module').state, 'failed');
    await device.close();
  });

  it('reports a weak signal, and goes on', async () => {
    const { device, check } = await bench({ rssi: 3 });
    await device.clock.settle(check.run(), LIMIT_MS);
    assert.equal(lineIn(check, 'signal').state, 'warn');
    assertTold(lineIn(check, 'signal'), 'EC20_SIGNAL_WEAK');
    assert.equal(lineIn(check, 'message').state, 'ok');
    await device.close();
  });

  it('reports a message that does not come back', async () => {
    const { device, check } = await bench({}, undefined);
    device.cloud.settings.replies = 'none';
    await device.clock.settle(check.run(), LIMIT_MS);
    assert.deepEqual(inState(check, 'failed'), ['message']);
    assertTold(lineIn(check, 'message'), 'EC20_CHECK_SILENT');
    await device.close();
  });

  it('reports that a broker keeps the test’s topic to itself: EC20_CHECK_TOPIC', async () => {
    // The platform’s own login by user name and password, seen as a broker of anybody’s.
    const { device, check } = await bench({}, () => {
      const profile = aliyunProfile({ ...DEMO_SETTINGS, auth: 'sign' });
      const { thing: _thing, ...rest } = profile;
      return { profile: { ...rest, freeTopics: true } };
    });
    await device.clock.settle(check.run(), LIMIT_MS);
    assert.equal(lineIn(check, 'message').state, 'warn');
    assertTold(lineIn(check, 'message'), 'EC20_CHECK_TOPIC');
    await device.close();
  });

  it('says so when nothing can be tried: EC20_CHECK_UNTRIED', async () => {
    const { device, check } = await bench({}, () => {
      const { thing: _thing, ...rest } = aliyunProfile({ ...DEMO_SETTINGS, auth: 'sign' });
      return { profile: rest };
    });
    await device.clock.settle(check.run(), LIMIT_MS);
    assert.equal(lineIn(check, 'message').state, 'skipped');
    assertTold(lineIn(check, 'message'), 'EC20_CHECK_UNTRIED');
    await device.close();
  });

  it('ends itself after five minutes', async () => {
    const made = await bench({ openResult: 'none', pdpMs: 140_000, registrationMs: 85_000 });
    const { device, check } = made;
    device.simulator.reboot();
    await device.clock.advance(1000);
    await device.clock.settle(check.run(), 310_000);
    const [line] = check.lines.filter(({ state }) => state === 'failed');
    assert(line !== undefined, JSON.stringify(statesOf(check)));
    assertTold(line, 'EC20_CHECK_ENDED');
    await device.close();
  });
});

interface Mistake {
  readonly what: string;
  readonly line: CheckLineId;
  readonly code: ErrorCode;
  readonly settings?: Partial<SimulatorSettings>;
  readonly change?: (device: VirtualDevice) => Partial<AloneOptions>;
  readonly prepare?: (device: VirtualDevice) => void;
}

/** A profile, or why there is none, as the config node makes it. */
function profile(change: Partial<Parameters<typeof aliyunProfile>[0]>): Pick<AloneOptions, 'profile'> {
  try {
    return { profile: aliyunProfile({ ...DEMO_SETTINGS, ...change }) };
  } catch (error) {
    assert(error instanceof CodedError);
    return { profile: error };
  }
}

const tls = () => profile({ instanceId: 'iot-06z00abc', tlsIdentity: { ca: ROOT, client: undefined } });

/** A port of the module that speaks no AT, and sends positions unasked. */
const nmeaPort = (device: VirtualDevice): Transport => ({
  path: '/dev/ttyUSB1',
  open(listener) {
    const sentence = Buffer.from('$GPRMC,,V,,,,,,,,,,N*53\r\n');
    let isOpen = true;
    const speak = () => {
      if (!isOpen) return;
      listener.received(sentence);
      device.clock.after(1000, speak);
    };
    speak();
    return Promise.resolve({
      write: () => Promise.resolve(),
      close: () => {
        isOpen = false;
        return Promise.resolve();
      },
    });
  },
});

const MISTAKES: readonly Mistake[] = [
  {
    what: 'a wrong DeviceSecret',
    line: 'login',
    code: 'EC20_CONNECT_CREDENTIALS',
    change: () => profile({ deviceSecret: '0'.repeat(32) }),
  },
  {
    what: 'ProductKey and DeviceName swapped',
    line: 'settings',
    code: 'EC20_PRODUCT_KEY',
    change: () => profile({ productKey: 'my-device_01', deviceName: DEMO_SETTINGS.productKey }),
  },
  {
    what: 'ProductKey and DeviceName swapped, of the same form',
    line: 'login',
    code: 'EC20_CONNECT_CREDENTIALS',
    change: () => profile({ productKey: 'device01', deviceName: DEMO_SETTINGS.productKey }),
  },
  {
    what: 'a region that there is not',
    line: 'settings',
    code: 'EC20_REGION',
    change: () => profile({ region: 'shanghai!' }),
  },
  {
    what: 'another region than the product’s',
    line: 'login',
    code: 'EC20_CONNECT_NOT_AUTHORISED',
    change: () => profile({ region: 'eu-central-1' }),
    settings: { connectResult: '5' },
  },
  { what: 'no SIM card', line: 'sim', code: 'EC20_SIM_ABSENT', settings: { sim: 'absent' } },
  { what: 'a PIN that is needed', line: 'sim', code: 'EC20_SIM_PIN_NEEDED', settings: { sim: 'pin' } },
  {
    what: 'no antenna',
    line: 'signal',
    code: 'EC20_NO_SIGNAL',
    settings: { rssi: 99, registration: 'searching' },
  },
  {
    what: 'a tty that is silent',
    line: 'answer',
    code: 'EC20_MODULE_SILENT',
    prepare: ({ simulator }) => simulator.hang(true),
  },
  {
    what: 'a tty with NMEA on it',
    line: 'answer',
    code: 'EC20_MODULE_SILENT',
    change: (device) => ({ findTransport: () => Promise.resolve(nmeaPort(device)) }),
  },
  {
    what: 'a port that is busy',
    line: 'port',
    code: 'EC20_PORT_BUSY',
    prepare: ({ pair }) => void pair.left.open({ received: () => undefined, lost: () => undefined }),
  },
  { what: 'a wrong APN', line: 'address', code: 'EC20_PDP_FAILED', settings: { apn: 'wrong' } },
  {
    what: 'a clock that nobody can set, with TLS',
    line: 'tls',
    code: 'EC20_CLOCK_UNSET',
    settings: { timeSource: 'none', ntp: 'fails' },
    change: ({ clock }) => {
      clock.setWallTime(0);
      return tls();
    },
  },
  {
    what: 'a clock that is years ahead, with TLS',
    line: 'tls',
    code: 'EC20_TLS_DATE',
    change: ({ clock }) => {
      clock.setWallTime(Date.UTC(2049, 0, 1));
      return tls();
    },
  },
];

describe('a check turns exactly the right line red with', () => {
  for (const { what, line, code, settings, change, prepare } of MISTAKES) {
    it(`${what}: ${line}`, async () => {
      const { device, check } = await bench(settings, change);
      prepare?.(device);
      await device.clock.settle(check.run(), LIMIT_MS);
      assert.deepEqual(inState(check, 'failed'), [line], JSON.stringify(check.lines));
      assertTold(lineIn(check, line), code);
      assert.deepEqual(inState(check, 'warn'), []);
      for (const skipped of check.lines.filter(({ state }) => state === 'skipped'))
        assert.equal(skipped.because, line, skipped.id);
      assert.deepEqual(lineIn(check, 'message').state, 'skipped');
      device.simulator.hang(false);
      await device.close();
    });
  }

  it('settings that the cloud refuses, while the module is checked all the same', async () => {
    const { device, check } = await bench({}, () => profile({ deviceSecret: '' }));
    await device.clock.settle(check.run(), LIMIT_MS);
    assertTold(lineIn(check, 'settings'), 'EC20_NO_SECRET');
    assert.deepEqual(inState(check, 'skipped'), ['server', 'login', 'message']);
    assert.equal(lineIn(check, 'address').state, 'ok');
    await device.close();
  });
});

describe('a module that is muted between two lines', () => {
  const MUTABLE = PLAIN_LINES.filter((id) => id !== 'settings' && id !== 'port');
  for (const id of MUTABLE) {
    it(`turns the very next line red: ${id}`, async () => {
      const { device, check } = await bench();
      atLine(check, id, () => device.simulator.hang(true));
      await device.clock.settle(check.run(), LIMIT_MS);
      assert.deepEqual(inState(check, 'failed'), [id], JSON.stringify(statesOf(check)));
      const before = PLAIN_LINES.slice(0, PLAIN_LINES.indexOf(id));
      assert.deepEqual(inState(check, 'ok'), before);
      device.simulator.hang(false);
      await device.close();
    });
  }

  for (const id of ['answer', 'module', 'sim', 'signal', 'registration', 'attached', 'address'] as const) {
    it(`turns the very next line red beside a running session: ${id}`, async () => {
      const device = new VirtualDevice();
      await device.online();
      const check = new SetupCheck(device.clock, new CheckRunning(device.session), 'node');
      atLine(check, id, () => device.simulator.hang(true));
      await device.clock.settle(check.run(), LIMIT_MS);
      assert.equal(inState(check, 'failed')[0], id, JSON.stringify(statesOf(check)));
      device.simulator.hang(false);
      await device.close();
    });
  }
});

describe('a check that is cancelled', () => {
  for (const id of LINES) {
    it(`at the line ${id} leaves the port shut and nothing open`, async () => {
      const made = await bench({}, ({ clock }) => {
        clock.setWallTime(Date.UTC(2026, 10, 24));
        return tls();
      });
      const { device, check } = made;
      atLine(check, id, () => check.cancel());
      await device.clock.settle(check.run(), 30_000);
      assertTold(lineIn(check, id), 'EC20_CHECK_CANCELLED');
      const at = LINES.indexOf(id);
      assert.deepEqual(inState(check, 'ok'), LINES.slice(0, at));
      assert.deepEqual(inState(check, 'skipped'), LINES.slice(at));
      await device.clock.advance(20_000);
      await assertShut(made);
      assert.equal(device.clock.armed, 0);
      await device.close();
    });
  }
});

describe('a check beside a running session', () => {
  it('reports an unknown module', async () => {
    const device = new VirtualDevice({}, ({ pair }) => ({
      findTransport: () => Promise.resolve(renamed(pair.left, 'XY99')),
    }));
    await device.online();
    const check = new SetupCheck(device.clock, new CheckRunning(device.session), 'node');
    await device.clock.settle(check.run(), LIMIT_MS);
    assert.equal(lineIn(check, 'module').state, 'warn');
    assertTold(lineIn(check, 'module'), 'EC20_MODULE_UNKNOWN');
    await device.close();
  });

  it('asks the module live, and neither reconnects nor loses a message', async () => {
    const device = new VirtualDevice();
    await device.online();
    const heard: string[] = [];
    await device.clock.settle(
      device.session.subscribe('flow', device.downlink, 1, ({ payload }) => heard.push(payload.toString())),
      10_000,
    );
    const written = device.simulator.log.length;
    const check = new SetupCheck(device.clock, new CheckRunning(device.session), 'node');
    let sent = 0;
    const fates = [device.publish('first')];
    check.onChange(() => {
      if (inState(check, 'running').length === 0) return;
      fates.push(device.publish(`up ${sent++}`));
      device.cloud.send(DEMO_TRIPLET, device.downlink, Buffer.from(`down ${sent}`));
    });
    await device.clock.settle(check.run(), LIMIT_MS);
    assert.deepEqual(inState(check, 'ok'), PLAIN_LINES, JSON.stringify(check.lines));
    for (const { id, traffic } of check.lines) {
      if (id !== 'settings' && id !== 'port')
        assert(
          traffic.some((each) => each.startsWith('> AT')),
          id,
        );
    }
    await device.clock.until(
      () => fates.every(({ delivered }) => delivered.length === 1),
      60_000,
      'delivery',
    );
    assert.equal(heard.length, sent);
    assert.equal(device.session.snapshot().counters.reconnects, 0);
    assert.deepEqual(device.faults, []);
    const commands = device.simulator.log.slice(written).map(({ text }) => text);
    assert.deepEqual(
      commands.filter((text) => /QMT(OPEN|CONN|CLOSE|DISC)=|QIACT=|CFUN|QIDEACT/.test(text)),
      [],
    );
    assert.equal(device.session.subscriptions('check').length, 0);
    await device.close();
  });

  it('shows the error that keeps the session off, and looks at the rest', async () => {
    const device = new VirtualDevice(
      {},
      () => profile({ deviceSecret: '0'.repeat(32) }) as { profile: never },
    );
    await device.start();
    await device.clock.until(() => device.faults.length > 0, 60_000, 'a fault');
    const check = new SetupCheck(device.clock, new CheckRunning(device.session), 'node');
    await device.clock.settle(check.run(), LIMIT_MS);
    assert.deepEqual(inState(check, 'failed'), ['login'], JSON.stringify(check.lines));
    assertTold(lineIn(check, 'login'), 'EC20_CONNECT_CREDENTIALS');
    assert.equal(lineIn(check, 'address').state, 'ok');
    await device.close();
  });

  it('can be cancelled, and the session goes on', async () => {
    const device = new VirtualDevice();
    await device.online();
    const check = new SetupCheck(device.clock, new CheckRunning(device.session), 'node');
    atLine(check, 'registration', () => check.cancel());
    await device.clock.settle(check.run(), 5000);
    const fate = device.publish('after');
    await device.clock.until(() => fate.delivered.length > 0, 60_000, 'the delivery');
    assert.equal(device.session.snapshot().state, 'online');
    await device.close();
  });
});

/** Every virtual module's personal numbers. */
async function numbers(): Promise<{ imei: string; iccid: string; imsi: string }> {
  const device = new VirtualDevice();
  await device.online();
  const { module, sim } = device.session.snapshot();
  await device.close();
  return { imei: module.imei, iccid: sim.iccid, imsi: sim.imsi };
}
