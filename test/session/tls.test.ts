import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import type { SimulatorSettings } from '../../src/simulator/simulator';
import { DEMO_SETTINGS, VirtualDevice } from '../support/virtual-device';

const CERTIFICATES = join(__dirname, '..', '..', '..', 'certificates');
const ROOT = readFileSync(join(CERTIFICATES, 'globalsign-root-r1.pem'));
const INSTANCE = { ...DEMO_SETTINGS, instanceId: 'iot-06z00abc' };

/** A device of an instance that takes TLS only. */
function encrypted(settings: Partial<SimulatorSettings> = {}): VirtualDevice {
  const device = new VirtualDevice(settings, ({ clock }) => {
    clock.setWallTime(Date.UTC(2026, 10, 24));
    return { profile: aliyunProfile({ ...INSTANCE, tlsIdentity: { ca: ROOT, client: undefined } }) };
  });
  device.cloud.settings.tlsOnly = true;
  return device;
}

/** How many files are loaded into the module from now on. */
function uploads({ session }: VirtualDevice): { readonly count: number } {
  const seen = { count: 0 };
  session.trace.subscribe(({ direction, text }) => {
    if (direction === 'out' && text.startsWith('AT+QFUPL=')) seen.count++;
  });
  return seen;
}

describe('an instance that takes TLS only', () => {
  it('has the device online by the setting auto, signed by us, and carries a message', async () => {
    const device = encrypted();
    await device.online();
    const fate = device.publish('21.5');
    await device.clock.until(() => fate.delivered.length > 0, 60_000, 'the delivery');
    assert.equal(device.arrivals.at(-1)?.payload.toString(), '21.5');
    await device.close();
  });

  it('uses the module’s time from a time server on a computer whose clock was never set', async () => {
    const device = encrypted({ timeSource: 'none' });
    const trueMs = device.clock.wallTime();
    await device.online();
    const passedMs = device.clock.wallTime() - trueMs;
    device.clock.setWallTime(0);
    const { time } = device.session.snapshot();
    assert.equal(time?.source, 'ntp');
    assert(Math.abs(time.utc - trueMs - passedMs) < 10_000);
    await device.close();
  });

  it('is connected to again without loading the certificates again', async () => {
    const device = encrypted();
    const loaded = uploads(device);
    await device.online();
    device.simulator.dropConnection(0, 1);
    await device.clock.until(() => device.session.snapshot().state === 'waiting', 60_000, 'the loss');
    await device.online();
    assert.equal(loaded.count, 1);
    await device.close();
  });

  it('is reached after a certificate has changed in the module’s flash, unnoticed', async () => {
    const device = encrypted({ files: 'rotten' });
    const loaded = uploads(device);
    await device.start();
    await device.clock.until(() => device.faults.length > 0, 60_000, 'a fault');
    assert.equal(device.faults[0]?.code, 'EC20_TLS_SERVER');
    device.simulator.settings.files = 'ok';
    await device.online();
    assert.equal(loaded.count, 2);
    await device.close();
  });

  it('does not wear the flash out: a CA that is none of its own is loaded again only once', async () => {
    const other = new VirtualDevice({}, ({ clock }) => {
      clock.setWallTime(Date.UTC(2026, 10, 24));
      const ca = readFileSync(join(CERTIFICATES, 'globalsign-root-r6.pem'));
      return { profile: aliyunProfile({ ...INSTANCE, tlsIdentity: { ca, client: undefined } }) };
    });
    const loaded = uploads(other);
    await other.start();
    await other.clock.advance(600_000);
    assert.equal(other.session.snapshot().error?.code, 'EC20_TLS_SERVER');
    assert.equal(loaded.count, 2);
    await other.close();
  });
});
