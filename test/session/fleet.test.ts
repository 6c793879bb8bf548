import assert from 'node:assert/strict';
import { queryObjects } from 'node:v8';
import { Channel } from '../../src/at/channel';
import { Deferred } from '../../src/base/deferred';
import { MqttClient } from '../../src/ec20/mqtt-client';
import { OutboxRecord } from '../../src/session/outbox-record';
import { SubDeviceState } from '../../src/session/sub-device-state';
import { DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import { Fleet } from './fleet';

const METERS = 200;
/** `npm run soak -- fleet` plays a day. */
const HOURS = Number(process.env['EC20_FLEET_HOURS'] ?? '2');
const MINUTE_MS = 60_000;
/** From one loss to the next. */
const PERIOD_MS = 8 * MINUTE_MS;
/** How many may await collection, whatever has been done. */
const FLEETING = 3;

const COUNTED = { Channel, MqttClient, AbortController, Deferred, OutboxRecord, SubDeviceState } as const;

/** How the gateway, or one of its meters, loses its connection; each ends by itself or in the returned function. */
const LOSSES: Readonly<Record<string, (fleet: Fleet) => (() => void) | undefined>> = {
  'the broker ends the connection': ({ cloud }) => {
    cloud.kick(DEMO_TRIPLET);
    return undefined;
  },
  'the network is gone for five minutes': ({ simulator }) => {
    simulator.settings.registration = 'searching';
    simulator.dropContext();
    return () => (simulator.settings.registration = 'home');
  },
  'the module restarts': ({ simulator }) => {
    simulator.reboot();
    return undefined;
  },
  'the cable is pulled for five minutes': ({ pair }) => {
    pair.unplug();
    return () => pair.replug();
  },
  // A post that stays unanswered three times is given up, for a meter as for the gateway.
  'the platform takes nothing for 15 s': ({ cloud, clock }) => {
    cloud.settings.replies = 'none';
    clock.after(15_000, () => (cloud.settings.replies = 'on'));
    return undefined;
  },
  'ten sessions end unsaid': ({ cloud, meters }) => {
    for (const meter of meters.slice(20, 30)) cloud.kick(meter);
    return undefined;
  },
  'a meter is disabled for five minutes': ({ cloud, meters: [meter] }) => {
    if (meter === undefined) return undefined;
    cloud.enableDevice(meter, false);
    return () => cloud.enableDevice(meter, true);
  },
};

function alive(fleet: Fleet): Record<string, number> {
  const objects = Object.entries(COUNTED).map(
    ([name, made]) => [name, queryObjects(made, { format: 'count' })] as const,
  );
  return { ...Object.fromEntries(objects), timers: fleet.clock.armed };
}

describe(`${METERS} meters behind one gateway`, function () {
  this.timeout(HOURS * 120_000);

  it(`post a reading each a minute through ${HOURS} hours of losses: none is lost, all rates are kept, memory is flat`, async () => {
    const fleet = new Fleet(METERS);
    await fleet.online();
    await fleet.allReady();
    fleet.post();
    await fleet.clock.advance(5 * MINUTE_MS);
    const losses = Object.values(LOSSES);
    /** With everything sent, between two readings. */
    const quiet = async () => {
      await fleet.allReady();
      fleet.stop();
      await fleet.settled(30 * MINUTE_MS);
      await fleet.clock.advance(10_000);
      fleet.faults.length = 0;
      const counts = alive(fleet);
      fleet.post();
      return counts;
    };
    let first: Record<string, number> | undefined;
    const untilMs = HOURS * 60 * MINUTE_MS;
    for (let turn = 0; fleet.clock.now() < untilMs || turn < 2 * losses.length; turn++) {
      const lose = losses[turn % losses.length] ?? (() => undefined);
      const begunMs = fleet.clock.now();
      const mend = lose(fleet);
      await fleet.clock.advance(5 * MINUTE_MS);
      mend?.();
      await fleet.allReady();
      // The first of each kind may leave something that stays. Counting takes long.
      if (turn === losses.length - 1) first = await quiet();
      const restMs = PERIOD_MS - (fleet.clock.now() - begunMs);
      await fleet.clock.advance(Math.max(0, Math.min(restMs, untilMs - fleet.clock.now())));
    }
    const last = await quiet();
    for (const [name, count] of Object.entries(last))
      assert.ok(
        count <= (first?.[name] ?? 0) + FLEETING,
        `${name}: ${first?.[name]} after a round, then ${count}`,
      );
    fleet.stop();
    await fleet.settled(30 * MINUTE_MS);
    const { tally } = fleet;
    assert.deepEqual(tally.faults, []);
    assert.deepEqual([...tally.failed], []);
    assert.equal(tally.answered, tally.posted);
    assert.ok(tally.posted >= METERS * 60 * HOURS * 0.8, `${tally.posted} posts`);
    assert.ok(
      tally.mostLogins.ofDeviceInMinute <= 5,
      `${tally.mostLogins.ofDeviceInMinute} logins in a minute`,
    );
    assert.ok(tally.mostLogins.inBatch <= 5);
    assert.ok(
      tally.mostPerSecond[0] <= 30 && tally.mostPerSecond[1] <= 10,
      JSON.stringify(tally.mostPerSecond),
    );
    const trace = fleet.session.trace.entries.map(({ text }) => text).join('\n');
    const secrets = [...fleet.options.profile.secrets, ...fleet.meters.flatMap((meter) => meter.secrets)];
    assert.deepEqual(
      secrets.filter((secret) => trace.includes(secret)),
      [],
      'secrets in the trace',
    );
    await fleet.end();
  });
});
