import assert from 'node:assert/strict';
import { aliyunHost } from '../../src/cloud/aliyun/endpoint';
import { platformProfile } from '../../src/cloud/platforms';
import { REGIONS } from '../../src/settings/regions';
import { wantsTls } from '../../src/settings/servers';
import { editorScripts, plain } from '../support/editor-script';

const SETTINGS = {
  server: 'aliyun',
  productKey: 'a1B2c3D4e5F',
  region: 'cn-shanghai',
  instanceId: '',
  host: '',
  mqttPort: '1883',
  tls: 'auto',
};
type Settings = typeof SETTINGS;

interface Endpoint {
  readonly host?: string;
  readonly port?: string;
  readonly isTls?: boolean;
  readonly missing?: string;
  readonly unknown?: boolean;
}

describe("The dialog's endpoint", () => {
  const script = editorScripts('endpoint.js')['ec20Endpoint'] as {
    of(settings: Settings & { hasProductSecret?: boolean }): Endpoint;
    read(address: string): Readonly<Record<string, unknown>> | undefined;
  };

  it('is the one that the runtime connects to, for every region, instance and host', () => {
    const cases = [
      ...REGIONS.map(({ id }) => ({ region: id })),
      { instanceId: 'iot-06z00abcdefghij' },
      { host: 'mqtt.example.com', instanceId: 'iot-06z00abcdefghij' },
    ];
    for (const each of cases) {
      const settings = { ...SETTINGS, ...each };
      const { host, isTls } = script.of(settings);
      assert.equal(host, aliyunHost(settings));
      assert.equal(isTls, wantsTls({ ...settings, server: 'aliyun', tls: 'auto' }), JSON.stringify(each));
    }
    assert.equal(script.of({ ...SETTINGS, hasProductSecret: true }).isTls, true);
  });

  it('is the one of the other platforms too', () => {
    const common = {
      deviceName: 'ec20-001',
      deviceSecret: 'c2VjcmV0',
      clientId: '',
      username: '',
      password: '',
    };
    const will = { willTopic: '', willPayload: '', willQos: 0 as const, willRetain: false };
    for (const server of ['tencent', 'onenet'] as const) {
      const settings = { ...SETTINGS, server };
      const profile = platformProfile(server, {
        ...settings,
        ...common,
        ...will,
        mqttPort: 1883,
        keepAlive: 120,
        cleanSession: true,
        tls: 'off',
      } as unknown as Parameters<typeof platformProfile>[1]);
      assert.equal(script.of(settings).host, profile.host);
    }
  });

  it('says what is missing, and nothing of what an environment variable decides', () => {
    assert.deepEqual(plain(script.of({ ...SETTINGS, productKey: '' })), { missing: 'productKey' });
    assert.deepEqual(plain(script.of({ ...SETTINGS, server: 'mqtt' })), { missing: 'host' });
    assert.deepEqual(plain(script.of({ ...SETTINGS, productKey: '${PK}' })), { unknown: true });
    assert.deepEqual(plain(script.of({ ...SETTINGS, server: '${SERVER}' })), { unknown: true });
  });

  const ADDRESSES: readonly (readonly [string, unknown])[] = [
    ['a1.iot-as-mqtt.cn-shanghai.aliyuncs.com:1883', { productKey: 'a1', region: 'cn-shanghai' }],
    ['iot-as-mqtt.ap-southeast-1.aliyuncs.com', { region: 'ap-southeast-1' }],
    ['ssl://iot-06z00abc.mqtt.iothub.aliyuncs.com:8883', { instanceId: 'iot-06z00abc' }],
    ['broker.example.com', undefined],
  ];
  for (const [address, follows] of ADDRESSES) {
    it(`tells region, product and instance of ${address}`, () => {
      assert.deepEqual(plain(script.read(address)?.['follows']), follows);
    });
  }

  it('takes no sentence for a host', () => {
    for (const text of ['', 'a b', '-x', '${HOST}', 'x_y']) assert.equal(script.read(text), undefined, text);
  });
});
