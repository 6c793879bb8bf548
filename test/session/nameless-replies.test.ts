import assert from 'node:assert/strict';
import type { CloudReply } from '../../src/cloud/thing-dialogue';
import { always, PlayedCloud, post, reply } from './played-cloud';
import { Rig } from './publisher-rig';

const REPLY_MS = 10_000;

/** A publisher with posts open at the cloud, and what became of each by its id. */
class Posts extends Rig {
  readonly outcome = new Map<number, string>();

  constructor() {
    super({
      largest: 10,
      packing: {
        dialogueOf: always(new PlayedCloud()),
        compact: false,
        largestPayloadBytes: () => 1500,
        nextId: () => '1000',
      },
    });
  }

  /** Sends these, and the broker has them. */
  async open(...ids: number[]): Promise<void> {
    await this.attach();
    for (const id of ids) {
      this.outbox.add(
        {
          ...post(id),
          qos: 1,
          retain: false,
          offline: 'queue',
          nodeId: 'n',
          flowMessageId: `m${id}`,
          replyMs: REPLY_MS,
        },
        {
          accepted: () => undefined,
          delivered: () => this.outcome.set(id, 'delivered'),
          failed: (error) => this.outcome.set(id, `${error.code} ${error.params['result']}`),
        },
      );
      await this.settle();
      await this.acknowledge();
    }
  }

  get outcomes(): [number, string][] {
    return [...this.outcome];
  }
}

function nameless(code: number, topic = 'post_reply'): CloudReply {
  return { ...reply(0, code), topic, id: undefined };
}

describe('a refusal of the cloud that names no message', () => {
  it('is at once the outcome of the one post that awaits a reply on its topic', async () => {
    const posts = new Posts();
    await posts.open(1);
    posts.publisher.replyReceived(nameless(6207));
    assert.deepEqual(posts.outcomes, [[1, 'EC20_PUBLISH_REFUSED 6207']]);
    // It is settled once.
    await posts.clock.advance(REPLY_MS * 5);
    assert.deepEqual(posts.outcomes, [[1, 'EC20_PUBLISH_REFUSED 6207']]);
  });

  it('on another topic concerns no post', async () => {
    const posts = new Posts();
    await posts.open(1);
    posts.publisher.replyReceived(nameless(6207, 'other_reply'));
    posts.publisher.replyReceived(reply(1));
    assert.deepEqual(posts.outcomes, [[1, 'delivered']]);
  });

  it('with no post open concerns none that is sent later', async () => {
    const posts = new Posts();
    await posts.attach();
    posts.publisher.replyReceived(nameless(460));
    await posts.open(1);
    posts.publisher.replyReceived(reply(1));
    assert.deepEqual(posts.outcomes, [[1, 'delivered']]);
  });

  it('with several open is for the one that gets no reply of its own', async () => {
    const posts = new Posts();
    await posts.open(1, 2, 3);
    posts.publisher.replyReceived(nameless(460));
    assert.deepEqual(posts.outcomes, []);
    posts.publisher.replyReceived(reply(1));
    posts.publisher.replyReceived(reply(3));
    assert.deepEqual(posts.outcomes, [[1, 'delivered'], [3, 'delivered'], [2, 'EC20_PUBLISH_REFUSED 460']]); // prettier-ignore
  });

  it('with several open is for the oldest when its time is over', async () => {
    const posts = new Posts();
    await posts.open(1);
    await posts.clock.advance(1000);
    await posts.open(2);
    posts.publisher.replyReceived(nameless(460));
    await posts.clock.advance(REPLY_MS - 1000);
    assert.deepEqual(posts.outcomes, [[1, 'EC20_PUBLISH_REFUSED 460']]);
    posts.publisher.replyReceived(reply(2));
    assert.deepEqual(posts.outcomes[1], [2, 'delivered']);
  });

  it('as many as there are posts open are theirs, in order', async () => {
    const posts = new Posts();
    await posts.open(1, 2);
    posts.publisher.replyReceived(nameless(460));
    posts.publisher.replyReceived(nameless(6207));
    assert.deepEqual(posts.outcomes, [[1, 'EC20_PUBLISH_REFUSED 460'], [2, 'EC20_PUBLISH_REFUSED 6207']]); // prettier-ignore
  });

  it('is not for a post that was sent after it', async () => {
    const posts = new Posts();
    await posts.open(1, 2);
    posts.publisher.replyReceived(nameless(460));
    await posts.open(3);
    posts.publisher.replyReceived(reply(1));
    assert.deepEqual(posts.outcomes, [[1, 'delivered'], [2, 'EC20_PUBLISH_REFUSED 460']]); // prettier-ignore
  });

  it('that comes before the broker’s ack is the outcome when that arrives, or is lost', async () => {
    for (const ends of ['acknowledged', 'lost'] as const) {
      const posts = new Posts();
      await posts.attach();
      posts.outbox.add(
        {
          ...post(1),
          qos: 1,
          retain: false,
          offline: 'queue',
          nodeId: 'n',
          flowMessageId: 'm',
          replyMs: REPLY_MS,
        },
        {
          accepted: () => undefined,
          delivered: () => posts.outcome.set(1, 'delivered'),
          failed: (error) => posts.outcome.set(1, error.code),
        },
      );
      await posts.settle();
      posts.publisher.replyReceived(nameless(6207));
      assert.deepEqual(posts.outcomes, []);
      if (ends === 'lost') await posts.lose('EC20_LINK_PEER_CLOSED');
      else await posts.acknowledge();
      assert.deepEqual(posts.outcomes, [[1, 'EC20_PUBLISH_REFUSED']]);
    }
  });
});
