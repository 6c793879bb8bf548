import assert from 'node:assert/strict';
import { ConnectLimit } from '../../src/session/connect-limit';
import { DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import { Session } from '../../src/session/session';
import { VirtualDevice } from '../support/virtual-device';

const TRIPLET = { productKey: DEMO_TRIPLET.productKey, deviceName: DEMO_TRIPLET.deviceName };

/** A message each way, to prove that all is well. */
async function exchange(device: VirtualDevice): Promise<void> {
  const received: string[] = [];
  const subscribed = device.session.subscribe('exchange', device.downlink, 1, ({ payload }) => {
    received.push(payload.toString());
  });
  await device.clock.settle(subscribed, 30_000);
  const fate = device.publish('up');
  await device.clock.until(() => fate.delivered.length === 1, 60_000, 'the uplink');
  device.cloud.send(TRIPLET, device.downlink, Buffer.from('down'), 1);
  await device.clock.until(() => received.length === 1, 60_000, 'the downlink');
  await device.clock.settle(device.session.unsubscribeAll('exchange'), 30_000);
}

describe('a session that loses its', () => {
  let device: VirtualDevice;

  afterEach(() => device.close());

  const losses: readonly (readonly [string, (device: VirtualDevice) => void | Promise<void>])[] = [
    ['connection, closed by the broker', ({ simulator }) => simulator.dropConnection(0, 1)],
    ['connection, by a failed ping', ({ simulator }) => simulator.dropConnection(0, 2)],
    ['connection, dead', ({ simulator }) => simulator.dropConnection(0, 7)],
    ['PDP context', ({ simulator }) => simulator.dropContext()],
    ['module to a reboot', ({ simulator }) => simulator.reboot()],
    [
      'cable for a minute',
      async ({ pair, clock }) => {
        pair.unplug();
        await clock.advance(60_000);
        pair.replug();
      },
    ],
    [
      'power for a minute',
      async ({ simulator, clock }) => {
        simulator.powerOff();
        await clock.advance(60_000);
        simulator.powerOn();
      },
    ],
    [
      'module’s attention for ten minutes',
      async ({ simulator, clock }) => {
        simulator.hang(true);
        await clock.advance(600_000);
        simulator.hang(false);
      },
    ],
    [
      'module’s answers for five minutes',
      async ({ simulator, clock }) => {
        simulator.freeze();
        await clock.advance(300_000);
        simulator.thaw();
      },
    ],
    [
      'network for an hour',
      async ({ simulator, clock }) => {
        simulator.settings.registration = 'searching';
        await clock.advance(3_600_000);
        simulator.settings.registration = 'home';
      },
    ],
  ];

  for (const [what, lose] of losses) {
    it(`${what}, comes back, and loses no message`, async () => {
      device = new VirtualDevice({ bootMs: 9000 });
      await device.online();
      const received: string[] = [];
      const subscribed = device.session.subscribe('node', device.downlink, 1, ({ payload }) => {
        received.push(payload.toString());
      });
      await device.clock.settle(subscribed, 5000);
      const before = Array.from({ length: 20 }, (_, index) => device.publish(`before ${index}`));
      await device.clock.advance(3);
      await lose(device);
      const after = Array.from({ length: 20 }, (_, index) => device.publish(`after ${index}`));
      await device.clock.until(
        () => [...before, ...after].every((fate) => fate.delivered.length + fate.failed.length > 0),
        4_000_000,
        'the settlement of every message',
      );
      assert.deepEqual(
        [...before, ...after].flatMap((fate) => fate.failed),
        [],
      );
      assert.ok([...before, ...after].every((fate) => fate.delivered.length === 1 && fate.accepted === 1));
      await device.online(600_000);
      device.cloud.send(TRIPLET, device.downlink, Buffer.from('still subscribed'), 1);
      await device.clock.until(() => received.length > 0, 10_000, 'the downlink');
      const expected = Array.from({ length: 20 }, (_, index) => [`before ${index}`, `after ${index}`]).flat();
      const arrived = new Set(device.arrivals.map((arrival) => arrival.payload.toString()));
      const damaged = [...arrived].filter((text) => !expected.includes(text));
      assert.deepEqual(
        expected.filter((text) => !arrived.has(text)),
        [],
        'every message is at the broker, as it was',
      );
      assert.ok(
        damaged.length <= device.session.snapshot().counters.damaged,
        'a copy that was padded with spaces (rule 6) is counted',
      );
      assert.deepEqual(
        device.simulator.log.filter((entry) => entry.inDataPhase || entry.whileBusy),
        [],
        'no command while another runs, none in a data phase',
      );
    });
  }
});

describe('closing a session', () => {
  const moments: readonly (readonly [string, number])[] = [
    ['before it has opened the port', 0],
    ['while it starts the module', 30],
    ['while it looks at the SIM card', 180],
    ['while it waits for the network', 1500],
    ['while it connects', 4200],
    ['while it is online', 20_000],
  ];

  for (const [moment, afterMs] of moments) {
    it(`${moment} takes less than 5 s and leaves no timer behind`, async () => {
      const device = new VirtualDevice(SLOW);
      const idle = device.clock.armed;
      await device.start();
      await device.clock.advance(afterMs);
      const fate = device.publish('left behind', { topic: device.uplink });
      await device.clock.advance(1);
      await device.clock.settle(device.session.close(), 5000, 'the close');
      await device.clock.settle(device.simulator.close(), 5000, 'the simulator’s close');
      assert.equal(device.session.snapshot().state, 'closed');
      assert.equal(fate.delivered.length + fate.failed.length, 1, 'the message settles once');
      if (fate.failed.length > 0) assert.equal(fate.failed[0]?.code, 'EC20_CLOSED');
      await device.clock.advance(200_000);
      assert.equal(device.clock.armed, idle);
    });
  }

  it('while it waits for the next attempt is as quick', async () => {
    const device = new VirtualDevice({ sim: 'absent' });
    await device.start();
    await device.clock.until(() => device.session.snapshot().state === 'failed', 60_000);
    await device.close();
    assert.equal(device.session.snapshot().state, 'closed');
  });

  it('closes the port: the next session opens it at once', async () => {
    const device = new VirtualDevice();
    await device.online();
    await device.clock.settle(device.session.close(), 5000);
    const next = new Session(device.options);
    next.start();
    await device.clock.until(() => next.snapshot().state === 'online', 60_000, 'the next session online');
    await device.clock.settle(next.close(), 5000);
    await device.close();
  });
});

/** Steps that take long enough to be interrupted. */
const SLOW = { commandMs: 20, pdpMs: 800, openMs: 500, connectMs: 500, registrationMs: 3000 };

describe('ten Full deploys in a minute', () => {
  it('end online, lose nothing that was completed, and say why they wait', async () => {
    const connectLimit = new ConnectLimit();
    const device = new VirtualDevice({}, () => ({ connectLimit }));
    await device.simulator.attach(device.pair.right);
    const reasons: string[] = [];
    const settled: string[] = [];
    let session = device.session;
    for (let deploy = 0; deploy < 10; deploy++) {
      session.onFault((error) => reasons.push(error.code));
      session.start();
      session.publish(
        {
          topic: device.uplink,
          payload: Buffer.from(`deploy ${deploy}`),
          qos: 1,
          retain: false,
          offline: 'queue',
          nodeId: 'node',
          flowMessageId: `${deploy}`,
        },
        {
          accepted: () => undefined,
          delivered: () => settled.push(`deploy ${deploy}`),
          failed: () => settled.push(`deploy ${deploy}`),
        },
      );
      await device.clock.advance(6000);
      if (deploy === 9) break;
      await device.clock.settle(session.close(), 5000);
      session = new Session({ ...device.options });
    }
    await device.clock.until(() => session.snapshot().state === 'online', 120_000, 'being online');
    await device.clock.until(() => settled.length === 10, 10_000, 'every message settled');
    assert.deepEqual([...new Set(reasons)], ['EC20_CONNECT_LIMIT']);
    assert.ok(
      device.cloud.log.every((entry) => !/limit|refused/i.test(entry.text)),
      'the cloud never had to refuse',
    );
    await device.clock.settle(session.close(), 5000);
    await device.close();
  });
});

describe('a fresh reading', () => {
  const silent = (device: VirtualDevice) => ({ modem: { ...device.options.modem, signalIntervalMs: 0 } });

  it('returns the current signal, though no periodic reading is set', async () => {
    const device = new VirtualDevice({ rssi: 10 }, silent);
    await device.online();
    await device.clock.advance(300_000);
    device.simulator.settings.rssi = 30;
    assert.equal(device.session.snapshot().signal?.rssi, 10);
    await device.clock.settle(device.session.refresh(), 1000);
    assert.equal(device.session.snapshot().signal?.rssi, 30);
    await device.close();
  });

  it('is not waited for where the line is busy, and leaves no timer behind', async () => {
    const device = new VirtualDevice({ rssi: 10 }, silent);
    const idle = device.clock.armed;
    await device.online();
    device.simulator.hang(true);
    await device.clock.settle(device.session.refresh(), 2100);
    await device.clock.settle(device.session.refresh(), 2100);
    assert.equal(device.session.snapshot().signal?.rssi, 10);
    await device.close();
    await device.clock.advance(200_000);
    assert.equal(device.clock.armed, idle);
  });
});

describe('release and acquire', () => {
  it('free the port for another program and take it back, and no message is lost', async () => {
    const device = new VirtualDevice();
    await device.online();
    await device.clock.settle(device.session.release(), 5000);
    assert.equal(device.session.snapshot().state, 'closed');
    assert.equal(device.session.snapshot().error?.code, 'EC20_PORT_RELEASED');
    const other = await device.pair.left.open({ received: () => undefined, lost: () => undefined });
    await other.close();
    const fate = device.publish('meanwhile');
    await device.clock.advance(60_000);
    assert.equal(fate.delivered.length, 0);
    device.session.acquire();
    await device.clock.advance(1);
    assert.deepEqual(
      [device.session.snapshot().state === 'closed', device.session.snapshot().error],
      [false, undefined],
      'the reason for having been closed is over',
    );
    await device.clock.until(() => fate.delivered.length === 1, 60_000, 'the delivery');
    await device.close();
  });
});

describe('subscriptions while the session is online', () => {
  it('are shared by filter, and leave the broker with their last owner', async () => {
    const device = new VirtualDevice();
    await device.online();
    const heard: string[] = [];
    const subscribe = (owner: string) =>
      device.clock.settle(
        device.session.subscribe(owner, device.downlink, 1, () => heard.push(owner)),
        5000,
      );
    assert.equal(await subscribe('first'), 1);
    assert.equal(await subscribe('second'), 1);
    const asked = () => device.simulator.log.filter((entry) => entry.text.startsWith('AT+QMTSUB')).length;
    assert.equal(asked(), 1);
    await device.clock.settle(device.session.unsubscribe('first', device.downlink), 5000);
    assert.deepEqual(device.cloud.subscriptions(TRIPLET), [device.downlink]);
    device.cloud.send(TRIPLET, device.downlink, Buffer.from('x'), 1);
    await device.clock.advance(100);
    assert.deepEqual(heard, ['second']);
    await device.clock.settle(device.session.unsubscribeAll('second'), 5000);
    assert.deepEqual(device.cloud.subscriptions(TRIPLET), []);
    await exchange(device);
    await device.close();
  });

  it('that the broker refuses reject with the filter, and do not stay refused for others', async () => {
    const device = new VirtualDevice();
    await device.online();
    const refused = device.session.subscribe('node', '/other/device/user/get', 1, () => undefined);
    await assert.rejects(device.clock.settle(refused, 5000), { code: 'EC20_SUBSCRIBE_REFUSED' });
    await exchange(device);
    await device.close();
  });
});

describe('Rule 7: a boot code', () => {
  it('that is a false alarm changes nothing', async () => {
    const device = new VirtualDevice();
    await device.online();
    device.simulator.inject('\r\nRDY\r\n');
    await exchange(device);
    assert.deepEqual(device.faults, []);
    assert.equal(device.session.snapshot().counters.reconnects, 0);
    await device.close();
  });
});

describe('Rule 9: a session that receives nothing', () => {
  it('asks the module after a minute, and connects anew when it says not connected', async () => {
    const device = new VirtualDevice();
    await device.online();
    await device.clock.advance(70_000);
    const asked = device.simulator.log.filter((entry) => entry.text === 'AT+QMTCONN?');
    assert.equal(asked.length, 1);
    assert.deepEqual(device.faults, []);
    await exchange(device);
    await device.close();
  });
});

describe('a message that may be dropped while offline', () => {
  it('is refused with EC20_OFFLINE, and nothing is queued', async () => {
    const device = new VirtualDevice({ sim: 'absent' });
    await device.start();
    await device.clock.advance(5000);
    const fate = device.publish('now or never', { offline: 'drop' });
    assert.deepEqual(
      fate.failed.map((error) => error.code),
      ['EC20_OFFLINE'],
    );
    assert.equal(device.session.snapshot().queue.length, 0);
    await device.close();
  });
});
