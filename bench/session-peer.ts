/** The driver without Node-RED: `node session-peer.js PTY_PATH WINDOW memory|FILE`, controlled over IPC. */
import { SystemClock } from '../src/base/clock';
import { describeError } from '../src/base/error-text';
import { systemRandom } from '../src/base/random';
import { mqttProfile } from '../src/cloud/mqtt';
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

const [, , path = '', windowText = '5', queue = 'memory'] = process.argv;
const clock = new SystemClock();
const transport = serialTransport(path, { baudRate: 115_200, flowControl: false });
const session = new Session({
  clock,
  random: systemRandom,
  findTransport: () => Promise.resolve(transport),
  portName: path,
  ...SESSION_DEFAULTS,
  profile: mqttProfile(MQTT_SETTINGS),
  queue: queue === 'memory' ? new MemoryQueue(clock) : new DiskQueue(clock, queue),
  queueLimit: 10_000,
  queueOverflow: 'newest',
  maxInFlight: Number(windowText),
  connectLimit: new ConnectLimit(),
});

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
process.on('disconnect', () => void session.close().then(() => process.exit(0)));
process.on('SIGINT', () => undefined);

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
