import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '../../src/base/clock';
import { randomInteger, seededRandom } from '../../src/base/random';
import { findSqlite } from '../../src/session/disk-queue/sqlite';
import { DEMO_TRIPLET, EmbeddedCloud } from '../../src/simulator/embedded-cloud';
import { SerialServer } from '../../src/simulator/serial-server';
import { FAST, Simulator } from '../../src/simulator/simulator';
import { queueFiles } from '../support/queue-file';
import { settle } from '../transport/recorder';
import { Ledger, MOMENTS, type Moment } from './ledger';
import { Victim } from './victim';
import { WatchedWire, type WireMoment } from './wire';

/** `npm run soak kill` sets more. */
const KILLS = Number(process.env['EC20_KILLS'] ?? '12');
const SEED = Number(process.env['EC20_KILL_SEED'] ?? String(Date.now() % 1_000_000));

/** What passes on the line at a moment; those missing here are offline. */
const ON_THE_WIRE: Readonly<Partial<Record<Moment, WireMoment>>> = {
  'at the prompt': 'prompt',
  'in the data phase': 'data',
  'awaiting the result': 'result-awaited',
  'while settling': 'result',
};
const FEED_MS = 15;
const ONLINE_LIMIT_MS = 60_000;
const STANDSTILL_MS = 60_000;

describe(`kill -9 of Node-RED, ${KILLS} times, with its queue on disk`, () => {
  const clock = new SystemClock();
  const random = seededRandom(SEED);
  const ledger = new Ledger();
  const userDir = mkdtempSync(join(tmpdir(), 'ec20-kill-'));
  const cloud = new EmbeddedCloud({ clock, random, settings: { connectLimit: false } });
  const wire = new WatchedWire(new SerialServer('127.0.0.1', 0));
  const simulator = new Simulator({
    clock,
    random,
    broker: cloud,
    settings: { ...FAST, promptMs: 3, dataMs: 10, ackMs: 60, ackJitterMs: 0 },
  });
  const waiters: (() => void)[] = [];
  let victim: Victim;

  before(async () => {
    await simulator.attach(wire);
    cloud.onPublish(({ payload }) => {
      ledger.arrived(payload);
      wakeAll();
    });
    victim = await Victim.prepare(userDir, wire.path, (report) => {
      ledger.record(report);
      wakeAll();
    });
  });

  after(async () => {
    await victim.stop();
    await simulator.close();
    cloud.close();
    rmSync(userDir, { recursive: true });
  });

  function wakeAll(): void {
    for (const wake of waiters.splice(0)) wake();
  }

  function circumstances(): string {
    const log = simulator.log.slice(-40).map(({ atMs, text }) => `${Math.round(atMs)} ${text.slice(0, 70)}`);
    return [ledger.figures(), `now ${Math.round(clock.now())}`, ...log, victim.printed.slice(-2000)].join(
      '\n',
    );
  }

  /** Waits for a condition that the flow or the cloud brings about. */
  async function until(what: string, limitMs: number, isSo: () => boolean): Promise<void> {
    const timer = { isOver: false };
    const limit = setTimeout(() => {
      timer.isOver = true;
      wakeAll();
    }, limitMs);
    while (!isSo()) {
      assert(!timer.isOver, `no ${what} after ${limitMs} ms; seed ${SEED}\n${circumstances()}`);
      await new Promise<void>((resolve) => waiters.push(resolve));
    }
    clearTimeout(limit);
  }

  /** One life of Node-RED, ended at that moment. */
  async function live(moment: Moment): Promise<void> {
    ledger.life++;
    wire.reopen();
    const passing = ON_THE_WIRE[moment];
    simulator.settings.registration = passing === undefined ? 'searching' : 'home';
    await victim.start();
    const killed = passing === undefined ? killOffline(moment) : killOnTheWire(moment, passing);
    const feeding = setInterval(() => victim.feed(ledger.next()), FEED_MS);
    await killed;
    clearInterval(feeding);
    ledger.killed();
    await victim.ended();
    // What the dead Node-RED had passed to the module is still sent: it belongs to no new life.
    await settle();
    await wire.settled();
  }

  async function killOffline(moment: Moment): Promise<void> {
    const before = ledger.completed.size;
    const firstFed = ledger.fed + 1;
    if (moment === 'after the commit') {
      await until('completed reading', ONLINE_LIMIT_MS, () => ledger.completed.size > before);
    } else {
      await new Promise((resolve) => setTimeout(resolve, randomInteger(random, 40, 170)));
    }
    victim.kill();
    if (moment === 'after the commit' || !ledger.completed.has(firstFed)) ledger.hit(moment);
  }

  async function killOnTheWire(moment: Moment, passing: WireMoment): Promise<void> {
    let countdown = randomInteger(random, 2, 25);
    const arrivalsBefore = ledger.arrivals;
    const pauseMs = moment === 'while settling' ? randomInteger(random, 0, 40) : 0;
    await new Promise<void>((resolve) => {
      wire.onMoment = (now) => {
        if (ledger.arrivals > arrivalsBefore) ledger.recovered();
        if (now !== passing || ledger.arrivals === arrivalsBefore || --countdown > 0) return false;
        wire.onMoment = () => false;
        const kill = () => {
          victim.kill();
          ledger.hit(moment);
          resolve();
        };
        if (pauseMs > 0) setTimeout(kill, pauseMs);
        else kill();
        return now === 'data';
      };
    });
  }

  it('loses no reading that has completed, and sends in order', async () => {
    console.log(`      seed ${SEED}`);
    for (let kill = 0; kill < KILLS; kill++) {
      const moment = MOMENTS[kill % MOMENTS.length];
      assert(moment !== undefined);
      await live(moment);
    }

    ledger.life++;
    wire.reopen();
    wire.onMoment = () => false;
    simulator.settings.registration = 'home';
    await victim.start();
    const last = ledger.next();
    victim.feed(last);
    while (!ledger.delivered.has(last)) {
      const { arrivals } = ledger;
      const goesOn = () => ledger.arrivals > arrivals || ledger.delivered.has(last);
      await until('further reading of the backlog', STANDSTILL_MS, goesOn);
      ledger.recovered();
    }
    await victim.stop();

    console.log(`      ${ledger.figures()}`);
    assert.deepEqual(ledger.lost, []);
    assert.deepEqual(ledger.outOfOrder, []);
    assert.deepEqual(ledger.unexplained, []);
    assert.deepEqual([...ledger.failed], []);
    const aimed = MOMENTS.slice(0, KILLS);
    const missed = aimed.filter((moment) => ledger.hits.get(moment) === 0);
    assert.deepEqual(missed, [], 'moments that no kill has hit');
    assert.equal(cloud.isOnline(DEMO_TRIPLET), false, 'said goodbye at the end');
    assert.equal(rowsLeft(), 0);
  }).timeout(60_000 + KILLS * 20_000);

  function rowsLeft(): number {
    const sqlite = findSqlite();
    assert(sqlite !== undefined, 'this suite needs node:sqlite (Node.js 22.13 or newer)');
    const [file = ''] = queueFiles(userDir);
    const database = new sqlite.DatabaseSync(file);
    const row = database.prepare('SELECT count(*) AS rows FROM message').get();
    database.close();
    return Number(row?.['rows']);
  }
});
