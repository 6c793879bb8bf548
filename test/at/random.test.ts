import assert from 'node:assert/strict';
import fc from 'fast-check';
import { commandLine } from '../../src/at/parameter';
import { CodedError } from '../../src/base/coded-error';
import { type Behaviour, type Fault, RandomModule } from './random-module';
import { Rig, type Run } from './rig';

/** One thing that the module's user does. */
interface Act {
  readonly kind: 'query' | 'publish';
  readonly pauseMs: number;
  readonly payloadBytes: number;
  readonly cancelMs: number | undefined;
  readonly chunkBytes: number;
}

const ACT: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom('query', 'publish'),
  pauseMs: fc.constantFrom(0, 0, 0, 10, 500, 1000, 1500),
  payloadBytes: fc.integer({ min: 4, max: 150 }),
  cancelMs: fc.option(fc.constantFrom(0, 5, 1000, 1200), { nil: undefined, freq: 4 }),
  chunkBytes: fc.integer({ min: 1, max: 40 }),
});

const FAITHFUL: readonly Fault[] = [
  'no-return',
  'ignored',
  'error',
  'no-line',
  'no-final',
  'no-prompt',
  'bytes-lost',
  'restart',
];

/** Deadlines are 1000 ms, the quarantine ends at 1500, a probe at 2500. */
function behaviours(faults: readonly Fault[]): fc.Arbitrary<Behaviour[]> {
  const behaviour = fc.record({
    processMs: fc.constantFrom(0, 0, 0, 10, 999, 1000, 1001, 1499, 1500, 1501, 2100, 2600, 4000),
    fault: fc.oneof({ weight: 3, arbitrary: fc.constant<Fault>('none') }, fc.constantFrom(...faults)),
  });
  return fc.array(behaviour, { minLength: 1, maxLength: 12 });
}

interface Story {
  readonly rig: Rig;
  readonly module: RandomModule;
  readonly runs: readonly { readonly serial: number; readonly run: Run }[];
  readonly heard: readonly number[];
}

/** Lets a user and a module do all that, until nothing is left to happen. */
async function play(acts: readonly Act[], script: readonly Behaviour[]): Promise<Story> {
  const rig = new Rig();
  const { clock, channel } = rig;
  let chunkBytes = 1;
  const send = (text: string) => {
    for (let start = 0; start < text.length; start += chunkBytes)
      rig.say(text.slice(start, start + chunkBytes));
  };
  const module = new RandomModule(clock, script, send, () => rig.told.length === 0);
  rig.reflex = (written) => {
    module.receive(written);
    return undefined;
  };
  const heard: number[] = [];
  channel.on('+U', (urc) => heard.push(Number(urc.text.slice(4))));
  channel.on('RDY', () =>
    channel.interruptAll(new CodedError('EC20_MODULE_RESTARTED', { outcome: 'unknown' })),
  );
  const runs: { serial: number; run: Run }[] = [];
  for (const [serial, act] of acts.entries()) {
    chunkBytes = act.chunkBytes;
    await clock.advance(act.pauseMs);
    const abort = new AbortController();
    runs.push({ serial, run: rig.run(toCommand(serial, act, abort.signal)) });
    if (act.cancelMs !== undefined) clock.after(act.cancelMs, () => abort.abort());
    module.sendCode();
  }
  await clock.advance(acts.length * 60_000);
  return { rig, module, runs, heard };
}

function toCommand(serial: number, act: Act, signal: AbortSignal) {
  if (act.kind === 'query') {
    return { line: commandLine('AT+T=', serial), matches: [{ prefix: '+T', max: 5 }], replyMs: 1000, signal };
  }
  const bytes = Buffer.alloc(act.payloadBytes, 'p');
  const data = { bytes, prompt: '>', promptMs: 1000, replyMs: 1000 } as const;
  return { line: commandLine('AT+D=', serial, bytes.length), replyMs: 1000, data, signal };
}

const STORIES = { numRuns: 400 };

/** fast-check prints seed and path of a story that fails. */
function everyStory(faults: readonly Fault[], check: (story: Story) => void): Promise<void> {
  return fc.assert(
    fc.asyncProperty(
      fc.array(ACT, { minLength: 1, maxLength: 8 }),
      behaviours(faults),
      async (acts, script) => {
        check(await play(acts, script));
      },
    ),
    STORIES,
  );
}

describe('Channel with a random module', function () {
  this.timeout(60_000);

  it('Rule 8: settles every command exactly once and leaves no timer, regardless of the module’s behaviour', () =>
    everyStory([...FAITHFUL, 'twice', 'noise'], ({ rig, runs }) => {
      for (const { run } of runs) assert.equal(run.settlements, 1);
      assert.equal(rig.clock.armed, 0);
    }));

  it('Rule 5: never assigns a late answer to another command', () =>
    everyStory(FAITHFUL, ({ runs }) => {
      for (const { serial, run } of runs) {
        for (const line of run.lines ?? []) assert.equal(line, `+T: ${serial}`);
      }
    }));

  it('Rule 6: writes no AT text while the data phase is open', () =>
    everyStory(FAITHFUL, ({ module }) => assert.equal(module.violations, 0)));

  it('Rule 2: delivers each unsolicited code exactly once and in order', () =>
    everyStory(FAITHFUL, ({ module, heard }) => assert.deepEqual(heard, module.codes)));

  it('is quiet with a good module: every command succeeds with its own answer', () =>
    fc.assert(
      fc.asyncProperty(fc.array(ACT, { minLength: 1, maxLength: 8 }), async (acts) => {
        const patient = acts.map((each) => ({ ...each, cancelMs: undefined }));
        const { rig, runs } = await play(patient, [{ processMs: 10, fault: 'none' }]);
        assert.deepEqual(
          runs.map(({ run }) => run.lines),
          patient.map((each, serial) => (each.kind === 'query' ? [`+T: ${serial}`] : [])),
        );
        assert.equal(rig.channel.counters.probes, 0);
      }),
    ));
});
