import assert from 'node:assert/strict';
import { VirtualDevice } from '../support/virtual-device';

const asked = (device: VirtualDevice) =>
  device.simulator.log.filter(({ text }) => /\+Q(AU)?GDCNT/.test(text)).map(({ text }) => text);

describe('The module’s own counter of data', () => {
  let device: VirtualDevice;
  afterEach(() => device.close());

  it('is read with the signal, once in ten minutes, and gives what it has counted since', async () => {
    device = new VirtualDevice();
    await device.online();
    await device.clock.advance(61_000);
    assert.deepEqual(device.session.snapshot().dataCount, { sentBytes: 0, receivedBytes: 0 });
    const fates = Array.from({ length: 20 }, () => device.publish('x'.repeat(500)));
    await device.clock.until(() => fates.every(({ delivered }) => delivered.length === 1), 60_000);
    await device.clock.advance(3_600_000);
    const { sentBytes = 0, receivedBytes = 0 } = device.session.snapshot().dataCount ?? {};
    assert(sentBytes > 10_000 && sentBytes < 16_000, `${sentBytes}`);
    assert(receivedBytes > 1000 && receivedBytes < 5000, `${receivedBytes}`);
    const times = asked(device).length;
    assert(times >= 6 && times <= 7, `${times} readings in an hour`);
  });

  it('that a firmware lacks is asked for once, over reconnects too', async () => {
    device = new VirtualDevice({ lacks: '+QGDCNT,+QAUGDCNT' });
    await device.online();
    await device.clock.advance(3_600_000);
    device.simulator.dropConnection(0, 1);
    await device.clock.advance(3_600_000);
    assert.deepEqual(asked(device), ['AT+QGDCNT?']);
    assert.equal(device.session.snapshot().dataCount, undefined);
    assert.deepEqual(
      device.faults.map(({ code }) => code),
      ['EC20_LINK_PEER_CLOSED'],
    );
  });

  for (const saved of [false, true]) {
    it(`goes on after a restart of the module, ${saved ? 'from what it had saved, counted once' : 'from 0'}`, async () => {
      device = new VirtualDevice();
      await device.online();
      await device.simulator.leave(saved ? 'AT+QAUGDCNT=30' : 'AT');
      const move = async () => {
        const fates = Array.from({ length: 30 }, () => device.publish('x'.repeat(500)));
        await device.clock.until(() => fates.every(({ delivered }) => delivered.length === 1), 60_000);
        await device.clock.advance(1_200_000);
        return device.session.snapshot().dataCount?.sentBytes ?? 0;
      };
      await device.clock.advance(61_000);
      const before = await move();
      assert(before > 15_000, `${before}`);
      device.simulator.reboot();
      if (saved) await device.simulator.leave('AT+QAUGDCNT=30');
      await device.online(120_000);
      const after = await move();
      assert(after >= before + 15_000 && after < before + 25_000, `${before} ${after}`);
    });
  }
});
