import assert from 'node:assert/strict';
import { Trace } from '../../src/at/trace';
import { VirtualClock } from '../support/virtual-clock';
import { Rig, command } from './rig';

const MOST = 256;
const MOST_GUESTS = 128;

describe('a channel that is asked more than the module answers', () => {
  it('turns away what comes when 256 commands wait', async () => {
    const rig = new Rig();
    const runs = Array.from({ length: MOST + 11 }, (_, index) => rig.run(command(`AT+T=${index}`)));
    await rig.clock.advance(0);
    assert.equal(rig.channel.waiting, MOST);
    const refused = runs.filter(({ state }) => state === 'EC20_AT_WAITING not-sent');
    assert.equal(refused.length, 10);
    assert.deepEqual(refused, runs.slice(MOST + 1));
    assert.deepEqual(refused[0]?.error?.params, { most: MOST });
    assert.equal(rig.channel.counters.turnedAway, 10);
    rig.say('OK\r\n');
    await rig.clock.advance(0);
    assert.deepEqual([runs[0]?.state, rig.lastWrite], ['ok', 'AT+T=1\r']);
    assert.equal(rig.run(command('AT')).state, 'pending');
  });

  it('keeps places for others when a guest asks without end', async () => {
    const rig = new Rig();
    const guests = Array.from({ length: 1000 }, () => rig.run(command('AT+CSQ', { isGuest: true })));
    const own = Array.from({ length: MOST - MOST_GUESTS }, () => rig.run(command('AT+QMTCONN?')));
    await rig.clock.advance(0);
    assert.equal(
      guests.filter(({ state }) => state === 'EC20_AT_WAITING not-sent').length,
      1000 - 1 - MOST_GUESTS,
    );
    assert.deepEqual([...new Set(own.map(({ state }) => state))], ['pending']);
  });
});

describe('a trace of a module that floods', () => {
  const characters = (trace: Trace) => trace.entries.reduce((sum, { text }) => sum + text.length, 0);

  it('is bounded as a whole, and its newest entries are kept', () => {
    const trace = new Trace(new VirtualClock());
    for (let count = 0; count < 2000; count++) trace.record('in', `${count} ${'\x01'.repeat(17_000)}`);
    assert(characters(trace) <= 256 * 1024, `${characters(trace)} characters`);
    assert.match(trace.entries.at(-1)?.text ?? '', /^1999 <01>.*<\d+ more bytes>$/);
    assert.equal(trace.since(0, 1).next, 2000);
  });

  it('cuts each line, whole characters only, and what is masked first', () => {
    const trace = new Trace(new VirtualClock());
    trace.mark('secret');
    trace.record('in', `${'x'.repeat(2045)}secret`);
    trace.recordData('out', `${'y'.repeat(5000)},`, Buffer.from('hi'));
    trace.record('in', Buffer.from(`${'z'.repeat(2047)}温`).toString('latin1'));
    assert.deepEqual(
      trace.entries.map(({ text }) => text),
      [
        `${'x'.repeat(2045)}***`,
        `${'y'.repeat(2048)}<2953 more bytes>hi`,
        `${'z'.repeat(2047)}<3 more bytes>`,
      ],
    );
  });

  it('of ordinary lines keeps as many as it is made for', () => {
    const trace = new Trace(new VirtualClock());
    for (let count = 0; count < 1200; count++) trace.record('in', `+CSQ: ${count},99`);
    assert.equal(trace.entries.length, 1000);
  });
});
