import assert from 'node:assert/strict';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import { DEMO_SETTINGS, VirtualDevice } from '../support/virtual-device';

type Settings = Partial<Parameters<typeof aliyunProfile>[0]>;

/** A device whose cloud hangs up on a plain login. */
function refusedDevice(settings: Settings): VirtualDevice {
  const device = new VirtualDevice({}, () => ({ profile: aliyunProfile({ ...DEMO_SETTINGS, ...settings }) }));
  device.cloud.settings.tlsOnly = true;
  return device;
}

async function firstFault(device: VirtualDevice): Promise<string | undefined> {
  await device.start();
  await device.clock.until(() => device.faults.length > 0, 60_000, 'a fault');
  return device.faults[0]?.code;
}

describe('an endpoint that hangs up on a plain login', () => {
  const instances: readonly (readonly [what: string, settings: Settings])[] = [
    ['an instance by its id', { instanceId: 'iot-06z00abc', tls: 'off' }],
    ['an instance by its host', { host: 'iot-06z00abc.mqtt.iothub.aliyuncs.com', tls: 'off' }],
  ];
  for (const [what, settings] of instances) {
    it(`wants TLS: ${what}`, async () => {
      const device = refusedDevice(settings);
      assert.equal(await firstFault(device), 'EC20_TLS_REQUIRED');
      assert.equal(device.session.snapshot().state, 'failed');
      await device.close();
    });
  }

  it('may do so for any reason where plain TCP is usual', async () => {
    const device = refusedDevice({});
    assert.equal(await firstFault(device), 'EC20_LINK_PEER_CLOSED');
    await device.close();
  });

  it('may do so for any reason once it has let the device in', async () => {
    const device = refusedDevice({ instanceId: 'iot-06z00abc', tls: 'off' });
    device.cloud.settings.tlsOnly = false;
    await device.online();
    device.cloud.settings.tlsOnly = true;
    device.simulator.dropConnection(0, 7);
    await device.clock.until(() => device.faults.length > 1, 60_000, 'the next login');
    assert.deepEqual(
      device.faults.map(({ code }) => code),
      ['EC20_LINK_DEAD', 'EC20_LINK_PEER_CLOSED'],
    );
    await device.close();
  });
});
