import assert from 'node:assert/strict';
import type { ErrorCode } from '../../src/errors/catalogue';
import { type PlatformName, platformProfile, type PlatformSettings } from '../../src/cloud/platforms';

const SETTINGS: PlatformSettings = {
  host: '',
  mqttPort: 1883,
  tls: 'off',
  clientId: '',
  username: '',
  password: '',
  keepAlive: 120,
  cleanSession: true,
  willTopic: '',
  willPayload: '',
  willQos: 0,
  willRetain: false,
  productKey: 'PRODUCT1',
  deviceName: 'pi-1',
  deviceSecret: 'MDEyMzQ1Njc4OWFiY2RlZg==',
};
const login = (name: PlatformName, settings: Partial<PlatformSettings> = {}) =>
  platformProfile(name, { ...SETTINGS, ...settings }).credentials({ how: 'sign', imei: '860000000000001' });

// Computed with Python’s hmac from the formulas in the platforms’ documents, not with this package.
describe('the login at another cloud', () => {
  it('is that of Tencent Cloud IoT', () => {
    assert.equal(platformProfile('tencent', SETTINGS).host, 'PRODUCT1.iotcloud.tencentdevices.com');
    assert.deepEqual(login('tencent'), {
      kind: 'password',
      clientId: 'PRODUCT1pi-1',
      username: 'PRODUCT1pi-1;12010126;ec20x;2147483647',
      password: '4b90714c196c814624863caeaefdb9bc29aa06ee3c1c45ee0eb0670e071e636b;hmacsha256',
    });
  });

  it('is that of OneNET', () => {
    assert.equal(platformProfile('onenet', SETTINGS).host, 'mqtts.heclouds.com');
    assert.deepEqual(login('onenet'), {
      kind: 'password',
      clientId: 'pi-1',
      username: 'PRODUCT1',
      password:
        'version=2018-10-31&res=products%2FPRODUCT1%2Fdevices%2Fpi-1&et=2147483647&method=sha256' +
        '&sign=rORJ04R02x9%2BfQQbRiEgxa3yTd3PS5x4PbpM96MwQR8%3D',
    });
  });

  it('is that of Huawei Cloud IoTDA, whose clock is not asked', () => {
    const settings = {
      host: 'a1b2.st1.iotda-device.example',
      deviceName: '65f_pi-1',
      deviceSecret: 'mySecret0',
    };
    assert.deepEqual(login('huawei', settings), {
      kind: 'password',
      clientId: '65f_pi-1_0_0_2026010100',
      username: '65f_pi-1',
      password: 'bc2448b13c2701789cc084936339ae1b2d6fa723dd89b162d39fea85503ba1f7',
    });
  });

  it('is what was entered, at EMQX', () => {
    const settings = { host: 'emqx.example', clientId: 'c', username: 'u', password: 'p' };
    assert.deepEqual(login('emqx', settings), {
      kind: 'password',
      clientId: 'c',
      username: 'u',
      password: 'p',
    });
    assert.doesNotThrow(() =>
      platformProfile('emqx', { ...SETTINGS, ...settings }).checkPublish('t', 1, 2, true),
    );
  });

  it('goes through AT+QMTCONN: no quote, no field of more than 256 bytes', () => {
    const longest = { productKey: 'x'.repeat(10), deviceName: 'y'.repeat(48), host: 'h.example' };
    for (const name of ['tencent', 'onenet', 'huawei'] as const) {
      const made = login(name, longest);
      const { clientId, username = '', password = '' } = made.kind === 'password' ? made : assert.fail();
      for (const each of [clientId, username, password]) assert.match(each, /^[^"]{1,256}$/);
    }
  });
});

describe('what another cloud does not take', () => {
  const refused: readonly [PlatformName, Partial<PlatformSettings>, ErrorCode][] = [
    ['tencent', { productKey: '' }, 'EC20_SETTING'],
    ['tencent', { keepAlive: 901 }, 'EC20_SETTING'],
    ['onenet', { deviceSecret: '' }, 'EC20_NO_SECRET'],
    ['huawei', {}, 'EC20_HOST_MISSING'],
    ['huawei', { host: 'h.example', keepAlive: 20 }, 'EC20_SETTING'],
    ['emqx', {}, 'EC20_HOST_MISSING'],
  ];
  for (const [name, settings, code] of refused) {
    it(`${name}: ${JSON.stringify(settings)}: ${code}`, () => {
      assert.throws(() => platformProfile(name, { ...SETTINGS, ...settings }), { code });
    });
  }

  for (const name of ['tencent', 'onenet'] as const) {
    it(`${name}: QoS 2, retained messages, and what is too long`, () => {
      const profile = platformProfile(name, SETTINGS);
      assert.throws(() => profile.checkPublish('t', 1, 2, false), { code: 'EC20_QOS_UNSUPPORTED' });
      assert.throws(() => profile.checkPublish('t', 1, 1, true), { code: 'EC20_RETAIN_UNSUPPORTED' });
      assert.throws(() => profile.checkPublish('t', 300_000, 1, false), { code: 'EC20_PAYLOAD_LONG' });
      assert.throws(() => profile.checkFilter('t', 2), { code: 'EC20_QOS_UNSUPPORTED' });
    });
  }

  it('is a will that a program gives', () => {
    const will = { ...SETTINGS, host: 'h.example', willTopic: 'gone' };
    for (const name of ['tencent', 'onenet', 'huawei'] as const) {
      assert.throws(() => platformProfile(name, will), { code: 'EC20_WILL_UNSUPPORTED' });
    }
    assert.doesNotThrow(() => platformProfile('emqx', will));
  });

  it('is reported without the device’s secret', () => {
    const { secrets, deviceKey } = platformProfile('tencent', SETTINGS);
    assert(secrets.includes(SETTINGS.deviceSecret));
    assert(!deviceKey.includes(SETTINGS.deviceSecret));
  });
});
