import assert from 'node:assert/strict';
import { CodedError } from '../../src/base/coded-error';
import type { CloudMessage, CloudReply, ReplyVerdict, ThingDialogue } from '../../src/cloud/thing-dialogue';

/** A post of the played cloud: `{"id":"7","T":21}`. */
export function post(id: number, properties: Record<string, number> = { T: id }): CloudMessage {
  return { topic: 'post', payload: Buffer.from(JSON.stringify({ id: String(id), ...properties })) };
}

export function reply(id: number | string, code = 200, data: unknown = {}): CloudReply {
  return { topic: 'post_reply', id: String(id), code, message: `code ${code}`, data };
}

function never(): never {
  assert.fail('the publisher has no use for this');
}

/** Every topic is that of the same device. */
export function always(cloud: ThingDialogue): (topic: string) => ThingDialogue {
  return () => cloud;
}

/**
 * A cloud as the publisher sees it: a post is replied to on `post_reply` by its id; 200 is fine, 429 means again, data of a
 * 200 names the properties that were refused. Posts are joined as a list, `count` at most.
 */
export class PlayedCloud implements ThingDialogue {
  constructor(private readonly mostJoined = 100) {}

  expectedReply({ topic, payload }: CloudMessage) {
    const { id } = JSON.parse(payload.toString()) as { id?: string };
    return id === undefined ? undefined : { topic: `${topic}_reply`, id };
  }

  judge({ code, data }: CloudReply): ReplyVerdict {
    if (code === 429) return { kind: 'again', error: new CodedError('EC20_PUBLISH_FAILED') };
    const rejected = Object.keys(data as object);
    if (code === 200 && rejected.length === 0) return { kind: 'accepted' };
    const error = new CodedError('EC20_PUBLISH_REFUSED', { params: { result: code } });
    return { kind: 'refused', error, rejected: code === 200 ? rejected : undefined };
  }

  join(messages: readonly CloudMessage[], limitBytes: number, id: string) {
    const posts = messages.filter(({ topic }) => topic === 'post').slice(0, this.mostJoined);
    if (posts.length < 2) return undefined;
    const payload = Buffer.from(JSON.stringify({ id, posts: posts.map((each) => each.payload.toString()) }));
    assert(payload.length <= limitBytes);
    return { topic: 'post', payload, count: posts.length, reply: { topic: 'post_reply', id } };
  }

  readonly compose = never;
  readonly composeAll = never;
  readonly replyFilter = never;
  readonly isUrgent = never;
  readonly readReply = never;
  readonly downlink = never;
  readonly answer = never;
  readonly timeRequest = never;
  readonly readTime = never;
}
