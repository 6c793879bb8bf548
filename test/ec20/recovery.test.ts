import assert from 'node:assert/strict';
import { CodedError } from '../../src/base/coded-error';
import type { ErrorCode } from '../../src/base/error-catalogue';
import { RecoveryLadder } from '../../src/ec20/recovery';
import { VirtualClock } from '../support/virtual-clock';

const HOUR_MS = 3_600_000;

function climb(ladder: RecoveryLadder, ...codes: ErrorCode[]): string[] {
  return codes.map((code) => {
    const { rung, advice } = ladder.next(new CodedError(code));
    return advice === undefined ? rung : `${rung}, ${advice}`;
  });
}

describe('DESIGN.md rule 9: recovery climbs on evidence', () => {
  const cloudFaults: readonly ErrorCode[] = [
    'EC20_OPEN_DNS',
    'EC20_OPEN_FAILED',
    'EC20_OPEN_NETWORK',
    'EC20_CONNECT_UNAVAILABLE',
    'EC20_CONNECT_CREDENTIALS',
    'EC20_CONNECT_NOT_AUTHORISED',
    'EC20_LINK_PEER_CLOSED',
    'EC20_LINK_DISCONNECTED',
    'EC20_LINK_SILENT',
    'EC20_SIM_ABSENT',
    'EC20_PORT_NOT_FOUND',
  ];
  for (const code of cloudFaults) {
    it(`${code} says nothing about the module: a new connection, however often`, () => {
      const ladder = new RecoveryLadder(new VirtualClock());
      for (let time = 0; time < 20; time++) assert.deepEqual(climb(ladder, code), ['connection']);
    });
  }

  for (const code of ['EC20_OPEN_PDP', 'EC20_PDP_LOST', 'EC20_PDP_FAILED'] as const) {
    it(`${code} asks for a new PDP context, and for no more`, () => {
      const ladder = new RecoveryLadder(new VirtualClock());
      for (let time = 0; time < 20; time++) assert.deepEqual(climb(ladder, code), ['context']);
    });
  }

  for (const code of ['EC20_MODULE_SILENT', 'EC20_LINE_DESYNC', 'EC20_DATA_STUCK'] as const) {
    it(`${code}: the port twice, then a restart`, () => {
      const ladder = new RecoveryLadder(new VirtualClock());
      assert.deepEqual(climb(ladder, code, code, code), ['port', 'port', 'restart']);
    });
  }

  it('an answer that makes no sense reopens the port, but never restarts the module', () => {
    const ladder = new RecoveryLadder(new VirtualClock());
    for (let time = 0; time < 20; time++) assert.deepEqual(climb(ladder, 'EC20_ANSWER_SHAPE'), ['port']);
  });

  it('restarts at most once an hour; in between the power switch is the advice, and attempts go on', async () => {
    const clock = new VirtualClock();
    const ladder = new RecoveryLadder(clock);
    const steps: string[] = [];
    const restartedAtMs: number[] = [];
    for (let minute = 0; minute < 181; minute++) {
      const [step = ''] = climb(ladder, 'EC20_MODULE_SILENT');
      if (step === 'restart') restartedAtMs.push(clock.now());
      steps.push(step);
      await clock.advance(60_000);
    }
    assert.deepEqual(
      restartedAtMs,
      [2, 62, 122].map((minute) => minute * 60_000),
    );
    assert.deepEqual(steps.slice(0, 5), ['port', 'port', 'restart', 'port', 'port, power-cycle']);
    assert.equal(steps[10], 'port, power-cycle');
    assert.equal(steps[61], 'port, power-cycle');
  });

  it('begins at the bottom again once online, but the hour of the restart goes on', async () => {
    const clock = new VirtualClock();
    const ladder = new RecoveryLadder(clock);
    const silent = 'EC20_MODULE_SILENT';
    climb(ladder, silent, silent, silent);
    ladder.succeeded();
    assert.deepEqual(climb(ladder, silent, silent), ['port', 'port']);
    assert.equal(climb(ladder, silent)[0]?.startsWith('port'), true);
    await clock.advance(HOUR_MS);
    assert.deepEqual(climb(ladder, silent), ['restart']);
  });
});
