import assert from 'node:assert/strict';
import { diagnosticReport } from '../../nodes/console/diagnostic-report';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import { blocksOf } from '../../src/doctor/sendable-report';
import { Recorder } from '../../src/history/recorder';
import type { Session } from '../../src/session/session';
import type { SessionOptions } from '../../src/session/session-options';
import { DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import type { SimulatorSettings } from '../../src/simulator/simulator';
import { lastAttempt, replayed } from '../support/saved-trace';
import { DEMO_SETTINGS, VirtualDevice } from '../support/virtual-device';
import { historyWith, snapshotWith } from './made-up-device';

const MINUTE = 60_000;

/** A device on which a fault happens. */
interface Trouble {
  readonly name: string;
  /** Those of the attempt, the last one the traced. */
  readonly codes: readonly string[];
  readonly settings?: Partial<SimulatorSettings>;
  readonly options?: Partial<SessionOptions>;
  /** What befalls it once it is online. */
  readonly happens?: (device: VirtualDevice) => Promise<void>;
  /** What its flow does online, so that the replayed driver does the same. */
  readonly flow?: (device: VirtualDevice) => void;
}

/** Like a real module, its answers come after what the driver does at the same moment. */
const ANSWERING = { commandMs: 10, promptMs: 1 };

const SIGNED = { profile: aliyunProfile({ ...DEMO_SETTINGS, auth: 'sign' }) };

const TROUBLES: readonly Trouble[] = [
  { name: 'no SIM card', codes: ['EC20_SIM_ABSENT'], settings: { sim: 'absent' } },
  {
    name: 'a network that refuses',
    codes: ['EC20_REGISTRATION_DENIED'],
    settings: { registration: 'denied' },
  },
  {
    name: 'a login that the cloud refuses, the password masked',
    codes: ['EC20_LINK_PEER_CLOSED', 'EC20_CONNECT_CREDENTIALS'],
    options: SIGNED,
    happens: async (device) => {
      device.cloud.changeSecret(DEMO_TRIPLET, true);
      device.simulator.dropConnection(0, 1);
      await device.clock.until(() => device.faults.length > 1, 10 * MINUTE, 'the second fault');
    },
  },
  {
    name: 'a connection that the broker ends after three minutes',
    codes: ['EC20_LINK_PEER_CLOSED'],
    happens: async ({ clock, simulator }) => {
      await clock.advance(3 * MINUTE);
      simulator.dropConnection(0, 1);
      await clock.advance(1000);
    },
  },
  {
    name: 'the same after a message of a flow, whose payload was left out',
    codes: ['EC20_LINK_PEER_CLOSED'],
    flow: (device) => void device.publish('{"Temperature":21.5}'),
    happens: async ({ clock, simulator }) => {
      await clock.advance(MINUTE + 1000);
      simulator.dropConnection(0, 1);
      await clock.advance(1000);
    },
  },
];

/** The newest trace of a fault in a report on the device. */
async function traceInReport(recorder: Recorder, device: VirtualDevice): Promise<string> {
  const report = await diagnosticReport(
    {
      written: { config: {}, credentials: {} },
      snapshot: snapshotWith(),
      simulated: true,
      server: 'aliyun',
      history: historyWith({ faultTraces: (limit) => recorder.reader.faultTraces(limit) }),
      lastCheck: undefined,
      trace: [],
      secrets: [],
    },
    {
      versions: { package: '1', nodeRed: '4', nodeJs: '20' },
      issues: 'https://example.com',
      language: 'zh',
      nowMs: device.clock.wallTime(),
    },
  );
  const [text] = blocksOf(report).get('fault-trace') ?? [];
  assert(text !== undefined, 'the report has the trace of a fault');
  return text;
}

/** A device that is recorded, as the modem node has it. */
function recorded(
  settings: Partial<SimulatorSettings>,
  options: (device: VirtualDevice) => Partial<SessionOptions>,
): { readonly device: VirtualDevice; readonly recorder: Recorder } {
  let recorder: Recorder | undefined;
  let watch: ((session: Session) => void) | undefined;
  const device = new VirtualDevice(settings, (made) => {
    recorder = new Recorder({ clock: made.clock, version: '1', store: undefined });
    const member = recorder.join({ days: 1, keepsPayload: false });
    watch = (session) => member.watch(session);
    return { ...options(made), observer: member.observer };
  });
  assert(recorder !== undefined);
  watch?.(device.session);
  return { device, recorder };
}

const codesOf = ({ faults }: VirtualDevice) => faults.map(({ code }) => code);

describe('The trace of a fault in a report', () => {
  for (const { name, codes, settings = {}, options = {}, happens, flow } of TROUBLES) {
    it(`replays: the driver comes to the same fault by it (${name})`, async () => {
      const { device, recorder } = recorded({ ...ANSWERING, ...settings }, () => options);
      if (happens === undefined) {
        await device.start();
        await device.clock.until(() => device.faults.length > 0, 10 * MINUTE, 'the fault');
      } else {
        await device.online();
        flow?.(device);
        await happens(device);
      }
      const text = lastAttempt(await traceInReport(recorder, device));
      const { module, error } = device.session.snapshot();
      assert.deepEqual(codesOf(device), codes);
      await device.close();

      const { device: again } = recorded({}, ({ clock }) => ({
        ...options,
        findTransport: () => Promise.resolve(replayed(text, clock)),
      }));
      const { session, clock, faults } = again;
      session.start();
      if (flow !== undefined) {
        await clock.until(() => session.snapshot().state === 'online', MINUTE, 'being online again');
        flow(again);
      }
      await clock.until(() => faults.length === codes.length, 10 * MINUTE, 'the fault again');
      assert.deepEqual(codesOf(again), codes);
      assert.equal(session.snapshot().module.model, module.model);
      assert.deepEqual(session.snapshot().error?.params, error?.params);
      await again.close();
    });
  }
});
