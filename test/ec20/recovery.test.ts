import assert from 'node:assert/strict';
import { CodedError } from '../../src/base/coded-error';
import type { ErrorCode } from '../../src/errors/catalogue';
import { RecoveryLadder } from '../../src/ec20/recovery';
import { VirtualClock } from '../support/virtual-clock';

const HOUR_MS = 3_600_000;

function climb(ladder: RecoveryLadder, ...codes: ErrorCode[]): string[] {
  return codes.map((code) => {
    const { rung, advice } = ladder.next(new CodedError(code));
    return advice === undefined ? rung : `${rung}, ${advice}`;
  });
}

describe('Rule 9: recovery climbs on evidence', () => {
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

describe('a trouble with the network that lasts while the line is sound', () => {
  const MINUTE_MS = 60_000;

  /** A failure each minute; the minutes at which radio or module are switched. */
  async function suffer(codeAt: (minute: number) => ErrorCode | 'online', minutes: number) {
    const clock = new VirtualClock();
    const ladder = new RecoveryLadder(clock);
    const steps: string[] = [];
    for (let minute = 0; minute < minutes; minute++) {
      const code = codeAt(minute);
      if (code === 'online') ladder.succeeded();
      else {
        const { rung } = ladder.next(new CodedError(code));
        if (rung === 'radio' || rung === 'restart') steps.push(`${minute} ${rung}`);
      }
      await clock.advance(MINUTE_MS);
    }
    return steps;
  }

  const TABLE: readonly (readonly [code: ErrorCode, steps: readonly string[]])[] = [
    ['EC20_REGISTRATION_DENIED', ['15 radio', '75 restart', '135 radio', '195 restart']],
    ['EC20_REGISTRATION_LIMITED', ['15 radio', '75 restart', '135 radio', '195 restart']],
    ['EC20_NO_SIGNAL', ['15 radio', '75 restart', '135 radio', '195 restart']],
    ['EC20_NOT_REGISTERED', ['15 radio', '75 restart', '135 radio', '195 restart']],
    ['EC20_SIM_ABSENT', ['15 radio', '75 restart', '135 radio', '195 restart']],
    ['EC20_SIM_FAILURE', ['15 radio', '75 restart', '135 radio', '195 restart']],
    ['EC20_RADIO_OFF', ['15 radio', '75 restart', '135 radio', '195 restart']],
    ['EC20_NOT_ATTACHED', ['15 radio', '75 restart', '135 radio', '195 restart']],
    ['EC20_PDP_FAILED', ['15 radio', '75 restart', '135 radio', '195 restart']],
    ['EC20_PDP_HELD', ['15 radio', '75 restart', '135 radio', '195 restart']],
    ['EC20_OPEN_PDP', ['15 radio', '75 restart', '135 radio', '195 restart']],
    ['EC20_OPEN_NETWORK', ['30 radio', '90 restart', '150 radio', '210 restart']],
    ['EC20_OPEN_FAILED', ['30 radio', '90 restart', '150 radio', '210 restart']],
    ['EC20_OPEN_TIMEOUT', ['30 radio', '90 restart', '150 radio', '210 restart']],
    ['EC20_OPEN_OCCUPIED', ['15 restart', '75 radio', '135 restart', '195 radio']],
    ['EC20_OPEN_DNS', ['60 radio']],
    ['EC20_CONNECT_CREDENTIALS', []],
    ['EC20_LINK_PEER_CLOSED', []],
    ['EC20_SIM_PUK', []],
    ['EC20_PORT_NOT_FOUND', []],
  ];
  for (const [code, steps] of TABLE) {
    it(`${code}: ${steps.join(', ') || 'nothing, however long'}`, async () => {
      assert.deepEqual(await suffer(() => code, 240), steps);
    });
  }

  it('is one trouble though its words change', async () => {
    const words: readonly ErrorCode[] = ['EC20_NO_SIGNAL', 'EC20_REGISTRATION_DENIED', 'EC20_PDP_FAILED'];
    assert.deepEqual(await suffer((minute) => words[minute % 3] ?? 'EC20_NO_SIGNAL', 20), ['15 radio']);
  });

  it('is over when a broker has answered, regardless of the answer', async () => {
    const answered = (minute: number) => (minute === 10 ? 'EC20_CONNECT_UNAVAILABLE' : 'EC20_NO_SIGNAL');
    assert.deepEqual(await suffer(answered, 30), ['26 radio']);
  });

  it('comes and goes: never more than one step an hour', async () => {
    const flapping = (minute: number) => (minute % 20 === 19 ? 'online' : 'EC20_NO_SIGNAL');
    assert.deepEqual(await suffer(flapping, 130), ['15 radio', '75 radio']);
  });
});
