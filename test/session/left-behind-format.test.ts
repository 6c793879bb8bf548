import assert from 'node:assert/strict';
import { VirtualDevice } from '../support/virtual-device';

/** Says a line to the module as another program would, and lets the answer go. */
async function meanwhile(device: VirtualDevice, command: string): Promise<void> {
  await device.pair.left.open({ received: () => undefined, lost: () => undefined }).then(async (line) => {
    await line.write(Buffer.from(`${command}\r`));
    await device.clock.advance(100);
    await line.close();
  });
}

describe('a module left answering in numbers', () => {
  for (const command of ['ATV0', 'ATV0&W', 'ATE1V0&W', 'ATE0V0&W']) {
    it(`by ${command} is online none the less, and after a restart again`, async () => {
      const device = new VirtualDevice();
      await device.simulator.attach(device.pair.right);
      await meanwhile(device, command);
      device.session.start();
      const isOnline = () => device.session.snapshot().state === 'online';
      await device.clock.until(isOnline, 30_000, 'being online');
      assert.deepEqual(device.faults, []);
      device.simulator.reboot();
      await device.clock.until(
        () =>
          device.session.snapshot().counters.reconnects > 0 && device.session.snapshot().state === 'online',
        120_000,
        'being online again',
      );
      const fate = device.publish('as usual');
      await device.clock.until(() => fate.delivered.length === 1, 10_000, 'the delivery');
      await device.close();
    });
  }

  it('APP RDY is a hint of a restart, as RDY is', async () => {
    const device = new VirtualDevice();
    await device.online();
    const asked = () => device.simulator.log.filter(({ text }) => text === 'AT+QMTCONN?').length;
    for (const code of ['APP RDY', 'RDY', 'NORMAL POWER DOWN', 'POWERED DOWN']) {
      const before = asked();
      device.simulator.inject(`\r\n${code}\r\n`);
      await device.clock.advance(1000);
      assert.equal(asked(), before + 1, code);
    }
    for (const code of ['+CFUN: 1', '+CPIN: READY', '+QUSIM: 1']) {
      const before = asked();
      device.simulator.inject(`\r\n${code}\r\n`);
      await device.clock.advance(1000);
      assert.equal(asked(), before, code);
    }
    await device.close();
  });
});
