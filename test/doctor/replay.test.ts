import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../src/base/clock';
import { CodedError } from '../../src/base/coded-error';
import { examine, type Diagnosis } from '../../src/doctor/doctor';
import { Replay } from '../../src/doctor/replay';
import { ReplayClock } from '../../src/doctor/replay-clock';
import type { DoctorReport } from '../../src/doctor/report';
import { readTrace } from '../../src/doctor/trace';
import { ExaminedModule } from './examined-module';

/** Sources, not compiled files: traces are data. */
const TRACES = join(__dirname, '../../../test/doctor/traces');
const ENDING = '.trace.jsonl';

function replayed(text: string): Promise<Diagnosis> {
  const trace = readTrace(text);
  const clock = new ReplayClock(Date.parse(trace.made));
  const stopping = new AbortController();
  const replay = new Replay(trace, clock, () => stopping.abort());
  const { level, broker, hasSecond } = replay.options;
  return examine({
    clock,
    transport: replay.transport,
    ...(hasSecond ? { second: replay.second } : {}),
    level,
    ...(broker === undefined ? {} : { broker }),
    program: '0.1.0',
    consent: (step) => Promise.resolve(replay.consent(step)),
    signal: stopping.signal,
  });
}

describe('The replay of a trace', () => {
  for (const file of readdirSync(TRACES).filter((name) => name.endsWith(ENDING))) {
    it(`comes to the findings of then: ${file}`, async () => {
      const report = JSON.parse(
        readFileSync(join(TRACES, file.replace(ENDING, '.json')), 'utf8'),
      ) as DoctorReport;
      const again = await replayed(readFileSync(join(TRACES, file), 'utf8'));
      assert.deepEqual(again.report.measured, report.measured);
      assert.deepEqual(again.report.module, report.module);
    });
  }

  it('has at least one that is kept', () => {
    assert.notDeepEqual(
      readdirSync(TRACES).filter((name) => name.endsWith(ENDING)),
      [],
    );
  });

  for (const [what, settings] of [
    ['a healthy module', {}],
    ['an echo that stays', { echo: 'never-off' }],
    ['chunks of one byte', { splitRate: 1 }],
    ['refusals, losses and a data phase that gives up', { payloadBeyond: 'lost', dataTimeoutMs: 9000 }],
    ['codes on another port', { urcport: 'uart1' }],
    ['no network', { registration: 'searching' }],
  ] as const) {
    it(`gives the same report, the times too: ${what}`, async () => {
      const { report, trace } = await new ExaminedModule(settings).examine();
      assert.deepEqual((await replayed(trace)).report, report);
    });
  }

  it('gives the same times on a computer that was slow between an answer and the next command', async () => {
    const examined = new ExaminedModule({ dataTimeoutMs: 9000 });
    let looks = 0;
    const slow: Clock = {
      // Each look at the clock takes 3 ms.
      now: () => examined.clock.now() + 3 * looks++,
      wallTime: () => examined.clock.wallTime(),
      after: (delayMs, action) => examined.clock.after(delayMs, action),
    };
    const { report, trace } = await examined.examine({ clock: slow });
    assert.ok(report.measured.shortData?.end === 'times-out');
    assert.deepEqual((await replayed(trace)).report.measured, report.measured);
  });

  it('knows which steps were declined', async () => {
    const { report, trace } = await new ExaminedModule().examine({
      consent: ({ name }) => Promise.resolve(name === 'lineLength' || name === 'slots' ? 'no' : 'yes'),
    });
    assert.deepEqual((await replayed(trace)).report, report);
  });

  it('ends where the examination was interrupted', async () => {
    const examined = new ExaminedModule();
    const stopping = new AbortController();
    const { report, trace } = await examined.examine({
      signal: stopping.signal,
      onStart: ({ name }) => {
        if (name === 'slots') examined.clock.after(1500, () => stopping.abort());
      },
    });
    assert.deepEqual((await replayed(trace)).report.measured, report.measured);
  });

  it('reports where it deviates from the trace: what was sent then, and what now', async () => {
    const { trace } = await new ExaminedModule().examine({ level: 'read' });
    const lines = trace.split('\n');
    const place = lines.findIndex((line) => line.includes(Buffer.from('AT+CGMM\r').toString('base64')));
    const changed = lines.with(
      place,
      (lines[place] ?? '').replace(
        Buffer.from('AT+CGMM\r').toString('base64'),
        Buffer.from('AT+GMM\r').toString('base64'),
      ),
    );
    const steps: (CodedError | undefined)[] = [];
    const parsed = readTrace(changed.join('\n'));
    const clock = new ReplayClock(0);
    const replay = new Replay(parsed, clock);
    await examine({
      clock,
      transport: replay.transport,
      level: 'read',
      program: '0.1.0',
      consent: () => Promise.resolve('no'),
      onReport: ({ error }) => steps.push(error),
    });
    const [error] = steps;
    assert.equal(error?.code, 'EC20_TRACE_DEVIATES');
    assert.deepEqual(error.params, { line: place + 1, expected: '"AT+GMM\\r"', got: '"AT+CGMM\\r"' });
  });
});

describe('A file that is no trace', () => {
  const head = '{"format":"ec20-doctor-trace","version":1,"made":"2026-11-27T14:00:00.000Z"}\n';
  for (const [text, line] of [
    ['', 1],
    ['hello', 1],
    ['{"format":"ec20-doctor-report","version":1}', 1],
    [head.replace('"version":1', '"version":2'), 1],
    [head.replace('2026-11', 'soon'), 1],
    [`${head}{"ms":1,"dir":"in"}`, 2],
    [`${head}{"ms":"1","dir":"in","bytes":""}`, 2],
    [`${head}{"ms":1,"dir":"sideways","bytes":""}`, 2],
    [`${head}[]\n{"ms":1`, 3],
  ] as const) {
    it(`is no trace, and the error names the line: ${text.slice(-40)}`, () => {
      assert.throws(
        () => readTrace(text),
        (error) =>
          error instanceof CodedError && error.code === 'EC20_TRACE_FORMAT' && error.params['line'] === line,
      );
    });
  }
});
