import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { CodedError } from '../../src/base/coded-error';
import { seededRandom } from '../../src/base/random';
import { MessageIds } from '../../src/ec20/message-id';
import { MqttClient } from '../../src/ec20/mqtt-client';
import { EC20 } from '../../src/ec20/profiles/dialects';
import { ScriptedModule } from '../support/scripted-module';

const HIGHEST = 65_535;

/** Starts right behind `last`. */
function startingAfter(last: number): MessageIds {
  return new MessageIds({ next: () => last / HIGHEST });
}

describe('Rule 12: message ids', () => {
  it('start anywhere from 1 to 65535, by chance', () => {
    assert.equal(startingAfter(0).take(), 1);
    assert.equal(new MessageIds({ next: () => 1 - 2 ** -47 }).take(), HIGHEST);
    const starts = new Set([1, 2, 3, 4, 5].map((seed) => new MessageIds(seededRandom(seed)).take()));
    assert.equal(starts.size, 5);
  });

  it('go on from 65535 with 1, never with 0', () => {
    const ids = startingAfter(HIGHEST - 2);
    assert.deepEqual([ids.take(), ids.take(), ids.take()], [HIGHEST - 1, HIGHEST, 1]);
  });

  it('skip those in flight, though all others have been used meanwhile', () => {
    const ids = startingAfter(0);
    const inFlight = [ids.take(), ids.take()];
    for (let used = 2; used < HIGHEST; used++) ids.release(ids.take());
    assert.deepEqual(inFlight, [1, 2]);
    assert.equal(ids.take(), 3);
  });

  it('go on after a reconnect where they were, and skip what was in flight before it', () => {
    const ids = startingAfter(0);
    const lost = ids.take();
    ids.beginConnection();
    assert.equal(ids.take(), lost + 1);
    for (let used = 0; used < HIGHEST - 2; used++) ids.release(ids.take());
    assert.equal(ids.take(), lost + 2, 'neither the lost id nor the one in flight came round again');
  });

  it('are free again two connections later', () => {
    const ids = startingAfter(0);
    const lost = ids.take();
    ids.beginConnection();
    ids.beginConnection();
    for (let used = 0; used < HIGHEST - 1; used++) ids.release(ids.take());
    assert.equal(ids.take(), lost);
  });

  it('are never given out twice, regardless of releases and changes of the connection', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.constant('take' as const) },
      { weight: 3, arbitrary: fc.nat(50) },
      { weight: 1, arbitrary: fc.constant('reconnect' as const) },
    );
    fc.assert(
      fc.property(fc.nat(HIGHEST - 1), fc.array(step, { maxLength: 200 }), (last, steps) => {
        const ids = startingAfter(last);
        let current: number[] = [];
        let previous: number[] = [];
        for (const each of steps) {
          if (each === 'take') {
            const id = ids.take();
            assert(id >= 1 && id <= HIGHEST && !current.includes(id) && !previous.includes(id), `id ${id}`);
            current.push(id);
          } else if (each === 'reconnect') {
            ids.beginConnection();
            previous = current;
            current = [];
          } else {
            const id = current[each % Math.max(1, current.length)];
            if (id === undefined) continue;
            ids.release(id);
            current = current.filter((other) => other !== id);
          }
        }
      }),
    );
  });

  it('of a publish that was lost with its connection are not used in the next', async () => {
    const module = new ScriptedModule({ 'AT+QMTPUBEX=0,1,1,0,"t",1': ['>', 'OK'] });
    const messageIds = startingAfter(0);
    const connection = () =>
      new MqttClient({
        channel: module.channel,
        clock: module.clock,
        profile: EC20,
        messageIds,
        clientIndex: 0,
        apn: '',
        listener: { received: () => undefined, ended: () => undefined, retransmitting: () => undefined },
      });
    const first = connection();
    const lost = first.publish({ topic: 't', payload: Buffer.from('x'), qos: 1, retain: false });
    await module.settle(lost.accepted);
    first.end(new CodedError('EC20_LINK_PEER_CLOSED'));
    await module.rejects(lost.completed, 'EC20_LINK_PEER_CLOSED');
    connection();
    assert.equal(lost.messageId, 1);
    for (let used = 1; used < HIGHEST; used++) messageIds.release(messageIds.take());
    assert.equal(messageIds.take(), 2);
  });
});
