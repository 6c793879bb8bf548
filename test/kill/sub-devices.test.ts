import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '../../src/base/clock';
import { randomInteger, seededRandom } from '../../src/base/random';
import { DEMO_SUB_DEVICES, EmbeddedCloud } from '../../src/simulator/embedded-cloud';
import { SerialServer } from '../../src/simulator/serial-server';
import { FAST, Simulator } from '../../src/simulator/simulator';
import { type FedReport, reading } from './gateway-process';

const SEED = Number(process.env['EC20_KILL_SEED'] ?? String(Date.now() % 1_000_000));
const METERS = DEMO_SUB_DEVICES.slice(0, 3);
const KILLS = 6;
const FEED_MS = 5;
/** Minimum readings that are safe, or have arrived, before a kill. */
const FEWEST = 30;

const keyOf = ({ productKey, deviceName }: (typeof METERS)[number]) => `${productKey}/${deviceName}`;

describe(`kill -9 of a gateway, ${KILLS} times, while messages of its devices wait on disk`, () => {
  const clock = new SystemClock();
  const random = seededRandom(SEED);
  const folder = mkdtempSync(join(tmpdir(), 'ec20-gateway-'));
  const cloud = new EmbeddedCloud({ clock, random, settings: { connectLimit: false } });
  const server = new SerialServer('127.0.0.1', 0);
  const simulator = new Simulator({ clock, random, broker: cloud, settings: { ...FAST, ackMs: 20 } });
  /** Numbers that are safe, by the process's word. */
  const accepted = new Set<number>();
  /** Numbers at the cloud, by meter, in the order of their first copies. */
  const arrived = new Map(METERS.map((meter) => [keyOf(meter), new Set<number>()]));
  const strays: string[] = [];
  let copies = 0;
  let fed = 0;
  let wake = (): void => undefined;
  let gateway: ChildProcess | undefined;

  const arrivals = () => [...arrived.values()].reduce((sum, { size }) => sum + size, 0);

  before(async () => {
    await simulator.attach(server);
    cloud.onPublish(({ device, topic, payload }) => {
      if (!topic.endsWith('/user/update')) return;
      const key = `${device.productKey}/${device.deviceName}`;
      const text = payload.toString();
      const number = Number(/"number":(\d+)/.exec(text)?.[1]);
      // A kill in a data phase leaves a copy that ends in spaces.
      if (text.trimEnd() !== reading({ meter: key, number })) {
        if (!/ +$/.test(text)) strays.push(`${topic}: ${text}`);
      } else if (topic !== `/${key}/user/update`) strays.push(topic);
      else arrived.get(key)?.add(number);
      copies++;
      wake();
    });
  });

  after(async () => {
    gateway?.kill('SIGKILL');
    await simulator.close();
    cloud.close();
    rmSync(folder, { recursive: true });
  });

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => (wake = resolve));
  }

  async function start(): Promise<ChildProcess> {
    const file = join(folder, 'queue.sqlite');
    const child = fork(join(__dirname, 'gateway-process.js'), [server.path, file], { stdio: 'inherit' });
    gateway = child;
    await new Promise<void>((resolve) => {
      child.on('message', ({ what, number }: FedReport) => {
        if (what === 'accepted') accepted.add(number);
        else resolve();
        wake();
      });
    });
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Feeds readings of one meter after the other until the returned function is called. */
  function feed(child: ChildProcess): () => void {
    const timer = setInterval(() => {
      const number = ++fed;
      const meter = METERS[number % METERS.length];
      if (meter === undefined || !child.connected) return;
      // What is under way when it is killed doesn't arrive, and isn't safe: no error of this test.
      child.send({ meter: keyOf(meter), number }, () => undefined);
    }, FEED_MS);
    return () => clearInterval(timer);
  }

  it('loses none that is safe, keeps the order of each device, and sends each under its own device', async () => {
    console.log(`      seed ${SEED}`);
    const [blocked] = METERS;
    assert.ok(blocked !== undefined);
    for (let life = 0; life < KILLS; life++) {
      // Offline all wait; online those of one that is disabled do, and the others go past them.
      const isOffline = life % 3 === 0;
      simulator.settings.registration = isOffline ? 'searching' : 'home';
      cloud.enableDevice(blocked, life % 3 !== 1);
      const child = await start();
      const before = { safe: accepted.size, there: arrivals() };
      const stop = feed(child);
      const moment = randomInteger(random, FEWEST, 3 * FEWEST);
      await until(() =>
        isOffline ? accepted.size >= before.safe + moment : arrivals() >= before.there + moment,
      );
      await kill(child);
      stop();
    }
    simulator.settings.registration = 'home';
    cloud.enableDevice(blocked, true);
    const child = await start();
    const there = () => new Set([...arrived.values()].flatMap((numbers) => [...numbers]));
    await until(() => there().size >= accepted.size && [...accepted].every((number) => there().has(number)));
    await kill(child);
    console.log(`      ${fed} fed, ${accepted.size} safe, ${there().size} at the cloud in ${copies} copies`);
    assert.deepEqual(strays, []);
    for (const [meter, numbers] of arrived) {
      const order = [...numbers];
      assert.deepEqual(
        order,
        [...order].sort((left, right) => left - right),
        meter,
      );
      assert.ok(order.length >= FEWEST, `${order.length} of ${meter}`);
    }
    assert.ok(accepted.size >= KILLS * FEWEST);
  }).timeout(180_000);
});
