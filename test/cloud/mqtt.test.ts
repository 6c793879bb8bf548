import assert from 'node:assert/strict';
import type { ErrorCode } from '../../src/errors/catalogue';
import { mqttProfile, type MqttSettings } from '../../src/cloud/mqtt';
import { assertCoded } from './coded';

const SETTINGS: MqttSettings = {
  host: 'broker.example.com',
  mqttPort: 1883,
  tls: 'auto',
  clientId: '',
  username: '',
  password: '',
  keepAlive: 120,
  cleanSession: false,
  willTopic: '',
  willPayload: '',
  willQos: 0,
  willRetain: false,
  productKey: '',
  deviceName: '',
};
const REQUEST = { how: 'sign', imei: '865123045678901' } as const;

describe('a device at any MQTT broker', () => {
  it('is ec20-<IMEI> without user name and password when none are set', () => {
    assert.deepEqual(mqttProfile(SETTINGS).credentials(REQUEST), {
      kind: 'password',
      clientId: 'ec20-865123045678901',
    });
  });

  it('logs in with the client id, user name and password that are set, never by aliauth', () => {
    const profile = mqttProfile({ ...SETTINGS, clientId: 'pump', username: 'u', password: 'p w' });
    const expected = { kind: 'password', clientId: 'pump', username: 'u', password: 'p w' };
    assert.deepEqual(profile.credentials(REQUEST), expected);
    assert.deepEqual(profile.credentials({ ...REQUEST, how: 'aliauth' }), expected);
    assert.equal(profile.auth, 'sign');
    assert.deepEqual(profile.secrets, ['p w']);
  });

  it('sends an empty user name with a password that has none, and no password where there is none', () => {
    assert.deepEqual(mqttProfile({ ...SETTINGS, clientId: 'c', password: 'p' }).credentials(REQUEST), {
      kind: 'password',
      clientId: 'c',
      username: '',
      password: 'p',
    });
    assert.deepEqual(mqttProfile({ ...SETTINGS, clientId: 'c', username: 'u' }).credentials(REQUEST), {
      kind: 'password',
      clientId: 'c',
      username: 'u',
    });
  });

  it('is known by host and client id', () => {
    const key = (changes: Partial<MqttSettings>) => mqttProfile({ ...SETTINGS, ...changes }).deviceKey;
    assert.match(key({ clientId: 'pump' }), /^mqtt:broker\.example\.com#[0-9a-f]{32}$/);
    assert.deepEqual(mqttProfile({ ...SETTINGS, clientId: 'pump' }).earlierKeys, [
      { key: 'mqtt:broker.example.com/pump', isDistinct: true },
    ]);
    assert.equal(
      key({ clientId: 'pump', host: 'Broker.Example.com', password: 'p' }),
      key({ clientId: 'pump' }),
    );
    assert.notEqual(key({ clientId: 'pump2' }), key({ clientId: 'pump' }));
  });

  it('publishes at every QoS, retained too, as fast as the module can', () => {
    const profile = mqttProfile(SETTINGS);
    profile.checkPublish('a/b', 10, 2, true);
    assert.deepEqual(
      [profile.ratePerSecond(0), profile.ratePerSecond(1), profile.connectsPerMinute],
      [undefined, undefined, undefined],
    );
    assert.deepEqual([profile.highestQos, profile.retain, profile.cleanSession], [2, true, false]);
  });

  it('takes topics up to the 256 bytes of the module', () => {
    const profile = mqttProfile(SETTINGS);
    profile.checkPublish('b'.repeat(256), 1, 0, false);
    assertCoded(() => profile.checkPublish('b'.repeat(257), 1, 0, false), 'EC20_TOPIC_LONG', {
      bytes: 257,
      limit: 256,
    });
    profile.checkFilter('b/'.repeat(127) + '#', 2);
    assertCoded(() => profile.checkFilter('b'.repeat(257), 0), 'EC20_TOPIC_LONG');
  });

  it('fills in a placeholder whose value is set and refuses one that stays', () => {
    const profile = mqttProfile({ ...SETTINGS, deviceName: 'pump' });
    const topic = profile.expandTopic('${deviceName}/${productKey}');
    assert.equal(topic, 'pump/${productKey}');
    assertCoded(() => profile.checkPublish(topic, 1, 0, false), 'EC20_TOPIC_PLACEHOLDER', {
      topic,
      placeholder: '${productKey}',
    });
  });

  it('leaves a will with the broker when a topic for it is set', () => {
    const profile = mqttProfile({
      ...SETTINGS,
      willTopic: '${deviceName}/status',
      willPayload: '离线',
      willQos: 1,
      willRetain: true,
      deviceName: 'pump',
    });
    assert.deepEqual(profile.will, {
      topic: 'pump/status',
      payload: Buffer.from('离线'),
      qos: 1,
      retain: true,
    });
    assert.equal(mqttProfile(SETTINGS).will, undefined);
  });

  const refused: readonly [Partial<MqttSettings>, ErrorCode][] = [
    [{ host: '' }, 'EC20_HOST_MISSING'],
    [{ host: 'mqtt://broker.example.com' }, 'EC20_SETTING'],
    [{ host: 'broker.example.com:1883' }, 'EC20_SETTING'],
    [{ host: 'a b' }, 'EC20_SETTING'],
    [{ tls: 'on' }, 'EC20_CA_MISSING'],
    [{ keepAlive: 3601 }, 'EC20_SETTING'],
    [{ keepAlive: -1 }, 'EC20_SETTING'],
    [{ clientId: 'a"b' }, 'EC20_AT_TEXT'],
    [{ username: 'a\rb' }, 'EC20_AT_TEXT'],
    [{ password: 'a\u0000b' }, 'EC20_AT_TEXT'],
    [{ willTopic: 'a', willPayload: '{"a":1}' }, 'EC20_AT_TEXT'],
    [{ willTopic: 'a/#' }, 'EC20_TOPIC_WILDCARD'],
    [{ willTopic: 'a', willPayload: '温'.repeat(86) }, 'EC20_PAYLOAD_LONG'],
  ];
  for (const [changes, code] of refused) {
    it(`${JSON.stringify(changes).slice(0, 60)} is refused as ${code}`, () => {
      assertCoded(() => mqttProfile({ ...SETTINGS, ...changes }), code);
    });
  }
});
