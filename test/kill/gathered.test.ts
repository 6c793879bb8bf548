import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '../../src/base/clock';
import { seededRandom } from '../../src/base/random';
import { EmbeddedCloud } from '../../src/simulator/embedded-cloud';
import { SerialServer } from '../../src/simulator/serial-server';
import { FAST, Simulator } from '../../src/simulator/simulator';
import { Ledger } from './ledger';
import { Victim } from './victim';

const READINGS = 40;
const GATHER_S = 5;
/** Readings of 200 bytes that fit into one publish of 1500. */
const FEWEST_TOGETHER = 5;

describe('kill -9 of Node-RED while readings gather, with its queue on disk', () => {
  const clock = new SystemClock();
  const random = seededRandom(1);
  const ledger = new Ledger();
  const userDir = mkdtempSync(join(tmpdir(), 'ec20-gathered-'));
  const cloud = new EmbeddedCloud({ clock, random, settings: { connectLimit: false } });
  const server = new SerialServer('127.0.0.1', 0);
  const simulator = new Simulator({ clock, random, broker: cloud, settings: FAST });
  let publishes = 0;
  let wake = (): void => undefined;
  let victim: Victim;

  before(async () => {
    await simulator.attach(server);
    cloud.onPublish(({ payload }) => {
      publishes++;
      for (const line of payload.toString().trim().split('\n')) ledger.arrived(Buffer.from(line));
      wake();
    });
    const onReport = (report: Parameters<Ledger['record']>[0]) => {
      ledger.record(report);
      wake();
    };
    victim = await Victim.prepare(userDir, server.path, onReport, { gather: GATHER_S, gatherForm: 'lines' });
  });

  after(async () => {
    await victim.stop();
    await simulator.close();
    cloud.close();
    rmSync(userDir, { recursive: true });
  });

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  it('loses none of them, and sends them together', async () => {
    // Without a network nothing leaves before the kill.
    simulator.settings.registration = 'searching';
    await victim.start();
    for (let reading = 0; reading < READINGS; reading++) victim.feed(ledger.next());
    await until(() => ledger.completed.size === READINGS);
    victim.kill();
    await victim.ended();
    assert.equal(ledger.arrivals, 0);
    simulator.settings.registration = 'home';
    await victim.start();
    await until(() => ledger.delivered.size === READINGS);
    assert.deepEqual(ledger.lost, []);
    assert.deepEqual([...ledger.failed], []);
    assert(publishes <= READINGS / FEWEST_TOGETHER, `${publishes} publishes for ${READINGS} readings`);
  }).timeout(120_000);
});
