/**
 * A session without a recorder, and a recorder beside it: `node recorder-peer.js PTY_PATH HISTORY_FOLDER`, controlled over IPC. Tells the
 * processor time of the session's publishes, and of what a recorder is told of each.
 */
import { SystemClock } from '../src/base/clock';
import { mqttProfile } from '../src/cloud/mqtt';
import { SessionPast } from '../src/core/session-past';
import { MemoryQueue } from '../src/session/memory-queue';
import type { SessionObserver } from '../src/session/observer';
import { BenchSession } from './bench-session';
import { runLoad } from './loader';
import { type RecorderReport, type RecorderRequest, UPLINK } from './protocol';
import { MQTT_SETTINGS } from './session-settings';

/** Acknowledgements take from 1 to this many milliseconds in turn: all of the recorder's buckets are met. */
const LONGEST_MS = 5000;

const [, , path = '', historyFolder = ''] = process.argv;
const clock = new SystemClock();
const session = new BenchSession({ clock, path, window: 5, queue: new MemoryQueue(clock) });
const past = new SessionPast({ clock, profile: mqttProfile(MQTT_SETTINGS), choice: { historyFolder } });
const { observer } = past;
if (observer === undefined) throw new Error('The defaults record nothing: there is nothing to measure');
observer.connected({ clientBytes: 30, tls: false, keepAliveS: 60 });
void session.online().then(() => process.send?.({ ready: true }));

process.on('message', ({ load, publishes }: RecorderRequest) => {
  void runLoad(session.publish, load).then((report) => {
    const recorderSeconds = record(observer, publishes, load.bytes);
    process.send?.({ ...report, recorderSeconds } satisfies RecorderReport);
  });
});
process.on('disconnect', () => void Promise.all([session.close(), past.end()]).then(() => process.exit(0)));
process.on('SIGINT', () => undefined);

/** Returns the seconds of processor time that the recorder takes for that many publishes and their acknowledgements. */
function record(recorder: SessionObserver, publishes: number, payloadBytes: number): number {
  const begin = process.cpuUsage();
  for (let count = 0; count < publishes; count++) {
    recorder.sent({ topicBytes: UPLINK.length, payloadBytes, qos: 1 });
    recorder.acknowledged(1 + (count % LONGEST_MS));
  }
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1e6;
}
