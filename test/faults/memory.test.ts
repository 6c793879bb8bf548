import assert from 'node:assert/strict';
import { queryObjects } from 'node:v8';
import { Channel } from '../../src/at/channel';
import { CodedError } from '../../src/base/coded-error';
import { MqttClient } from '../../src/ec20/mqtt-client';
import { Bench, DEVICE } from './bench';

const CONNECTIONS = 300;
/** How many may await collection, whatever has been done. */
const FLEETING = 3;

/** At least one of them is made for each attempt to come online: a leaked listener would hold them. */
const SHORT_LIVED = { MqttClient, Channel, AbortController, CodedError } as const;

function alive(): Record<string, number> {
  return Object.fromEntries(
    Object.entries(SHORT_LIVED).map(([name, made]) => [name, queryObjects(made, { format: 'count' })]),
  );
}

describe('a session that loses its connection again and again', function () {
  this.timeout(60_000);

  it(`keeps no additional clients, channels, signals, errors and timers after ${CONNECTIONS} further connections`, async () => {
    const bench = new Bench(1);
    const { device } = bench;
    await bench.run(60_000);
    const reconnects = () => device.session.snapshot().counters.reconnects;
    const lose = async (times: number) => {
      for (let count = 0; count < times; count++) {
        const before = reconnects();
        if (count % 4 === 0) device.simulator.dropContext();
        else if (count % 4 === 1) device.simulator.reboot();
        else if (count % 4 === 2) device.cloud.kick(DEVICE);
        else {
          device.pair.unplug();
          device.pair.replug();
        }
        await device.clock.until(() => reconnects() > before, 600_000, 'the next connection');
      }
      const timers = await bench.quiet();
      // The test's own list.
      device.faults.length = 0;
      return { timers, ...alive() };
    };
    const before = await lose(8);
    const after: Record<string, number> = await lose(CONNECTIONS);
    for (const [what, count] of Object.entries(before)) {
      // One or two may await collection; a leak leaves one for each connection.
      assert.ok(
        (after[what] ?? 0) <= count + FLEETING,
        `${what}: ${count} before, ${after[what] ?? 0} after`,
      );
    }
    assert.ok(reconnects() >= CONNECTIONS);
    assert.equal(await bench.close(), 0);
  });
});
