/**
 * The driver without Node-RED: `node session-peer.js PTY_PATH WINDOW memory|FILE [HISTORY_FOLDER]`, controlled over IPC. With a folder it
 * records its history and counts its data, as ec20-modem does by default.
 */
import { SystemClock } from '../src/base/clock';
import { describeError } from '../src/base/error-text';
import { systemRandom } from '../src/base/random';
import { mqttProfile } from '../src/cloud/mqtt';
import { SessionPast } from '../src/core/session-past';
import { ConnectLimit } from '../src/session/connect-limit';
import { DiskQueue } from '../src/session/disk-queue/disk-queue';
import { MemoryQueue } from '../src/session/memory-queue';
import { Session } from '../src/session/session';
import { serialTransport } from '../src/transport/serial';
import { runLoad } from './loader';
import { SESSION_DEFAULTS } from '../src/session/session-options';
import { MQTT_SETTINGS } from './session-settings';
import { monotonicMs } from './precise-clock';
import { type CpuReport, type PeerRequest, UPLINK } from './protocol';

const [, , path = '', windowText = '5', queue = 'memory', historyFolder] = process.argv;
const clock = new SystemClock();
const profile = mqttProfile(MQTT_SETTINGS);
const past =
  historyFolder === undefined ? undefined : new SessionPast({ clock, profile, choice: { historyFolder } });
const transport = serialTransport(path, { baudRate: 115_200, flowControl: false });
const session = new Session({
  clock,
  random: systemRandom,
  findTransport: () => Promise.resolve(transport),
  portName: path,
  ...SESSION_DEFAULTS,
  profile,
  queue: queue === 'memory' ? new MemoryQueue(clock) : new DiskQueue(clock, queue),
  queueLimit: 10_000,
  queueOverflow: 'newest',
  maxInFlight: Number(windowText),
  connectLimit: new ConnectLimit(),
  observer: past?.observer,
});
past?.begin(session);

let isReady = false;
session.onChange(({ state }) => {
  if (state !== 'online' || isReady) return;
  isReady = true;
  process.send?.({ ready: true });
});
session.start();

process.on('message', (request: PeerRequest) => {
  if (request.kind === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuSeconds: (user + system) / 1e6, atMs: monotonicMs() } satisfies CpuReport);
  }
  if (request.kind !== 'load') return;
  void runLoad(publish, request.load).then((report) => process.send?.(report));
});
process.on('disconnect', () => void end().then(() => process.exit(0)));
process.on('SIGINT', () => undefined);

async function end(): Promise<void> {
  await session.close();
  await past?.end();
}

function publish(payload: Buffer, qos: 0 | 1, settled: (error?: string) => void): void {
  session.publish(
    {
      topic: UPLINK,
      payload,
      qos,
      retain: false,
      offline: 'queue',
      nodeId: 'bench',
      flowMessageId: 'message',
    },
    {
      accepted: () => undefined,
      delivered: () => settled(),
      failed: (error) => settled(describeError(error, 'library', 'en')),
    },
  );
}
