import assert from 'node:assert/strict';
import { savedTrace } from '../support/saved-trace';
import type { TraceEvent } from '../../src/doctor/trace';

const TIME = '2026-11-29T02:14:05';

function shown(event: TraceEvent): readonly unknown[] {
  return [event.ms, event.dir, 'bytes' in event ? event.bytes.toString('latin1') : event.text];
}

describe('A saved trace of the driver', () => {
  it('is read as what went over the line: line ends, prompts, bytes by their names', () => {
    const text = [
      'Module: EC20',
      '',
      `${TIME}.000Z → AT+QMTPUBEX=0,1,1,0,"a",3<CR>`,
      `${TIME}.020Z ← >`,
      `${TIME}.030Z → 温<00><FF>`,
      `${TIME}.100Z ← OK`,
      `${TIME}.200Z · EC20_TIMEOUT: AT`,
      '… 3 lines left out …',
    ].join('\r\n');
    const { made, events } = savedTrace(text);
    assert.equal(made, `${TIME}.000Z`);
    assert.deepEqual(events.map(shown), [
      [0, 'out', 'AT+QMTPUBEX=0,1,1,0,"a",3\r'],
      [20, 'in', '\r\n> '],
      [30, 'out', Buffer.from('温').toString('latin1') + '\x00\xff'],
      [100, 'in', '\r\nOK\r\n'],
      [200, 'note', 'EC20_TIMEOUT: AT'],
    ]);
  });

  it('has as many bytes as there were where they were left out', () => {
    const { events } = savedTrace(
      [`${TIME}Z → <12 bytes>`, `${TIME}Z → ab<7 more bytes>`, `${TIME}Z → <3 secret bytes>`].join('\n'),
    );
    assert.deepEqual(
      events.map((event) => ('bytes' in event ? event.bytes.length : 0)),
      [12, 9, 3],
    );
  });

  it('has a number where a personal one was masked, since the driver reads it as one', () => {
    const { events } = savedTrace(
      [`${TIME}Z → AT+CIMI<CR>`, `${TIME}Z ← ***`, `${TIME}Z ← +QCCID: ***`, `${TIME}Z ← +X: "***"`].join(
        '\n',
      ),
    );
    assert.deepEqual(
      events.slice(1).map((event) => shown(event)[2]),
      ['\r\n000000000000000\r\n', '\r\n+QCCID: 000000000000000\r\n', '\r\n+X: "***"\r\n'],
    );
  });

  it('is an error where there is no line of one', () => {
    assert.throws(() => savedTrace('nothing\n'), { code: 'EC20_TRACE_FORMAT' });
  });
});
