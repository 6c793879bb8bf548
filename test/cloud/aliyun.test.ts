import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../src/base/coded-error';
import type { ErrorCode } from '../../src/errors/catalogue';
import { aliyunProfile, type AliyunSettings } from '../../src/cloud/aliyun/aliyun-profile';
import { REGIONS } from '../../src/settings/regions';
import { type SignMethod, signLogin } from '../../src/cloud/aliyun/signing';
import { assertCoded } from './coded';

interface Vector {
  readonly id: string;
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
  readonly signmethod: SignMethod;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

const VECTORS = JSON.parse(
  readFileSync(join(process.cwd(), 'test/cloud/aliyun-signing-vectors.json'), 'utf8'),
) as Vector[];

const SETTINGS: AliyunSettings = {
  productKey: 'a1B2c3D4e5F',
  deviceName: 'ec20-001',
  deviceSecret: '0123456789abcdef0123456789abcdef',
  auth: 'auto',
  region: 'cn-shanghai',
  instanceId: '',
  host: '',
  mqttPort: 1883,
  tls: 'auto',
  clientId: '',
  keepAlive: 120,
  cleanSession: true,
  willTopic: '',
};
const IMEI = '865123045678901';

describe('the signature of a login at Aliyun', () => {
  for (const vector of VECTORS) {
    it(`${vector.id} returns the user name and password that the SDKs compute`, () => {
      const [baseClientId = '', suffix = ''] = vector.clientId.split('|');
      const options = new Map(suffix.split(',').map((option) => option.split('=') as [string, string]));
      const signed = signLogin(vector, {
        baseClientId,
        method: vector.signmethod,
        tls: options.get('securemode') === '2',
        timestamp: options.get('timestamp') ?? '',
      });
      assert.equal(signed.username, vector.username);
      assert.equal(signed.password.toUpperCase(), vector.password.toUpperCase());
      const [base, ours = ''] = signed.clientId.split('|');
      assert.equal(base, baseClientId);
      for (const option of ours.split(',')) {
        const [name = '', value] = option.split('=');
        // Custom RRPC: an option that isn't signed, and that the SDKs leave out.
        assert.equal(value, name === 'ext' ? '1' : options.get(name), option);
      }
      assert(signed.clientId.endsWith('|'));
    });
  }

  it('all the vectors are there', () => assert.equal(VECTORS.length, 10));
});

describe('a device at Aliyun', () => {
  it('signs with sha256, the SDK constant as timestamp and pk.dn as client id', () => {
    const vector = VECTORS.find(({ id }) => id === 'TV7');
    assert(vector !== undefined);
    const credentials = aliyunProfile(SETTINGS).credentials({ how: 'sign', imei: IMEI });
    assert.deepEqual(credentials, {
      kind: 'password',
      clientId: 'a1B2c3D4e5F.ec20-001|securemode=3,signmethod=hmacsha256,timestamp=2524608000000,ext=1|',
      username: 'ec20-001&a1B2c3D4e5F',
      password: vector.password.toLowerCase(),
    });
  });

  it('passes the module the triplet, and the device name as client id, when the module signs', () => {
    assert.deepEqual(aliyunProfile(SETTINGS).credentials({ how: 'aliauth', imei: IMEI }), {
      kind: 'aliauth',
      productKey: 'a1B2c3D4e5F',
      deviceName: 'ec20-001',
      deviceSecret: '0123456789abcdef0123456789abcdef',
      clientId: 'ec20-001',
    });
  });

  it('uses a client id of its own either way when one is set', () => {
    const profile = aliyunProfile({ ...SETTINGS, clientId: 'pump7' });
    assert.equal(profile.credentials({ how: 'aliauth', imei: IMEI }).clientId, 'pump7');
    assert.match(profile.credentials({ how: 'sign', imei: IMEI }).clientId, /^pump7\|securemode=3,/);
  });

  for (const [changes, host] of [
    [{}, 'a1B2c3D4e5F.iot-as-mqtt.cn-shanghai.aliyuncs.com'],
    [{ region: 'ap-southeast-1' }, 'a1B2c3D4e5F.iot-as-mqtt.ap-southeast-1.aliyuncs.com'],
    [{ instanceId: 'iot-06z00abc', tls: 'off' }, 'iot-06z00abc.mqtt.iothub.aliyuncs.com'],
    [{ instanceId: 'iot-06z00abc', tls: 'off', host: 'iot.example.com' }, 'iot.example.com'],
    [{ host: 'iot-as-mqtt.cn-shanghai.aliyuncs.com' }, 'iot-as-mqtt.cn-shanghai.aliyuncs.com'],
    [{ host: '192.168.1.7', region: '' }, '192.168.1.7'],
  ] as const) {
    it(`connects to ${host} with ${JSON.stringify(changes)}`, () => {
      const profile = aliyunProfile({ ...SETTINGS, ...changes });
      assert.equal(profile.host, host);
      assert.equal(profile.port, 1883);
      assert.equal(profile.tls, undefined);
    });
  }

  it('reaches every region of the table, which carries the names of the console', () => {
    assert.equal(REGIONS.length, 8);
    for (const { id, zh } of REGIONS) {
      assert.match(zh, /\p{Script=Han}/u);
      const { host } = aliyunProfile({ ...SETTINGS, region: id });
      assert.equal(host, `a1B2c3D4e5F.iot-as-mqtt.${id}.aliyuncs.com`);
    }
  });

  const refused: readonly [Partial<AliyunSettings>, ErrorCode, CodedError['params']?][] = [
    [{ deviceSecret: '' }, 'EC20_NO_SECRET'],
    [{ productKey: '' }, 'EC20_PRODUCT_KEY', { value: '' }],
    [{ productKey: 'a1B2 c3' }, 'EC20_PRODUCT_KEY', { value: 'a1B2 c3' }],
    [{ productKey: 'a'.repeat(21) }, 'EC20_PRODUCT_KEY'],
    [{ deviceName: 'abc' }, 'EC20_DEVICE_NAME', { value: 'abc' }],
    [{ deviceName: 'ec20"01' }, 'EC20_DEVICE_NAME'],
    [{ deviceName: 'a'.repeat(33) }, 'EC20_DEVICE_NAME'],
    [{ deviceName: '树莓派一号' }, 'EC20_DEVICE_NAME'],
    [{ deviceSecret: 'abc def' }, 'EC20_DEVICE_SECRET', { length: 7 }],
    [{ deviceSecret: 'a'.repeat(65) }, 'EC20_DEVICE_SECRET', { length: 65 }],
    [{ region: 'cn-hangzhou' }, 'EC20_REGION', { value: 'cn-hangzhou' }],
    [{ region: '' }, 'EC20_REGION', { value: '' }],
    [{ keepAlive: 29 }, 'EC20_KEEPALIVE', { value: 29 }],
    [{ keepAlive: 1201 }, 'EC20_KEEPALIVE', { value: 1201 }],
    [{ tls: 'on', mqttPort: 8883 }, 'EC20_CA_MISSING', { port: 8883 }],
    [{ instanceId: 'iot-06z00abc' }, 'EC20_CA_MISSING'],
    [{ willTopic: '/a/b' }, 'EC20_WILL_UNSUPPORTED'],
    [{ host: 'mqtt://iot.example.com' }, 'EC20_SETTING'],
    [{ host: 'iot.example.com:1883' }, 'EC20_SETTING'],
    [{ host: 'a"b' }, 'EC20_SETTING'],
    [{ instanceId: 'iot-06z00abc.mqtt.iothub.aliyuncs.com', tls: 'off' }, 'EC20_SETTING'],
    [{ clientId: 'a|securemode=2' }, 'EC20_SETTING'],
    [{ clientId: 'a,b' }, 'EC20_SETTING'],
    [{ clientId: 'a'.repeat(65) }, 'EC20_SETTING'],
    [{ clientId: 'a"b' }, 'EC20_SETTING'],
  ];
  for (const [changes, code, params] of refused) {
    it(`${JSON.stringify(changes)} is refused as ${code}`, () => {
      assertCoded(() => aliyunProfile({ ...SETTINGS, ...changes }), code, params);
    });
  }

  for (const keepAlive of [30, 1200]) {
    it(`a keep-alive of ${keepAlive} s is taken`, () => {
      assert.equal(aliyunProfile({ ...SETTINGS, keepAlive }).keepAliveSeconds, keepAlive);
    });
  }

  it('no error shows the secret, and its texts to hide are the secret and the signature', () => {
    const bad = 'topsecret topsecret';
    assert.throws(
      () => aliyunProfile({ ...SETTINGS, deviceSecret: bad }),
      (error) => error instanceof CodedError && !JSON.stringify([error, error.message]).includes('topsecret'),
    );
    const profile = aliyunProfile(SETTINGS);
    const signed = profile.credentials({ how: 'sign', imei: IMEI });
    assert(signed.kind === 'password');
    assert.deepEqual([...profile.secrets].sort(), [SETTINGS.deviceSecret, signed.password].sort());
    assert(!profile.deviceKey.includes(SETTINGS.deviceSecret));
  });

  it('is known by server, product key and device name, wherever it connects', () => {
    assert.equal(aliyunProfile(SETTINGS).deviceKey, 'aliyun:a1B2c3D4e5F/ec20-001');
    assert.equal(
      aliyunProfile({ ...SETTINGS, host: 'h.example', deviceSecret: 'f00' }).deviceKey,
      'aliyun:a1B2c3D4e5F/ec20-001',
    );
  });

  it('publishes 30 a second at QoS 0 and 10 at QoS 1, on an instance 5, and connects 5 times a minute', () => {
    const legacy = aliyunProfile(SETTINGS);
    assert.deepEqual([legacy.ratePerSecond(0), legacy.ratePerSecond(1)], [30, 10]);
    const instance = aliyunProfile({ ...SETTINGS, instanceId: 'iot-06z00abc', tls: 'off' });
    assert.deepEqual([instance.ratePerSecond(0), instance.ratePerSecond(1)], [5, 5]);
    assert.equal(legacy.connectsPerMinute, 5);
  });

  it('fills in the placeholders of the console and of the documents', () => {
    const profile = aliyunProfile(SETTINGS);
    const expanded = '/sys/a1B2c3D4e5F/ec20-001/thing/event/property/post';
    for (const [key, name] of [
      ['${productKey}', '${deviceName}'],
      ['${YourProductKey}', '${YourDeviceName}'],
    ] as const) {
      assert.equal(profile.expandTopic(`/sys/${key}/${name}/thing/event/property/post`), expanded);
    }
    assert.equal(profile.expandTopic('${deviceName}${deviceName}/#'), 'ec20-001ec20-001/#');
    assert.equal(profile.expandTopic('/x/${constructor}/$&'), '/x/${constructor}/$&');
  });

  const publishes: readonly [string, 0 | 1 | 2, boolean, ErrorCode, CodedError['params']?][] = [
    ['', 1, false, 'EC20_TOPIC_MISSING'],
    ['/a/+/b', 1, false, 'EC20_TOPIC_WILDCARD', { topic: '/a/+/b' }],
    ['/a/#', 1, false, 'EC20_TOPIC_WILDCARD'],
    ['/a"b', 1, false, 'EC20_TOPIC_CHARACTER', { topic: '/a"b', character: '"(U+0022)' }],
    ['/a\r\nAT', 1, false, 'EC20_TOPIC_CHARACTER', { topic: '/a<U+000D><U+000A>AT', character: 'U+000D' }],
    ['/a\u0000', 1, false, 'EC20_TOPIC_CHARACTER', { topic: '/a<U+0000>', character: 'U+0000' }],
    ['/a\ud800', 1, false, 'EC20_TOPIC_CHARACTER'],
    [
      '/event/${tsl.event.identifier}/post',
      1,
      false,
      'EC20_TOPIC_PLACEHOLDER',
      { topic: '/event/${tsl.event.identifier}/post', placeholder: '${tsl.event.identifier}' },
    ],
    ['/a/' + 'b'.repeat(126), 1, false, 'EC20_TOPIC_LONG', { bytes: 129, limit: 128 }],
    ['温'.repeat(43), 1, false, 'EC20_TOPIC_LONG', { bytes: 129, limit: 128 }],
    ['/a', 2, false, 'EC20_QOS_UNSUPPORTED', { value: 2 }],
    ['/a', 1, true, 'EC20_RETAIN_UNSUPPORTED'],
  ];
  for (const [topic, qos, retain, code, params] of publishes) {
    it(`publishing to ${JSON.stringify(topic.slice(0, 40))} (QoS ${qos}, retain ${retain}) is refused as ${code}`, () => {
      assertCoded(() => aliyunProfile(SETTINGS).checkPublish(topic, 10, qos, retain), code, params);
    });
  }

  it('publishes to a topic of exactly 128 bytes and a payload of exactly 256 KB, and no byte more', () => {
    const profile = aliyunProfile(SETTINGS);
    profile.checkPublish('/' + 'b'.repeat(127), 262_144, 0, false);
    profile.checkPublish('温'.repeat(42) + 'ab', 0, 1, false);
    assertCoded(() => profile.checkPublish('/a', 262_145, 1, false), 'EC20_PAYLOAD_LONG', {
      bytes: 262_145,
      limit: 262_144,
    });
  });

  it('subscribes with wildcards where MQTT lets them stand, at QoS 0 and 1', () => {
    const profile = aliyunProfile(SETTINGS);
    profile.checkFilter('/sys/a1/+/thing/#', 1);
    assertCoded(() => profile.checkFilter('', 1), 'EC20_FILTER_MISSING');
    assertCoded(() => profile.checkFilter('/a#', 1), 'EC20_FILTER_INVALID', { filter: '/a#' });
    assertCoded(() => profile.checkFilter('/a"/#', 1), 'EC20_TOPIC_CHARACTER');
    assertCoded(() => profile.checkFilter('/${x}/#', 1), 'EC20_TOPIC_PLACEHOLDER');
    assertCoded(() => profile.checkFilter('b'.repeat(129), 1), 'EC20_TOPIC_LONG');
    assertCoded(() => profile.checkFilter('/a', 2), 'EC20_QOS_UNSUPPORTED', { value: 2 });
  });
});
