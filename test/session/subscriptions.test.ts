import assert from 'node:assert/strict';
import { type RoutedMessage, Subscriptions } from '../../src/session/subscriptions';

class Nodes {
  readonly subscriptions = new Subscriptions();
  readonly heard: string[] = [];

  listener(owner: string) {
    return (message: RoutedMessage) => this.heard.push(`${owner} ${message.topic} qos ${message.qos}`);
  }

  add(owner: string, filter: string, qos: 0 | 1 | 2 = 1) {
    return this.subscriptions.add(owner, filter, qos, this.listener(owner));
  }

  receive(topic: string, messageId = 1): readonly string[] {
    this.heard.length = 0;
    this.subscriptions.route({ topic, payload: Buffer.from('x'), messageId });
    return [...this.heard];
  }
}

describe('subscriptions', () => {
  it('ask the broker once for a filter that several nodes want', () => {
    const nodes = new Nodes();
    assert.deepEqual(nodes.add('a', 'x/+'), { filter: 'x/+', qos: 1 });
    nodes.subscriptions.grant('x/+', 1);
    assert.equal(nodes.add('b', 'x/+'), undefined);
    assert.deepEqual(nodes.subscriptions.all(), [{ filter: 'x/+', qos: 1 }]);
  });

  it('give each owner bytes of its own', () => {
    const subscriptions = new Subscriptions();
    const payloads: Buffer[] = [];
    for (const owner of ['a', 'b']) {
      subscriptions.add(owner, 'x', 1, ({ payload }) => {
        payloads.push(Buffer.from(payload));
        payload.fill('z');
      });
    }
    subscriptions.addUnasked('c', 'x', ({ payload }) => payloads.push(payload));
    subscriptions.route({ topic: 'x', payload: Buffer.from('abc'), messageId: 1 });
    assert.deepEqual(payloads.map(String), ['abc', 'abc', 'abc']);
  });

  it('ask again as long as the broker has not granted', () => {
    const nodes = new Nodes();
    nodes.add('a', 'x');
    assert.deepEqual(nodes.add('b', 'x'), { filter: 'x', qos: 1 });
  });

  it('ask again for a higher QoS, and not for a lower one', () => {
    const nodes = new Nodes();
    nodes.add('a', 'x', 1);
    nodes.subscriptions.grant('x', 1);
    assert.equal(nodes.add('b', 'x', 0), undefined);
    assert.deepEqual(nodes.add('c', 'x', 2), { filter: 'x', qos: 2 });
    assert.deepEqual(nodes.subscriptions.all(), [{ filter: 'x', qos: 2 }]);
  });

  it('leave the broker with the last owner, and not before', () => {
    const nodes = new Nodes();
    nodes.add('a', 'x');
    nodes.add('b', 'x');
    assert.equal(nodes.subscriptions.remove('a', 'x'), false);
    assert.equal(nodes.subscriptions.remove('a', 'x'), false);
    assert.equal(nodes.subscriptions.remove('c', 'x'), false);
    assert.equal(nodes.subscriptions.remove('b', 'y'), false);
    assert.equal(nodes.subscriptions.remove('b', 'x'), true);
    assert.deepEqual(nodes.subscriptions.all(), []);
    assert.deepEqual(nodes.receive('x'), []);
  });

  it('that left are asked for anew when they come back', () => {
    const nodes = new Nodes();
    nodes.add('a', 'x');
    nodes.subscriptions.grant('x', 1);
    nodes.subscriptions.remove('a', 'x');
    assert.equal(nodes.subscriptions.granted('x'), undefined);
    assert.deepEqual(nodes.add('a', 'x'), { filter: 'x', qos: 1 });
  });

  it('are all asked for anew on a new connection, also with cleanSession false (rule 14)', () => {
    const nodes = new Nodes();
    nodes.add('a', 'x', 0);
    nodes.add('b', 'y/#', 1);
    nodes.subscriptions.grant('x', 0);
    nodes.subscriptions.reset();
    assert.equal(nodes.subscriptions.granted('x'), undefined);
    assert.deepEqual(nodes.subscriptions.all(), [
      { filter: 'x', qos: 0 },
      { filter: 'y/#', qos: 1 },
    ]);
    assert.deepEqual(nodes.add('a', 'x', 0), { filter: 'x', qos: 0 });
  });

  it('of one node are listed with the QoS that it asked for', () => {
    const nodes = new Nodes();
    nodes.add('a', 'x', 0);
    nodes.add('b', 'x', 2);
    nodes.add('a', 'y', 1);
    assert.deepEqual(nodes.subscriptions.of('a'), [
      { topic: 'x', qos: 0 },
      { topic: 'y', qos: 1 },
    ]);
    assert.deepEqual(nodes.subscriptions.of('nobody'), []);
  });

  it('that are renewed have the new QoS and the new listener alone', () => {
    const nodes = new Nodes();
    nodes.add('a', 'x', 2);
    nodes.subscriptions.add('a', 'x', 0, nodes.listener('a anew'));
    assert.deepEqual(nodes.subscriptions.all(), [{ filter: 'x', qos: 0 }]);
    assert.deepEqual(nodes.receive('x'), ['a anew x qos 1']);
  });
});

describe('a message from the broker', () => {
  it('reaches every node with a filter that matches, and no other', () => {
    const nodes = new Nodes();
    nodes.add('a', 'home/+/temperature');
    nodes.add('b', 'home/#');
    nodes.add('c', 'garden/#');
    assert.deepEqual(
      nodes.receive('home/kitchen/temperature').map((line) => line[0]),
      ['a', 'b'],
    );
    assert.deepEqual(
      nodes.receive('home').map((line) => line[0]),
      ['b'],
    );
  });

  it('reaches a node once, though two of its filters match', () => {
    const nodes = new Nodes();
    nodes.add('a', 'home/#');
    nodes.add('a', 'home/+');
    assert.equal(nodes.receive('home/kitchen').length, 1);
  });

  it('has the granted QoS, and 0 when the module’s message id is 0 (the help of ec20-subscribe)', () => {
    const nodes = new Nodes();
    nodes.add('a', 'x', 2);
    nodes.subscriptions.grant('x', 1);
    assert.deepEqual(nodes.receive('x', 42), ['a x qos 1']);
    assert.deepEqual(nodes.receive('x', 0), ['a x qos 0']);
  });

  it('that makes a node unsubscribe, or subscribe, still reaches the others once', () => {
    const nodes = new Nodes();
    nodes.subscriptions.add('first', 'x', 1, () => {
      nodes.subscriptions.remove('first', 'x');
      nodes.add('late', 'x');
    });
    nodes.add('second', 'x');
    assert.deepEqual(nodes.receive('x'), ['second x qos 1']);
    assert.deepEqual(nodes.receive('x'), ['second x qos 1', 'late x qos 1']);
  });
});
