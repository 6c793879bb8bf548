import assert from 'node:assert/strict';
import type { TraceEntry } from '../../src/at/trace-entry';
import { TraceBuffer } from '../../nodes/console/editor/trace-buffer';
import {
  filtered,
  isRefusal,
  matches,
  timeOfDay,
  traceFile,
  withoutLineEnd,
} from '../../nodes/console/editor/trace-lines';

const entry = (text: string, direction: TraceEntry['direction'] = 'in'): TraceEntry => ({
  at: 0,
  direction,
  text,
});

describe('The console’s lines', () => {
  const FILTERS: readonly (readonly [line: string, filter: string, shown: boolean])[] = [
    ['+CSQ: 24,99', '', true],
    ['+CSQ: 24,99', 'csq', true],
    ['+CSQ: 24,99', 'csq 24', true],
    ['+CSQ: 24,99', 'csq 25', false],
    ['+CSQ: 24,99', '-csq', false],
    ['OK', '-csq', true],
    ['+QMTOPEN: 0,-1', '-', true],
    ['OK', '-', false],
  ];
  for (const [line, filter, shown] of FILTERS) {
    it(`${shown ? 'show' : 'hide'} ${line} with the filter “${filter}”`, () => {
      assert.equal(matches(line, filter), shown);
      assert.equal(filtered([entry(line)], filter).length, shown ? 1 : 0);
    });
  }

  it('keep their gaps under every filter', () => {
    assert.deepEqual(filtered([{ left: 3 }, entry('OK')], 'csq'), [{ left: 3 }]);
  });

  it('are shown without their line end, with the local time to the millisecond', () => {
    assert.equal(withoutLineEnd('AT+CSQ<CR><LF>'), 'AT+CSQ');
    assert.equal(timeOfDay(new Date(2026, 0, 2, 3, 4, 5, 6).getTime()), '03:04:05.006');
  });

  it('are refusals where the module says so', () => {
    const refusals = ['ERROR', '+CME ERROR: 10', '+CMS ERROR: 500'];
    assert.deepEqual(
      refusals.map((text) => isRefusal(entry(text))),
      [true, true, true],
    );
    assert.equal(isRefusal(entry('ERROR', 'out')), false);
    assert.equal(isRefusal(entry('OK')), false);
  });

  it('make a file with a heading, UTC times, and no personal number', () => {
    const made = traceFile(
      ['Trace', 'Module: EC20F'],
      [
        { at: 0, direction: 'out', text: 'AT+GSN' },
        { at: 1, direction: 'in', text: '867698040123456' },
        { at: 2, direction: 'in', text: '+QCCID: 89860012345678901234' },
        { at: 3, direction: 'in', text: '+CNUM: ,"13800138000",129' },
        { at: 4, direction: 'out', text: '{"time":1767225600000}' },
      ],
    );
    assert.deepEqual(made.split('\n'), [
      'Trace',
      'Module: EC20F',
      '',
      '1970-01-01T00:00:00.000Z → AT+GSN',
      '1970-01-01T00:00:00.001Z ← ***',
      '1970-01-01T00:00:00.002Z ← +QCCID: ***',
      '1970-01-01T00:00:00.003Z ← +CNUM: ,***,129',
      '1970-01-01T00:00:00.004Z → {"time":1767225600000}',
      '',
    ]);
  });
});

describe('The console’s trace', () => {
  it('keeps at most a million characters, the newest lines', () => {
    const buffer = new TraceBuffer();
    const line = (number: number) =>
      ({ at: number, direction: 'in', text: String(number).padEnd(8192, '.') }) as const;
    for (let number = 0; number < 1000; number++) buffer.add([line(number)], '');
    const kept = buffer.shown('');
    const characters = kept.reduce((sum, entry) => sum + ('text' in entry ? entry.text.length : 0), 0);
    assert(characters <= 1024 * 1024 && characters > 1000 * 1024, `${characters}`);
    assert.deepEqual(kept.at(-1), line(999));
  });

  it('shows what comes, as far as the filter lets it through', () => {
    const buffer = new TraceBuffer();
    assert.deepEqual(buffer.add([entry('OK'), entry('+CSQ: 1,99')], 'csq'), [entry('+CSQ: 1,99')]);
    assert.deepEqual(buffer.shown(''), [entry('OK'), entry('+CSQ: 1,99')]);
  });

  it('stays unchanged while paused, counts new entries, and shows them on resuming', () => {
    const buffer = new TraceBuffer();
    buffer.add([entry('OK')], '');
    buffer.togglePause();
    assert.equal(buffer.waiting, 0);
    assert.deepEqual(buffer.add([entry('ERROR'), { left: 2 }], ''), []);
    assert.equal(buffer.waiting, 2);
    assert.deepEqual(buffer.shown(''), [entry('OK')]);
    buffer.togglePause();
    assert.equal(buffer.waiting, undefined);
    assert.deepEqual(buffer.shown(''), [entry('OK'), entry('ERROR'), { left: 2 }]);
  });

  it('is empty once cleared, and stays paused', () => {
    const buffer = new TraceBuffer();
    buffer.add([entry('OK')], '');
    buffer.togglePause();
    buffer.add([entry('ERROR')], '');
    buffer.clear();
    assert.equal(buffer.waiting, 0);
    assert.deepEqual(buffer.shown(''), []);
    buffer.togglePause();
    assert.deepEqual(buffer.shown(''), []);
  });

  it('keeps the newest 2000 entries', () => {
    const buffer = new TraceBuffer();
    for (let index = 0; index < 2005; index++) buffer.add([entry(`line ${index}`)], '');
    const shown = buffer.shown('');
    assert.equal(shown.length, 2000);
    assert.deepEqual(shown[0], entry('line 5'));
  });
});
