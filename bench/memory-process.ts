/**
 * The driver's memory, in a process of its own with `--expose-gc`, reported over IPC: `memory-process.js million COUNT`, an online
 * session that publishes COUNT messages; `memory-process.js backlog COUNT FILE`, a session without a port that queues COUNT
 * messages on disk.
 */
import { SystemClock } from '../src/base/clock';
import { CodedError } from '../src/base/coded-error';
import { systemRandom } from '../src/base/random';
import { mqttProfile } from '../src/cloud/mqtt';
import { ConnectLimit } from '../src/session/connect-limit';
import { DiskQueue } from '../src/session/disk-queue/disk-queue';
import { MemoryQueue } from '../src/session/memory-queue';
import type { PublicationListener } from '../src/session/publication';
import type { MessageQueue } from '../src/session/queue';
import { Session } from '../src/session/session';
import { FAST, Simulator } from '../src/simulator/simulator';
import { createPair } from '../src/transport/pair';
import type { Transport } from '../src/transport/transport';
import { InstantBroker } from './instant-broker';
import { LeanLine } from './lean-line';
import { UPLINK } from './protocol';
import { SESSION_DEFAULTS } from '../src/session/session-options';
import { MQTT_SETTINGS } from './session-settings';

/** The number of samples; code compiled and buffers pooled before the first don't count as growth. */
const SAMPLES = 10;
const BACKLOG = 10;
const BATCH = 1000;
const PAYLOAD_BYTES = 200;

const clock = new SystemClock();
const [, , what = '', countText = '', file = ''] = process.argv;
const count = Number(countText);

void (what === 'million' ? million() : backlog()).then(() => process.disconnect());

async function million(): Promise<void> {
  const pair = createPair('lean');
  const settings = { ...FAST };
  const simulator = new Simulator({ clock, random: systemRandom, broker: new InstantBroker(), settings });
  await simulator.attach(pair.right);
  const session = makeSession(new MemoryQueue(clock), () => Promise.resolve(new LeanLine(pair.left)));
  await new Promise<void>((resolve) => {
    session.onChange(({ state }) => {
      if (state === 'online') resolve();
    });
    session.start();
  });
  const each = count / SAMPLES;
  const startMs = clock.now();
  for (let sample = 0; sample < SAMPLES; sample++) {
    await publishAll(session, each);
    report({
      published: (sample + 1) * each,
      perSecond: (1000 * (sample + 1) * each) / (clock.now() - startMs),
    });
  }
  await session.close();
  await simulator.close();
}

async function backlog(): Promise<void> {
  const session = makeSession(new DiskQueue(clock, file), () =>
    Promise.reject(new CodedError('EC20_PORT_NOT_FOUND', { params: { port: 'none' } })),
  );
  // A session that found no port waits.
  const waits = new Promise<void>((resolve) => {
    session.onChange(({ error }) => {
      if (error?.code === 'EC20_PORT_NOT_FOUND') resolve();
    });
  });
  session.start();
  await acceptAll(session, BATCH);
  await waits;
  // The first few only: their code is compiled, their connections to the worker established.
  report({ published: 0, perSecond: 0 });
  for (let left = count; left > 0; left -= BATCH) await acceptAll(session, BATCH);
  report({ published: count, perSecond: 0 });
  await session.close();
}

function makeSession(queue: MessageQueue, findTransport: () => Promise<Transport>): Session {
  return new Session({
    clock,
    random: systemRandom,
    findTransport,
    portName: 'lean',
    ...SESSION_DEFAULTS,
    profile: mqttProfile(MQTT_SETTINGS),
    queue,
    queueLimit: 1_000_000,
    queueOverflow: 'newest',
    connectLimit: new ConnectLimit(),
  });
}

/** Publishes `many` messages, several at a time; resolves when all are delivered. */
function publishAll(session: Session, many: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let settled = 0;
    const next = () => {
      if (sent === many) return;
      sent++;
      publish(session, {
        accepted: () => undefined,
        delivered: () => {
          if (++settled === many) resolve();
          else next();
        },
        failed: reject,
      });
    };
    for (let started = 0; started < BACKLOG; started++) next();
  });
}

/** Publishes `many` messages at once; resolves when all are safely queued. */
function acceptAll(session: Session, many: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let accepted = 0;
    const listener: PublicationListener = {
      accepted: () => {
        if (++accepted === many) resolve();
      },
      delivered: () => undefined,
      failed: reject,
    };
    for (let sent = 0; sent < many; sent++) publish(session, listener);
  });
}

function publish(session: Session, listener: PublicationListener): void {
  const payload = Buffer.alloc(PAYLOAD_BYTES, 'x');
  const message = { topic: UPLINK, payload, qos: 1, retain: false } as const;
  session.publish({ ...message, offline: 'queue', nodeId: 'bench', flowMessageId: 'message' }, listener);
}

/** Reports memory in use after garbage collection, bytes. */
function report(figures: { published: number; perSecond: number }): void {
  // Twice: what the first run finds finalisers for is freed by the second.
  global.gc?.();
  global.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ ...figures, usedBytes: heapUsed + external });
}
