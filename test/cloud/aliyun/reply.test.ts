import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describeError } from '../../../src/base/error-text';
import { REPLY_CODES } from '../../../src/cloud/aliyun/reply-code';
import type { ReplyVerdict } from '../../../src/cloud/thing-dialogue';
import { assertSentences } from '../../support/sentences';
import { hostileBytes, seeded } from '../../hostile/seed';
import { dialogue, message, NOW, send, SYS } from './rig';

const thing = dialogue();
const POST_REPLY = `${SYS}/thing/event/property/post_reply`;
const post = send('property', { LightSwitch: 1, Temperature: 21 });
const NTP_RESPONSE = '/ext/ntp/a1B2c3D4e5F/ec20-001/response';

function verdict(envelope: object, sent = post, topic = POST_REPLY): ReplyVerdict {
  const reply = thing.readReply(message(topic, { id: '1', ...envelope }));
  assert(reply !== undefined);
  return thing.judge(reply, sent);
}

describe('A reply of Aliyun', () => {
  it('is read with id, code, words and data', () => {
    const payload = { code: 200, data: {}, id: '1', message: 'success', method: 'm', version: '1.0.0' };
    assert.deepEqual(thing.readReply(message(POST_REPLY, payload)), {
      topic: POST_REPLY,
      id: '1',
      code: 200,
      message: 'success',
      data: {},
    });
    assert.equal(thing.readReply(message(POST_REPLY, { code: '200', id: 1 }))?.id, '1');
  });

  for (const [what, topic, payload] of [
    ['a request', `${SYS}/thing/service/property/set`, { id: '1', code: 200 }],
    ['our own answer', `${SYS}/thing/service/property/set_reply`, { id: '1', code: 200 }],
    ['another device’s', '/sys/a1/other/thing/event/property/post_reply', { id: '1', code: 200 }],
    ['a script’s', `${SYS}/thing/model/up_raw_reply`, { id: '1', code: 200 }],
    ['a success without an id', POST_REPLY, { code: 200 }],
    ['a success with an empty id', POST_REPLY, { code: 200, id: '' }],
    ['one without a code', POST_REPLY, { id: '1' }],
    ['a list', POST_REPLY, [1]],
    ['broken JSON', POST_REPLY, '{"id":"1","code":200'],
    ['a nest', POST_REPLY, `{"id":"1","code":200,"data":${'['.repeat(5000)}${']'.repeat(5000)}}`],
  ] as const) {
    it(`${what} is none`, () => assert.equal(thing.readReply(message(topic, payload)), undefined));
  }

  for (const id of [undefined, null, '']) {
    for (const code of [460, 6207, '6207', 429, 6300]) {
      it(`with ${code} and the id ${id} is a refusal that names no message`, () => {
        const payload = { code, id, message: 'request parameter error', data: {} };
        const reply = thing.readReply(message(POST_REPLY, payload));
        assert.deepEqual([reply?.topic, reply?.id, reply?.code], [POST_REPLY, undefined, Number(code)]);
      });
    }
  }

  it('that names __proto__ changes nothing', () => {
    const reply = thing.readReply(
      message(POST_REPLY, '{"id":"1","code":200,"data":{"__proto__":{"polluted":1},"a":1}}'),
    );
    assert.deepEqual(reply?.data, { a: 1 });
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  it('with 200 accepts the message', () => {
    assert.deepEqual(verdict({ code: 200, data: {} }), { kind: 'accepted' });
    const config = send('config', '');
    const data = { configId: '1', url: 'https://x', getType: 'file' };
    assert.deepEqual(verdict({ code: 200, data }, config, `${SYS}/thing/config/get_reply`), {
      kind: 'accepted',
    });
  });

  it('with 200 may yet name a property that was dropped: EC20_PROPERTY_REJECTED', () => {
    const judged = verdict({ code: 200, data: { LightSwitch: 'tsl parse: params not exist' } });
    assert(judged.kind === 'refused');
    assert.equal(judged.error.code, 'EC20_PROPERTY_REJECTED');
    assert.deepEqual(judged.error.params, { identifier: 'LightSwitch', text: 'tsl parse: params not exist' });
    assert.deepEqual(judged.rejected, ['LightSwitch']);
    assertSentences(judged.error);
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`p${index}`, 'no\n']));
    const lot = verdict({ code: 200, data: many });
    assert(lot.kind === 'refused' && lot.rejected?.length === 50);
    assert.deepEqual(lot.error.params, { identifier: 'p0, p1, p2, p3, p4…', text: 'no<U+000A>' });
  });

  for (const code of [429, 500, 6313, 6661]) {
    it(`with ${code} asks for another try`, () =>
      assert.equal(verdict({ code, message: 'x' }).kind, 'again'));
  }

  for (const code of [400, 460, 6106, 6207, 6300, 6306, 6326, 26_003, 99_999]) {
    it(`with ${code} refuses all of the message: EC20_CLOUD_REFUSED`, () => {
      const judged = verdict({ code, message: 'request parameter error' });
      assert(judged.kind === 'refused');
      assert.equal(judged.error.code, 'EC20_CLOUD_REFUSED');
      assert.deepEqual(judged.error.params, { code, message: 'request parameter error' });
      assert.equal(judged.rejected, undefined);
      assertSentences(judged.error);
    });
  }

  it('is reported in the platform’s words, with their meaning in the user’s language', () => {
    const judged = verdict({ code: 460, message: 'request parameter error' });
    assert(judged.kind === 'refused');
    assert.match(
      describeError(judged.error, 'node', 'en'),
      /code 460 \(request parameter error\): the params are empty, too many or in a wrong form\./,
    );
    assert.match(
      describeError(judged.error, 'node', 'zh'),
      /结果码 460（request parameter error）：参数为空、过多或格式有误。/,
    );
  });

  it('has a meaning in both languages for each code', () => {
    for (const { meaning } of REPLY_CODES.values()) {
      assert.match(meaning.zh, /\p{Script=Han}/u);
      assert.doesNotMatch(meaning.en, /\p{Script=Han}/u);
    }
  });
});

describe('The platform’s clock', () => {
  const answer = (sent: unknown, received: unknown = NOW, answered: unknown = NOW + 100) =>
    message(NTP_RESPONSE, { deviceSendTime: sent, serverRecvTime: received, serverSendTime: answered });

  it('is asked by a message with the asker’s own time', () => {
    const { message: question, replyFilter } = thing.timeRequest(1234.7);
    assert.equal(question.topic, '/ext/ntp/a1B2c3D4e5F/ec20-001/request');
    assert.equal(question.payload.toString(), '{"deviceSendTime":"1234"}');
    assert.equal(replyFilter, NTP_RESPONSE);
    assert.equal(thing.timeRequest(5, 'strip').message.payload.toString(), '{deviceSendTime:5}');
  });

  it('is corrected by half of the round trip, independent of the sender’s clock', () => {
    // 200 ms there, 100 ms at the server, 200 ms back.
    assert.equal(thing.readTime(answer('1000'), 1500), NOW + 300);
    assert.equal(thing.readTime(answer(1000, String(NOW), String(NOW + 100)), 1500), NOW + 300);
    assert.equal(thing.readTime(answer(NOW - 200), NOW + 300), NOW + 300);
  });

  for (const [what, received] of [
    ['an answer to somebody else', answer(String(NOW))],
    ['an answer from before the question', answer('2000')],
    ['one that took more than a minute', answer('-61000')],
    ['one without the server’s time', answer('1000', undefined, null)],
    ['a server that answers before it is asked', answer('1000', NOW, NOW - 5)],
    ['words', answer('1000', 'now')],
    ['another topic', message(POST_REPLY, answer('1000').payload)],
    ['no JSON', message(NTP_RESPONSE, 'now')],
  ] as const) {
    it(`can’t be read from ${what}`, () => assert.equal(thing.readTime(received, 1500), undefined));
  }

  it('answers the flow’s own question too', () => {
    const question = send('ntp', '', { context: { nowMs: NOW } });
    const reply = thing.readReply(answer(String(NOW)));
    assert.deepEqual({ topic: reply?.topic, id: reply?.id }, question.reply);
    assert(reply !== undefined);
    assert.deepEqual(thing.judge(reply, question), { kind: 'accepted' });
  });
});

describe('Any bytes on any topic of the platform', () => {
  const topics = [
    POST_REPLY,
    NTP_RESPONSE,
    `${SYS}/thing/event/property/post`,
    `${SYS}/thing/config/get_reply`,
    '/ext/ntp/a1B2c3D4e5F/ec20-001/request',
  ];
  const payload = fc.oneof(
    hostileBytes(200),
    fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
    fc
      .record({
        id: fc.jsonValue(),
        code: fc.jsonValue(),
        data: fc.jsonValue(),
        params: fc.jsonValue(),
        sys: fc.jsonValue(),
      })
      .map((value) => Buffer.from(JSON.stringify(value))),
    fc.stringMatching(/^[{[("':,a0\\u}\]-]{0,40}$/).map((text) => Buffer.from(text)),
  );

  it('are read as a reply, a time or a request, or as none, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.constantFrom(...topics), payload, (topic, bytes) => {
        const received = message(topic, bytes);
        const reply = thing.readReply(received);
        if (reply !== undefined) thing.judge(reply, post);
        thing.readTime(received, NOW);
        thing.expectedReply(received);
        thing.join([received, received], 1500, '1');
      }),
      seeded({ numRuns: 1000 }),
    );
  });
});
