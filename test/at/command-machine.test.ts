import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Effect,
  IDLE_MACHINE,
  type Input,
  type Job,
  type CommandMachine,
  advance,
} from '../../src/at/command-machine';

const DATA = { bytes: 100, promptMs: 5, replyMs: 15, isTerminated: false };

function job(id: number, more: Partial<Job> = {}): Job {
  return { id, replyMs: 1000, data: undefined, resembles: undefined, ...more };
}

function play(inputs: readonly Input[]): { slot: CommandMachine; effects: Effect[] } {
  const effects: Effect[] = [];
  let slot = IDLE_MACHINE;
  for (const input of inputs) {
    const next = advance(slot, input);
    slot = next.slot;
    effects.push(...next.effects);
  }
  return { slot, effects };
}

const OK: Input = { kind: 'final', result: { kind: 'ok' } };
const ERROR: Input = { kind: 'final', result: { kind: 'error', text: 'ERROR' } };
const DEADLINE: Input = { kind: 'deadline', promptBytes: 0 };

describe('advance: the way through the phases', () => {
  const ways: readonly (readonly [
    name: string,
    inputs: readonly Input[],
    phase: CommandMachine['phase']['kind'],
  ])[] = [
    ['a command and its OK', [{ kind: 'start', job: job(1) }, OK], 'idle'],
    ['a command and its deadline', [{ kind: 'start', job: job(1) }, DEADLINE], 'quarantine'],
    ['a late final result', [{ kind: 'start', job: job(1) }, DEADLINE, OK], 'idle'],
    ['the end of the quarantine', [{ kind: 'start', job: job(1) }, DEADLINE, DEADLINE], 'probing'],
    ['an OK that is not the probe’s', [{ kind: 'start', job: job(1) }, DEADLINE, DEADLINE, OK], 'probing'],
    [
      'the probe’s line and any final result',
      [{ kind: 'start', job: job(1) }, DEADLINE, DEADLINE, { kind: 'probe-line' }, ERROR],
      'idle',
    ],
    ['two silent probes', [{ kind: 'start', job: job(1) }, DEADLINE, DEADLINE, DEADLINE, DEADLINE], 'dead'],
    ['a publish before its prompt', [{ kind: 'start', job: job(1, { data: DATA }) }], 'awaiting-prompt'],
    ['a prompt', [{ kind: 'start', job: job(1, { data: DATA }) }, { kind: 'prompt' }], 'writing-data'],
    [
      'the payload',
      [{ kind: 'start', job: job(1, { data: DATA }) }, { kind: 'prompt' }, { kind: 'data-written', id: 1 }],
      'awaiting-data-reply',
    ],
    ['a prompt that nobody awaits', [{ kind: 'start', job: job(1) }, { kind: 'prompt' }], 'awaiting-reply'],
    [
      'the write of an older payload',
      [
        { kind: 'start', job: job(1) },
        { kind: 'data-written', id: 1 },
      ],
      'awaiting-reply',
    ],
    ['a lost prompt', [{ kind: 'start', job: job(1, { data: DATA }) }, DEADLINE], 'draining'],
    [
      'a second command',
      [
        { kind: 'start', job: job(1) },
        { kind: 'start', job: job(2) },
      ],
      'awaiting-reply',
    ],
    ['the end', [{ kind: 'start', job: job(1) }, { kind: 'end' }, { kind: 'interrupt' }], 'dead'],
  ];
  for (const [name, inputs, phase] of ways) {
    it(`${name} leads to ${phase}`, () => assert.equal(play(inputs).slot.phase.kind, phase));
  }
});

describe('Rules 4 and 8: any end of the slot', () => {
  const input = fc.oneof(
    fc.nat(3).map((id): Input => ({ kind: 'start', job: job(id) })),
    fc.nat(3).map((id): Input => ({ kind: 'start', job: job(id, { data: DATA }) })),
    fc.nat(3).map((id): Input => ({ kind: 'data-written', id })),
    fc.nat(3).map((id): Input => ({ kind: 'cancel', id })),
    fc.constantFrom<Input>(
      OK,
      ERROR,
      DEADLINE,
      DEADLINE,
      { kind: 'deadline', promptBytes: 70 },
      { kind: 'prompt' },
      { kind: 'probe-line' },
      { kind: 'greet', drainBytes: 100 },
      { kind: 'interrupt' },
    ),
  );

  it('a phase that waits has a deadline, an idle one none', () => {
    fc.assert(
      fc.property(fc.array(input, { maxLength: 30 }), (inputs) => {
        let slot = IDLE_MACHINE;
        let isArmed = false;
        for (const each of inputs) {
          if (each.kind === 'deadline' && !isArmed) continue;
          if (each.kind === 'deadline') isArmed = false;
          const next = advance(slot, each);
          slot = next.slot;
          for (const { kind } of next.effects) {
            if (kind === 'arm' || kind === 'arm-probe') isArmed = true;
            if (kind === 'disarm') isArmed = false;
          }
          assert.equal(isArmed, slot.phase.kind !== 'idle' && slot.phase.kind !== 'dead', slot.phase.kind);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('a command that was started settles exactly once by the time the line ends', () => {
    fc.assert(
      fc.property(fc.array(input, { maxLength: 30 }), (inputs) => {
        let serial = 0;
        let slot = IDLE_MACHINE;
        const settled: number[] = [];
        const started: number[] = [];
        for (const each of [...inputs, { kind: 'end' } as const]) {
          const isStarted = each.kind === 'start' && slot.phase.kind === 'idle';
          const own: Input =
            each.kind === 'start' ? { kind: 'start', job: { ...each.job, id: ++serial } } : each;
          if (isStarted) started.push(serial);
          const next = advance(slot, own);
          slot = next.slot;
          for (const effect of next.effects) if (effect.kind === 'settle') settled.push(effect.id);
        }
        assert.deepEqual(settled, started);
      }),
      { numRuns: 1000 },
    );
  });
});
