import assert from 'node:assert/strict';
import { aliyunSubDevice } from '../../src/cloud/aliyun/sub-device';
import { CheckAlone } from '../../src/session/check-alone';
import type { CheckLine } from '../../src/session/check-line';
import { CheckRunning } from '../../src/session/check-running';
import { devicesFinding } from '../../src/session/check-devices';
import { SetupCheck } from '../../src/session/setup-check';
import { DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import { VirtualClock } from '../support/virtual-clock';
import { VirtualDevice } from '../support/virtual-device';

const METERS = 'a1DemoMeter';
const LIMIT_MS = 400_000;

/** Of the virtual cloud: meter1 is in the gateway's topology, meter2 in none, and one is disabled. */
function meter(deviceName: string, deviceSecret = `${deviceName.replace(/\W/g, '')}secret`) {
  return aliyunSubDevice({
    productKey: METERS,
    deviceName,
    deviceSecret,
    thingModel: '',
    thingCheck: 'off',
    quotes: 'keep',
  });
}

function devicesLine({ lines }: SetupCheck): CheckLine {
  const line = lines.find(({ id }) => id === 'devices');
  assert(line !== undefined, 'no line about sub-devices');
  return line;
}

const told = ({ devices = [] }: CheckLine) =>
  devices.map(({ deviceName, fault }) => `${deviceName} ${fault?.code ?? 'online'}`);

/** Names of the devices, each with what the line says of it. */
const CASES: readonly (readonly [
  what: string,
  devices: readonly ReturnType<typeof meter>[],
  said: readonly string[],
])[] = [
  ['all online', [meter('meter1'), meter('meter2')], ['meter1 online', 'meter2 online']],
  [
    'each with its own fault',
    [meter('meter1', 'wrong0secret'), meter('meter2'), meter('meter-disabled'), meter('meter9')],
    [
      'meter1 EC20_SUB_SIGNATURE',
      'meter2 online',
      'meter-disabled EC20_SUB_DISABLED',
      'meter9 EC20_SUB_UNKNOWN',
    ],
  ],
];

describe('A check of a gateway', () => {
  for (const [what, devices, said] of CASES) {
    it(`that is not deployed logs its sub-devices in and says how each is: ${what}`, async () => {
      const device = new VirtualDevice();
      await device.simulator.attach(device.pair.right);
      const subject = new CheckAlone({ ...device.options, subDevices: devices });
      const check = new SetupCheck(device.clock, subject, 'node');
      await device.clock.settle(check.run(), LIMIT_MS);
      const line = devicesLine(check);
      assert.deepEqual(told(line), said);
      const isWell = said.every((each) => each.endsWith(' online'));
      assert.equal(line.state, isWell ? 'ok' : 'failed');
      assert.doesNotMatch(
        JSON.stringify([check.lines, subject.trace.entries]),
        /meter\w*secret|wrong0secret/,
      );
      assert.deepEqual(device.cloud.gateways.online(DEMO_TRIPLET), [], 'offline again with the check');
    });

    it(`that runs says how each of its sub-devices is: ${what}`, async () => {
      const device = new VirtualDevice();
      for (const each of devices) device.session.attachSubDevice(each);
      await device.online();
      const check = new SetupCheck(device.clock, new CheckRunning(device.session), 'node');
      await device.clock.settle(check.run(), LIMIT_MS);
      assert.deepEqual(told(devicesLine(check)), said);
      await device.clock.settle(device.session.close(), 10_000);
    });
  }

  it('says the sentence and the cure of a fault in both languages', async () => {
    const device = new VirtualDevice();
    await device.simulator.attach(device.pair.right);
    const subject = new CheckAlone({ ...device.options, subDevices: [meter('meter-disabled')] });
    const check = new SetupCheck(device.clock, subject, 'node');
    await device.clock.settle(check.run(), LIMIT_MS);
    const fault = devicesLine(check).devices?.[0]?.fault;
    assert.match(fault?.text.en ?? '', /meter-disabled is disabled/);
    assert.match(fault?.text.zh ?? '', /meter-disabled.*禁用/);
    assert.match(fault?.cure.zh ?? '', /启用/);
  });

  it('waits for hundreds on a slow network, but not for those of which nothing is heard', async () => {
    const clock = new VirtualClock();
    const online = new Set<string>();
    const names = Array.from({ length: 30 }, (_, index) => `meter-${index}`);
    const snapshots = () =>
      names.map((deviceName) => ({
        device: `a1/${deviceName}`,
        deviceName,
        state: online.has(deviceName) ? ('online' as const) : ('login' as const),
        error: undefined,
        since: 0,
      }));
    let changed = (): void => undefined;
    const onChange = (listener: () => void) => {
      changed = listener;
      return () => undefined;
    };
    const finding = devicesFinding(clock, snapshots, onChange, new AbortController().signal);
    for (const name of names.slice(0, 28)) {
      await clock.advance(50_000);
      online.add(name);
      changed();
      changed();
    }
    const { detail, devices } = await clock.settle(finding, 61_000);
    assert.deepEqual(detail, { devices: 28, of: 30 });
    assert.equal(devices?.at(-1)?.error?.code, 'EC20_SUB_SILENT');
    assert.equal(clock.armed, 0);
  });

  it('has no such line without sub-devices', async () => {
    const device = new VirtualDevice();
    await device.simulator.attach(device.pair.right);
    const check = new SetupCheck(device.clock, new CheckAlone(device.options), 'node');
    await device.clock.settle(check.run(), LIMIT_MS);
    assert.ok(!check.lines.some(({ id }) => id === 'devices'));
  });
});
