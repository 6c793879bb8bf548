import assert from 'node:assert/strict';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import type { CloudProfile } from '../../src/cloud/cloud-profile';
import { mqttProfile } from '../../src/cloud/mqtt';
import { platformProfile } from '../../src/cloud/platforms';
import { CLOUD_DEFAULTS, type CloudSettings } from '../../src/settings/modem';
import { type IdentityPart, SERVER_NAMES, type ServerName, serverOf } from '../../src/settings/servers';

const pem = (body: string) =>
  Buffer.from(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`);

interface Login extends Partial<CloudSettings> {
  readonly certificate?: string;
}

const BASE: Login = {
  productKey: 'a1B2c3D4e5F',
  deviceName: 'pump-0001',
  deviceSecret: 'MDEyMzQ1Njc4OWFiY2RlZg',
  host: 'broker.example.com',
  clientId: 'client-of-a',
  username: 'token-of-a',
  password: 'password-of-a',
  tls: 'on',
};

function profileOf(server: ServerName, changes: Login): CloudProfile {
  const { certificate = 'AAAA', ...settings } = { ...BASE, ...changes };
  const client = { certificate: pem(certificate), key: Buffer.from('key') };
  const complete = {
    ...CLOUD_DEFAULTS,
    ...settings,
    server,
    tlsIdentity: { ca: Buffer.from('ca'), client },
  };
  if (server === 'aliyun') return aliyunProfile({ ...complete, thingModel: '' });
  return server === 'mqtt' ? mqttProfile(complete) : platformProfile(server, complete);
}

const keyOf = (server: ServerName, changes: Login = {}) => profileOf(server, changes).deviceKey;

/** Another value of each part of a login. */
const OTHER: Readonly<Record<IdentityPart, Login>> = {
  productKey: { productKey: 'a1B2c3D4e5G' },
  deviceName: { deviceName: 'pump-0002' },
  host: { host: 'broker2.example.com' },
  port: { mqttPort: 1884 },
  clientId: { clientId: 'client-of-b' },
  username: { username: 'token-of-b' },
  certificate: { certificate: 'BBBB' },
};
const PARTS = Object.keys(OTHER) as IdentityPart[];

describe('The identity of a device', () => {
  for (const server of SERVER_NAMES) {
    const { identity } = serverOf(server);

    it(`at ${server} is another with any other ${identity.join(', ')}, and with nothing else`, () => {
      const keys = new Set([keyOf(server), ...identity.map((part) => keyOf(server, OTHER[part]))]);
      assert.equal(keys.size, identity.length + 1);
      for (const part of PARTS.filter((each) => !identity.includes(each))) {
        // What the server doesn't ask for may still be set: a host of Aliyun, for example.
        assert.equal(keyOf(server, OTHER[part]), keyOf(server), part);
      }
    });

    it(`at ${server} outlives a new password, and shows neither it nor user name or client id`, () => {
      assert.equal(keyOf(server, { password: 'changed', deviceSecret: 'Y2hhbmdlZDEyMzQ1Ng' }), keyOf(server));
      for (const secret of ['client-of-a', 'token-of-a', 'password-of-a', 'MDEyMzQ1Njc4OWFiY2RlZg'])
        assert(!keyOf(server).includes(secret), secret);
    });
  }

  it('without a client id is told apart by user name or certificate', () => {
    const keys = [{}, { username: 'b' }, { username: '' }, { certificate: 'BBBB' }].map((changes) =>
      keyOf('mqtt', { clientId: '', ...changes }),
    );
    assert.equal(new Set(keys).size, 4);
  });

  it('is the same at the broker’s usual ports, by whatever case of its name, and however its certificate is wrapped', () => {
    const plain = { certificate: '', mqttPort: 1883 };
    assert.equal(keyOf('mqtt', { ...plain, mqttPort: 8883 }), keyOf('mqtt', plain));
    assert.equal(keyOf('mqtt', { host: 'Broker.Example.COM' }), keyOf('mqtt'));
    assert.equal(keyOf('mqtt', { certificate: 'AA\r\nAA' }), keyOf('mqtt'));
  });

  it('is the same at a platform’s own host by plain TCP and by TLS', () => {
    const at = (tls: 'on' | 'off') => keyOf('onenet', { host: '', tls });
    assert.equal(at('on'), at('off'));
    assert.equal(at('on'), keyOf('onenet', { host: 'mqtts.heclouds.com' }));
  });

  it('is not another’s whose names make the same text', () => {
    const tencent = (productKey: string, deviceName: string) => keyOf('tencent', { productKey, deviceName });
    assert.notEqual(tencent('AB', 'CDE'), tencent('ABC', 'DE'));
    assert.notEqual(tencent('AB', 'C/D'), tencent('AB', 'C%2FD'));
  });

  it('knows the keys of before, and those that two devices could have', () => {
    const earlier = (server: ServerName, changes: Login) =>
      profileOf(server, changes).earlierKeys.map(({ key, isDistinct }) => `${key} ${isDistinct}`);
    assert.deepEqual(earlier('mqtt', {}), ['mqtt:broker.example.com/client-of-a true']);
    assert.deepEqual(earlier('emqx', { clientId: '' }), ['emqx:broker.example.com/ false']);
    assert.deepEqual(earlier('onenet', { host: '' }), [
      'onenet:mqtts.heclouds.com/pump-0001 false',
      'onenet:mqttstls.heclouds.com/pump-0001 false',
    ]);
    assert.deepEqual(earlier('huawei', {}), ['huawei:broker.example.com/pump-0001_0_0_2026010100 true']);
    assert.deepEqual(earlier('aliyun', {}), []);
    assert.equal(keyOf('aliyun'), 'aliyun:a1B2c3D4e5F/pump-0001');
  });
});
