import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SimulatorSettings } from '../../src/simulator/simulator';
import { FaultyLine, type Crossing, type Piece } from '../faults/faulty-line';
import { VirtualDevice, type PublishResult } from '../support/virtual-device';
import { seeded } from './seed';

/** Some hundreds in each run of the tests; `EC20_FOREIGN_RUNS=20000` finds rare cases. */
const RUNS = Number(process.env['EC20_FOREIGN_RUNS'] ?? 300);

/** Output that another program, a caller or a text message causes on our line. */
const FOREIGN = [
  'NO CARRIER',
  'BUSY',
  'NO ANSWER',
  'NO DIALTONE',
  'NO DIAL TONE',
  'RING',
  'CONNECT',
  'CONNECT 115200',
  'OK',
  'ERROR',
  '+CME ERROR: 3',
  '+CMS ERROR: 304',
  '+CMTI: "SM",3',
  '+CMT: "+8613800000000",,"26/11/29,12:00:00+32"\r\nOK',
  '+CMT: "+8613800000000",,"26/11/29,12:00:00+32"\r\nERROR',
  '+CMT: "+8613800000000",,"26/11/29,12:00:00+32"\r\nRDY',
  '+CMT: "+8613800000000",,"26/11/29,12:00:00+32"\r\nfirst line\r\nERROR',
  '+CMT: "+8613800000000",,"26/11/29,12:00:00+32"\r\n',
  '+CBM: 1,50,1,1,1\r\nERROR',
  '+CDS: 24\r\nERROR',
  '+CDS: 6,1,"+8613800000000",145,"26/11/29,12:00:00+32","26/11/29,12:00:01+32",0',
  'RDY',
  'APP RDY',
  'POWERED DOWN',
  '+CFUN: 1',
  '+QUSIM: 1',
  '^RSSI: 20',
  '\x00\xff\x1bgarbage',
  '0',
  '4',
] as const;

/**
 * Where a foreign line is inserted: at a byte of the module's output, right after a write of ours, or at a moment between the
 * module's lines.
 */
interface Intrusion {
  readonly line: string;
  readonly at: { readonly side: 'module' | 'host' | 'time'; readonly place: number };
}

interface Story {
  readonly window: number;
  readonly qos: readonly (0 | 1)[];
  readonly intrusions: readonly Intrusion[];
  /** The module's delays before its prompts, in turn. */
  readonly promptMs: readonly number[];
  /** Moments at which the module refuses a command, ms. */
  readonly refusals: readonly number[];
  readonly inflightLimit: number;
  readonly seed: number;
}

function at(side: Intrusion['at']['side'], most: number): fc.Arbitrary<Intrusion['at']> {
  return fc.record({ side: fc.constant(side), place: fc.nat(most) });
}

const INTRUSION: fc.Arbitrary<Intrusion> = fc.record({
  line: fc.constantFrom(...FOREIGN),
  at: fc.oneof(at('module', 500), at('host', 24), at('time', 800)),
});

const STORY: fc.Arbitrary<Story> = fc.record({
  window: fc.integer({ min: 1, max: 5 }),
  qos: fc.array(fc.constantFrom<0 | 1>(1, 1, 1, 0), { minLength: 1, maxLength: 8 }),
  intrusions: fc.array(INTRUSION, { minLength: 1, maxLength: 8 }),
  promptMs: fc.array(fc.constantFrom(0, 2, 2, 30, 300, 1500, 4000), { minLength: 1, maxLength: 4 }),
  refusals: fc.array(fc.nat(3000), { maxLength: 2 }),
  inflightLimit: fc.constantFrom(1, 2, 5, 5),
  seed: fc.nat(1000),
});

const MODULE: Partial<SimulatorSettings> = {
  commandMs: 2,
  dataMs: 3,
  resultMs: 10,
  ackMs: 60,
  ackJitterMs: 40,
};
const REFUSING_MS = 400;
const LIMIT_MS = 3_600_000;

/** Totals of all stories. */
const NOTHING = {
  runs: 0,
  lines: 0,
  messages: 0,
  duplicates: 0,
  drains: 0,
  refusals: 0,
  reconnects: 0,
  longestMs: 0,
};
const tally = { ...NOTHING };

/** A payload without spaces and without AT: any copy that has one was not the user's. */
const payloadOf = (index: number): string => `<${index}>{"t":21.5}${'x'.repeat(index * 7)}</${index}>`;

class Stage {
  readonly device: VirtualDevice;
  readonly line: FaultyLine;
  #moduleBytes = 0;
  #hostWrites = 0;
  #left: Intrusion[];
  injected = 0;

  constructor(private readonly story: Story) {
    this.#left = [...story.intrusions];
    this.device = new VirtualDevice(
      { ...MODULE, inflightLimit: story.inflightLimit },
      () => ({ findTransport: () => Promise.resolve(this.line), maxInFlight: story.window, maxRate: 500 }),
      story.seed,
    );
    this.line = new FaultyLine(this.device.clock, this.device.pair.left);
  }

  async play(): Promise<PublishResult[]> {
    const { clock, simulator } = this.device;
    await this.device.online();
    this.line.disturb = (crossing) => this.#disturb(crossing);
    for (const afterMs of this.story.refusals) {
      clock.after(afterMs, () => (simulator.settings.publishResult = 'refused'));
      clock.after(afterMs + REFUSING_MS, () => (simulator.settings.publishResult = 'ok'));
    }
    for (const { line, at } of this.#take(({ at: { side } }) => side === 'time')) {
      clock.after(at.place, () => simulator.inject(framed(line).toString('latin1')));
    }
    const results = this.story.qos.map((qos, index) => this.device.publish(payloadOf(index), { qos }));
    await clock.until(() => results.every(isSettled), LIMIT_MS, 'every message’s end');
    this.line.disturb = () => undefined;
    return results;
  }

  #disturb({ side, bytes }: Crossing): readonly Piece[] | undefined {
    return side === 'module' ? this.#amongBytes(bytes) : this.#behindWrite(bytes);
  }

  #amongBytes(bytes: Buffer): readonly Piece[] {
    const start = this.#moduleBytes;
    this.#moduleBytes += bytes.length;
    const due = this.#take(({ at }) => at.side === 'module' && at.place < this.#moduleBytes);
    const pieces: Piece[] = [];
    let from = 0;
    for (const { line, place } of due
      .map(({ line, at }) => ({ line, place: Math.max(0, at.place - start) }))
      .sort((left, right) => left.place - right.place)) {
      pieces.push({ bytes: bytes.subarray(from, place) }, { bytes: framed(line) });
      from = place;
    }
    return [...pieces, { bytes: bytes.subarray(from) }];
  }

  #behindWrite(bytes: Buffer): readonly Piece[] {
    const write = this.#hostWrites++;
    const { promptMs } = this.story;
    this.device.simulator.settings.promptMs = promptMs[write % promptMs.length] ?? 0;
    const due = this.#take(({ at }) => at.side === 'host' && at.place <= write);
    return [{ bytes }, ...due.map(({ line }) => ({ bytes: framed(line), isAnswer: true }))];
  }

  #take(isDue: (intrusion: Intrusion) => boolean): readonly Intrusion[] {
    const due = this.#left.filter(isDue);
    this.#left = this.#left.filter((each) => !due.includes(each));
    this.injected += due.length;
    return due;
  }
}

function framed(line: string): Buffer {
  return Buffer.from(`\r\n${line}\r\n`, 'latin1');
}

function isSettled({ delivered, failed }: PublishResult): boolean {
  return delivered.length + failed.length > 0;
}

async function check(story: Story): Promise<void> {
  const stage = new Stage(story);
  const { device } = stage;
  const startMs = device.clock.now();
  const results = await stage.play();
  const settledMs = device.clock.now() - startMs;
  await device.clock.advance(60_000);
  const arrived = device.arrivals.map(({ payload }) => payload.toString('latin1'));
  const sent = new Set(results.map((_, index) => payloadOf(index)));
  assert.deepEqual(
    arrived.filter((payload) => !sent.has(payload)),
    [],
    'payloads that were never sent',
  );
  assert.deepEqual(
    device.simulator.log.filter(({ inDataPhase }) => inDataPhase).map(({ text }) => text),
    [],
    'AT text in a data phase',
  );
  let duplicates = 0;
  for (const [index, { accepted, delivered, failed }] of results.entries()) {
    const qos = story.qos[index];
    const copies = arrived.filter((payload) => payload === payloadOf(index)).length;
    duplicates += Math.max(0, copies - 1);
    const code = failed[0]?.code;
    assert.equal(delivered.length + failed.length, 1, `message ${index} settles once`);
    assert(accepted <= 1, `message ${index} is accepted once`);
    if (delivered.length === 1) assert(copies >= 1, `message ${index} is reported delivered, and is`);
    // QoS 0 may be unknown; a message that was truly refused three times, or that was first in line when the connection ended, is
    // given up.
    if (code !== undefined)
      assert(
        (qos === 0 && code === 'EC20_PUBLISH_UNKNOWN') ||
          code === 'EC20_PUBLISH_REFUSED' ||
          code === 'EC20_PUBLISH_POISON',
        code,
      );
    // A further copy requires a further attempt whose first result was not received; and each attempt has a reason.
    const attempts = delivered[0]?.attempts ?? copies;
    assert(copies <= Math.max(1, attempts), `${copies} copies by ${attempts} attempts`);
  }
  const { counters } = device.session.snapshot();
  await device.close();
  tally.runs++;
  tally.lines += stage.injected;
  tally.messages += results.length;
  tally.duplicates += duplicates;
  tally.drains += counters.damaged;
  tally.refusals += counters.refused;
  tally.reconnects += counters.reconnects;
  tally.longestMs = Math.max(tally.longestMs, settledMs);
}

/** Lines with a cost even between others: hints of a restart, and an OK that is mistaken for the payload's. */
const COSTLY: ReadonlySet<string> = new Set(['RDY', 'APP RDY', 'POWERED DOWN', 'OK']);

/** The others, between the module's own lines. */
const HARMLESS_STORY: fc.Arbitrary<Story> = fc.record({
  window: fc.integer({ min: 1, max: 5 }),
  qos: fc.array(fc.constantFrom<0 | 1>(1, 1, 1, 0), { minLength: 1, maxLength: 8 }),
  intrusions: fc.array(
    fc.record({
      line: fc.constantFrom(...FOREIGN.filter((line) => !COSTLY.has(line))),
      at: fc.oneof(at('host', 20), at('time', 800)),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  promptMs: fc.array(fc.constantFrom(0, 2, 30, 300, 1500, 4000), { minLength: 1, maxLength: 4 }),
  refusals: fc.constant([]),
  inflightLimit: fc.constant(5),
  seed: fc.nat(1000),
});

/** Complete lines between others cost nothing: no message is sent twice, no connection ends, nothing is drained. */
async function checkHarmless(story: Story): Promise<void> {
  const { duplicates, drains, refusals, reconnects } = tally;
  await check(story);
  assert.deepEqual(
    {
      duplicates: tally.duplicates,
      drains: tally.drains,
      refusals: tally.refusals,
      reconnects: tally.reconnects,
    },
    { duplicates, drains, refusals, reconnects },
  );
}

describe('Rule 6: foreign lines at any byte of a publish', function () {
  this.timeout(RUNS * 200 + 60_000);

  beforeEach(() => Object.assign(tally, NOTHING));
  afterEach(() => console.log(`      ${JSON.stringify(tally)}`));

  it('no AT text and no space is ever a payload where the prompt came; each message settles once', () =>
    fc.assert(fc.asyncProperty(STORY, check), seeded({ numRuns: RUNS })));

  it('between the module’s own lines they cost nothing: every message goes once', () =>
    fc.assert(fc.asyncProperty(HARMLESS_STORY, checkHarmless), seeded({ numRuns: RUNS })));
});
