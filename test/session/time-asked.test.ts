import assert from 'node:assert/strict';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import { DEMO_SETTINGS, VirtualDevice } from '../support/virtual-device';

/** A device whose computer and network have no time; the cloud's clock is the virtual one, which reads 1970. */
function clueless(replyFilter?: string): VirtualDevice {
  const profile = aliyunProfile(DEMO_SETTINGS);
  const { thing } = profile;
  assert(thing !== undefined);
  const timeRequest: typeof thing.timeRequest = (...asked) => {
    const question = thing.timeRequest(...asked);
    return replyFilter === undefined ? question : { ...question, replyFilter };
  };
  const device = new VirtualDevice({ timeSource: 'none' }, () => ({
    profile: { ...profile, thing: { ...thing, timeRequest } },
  }));
  device.clock.setWallTime(0);
  return device;
}

describe('a device without a time', () => {
  it('asks the cloud once it is online', async () => {
    const device = clueless();
    await device.online();
    await device.clock.advance(2000);
    assert(device.arrivals.some(({ topic }) => topic.startsWith('/ext/ntp/')));
    await device.close();
  });

  it('stays online where the cloud refuses it the answer’s topic', async () => {
    const device = clueless('/ext/ntp/another/device/response');
    await device.online();
    await device.clock.advance(30_000);
    assert.equal(device.session.snapshot().state, 'online');
    assert.equal(device.session.snapshot().counters.reconnects, 0);
    await device.close();
  });
});
