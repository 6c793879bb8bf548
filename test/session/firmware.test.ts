import assert from 'node:assert/strict';
import type { CodedError } from '../../src/base/coded-error';
import { mqttProfile } from '../../src/cloud/mqtt';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import { DEMO_SETTINGS, VirtualDevice } from '../support/virtual-device';
import { CLOUD_DEFAULTS } from '../../src/settings/modem';

/** A login that needs nothing of AT+QMTCFG. */
function plainBroker() {
  const signed = aliyunProfile(DEMO_SETTINGS).credentials({ how: 'sign', imei: '' });
  assert(signed.kind === 'password');
  return mqttProfile({
    ...CLOUD_DEFAULTS,
    host: 'a1DemoEC20x.iot-as-mqtt.cn-shanghai.aliyuncs.com',
    tls: 'off',
    clientId: signed.clientId,
    username: signed.username ?? '',
    password: signed.password ?? '',
  });
}

describe('a firmware', () => {
  let device: VirtualDevice;
  let warnings: CodedError[];

  afterEach(() => device.close());

  function lacking(lacks: string) {
    device = new VirtualDevice({ lacks }, () => ({ profile: plainBroker() }));
    warnings = [];
    device.session.onWarning((warning) => warnings.push(warning));
  }
  const written = () => device.simulator.log.map(({ text }) => text);

  it('without AT+QMTPUBEX publishes by AT+QMTPUB, any bytes but two', async () => {
    lacking('+QMTPUBEX');
    await device.online();
    const fate = device.publish(Buffer.from('{"t":21.5}\r\nOK\r\n> "'));
    await device.clock.until(() => fate.delivered.length === 1, 30_000, 'the delivery');
    assert.deepEqual(
      device.arrivals.map(({ payload }) => payload.toString()),
      ['{"t":21.5}\r\nOK\r\n> "'],
    );
    const refused = device.publish(Buffer.of(0x1a));
    assert.deepEqual(
      refused.failed.map(({ code }) => code),
      ['EC20_PAYLOAD_CONTROL'],
    );
    assert(!written().some((line) => line.startsWith('AT+QMTPUBEX=0')));
  });

  it('is asked once what it can do, however often it connects', async () => {
    lacking('');
    await device.online();
    device.simulator.reboot();
    await device.clock.until(
      () => device.session.snapshot().counters.reconnects === 1,
      120_000,
      'the reconnect',
    );
    assert.equal(written().filter((line) => line.includes('+QMTPUBEX=?')).length, 1);
  });

  it('without any command to publish with keeps the messages, and says so', async () => {
    lacking('+QMTPUBEX,+QMTPUB');
    await device.online();
    const fate = device.publish('waits for another module');
    await device.clock.until(() => device.faults.length > 0, 60_000, 'the fault');
    assert.deepEqual(
      device.faults.map(({ code }) => code),
      ['EC20_PUBLISH_MISSING'],
    );
    assert.equal(device.session.snapshot().state, 'failed');
    await device.clock.advance(3_600_000);
    assert.deepEqual([fate.failed, fate.delivered], [[], []]);
    assert.equal(device.session.snapshot().queue.length, 1);
  });

  it('without AT+QMTCFG goes on with the module’s own settings, and says so once', async () => {
    lacking('+QMTCFG');
    await device.online();
    const fate = device.publish('as usual');
    await device.clock.until(() => fate.delivered.length === 1, 30_000, 'the delivery');
    device.simulator.dropConnection(0, 1);
    await device.clock.until(
      () => device.session.snapshot().counters.reconnects === 1,
      60_000,
      'the reconnect',
    );
    assert.deepEqual(
      warnings.map(({ code, params }) => [code, params['options']]),
      [['EC20_MQTT_OPTIONS', 'version, keepalive, session']],
    );
  });
});

describe('a module that is released', () => {
  it('is as other programs expect it: no login of ours, no length in messages, codes where they went, echo on', async () => {
    const device = new VirtualDevice({ urcport: 'usbmodem' });
    await device.online();
    const before = device.simulator.log.length;
    await device.clock.settle(device.session.release(), 5000);
    const written = device.simulator.log.slice(before).map(({ text }) => text);
    assert.deepEqual(written, [
      'AT+QMTDISC=0',
      'AT+QMTCLOSE=0',
      'AT+QMTCFG="recv/mode",0,0,0;+QMTCFG="ssl",0,0;+QMTCFG="will",0,0;+QMTCFG="aliauth",0,"","",""',
      'AT+QURCCFG="urcport","usbmodem"',
      'ATE1',
    ]);
    await device.close();
  });

  it('that never answered is let go in 5 s all the same', async () => {
    const device = new VirtualDevice();
    device.simulator.hang(true);
    await device.start();
    await device.clock.advance(500);
    await device.clock.settle(device.session.release(), 5000);
    assert.equal(device.session.snapshot().state, 'closed');
    await device.close();
  });
});
