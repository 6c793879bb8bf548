import assert from 'node:assert/strict';
import { readAddress } from '../../nodes/modem/editor/address';
import { endpointOf, type EndpointFields } from '../../nodes/modem/editor/endpoint';
import { filesAtHand, profileOf } from '../../nodes/modem/profile';
import { deviceSettings } from '../../nodes/modem/device-setup';
import { REGIONS } from '../../src/settings/settings';

const FIELDS: EndpointFields = {
  server: 'aliyun',
  productKey: 'a1B2c3D4e5F',
  productSecret: '',
  region: 'cn-shanghai',
  instanceId: '',
  host: '',
  mqttPort: '1883',
  tls: 'auto',
};

/** Where the runtime connects to. */
function connected({ productSecret, ...config }: EndpointFields) {
  const { cloud } = deviceSettings(
    { ...config, deviceName: 'ec20-001' },
    { productSecret, deviceSecret: '0123456789abcdef' },
  );
  const read = { tlsIdentity: { ca: Buffer.from('CA'), client: undefined }, thingModel: '' };
  const { host, port, tls } = profileOf(cloud, filesAtHand(cloud) ?? read);
  return { kind: 'known', host, port: String(port), isTls: tls !== undefined };
}

describe("The dialog's endpoint", () => {
  it('is the one that the runtime connects to, for every server, region, instance, host and TLS', () => {
    const cases = [
      ...REGIONS.map(({ id }) => ({ region: id })),
      { region: '' },
      { instanceId: 'iot-06z00abcdefghij' },
      { host: 'mqtt.example.com', instanceId: 'iot-06z00abcdefghij' },
      { productSecret: 'abcdef0123456789' },
      { mqttPort: '' },
      ...['tencent', 'onenet'].flatMap((server) =>
        ['off', 'on'].map((tls) => ({ server, tls, caFile: 'x' })),
      ),
      ...['mqtt', 'emqx', 'huawei'].map((server) => ({ server, host: 'broker.example' })),
    ];
    for (const each of cases) {
      const fields = { ...FIELDS, ...each };
      assert.deepEqual(endpointOf(fields), connected(fields), JSON.stringify(each));
    }
  });

  it('says what is missing, and nothing of what an environment variable decides', () => {
    assert.deepEqual(endpointOf({ ...FIELDS, productKey: '' }), { kind: 'missing', property: 'productKey' });
    assert.deepEqual(endpointOf({ ...FIELDS, server: 'mqtt' }), { kind: 'missing', property: 'host' });
    assert.deepEqual(endpointOf({ ...FIELDS, productKey: '${PK}' }), { kind: 'variable' });
    assert.deepEqual(endpointOf({ ...FIELDS, server: '${SERVER}' }), { kind: 'variable' });
  });

  const ADDRESSES: readonly (readonly [string, unknown])[] = [
    ['a1.iot-as-mqtt.cn-shanghai.aliyuncs.com:1883', { productKey: 'a1', region: 'cn-shanghai' }],
    ['iot-as-mqtt.ap-southeast-1.aliyuncs.com', { region: 'ap-southeast-1' }],
    ['ssl://iot-06z00abc.mqtt.iothub.aliyuncs.com:8883', { instanceId: 'iot-06z00abc' }],
    ['broker.example.com', undefined],
  ];
  for (const [address, follows] of ADDRESSES) {
    it(`returns region, product and instance of ${address}`, () => {
      assert.deepEqual(readAddress(address)?.follows, follows);
    });
  }

  it('takes no sentence for a host', () => {
    for (const text of ['', 'a b', '-x', '${HOST}', 'x_y']) assert.equal(readAddress(text), undefined, text);
  });
});
