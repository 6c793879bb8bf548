import assert from 'node:assert/strict';
import { CodedError } from '../../src/base/coded-error';
import { DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import { VirtualDevice } from '../support/virtual-device';
import { Rig, noResult, refusal } from './publisher-rig';

describe('the publisher', () => {
  it('sends what waits once a connection is there, one after the other, and reports how it was delivered', async () => {
    const rig = new Rig();
    await rig.publish('a', 'b');
    await rig.clock.advance(5000);
    const client = await rig.attach();
    assert.deepEqual(client.topics, ['a']);
    client.attempt(0).takeOver();
    await rig.clock.advance(300);
    client.attempt(0).complete('acknowledged');
    await rig.settle();
    assert.deepEqual(rig.delivered.get('a'), {
      messageId: 1,
      attempts: 1,
      queuedMs: 5000,
      deliveredMs: 5300,
    });
    assert.deepEqual(client.topics, ['a', 'b']);
  });

  it('lets as many await the broker as the window allows, but hands them to the line one by one', async () => {
    const rig = await Rig.grown(3);
    await rig.publish('a', 'b', 'c', 'd');
    assert.deepEqual(rig.client.topics, ['a']);
    rig.client.attempt(0).takeOver();
    await rig.settle();
    rig.client.attempt(1).takeOver();
    await rig.settle();
    rig.client.attempt(2).takeOver();
    await rig.settle();
    assert.deepEqual(rig.client.topics, ['a', 'b', 'c']);
    assert.equal(rig.publisher.inFlight, 3);
    rig.client.attempt(1).complete('acknowledged');
    await rig.settle();
    assert.deepEqual(rig.client.topics, ['a', 'b', 'c', 'd']);
    assert.deepEqual([...rig.delivered.keys()].slice(-1), ['b']);
  });

  it('keeps to the rate', async () => {
    const rig = new Rig({ perSecond: 2 });
    await rig.publish('a', 'b', 'c');
    await rig.attach();
    await rig.acknowledge();
    assert.deepEqual(rig.client.topics, ['a']);
    await rig.clock.advance(499);
    assert.deepEqual(rig.client.topics, ['a']);
    await rig.clock.advance(1);
    assert.deepEqual(rig.client.topics, ['a', 'b']);
  });

  it('lets nothing leave while it is paused, and goes on afterwards', async () => {
    const rig = new Rig();
    await rig.attach();
    rig.publisher.pause();
    await rig.publish('a');
    assert.deepEqual(rig.client.topics, []);
    rig.publisher.resume();
    await rig.settle();
    assert.deepEqual(rig.client.topics, ['a']);
  });

  it('lets nothing leave while anybody holds it, through a new connection too, and goes on when the last lets go', async () => {
    const rig = new Rig();
    await rig.attach();
    const [first, second] = [rig.publisher.hold(), rig.publisher.hold()];
    await rig.publish('a');
    first();
    first();
    await rig.attach();
    assert.deepEqual(rig.client.topics, []);
    second();
    await rig.settle();
    assert.deepEqual(rig.client.topics, ['a']);
  });

  it('sends a message of the session’s own when none is in flight, and the others behind it', async () => {
    const rig = new Rig();
    await rig.attach();
    await rig.publish('a');
    const own = rig.publisher.sendAlone(
      { topic: 'own', payload: Buffer.from('own'), qos: 1, retain: false },
      new AbortController().signal,
    );
    await rig.publish('b');
    await rig.clock.advance(1000);
    assert.deepEqual(rig.client.topics, ['a']);
    await rig.acknowledge();
    await rig.clock.advance(1000);
    assert.deepEqual(rig.client.topics, ['a', 'own']);
    await rig.acknowledge();
    await own;
    await rig.settle();
    assert.deepEqual(rig.client.topics, ['a', 'own', 'b']);
  });

  it('that was paused sends through a new connection', async () => {
    const rig = new Rig();
    await rig.attach();
    rig.publisher.pause();
    await rig.lose('EC20_MODULE_RESTARTED');
    await rig.publish('a');
    await rig.attach();
    assert.deepEqual(rig.client.topics, ['a']);
  });

  it('settles a message whose result overtakes its OK, and waits for that OK before the next (rule 3)', async () => {
    const rig = new Rig();
    await rig.attach();
    await rig.publish('a', 'b');
    rig.client.attempt(0).complete('acknowledged');
    await rig.settle();
    assert(rig.delivered.has('a'));
    assert.deepEqual(rig.client.topics, ['a']);
    rig.client.attempt(0).takeOver();
    await rig.settle();
    assert.deepEqual(rig.client.topics, ['a', 'b']);
  });

  it('sends nothing on a connection that has ended, and begins with a small window on the next', async () => {
    const rig = await Rig.grown(3);
    const old = rig.client;
    await rig.publish('a', 'b');
    old.attempt(0).takeOver();
    await rig.settle();
    await rig.lose('EC20_LINK_DEAD');
    await rig.publish('c');
    assert.deepEqual(old.topics, ['a', 'b']);
    const client = await rig.attach();
    client.attempt(0).takeOver();
    await rig.settle();
    assert.deepEqual(client.topics, ['a']);
    assert.equal(rig.window.size, 1);
  });
});

describe('Rule 12: QoS 0', () => {
  it('awaits one result at a time, and nothing overtakes the next', async () => {
    const rig = await Rig.grown(5);
    await rig.publish('qos0 a', 'qos0 b', 'c');
    rig.client.attempt(0).takeOver();
    await rig.settle();
    assert.deepEqual(rig.client.topics, ['qos0 a']);
    rig.client.attempt(0).complete('acknowledged');
    await rig.settle();
    rig.client.attempt(1).takeOver();
    await rig.settle();
    assert.deepEqual(rig.client.topics, ['qos0 a', 'qos0 b', 'c']);
    assert.equal(rig.delivered.get('qos0 a')?.messageId, 0);
  });
});

describe('Rule 13: results of a publish', () => {
  it('ERROR before the prompt: stays at the head, the window halves, the module gets a moment', async () => {
    const rig = await Rig.grown(4);
    await rig.publish('a', 'b');
    rig.client.attempt(0).refuse(refusal());
    await rig.settle();
    assert.equal(rig.window.size, 2);
    assert.equal(rig.refused, 1);
    assert.equal(rig.client.stateAsked, 0);
    await rig.clock.advance(499);
    assert.deepEqual(rig.client.topics, ['a']);
    await rig.clock.advance(1);
    assert.deepEqual(rig.client.topics, ['a', 'a']);
    await rig.acknowledge();
    assert.equal(rig.delivered.get('a')?.attempts, 2);
  });

  it('ERROR three times at window 1 though connected: EC20_PUBLISH_REFUSED, and the next has its turn', async () => {
    const rig = new Rig();
    await rig.attach();
    await rig.publish('a', 'b');
    for (const time of [0, 1, 2]) {
      assert.equal(
        rig.client.topics.join(),
        Array(time + 1)
          .fill('a')
          .join(),
      );
      rig.client.attempt(-1).refuse(refusal());
      await rig.clock.advance(500);
    }
    assert.deepEqual([...rig.failed], [['a', 'EC20_PUBLISH_REFUSED']]);
    assert.equal(rig.client.attempt(-1).topic, 'b');
    assert.deepEqual(rig.reopened, []);
  });

  it('ERRORs before and after the module took the message over are not counted together', async () => {
    const rig = new Rig();
    await rig.attach();
    await rig.publish('a');
    const refuseTwice = async () => {
      for (let time = 0; time < 2; time++) {
        rig.client.attempt(-1).refuse(refusal());
        await rig.clock.advance(500);
      }
    };
    await refuseTwice();
    rig.client.attempt(-1).takeOver();
    rig.client.attempt(-1).complete('failed');
    await rig.settle();
    await refuseTwice();
    await rig.acknowledge();
    assert.equal(rig.delivered.get('a')?.attempts, 6);
  });

  it('ERRORs of a message that has left meanwhile do not count against the next', async () => {
    const rig = new Rig();
    await rig.attach();
    await rig.publish('a', 'b');
    for (let time = 0; time < 2; time++) {
      rig.client.attempt(-1).refuse(refusal());
      await rig.clock.advance(time === 0 ? 500 : 0);
    }
    const [head] = [rig.outbox.take()];
    assert(head !== undefined);
    rig.outbox.failed(head, new CodedError('EC20_EXPIRED'));
    await rig.clock.advance(500);
    for (let time = 0; time < 2; time++) {
      assert.equal(rig.client.attempt(-1).topic, 'b');
      rig.client.attempt(-1).refuse(refusal());
      await rig.clock.advance(500);
    }
    assert.deepEqual([...rig.failed], [['a', 'EC20_EXPIRED']]);
  });

  it('ERROR at window 1 while the module says that it is not connected: MQTT is reopened, the message stays', async () => {
    const rig = new Rig();
    await rig.attach();
    rig.client.stateAnswer = Promise.resolve(1);
    await rig.publish('a');
    rig.client.attempt(0).refuse(refusal());
    await rig.settle();
    assert.deepEqual(rig.reopened, ['EC20_MODULE_ERROR']);
    assert.equal(rig.outbox.length, 1);
  });

  it('ERROR at window 1: nothing newer leaves while the module is asked, however long that takes', async () => {
    const rig = new Rig();
    await rig.attach();
    let answer: (state: number) => void = () => undefined;
    rig.client.stateAnswer = new Promise((resolve) => (answer = resolve));
    await rig.publish('a', 'b');
    rig.client.attempt(0).refuse(refusal());
    await rig.clock.advance(2000);
    assert.deepEqual(rig.client.topics, ['a']);
    answer(3);
    await rig.clock.advance(500);
    assert.deepEqual(rig.client.topics, ['a', 'a']);
  });

  it('result 1: rate and window halve, the message goes on waiting', async () => {
    const rig = await Rig.grown(4);
    await rig.publish('a');
    rig.client.attempt(0).takeOver();
    rig.publisher.slowDown();
    assert.equal(rig.window.size, 2);
    rig.client.attempt(0).complete('acknowledged');
    await rig.settle();
    assert(rig.delivered.has('a'));
  });

  it('result 2: the same goes again before anything newer; twice running MQTT is reopened', async () => {
    const rig = await Rig.grown(4);
    await rig.publish('a', 'b', 'c');
    rig.client.attempt(0).takeOver();
    await rig.settle();
    rig.client.attempt(0).complete('failed');
    rig.client.attempt(1).takeOver();
    await rig.settle();
    assert.deepEqual(rig.client.topics, ['a', 'b', 'a']);
    assert.notEqual(rig.client.attempt(2).messageId, rig.client.attempt(0).messageId);
    assert.deepEqual(rig.reopened, []);
    rig.client.attempt(2).takeOver();
    rig.client.attempt(2).complete('failed');
    await rig.settle();
    assert.deepEqual(rig.reopened, ['EC20_PUBLISH_FAILED']);
    assert.deepEqual(rig.client.topics, ['a', 'b', 'a'], 'sent again on the connection that is given up');
    assert.deepEqual([...rig.failed], []);
  });

  it('result 2 with a success between does not reopen MQTT', async () => {
    const rig = new Rig();
    await rig.attach();
    await rig.publish('a', 'b');
    for (const result of ['failed', 'acknowledged', 'failed', 'acknowledged'] as const) {
      rig.client.attempt(-1).takeOver();
      rig.client.attempt(-1).complete(result);
      await rig.clock.advance(60_000);
    }
    assert.deepEqual(rig.reopened, []);
    assert.equal(rig.delivered.size, 2);
  });

  it('no result in time: MQTT is reopened, and all that had not settled goes again in its order', async () => {
    const rig = await Rig.grown(3);
    await rig.publish('a', 'b', 'c');
    for (const index of [0, 1, 2]) {
      rig.client.attempt(index).takeOver();
      await rig.settle();
    }
    rig.client.attempt(1).complete('acknowledged');
    await rig.settle();
    rig.client.attempt(0).lose(noResult());
    await rig.settle();
    assert.deepEqual(rig.client.topics, ['a', 'b', 'c'], 'sent again on the connection that is given up');
    // Rule 9: the line answers, so this is no evidence against the module.
    assert.deepEqual(rig.reopened, ['EC20_PUBLISH_FAILED']);
    await rig.lose('EC20_PUBLISH_FAILED');
    const client = await rig.attach();
    await rig.acknowledge();
    await rig.acknowledge();
    assert.deepEqual(client.topics, ['a', 'c']);
    assert.deepEqual([...rig.delivered.keys()].slice(-3), ['b', 'a', 'c']);
    assert.equal(rig.delivered.get('c')?.attempts, 2);
  });

  it('a data phase that had to be drained: it counts as damaged and goes again', async () => {
    const rig = new Rig();
    await rig.attach();
    await rig.publish('a');
    rig.client.attempt(0).refuse(new CodedError('EC20_DATA_STUCK', { outcome: 'unknown' }));
    await rig.settle();
    assert.equal(rig.damaged, 1);
    await rig.acknowledge();
    assert.deepEqual(rig.client.topics, ['a', 'a']);
  });

  const GONE = [
    ['result 2', (rig: Rig) => rig.client.attempt(0).complete('failed')],
    ['no result in time', (rig: Rig) => rig.client.attempt(0).lose(noResult())],
    ['the end of the connection', (rig: Rig) => rig.lose('EC20_LINK_PEER_CLOSED')],
  ] as const;
  for (const [name, happen] of GONE) {
    it(`QoS 0 after its OK is never sent again: ${name} fails with EC20_PUBLISH_UNKNOWN`, async () => {
      const rig = new Rig();
      await rig.attach();
      await rig.publish('qos0');
      rig.client.attempt(0).takeOver();
      await rig.settle();
      await happen(rig);
      await rig.settle();
      await rig.attach();
      assert.deepEqual([...rig.failed], [['qos0', 'EC20_PUBLISH_UNKNOWN']]);
      assert.deepEqual(rig.client.topics, []);
    });
  }

  it('QoS 0 before its OK is sent again, as QoS 1 is', async () => {
    const rig = new Rig();
    await rig.attach();
    await rig.publish('qos0');
    await rig.lose('EC20_PORT_LOST');
    await rig.attach();
    await rig.acknowledge();
    assert.equal(rig.delivered.get('qos0')?.attempts, 2);
  });

  it('the oldest in flight at three closings running is EC20_PUBLISH_POISON; the others go on', async () => {
    const rig = await Rig.grown(2);
    await rig.publish('forbidden', 'b');
    for (let loss = 0; loss < 3; loss++) {
      assert.equal(rig.failed.size, 0);
      rig.client.attempt(-1).takeOver();
      await rig.settle();
      await rig.lose('EC20_LINK_PEER_CLOSED');
      await rig.attach();
    }
    assert.deepEqual([...rig.failed], [['forbidden', 'EC20_PUBLISH_POISON']]);
    assert.deepEqual(rig.client.topics, ['b']);
    await rig.acknowledge();
    assert(rig.delivered.has('b'));
  });

  it('a line that is unplugged again and again poisons nothing', async () => {
    const rig = new Rig();
    await rig.attach();
    await rig.publish('a');
    for (let loss = 0; loss < 5; loss++) {
      rig.client.attempt(-1).takeOver();
      await rig.settle();
      await rig.lose('EC20_PORT_LOST');
      await rig.attach();
    }
    await rig.acknowledge();
    assert.deepEqual([...rig.failed], []);
    assert.equal(rig.delivered.get('a')?.attempts, 6);
  });

  it('closings with other messages at the head are not counted together', async () => {
    const rig = new Rig();
    await rig.attach();
    for (const topic of ['a', 'b', 'c', 'd']) {
      await rig.publish(topic);
      for (let loss = 0; loss < 2; loss++) {
        rig.client.attempt(-1).takeOver();
        await rig.settle();
        await rig.lose('EC20_LINK_PEER_CLOSED');
        await rig.attach();
      }
      await rig.acknowledge();
    }
    assert.equal(rig.delivered.size, 4);
  });
});

describe('Rule 13 on the virtual module: a message at which the broker hangs up', () => {
  for (const maxRate of [0, 1000]) {
    it(`does not block the queue for ever, at ${maxRate === 0 ? 'the cloud’s own rate' : `${maxRate} messages/s`}`, async () => {
      const device = new VirtualDevice({}, () => ({ maxRate }));
      await device.online();
      device.cloud.onPublish(({ payload }) => {
        if (payload.toString() === 'forbidden') device.cloud.kick(DEMO_TRIPLET);
      });
      const forbidden = device.publish('forbidden');
      const allowed = device.publish('allowed');
      await device.clock.until(
        () => allowed.delivered.length > 0,
        600_000,
        'the delivery of the other message',
      );
      assert.deepEqual(forbidden.delivered, []);
      assert.deepEqual(
        forbidden.failed.map(({ code }) => code),
        ['EC20_PUBLISH_POISON'],
      );
      assert.equal(device.arrivals.length, 4, 'each is sent as often as needed, and no more');
      await device.close();
    });
  }
});
