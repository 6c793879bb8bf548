import assert from 'node:assert/strict';
import { shownDevices } from '../../nodes/console/shown-devices';
import { stages } from '../../nodes/console/stages';
import { CodedError } from '../../src/base/coded-error';
import type { SessionSnapshot } from '../../src/session/snapshot';
import type { SubDeviceSnapshot } from '../../src/session/sub-device-state';
import { snapshotWith } from './made-up-device';

const DISABLED = new CodedError('EC20_SUB_DISABLED', { params: { device: 'a1/meter2', code: 522 } });

function devices(...states: SubDeviceSnapshot['state'][]): SubDeviceSnapshot[] {
  return states.map((state, index) => ({
    device: `a1/meter${index + 1}`,
    deviceName: `meter${index + 1}`,
    state,
    error: state === 'failed' ? DISABLED : undefined,
    since: 1000 + index,
  }));
}

function last(changes: Partial<SessionSnapshot>, language: 'en' | 'zh' = 'en') {
  return stages(snapshotWith(changes), language, 0).at(-1);
}

describe('The devices behind a gateway in the overview', () => {
  it('are no stage and no list where there are none', () => {
    for (const subDevices of [undefined, []]) {
      const snapshot = snapshotWith(subDevices === undefined ? {} : { subDevices });
      assert.equal(stages(snapshot, 'en', 0).at(-1)?.id, 'cloud');
      assert.equal(shownDevices(snapshot, 'en'), undefined);
    }
  });

  /** States, then the stage's state and its value in both languages. */
  const ROWS: readonly (readonly [SubDeviceSnapshot['state'][], string, string, string])[] = [
    [['online', 'online'], 'good', '2 of 2 online', '在线 2/2'],
    [['online', 'login'], 'busy', '1 of 2 online', '在线 1/2'],
    [['registering', 'adding'], 'busy', '0 of 2 online', '在线 0/2'],
    [['online', 'failed', 'login'], 'bad', '1 of 3 online', '在线 1/3'],
  ];
  for (const [states, state, english, chinese] of ROWS) {
    it(`are a stage after the cloud: ${state} with ${states.join(', ')}`, () => {
      const subDevices = devices(...states);
      const found = last({ subDevices });
      assert.deepEqual([found?.id, found?.state, found?.value], ['devices', state, english]);
      assert.equal(last({ subDevices }, 'zh')?.value, chinese);
      assert.equal(found?.code, state === 'bad' ? 'EC20_SUB_DISABLED' : '');
      assert.equal(found.what !== '' && found.cure !== '', state === 'bad');
    });
  }

  it('are not reached while the gateway is not online, and blamed for nothing', () => {
    const gateway = {
      state: 'failed',
      error: new CodedError('EC20_SIM_ABSENT'),
      subDevices: devices('failed', 'offline'),
    } as const;
    const stage = last(gateway);
    assert.deepEqual([stage?.id, stage?.state, stage?.value, stage?.what], ['devices', 'idle', '', '']);
    const shown = shownDevices(snapshotWith(gateway), 'en')?.shown ?? [];
    assert.deepEqual(
      shown.map(({ look, what }) => [look, what]),
      [
        ['idle', ''],
        ['idle', ''],
      ],
    );
  });

  it('are listed with what needs somebody first, in the reader’s language', () => {
    const snapshot = snapshotWith({ subDevices: devices('online', 'failed', 'login', 'online') });
    const english = shownDevices(snapshot, 'en');
    assert.deepEqual([english?.count, english?.online], [4, 2]);
    assert.deepEqual(
      english?.shown.map(({ deviceName, look, word, since }) => [deviceName, look, word, since]),
      [
        ['meter2', 'bad', 'failed', 1001],
        ['meter3', 'busy', 'logging in', 1002],
        ['meter1', 'good', 'online', 1000],
        ['meter4', 'good', 'online', 1003],
      ],
    );
    assert.match(english.shown[0]?.what ?? '', /disabled/);
    const chinese = shownDevices(snapshot, 'zh')?.shown[0];
    assert.equal(chinese?.word, '失败');
    assert.match(chinese.cure, /[\u4e00-\u9fff]/);
  });

  it('of two thousand, a hundred are listed, those that fail among them', () => {
    const states = Array.from({ length: 2000 }, (_, index): SubDeviceSnapshot['state'] =>
      index === 1999 ? 'failed' : 'online',
    );
    const found = shownDevices(snapshotWith({ subDevices: devices(...states) }), 'en');
    assert.deepEqual([found?.count, found?.online, found?.shown.length], [2000, 1999, 100]);
    assert.equal(found?.shown[0]?.deviceName, 'meter2000');
  });
});
