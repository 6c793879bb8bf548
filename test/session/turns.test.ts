import assert from 'node:assert/strict';
import { VirtualDevice } from '../support/virtual-device';

const BACKLOG = 1000;

/** A device online with a full window and a long backlog behind it. */
async function busyDevice(): Promise<VirtualDevice> {
  const device = new VirtualDevice({ ackMs: 400, dataMs: 50 }, () => ({ maxRate: 1000, maxInFlight: 5 }));
  await device.online();
  for (let number = 0; number < BACKLOG; number++) device.publish(`reading ${number}`);
  await device.clock.advance(5000);
  assert(device.session.snapshot().queue.length > BACKLOG / 2, 'a long backlog is left');
  return device;
}

/** How many publishes were begun behind `from` entries of the module's log before a command that begins so. */
function publishesBefore(device: VirtualDevice, from: number, command: string): number {
  const texts = device.simulator.log.slice(from).map(({ text }) => text);
  const at = texts.findIndex((text) => text.startsWith(command));
  assert.notEqual(at, -1, `${command} was not sent`);
  return texts.slice(0, at).filter((text) => text.startsWith('AT+QMTPUBEX')).length;
}

describe('while 1,000 publishes wait, no more than one of them goes before', () => {
  const acts: readonly (readonly [
    what: string,
    command: string,
    act: (device: VirtualDevice) => Promise<unknown>,
  ])[] = [
    ['a command of a flow', 'AT+CSQ', ({ session }) => session.command({ command: 'AT+CSQ' })],
    [
      'a subscription',
      'AT+QMTSUB',
      (device) => device.session.subscribe('me', device.downlink, 1, () => undefined),
    ],
    [
      'two commands and a subscription, one behind the other',
      'AT+COPS?',
      async (device) => {
        void device.session.command({ command: 'AT+CSQ' });
        void device.session.subscribe('me', device.downlink, 1, () => undefined);
        await device.session.command({ command: 'AT+COPS?' });
      },
    ],
  ];
  for (const [what, command, act] of acts) {
    it(what, async () => {
      const device = await busyDevice();
      const from = device.simulator.log.length;
      await device.clock.settle(act(device), 60_000);
      assert(publishesBefore(device, from, command) <= 1);
      await device.close();
    });
  }

  it('the window stays full meanwhile, and all are delivered in order', async () => {
    const device = await busyDevice();
    for (let count = 0; count < 20; count++) {
      await device.clock.settle(device.session.command({ command: 'AT+CSQ' }), 60_000);
    }
    await device.clock.until(() => device.session.snapshot().queue.length === 0, 600_000, 'an empty queue');
    assert.deepEqual(
      device.arrivals.map(({ payload }) => payload.toString()),
      Array.from({ length: BACKLOG }, (_, number) => `reading ${number}`),
    );
    await device.close();
  });
});
