import assert from 'node:assert/strict';
import { endpointOf, usualPortOf } from '../../nodes/modem/editor/endpoint';
import { modemSettings } from '../../nodes/modem/settings';
import { platformProfile } from '../../src/cloud/platforms';
import { mqtt, platform } from '../../src/core/clouds';
import { CLOUD_DEFAULTS } from '../../src/settings/modem';
import { faultsOf, rangeOf } from '../../src/settings/settings';
import { type ComputedName, SERVER_NAMES, serverOf } from '../../src/settings/servers';

const KEY = 'QUJDREVGR0hJSktMTU5PUA==';
const DEVICE = { productKey: 'P1product', deviceName: 'sensor1' };
const IDENTITY = { ca: Buffer.from('ca'), client: undefined };

/** The codes for a property, as the dialog finds them. */
function codesOf(field: string, values: Readonly<Record<string, unknown>>): string[] {
  const all = { port: '/dev/ttyUSB2', ...DEVICE, deviceSecret: KEY, ...values };
  return faultsOf('ec20-modem', all).flatMap((fault) => (fault.field === field ? [fault.code] : []));
}

function fieldsOf(values: Readonly<Record<string, string>>): Parameters<typeof endpointOf>[0] {
  const empty = { server: 'aliyun', region: '', instanceId: '', host: '', mqttPort: '', tls: 'auto' };
  return { ...empty, productSecret: '', ...DEVICE, ...values };
}

describe('The endpoint of each server', () => {
  /** Server, TLS, the port as stored, and what runtime and dialog make of it. */
  const cases: readonly (readonly [server: string, tls: string, stored: string, port: number])[] = [
    ['aliyun', 'off', '', 1883],
    ['aliyun', 'on', '', 1883],
    ['aliyun', 'on', '1883', 1883],
    ['aliyun', 'on', '443', 443],
    ['mqtt', 'off', '', 1883],
    ['mqtt', 'on', '', 8883],
    // A broker of one's own may speak TLS anywhere: what was typed stays.
    ['mqtt', 'on', '1883', 1883],
    ['mqtt', 'on', '9501', 9501],
    ['emqx', 'on', '', 8883],
    ['tencent', 'off', '1883', 1883],
    ['tencent', 'on', '1883', 8883],
    ['tencent', 'on', '', 8883],
    ['onenet', 'on', '1883', 8883],
    ['onenet', 'on', '1884', 1884],
    ['onenet', 'off', '8883', 8883],
    ['huawei', 'on', '1883', 8883],
    ['huawei', 'auto', '1883', 1883],
  ];
  for (const [server, tls, stored, port] of cases) {
    it(`${server}, TLS ${tls}, port “${stored}”: ${port}`, () => {
      const host = server === 'huawei' || serverOf(server as 'mqtt').login === 'entered' ? 'h.example' : '';
      const { cloud } = modemSettings({ server, tls, mqttPort: stored, host, ...DEVICE }, {});
      assert.equal(cloud.mqttPort, port);
      const endpoint = endpointOf(fieldsOf({ server, tls, mqttPort: stored, host }));
      assert.equal(endpoint.kind === 'known' && endpoint.port, String(port));
    });
  }

  it('of OneNET is another host by TLS', () => {
    const profileBy = (tls: 'on' | 'off') =>
      platformProfile('onenet', {
        ...CLOUD_DEFAULTS,
        ...DEVICE,
        deviceSecret: KEY,
        tls,
        tlsIdentity: IDENTITY,
      });
    assert.deepEqual([profileBy('off').host, profileBy('off').port], ['mqtts.heclouds.com', 1883]);
    assert.deepEqual([profileBy('on').host, profileBy('on').port], ['mqttstls.heclouds.com', 8883]);
  });

  it('is the same for a program that names no port', () => {
    const ca = 'pem';
    assert.equal(platform('tencent', { ...DEVICE, deviceSecret: KEY, tls: 'on', ca }).port, 8883);
    assert.equal(platform('tencent', { ...DEVICE, deviceSecret: KEY }).port, 1883);
    assert.equal(mqtt({ host: 'h.example', tls: 'on' }).port, 8883);
    assert.equal(mqtt({ host: 'h.example', tls: 'on', mqttPort: 1883 }).port, 1883);
  });

  it('is offered by the dialog: the usual port of a server by its TLS', () => {
    for (const server of SERVER_NAMES) {
      const { ports } = serverOf(server);
      assert.equal(usualPortOf(fieldsOf({ server, tls: 'off' })), String(ports.plain));
      assert.equal(usualPortOf(fieldsOf({ server, tls: 'on' })), String(ports.tls));
    }
    assert.equal(usualPortOf(fieldsOf({ server: '${SERVER}' })), undefined);
  });
});

describe('The root of a server that has its own', () => {
  const missing: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['Aliyun’s 8883', { server: 'aliyun', tls: 'on', mqttPort: 8883, deviceSecret: 'abc' }],
    ['Tencent', { server: 'tencent', tls: 'on' }],
    ['OneNET', { server: 'onenet', tls: 'on' }],
    ['Huawei', { server: 'huawei', tls: 'on', host: 'x.st1.iotda-device.cn-north-4.myhuaweicloud.com' }],
    ['EMQX Cloud', { server: 'emqx', tls: 'on', host: 'a1b2.ala.cn-hangzhou.emqxsl.cn' }],
  ];
  for (const [what, values] of missing) {
    it(`${what}: EC20_CA_MISSING at once, unless a file is named`, () => {
      assert.deepEqual(codesOf('caFile', values), ['EC20_CA_MISSING']);
      assert.deepEqual(codesOf('caFile', { ...values, caFile: 'ca.pem' }), []);
      assert.deepEqual(codesOf('caFile', { ...values, tls: 'off' }), []);
    });
  }

  it('is tried from the package where nothing is known: any broker, an EMQX of one’s own', () => {
    for (const server of ['mqtt', 'emqx']) {
      assert.deepEqual(codesOf('caFile', { server, tls: 'on', host: 'mqtt.mycompany.example' }), []);
    }
  });
});

describe('The limits of each server', () => {
  const computed = (name: ComputedName) =>
    platformProfile(name, { ...CLOUD_DEFAULTS, ...DEVICE, host: 'h.example', deviceSecret: KEY });

  it('has the documented messages per second', () => {
    assert.deepEqual([computed('tencent').ratePerSecond(0), computed('tencent').ratePerSecond(1)], [20, 20]);
    assert.deepEqual([computed('huawei').ratePerSecond(0), computed('huawei').ratePerSecond(1)], [50, 50]);
    assert.equal(computed('onenet').ratePerSecond(1), undefined);
  });

  it('takes topics of 128 bytes at Huawei', () => {
    const huawei = computed('huawei');
    huawei.checkPublish('t'.repeat(128), 1, 1, false);
    assert.throws(() => huawei.checkPublish('t'.repeat(129), 1, 1, false), { code: 'EC20_TOPIC_LONG' });
    assert.throws(() => huawei.checkFilter('t'.repeat(129), 1), { code: 'EC20_TOPIC_LONG' });
  });

  it('has the documented keep-alive, the default within', () => {
    for (const server of SERVER_NAMES) {
      const { min = 0, max = 0 } = rangeOf('ec20-modem', 'keepAlive', { server }) ?? {};
      assert.ok(min <= CLOUD_DEFAULTS.keepAlive && CLOUD_DEFAULTS.keepAlive <= max, server);
    }
  });
});

describe('A key that a login is computed with', () => {
  for (const [key, isKey] of [
    ['QUJDREVGR0hJSktMTU5PUA==', true],
    ['QUJDREVGR0hJSktMTU5PUA', true],
    ['+/ab', true],
    ['QUJDR', false],
    ['not base64 !!', false],
    ['QUJD REVG', false],
    ['QUJD====', false],
  ] as const) {
    it(`“${key}” is ${isKey ? 'one' : 'none'} at Tencent and OneNET`, () => {
      for (const server of ['tencent', 'onenet']) {
        assert.deepEqual(
          codesOf('deviceSecret', { server, deviceSecret: key }),
          isKey ? [] : ['EC20_DEVICE_KEY'],
        );
      }
    });
  }

  it('is any text at Huawei, which signs the text itself', () => {
    const values = { server: 'huawei', host: 'h.example', deviceSecret: 'not base64 !!' };
    assert.deepEqual(codesOf('deviceSecret', values), []);
  });

  it('is not shown when it is none', () => {
    const broken = 'QUJDREVG R0hJSktM';
    const settings = { ...CLOUD_DEFAULTS, ...DEVICE, deviceSecret: broken };
    assert.throws(
      () => platformProfile('tencent', settings),
      (error: Error) => !error.message.includes(broken),
    );
  });
});
