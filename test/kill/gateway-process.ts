import { aliyun } from '../../src/core/clouds';
import { createSession, send } from '../../src/core/open-session';
import type { SubDevice } from '../../src/core/sub-device';
import { DEMO_SUB_DEVICES, DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';

/** What the parent asks of it: to publish a reading of a meter. */
export interface Feed {
  readonly meter: string;
  readonly number: number;
}

/** What it reports: it is there, or a reading is safe on disk. */
export interface FedReport {
  readonly what: 'started' | 'accepted';
  readonly number: number;
}

/** A reading's payload. */
export function reading({ meter, number }: Feed): string {
  return JSON.stringify({ meter, number, pad: 'x'.repeat(100), whole: true });
}

/** A gateway with three meters and a queue on disk, over `/core`: `gateway-process.js PORT FILE`. */
function run([port = '', queueFile = '']: readonly string[]): void {
  const session = createSession({ port, queueFile, cloud: aliyun(DEMO_TRIPLET), maxRate: 1000 });
  const meters = new Map<string, SubDevice>();
  for (const device of DEMO_SUB_DEVICES.slice(0, 3)) {
    const meter = session.attachSubDevice(device);
    meters.set(meter.key, meter);
  }
  const tell = (report: FedReport) => process.send?.(report);
  process.on('message', (feed: Feed) => {
    const meter = meters.get(feed.meter);
    if (meter === undefined) throw new RangeError(feed.meter);
    const { accepted } = send(meter, {
      topic: '/${productKey}/${deviceName}/user/update',
      payload: reading(feed),
    });
    accepted.then(
      () => tell({ what: 'accepted', number: feed.number }),
      () => undefined, // the parent misses it
    );
  });
  process.once('disconnect', () => process.exit());
  session.start();
  tell({ what: 'started', number: 0 });
}

if (require.main === module) run(process.argv.slice(2));
