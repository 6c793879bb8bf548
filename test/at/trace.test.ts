import assert from 'node:assert/strict';
import { Trace, type TraceEntry } from '../../src/at/trace';
import { VirtualClock } from '../support/virtual-clock';

function traced(act: (trace: Trace) => void, capacity?: number): readonly string[] {
  const trace = new Trace(new VirtualClock(), capacity);
  act(trace);
  return trace.entries.map(({ text }) => text);
}

describe('Trace', () => {
  const shown: readonly (readonly [latin1: string, text: string])[] = [
    ['AT+CSQ\r', 'AT+CSQ<CR>'],
    ['a\r\n\0\x1a\x7f', 'a<CR><LF><00><1A><7F>'],
    [Buffer.from('温度').toString('latin1'), '温度'],
    ['\xe4', '<E4>'],
    ['\xc2\x85', '<85>'],
  ];
  for (const [latin1, text] of shown) {
    it(`shows ${JSON.stringify(latin1)} as ${text}`, () => {
      assert.deepEqual(
        traced((trace) => trace.record('in', latin1)),
        [text],
      );
    });
  }

  it('keeps the newest entries, with the wall clock’s time', async () => {
    const clock = new VirtualClock(1000);
    const trace = new Trace(clock, 2);
    for (const text of ['a', 'b', 'c']) {
      trace.record('note', text);
      await clock.advance(5);
    }
    assert.deepEqual(trace.entries, [
      { at: 1005, direction: 'note', text: 'b' },
      { at: 1010, direction: 'note', text: 'c' },
    ]);
  });

  it('returns what is new behind a place, and counts what it leaves out', () => {
    const trace = new Trace(new VirtualClock(), 3);
    for (const text of ['a', 'b', 'c', 'd', 'e']) trace.record('in', text);
    const since = (place: number, most: number) => {
      const { entries, next, left } = trace.since(place, most);
      return [entries.map(({ text }) => text).join(''), next, left];
    };
    assert.deepEqual(since(0, 10), ['cde', 5, 2]);
    assert.deepEqual(since(3, 10), ['de', 5, 0]);
    assert.deepEqual(since(3, 1), ['e', 5, 1]);
    assert.deepEqual(since(5, 10), ['', 5, 0]);
    assert.deepEqual(since(9, 10), ['', 5, 0]);
  });

  it('cuts a long payload, with a count, and never through a character', () => {
    assert.deepEqual(
      traced((trace) => trace.recordData('out', '', Buffer.from('x'.repeat(300)))),
      [`${'x'.repeat(256)}<44 more bytes>`],
    );
    assert.deepEqual(
      traced((trace) => trace.recordData('in', 'h,', Buffer.from('温'.repeat(100)))),
      [`h,${'温'.repeat(85)}<45 more bytes>`],
    );
  });

  it('notifies its watchers, until they stop or fail', () => {
    const seen: TraceEntry[] = [];
    const trace = new Trace(new VirtualClock());
    const unsubscribe = trace.subscribe((entry) => seen.push(entry));
    trace.subscribe(() => {
      throw new Error('closed window');
    });
    trace.record('in', 'a');
    trace.record('in', 'b');
    unsubscribe();
    trace.record('in', 'c');
    assert.deepEqual(
      seen.map(({ text }) => text),
      ['a', 'b'],
    );
  });
});

describe('Rule 10: a trace masks by marks', () => {
  it('hides a marked secret wherever it shows: in a line, a payload, across the cut, in UTF-8', () => {
    const texts = traced((trace) => {
      trace.mark('s3cret');
      trace.mark('密码');
      trace.mark('');
      trace.record('out', 'AT+X="s3cret",s3cret');
      trace.recordData('in', 's3cret,', Buffer.from(`${'x'.repeat(253)}s3cret`));
      trace.record('in', Buffer.from('a密码b').toString('latin1'));
    });
    assert.deepEqual(texts, ['AT+X="***",***', `***,${'x'.repeat(253)}***`, 'a***b']);
  });

  it('hides a secret that holds another one as a whole', () => {
    const texts = traced((trace) => {
      trace.mark('abc');
      trace.mark('xabcx');
      trace.record('in', 'xabcx abc');
    });
    assert.deepEqual(texts, ['*** ***']);
  });

  it('forgets a secret after 256 others, unless it lasts: of hundreds of devices none is shown', () => {
    const texts = traced((trace) => {
      trace.mark('first');
      trace.mark('passing');
      trace.mark('first', 'lasting');
      for (let count = 0; count < 400; count++) trace.mark(`secret-${count}-`, 'lasting');
      trace.record('in', 'first passing secret-0- secret-399-');
      for (let count = 0; count < 256; count++) trace.mark(`password ${count}`);
      trace.mark('first');
      trace.record('in', 'first passing password 255');
    });
    assert.deepEqual(texts, ['*** *** *** ***', '*** passing ***']);
  });
});
