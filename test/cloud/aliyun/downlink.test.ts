import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CodedError } from '../../../src/base/coded-error';
import type { ErrorCode } from '../../../src/errors/catalogue';
import type { DownlinkKind, DownlinkRequest } from '../../../src/cloud/thing-dialogue';
import { assertCoded } from '../coded';
import { hostileBytes, seeded } from '../../hostile/seed';
import { dialogue, hear, message, request, SYS, TSL } from './rig';

const thing = dialogue(TSL);
const KINDS: readonly DownlinkKind[] = [
  'property-set',
  'service',
  'rrpc',
  'broadcast',
  'desired',
  'ota',
  'config',
  'raw',
];

describe('What Aliyun sends to a device', () => {
  const filters: readonly [DownlinkKind, { identifier?: string; topic?: string }, readonly string[]][] = [
    ['property-set', {}, [`${SYS}/thing/service/property/set`]],
    [
      'service',
      {},
      [`${SYS}/thing/service/+`, `(${SYS}/rrpc/request/+)`, `(/ext/rrpc/+${SYS}/thing/service/+)`],
    ],
    [
      'service',
      { identifier: 'Reboot' },
      [`${SYS}/thing/service/Reboot`, `(${SYS}/rrpc/request/+)`, `(/ext/rrpc/+${SYS}/thing/service/Reboot)`],
    ],
    ['rrpc', {}, [`(${SYS}/rrpc/request/+)`]],
    [
      'rrpc',
      { topic: '/a1B2c3D4e5F/ec20-001/user/get' },
      ['/ext/rrpc/+/a1B2c3D4e5F/ec20-001/user/get', '(/ext/rrpc/+//a1B2c3D4e5F/ec20-001/user/get)'],
    ],
    ['broadcast', {}, [`(${SYS}/broadcast/request/+)`]],
    ['broadcast', { topic: 'group1' }, ['/broadcast/a1B2c3D4e5F/group1']],
    ['broadcast', { topic: '/broadcast/a1B2c3D4e5F/group1' }, ['/broadcast/a1B2c3D4e5F/group1']],
    ['desired', {}, [`${SYS}/thing/property/desired/get_reply`]],
    ['ota', {}, ['/ota/device/upgrade/a1B2c3D4e5F/ec20-001', `${SYS}/thing/ota/firmware/get_reply`]],
    ['config', {}, [`${SYS}/thing/config/push`, `${SYS}/thing/config/get_reply`]],
    [
      'raw',
      {},
      [
        `${SYS}/thing/model/down_raw`,
        `${SYS}/thing/model/up_raw_reply`,
        `(/ext/rrpc/+${SYS}/thing/model/down_raw)`,
      ],
    ],
  ];
  for (const [kind, options, expected] of filters) {
    it(`of the kind ${kind} with ${JSON.stringify(options)} comes on ${expected.join(', ')} (in brackets: unasked)`, () => {
      const downlink = thing.downlink(kind, { identifier: '', topic: '', ...options });
      assert.deepEqual(
        downlink.filters.map(({ filter, asked }) => (asked ? filter : `(${filter})`)),
        expected,
      );
    });
  }

  const wrong: readonly [DownlinkKind, { identifier?: string; topic?: string }, ErrorCode][] = [
    ['service', { identifier: 'set' }, 'EC20_IDENTIFIER'],
    ['service', { identifier: '+' }, 'EC20_IDENTIFIER'],
    ['rrpc', { topic: '/' }, 'EC20_SETTING'],
    ['rrpc', { topic: '/ext/rrpc/+/a/b' }, 'EC20_SETTING'],
    ['rrpc', { topic: 'a+' }, 'EC20_FILTER_INVALID'],
    ['rrpc', { topic: 'a"b' }, 'EC20_TOPIC_CHARACTER'],
    ['rrpc', { topic: 'a'.repeat(128) }, 'EC20_TOPIC_LONG'],
    ['broadcast', { topic: '/' }, 'EC20_SETTING'],
    ['broadcast', { topic: '/broadcast/a1other/x' }, 'EC20_SETTING'],
    ['broadcast', { topic: 'a\nb' }, 'EC20_TOPIC_CHARACTER'],
  ];
  for (const [kind, options, code] of wrong) {
    it(`can’t be received with ${kind} ${JSON.stringify(options).slice(0, 50)}: ${code}`, () => {
      assertCoded(() => hear(kind, message('x', ''), options), code);
    });
  }

  it('a property set: its params, and what its answer needs', () => {
    const topic = `${SYS}/thing/service/property/set`;
    const method = 'thing.service.property.set';
    const heard = hear(
      'property-set',
      message(topic, { id: '9', version: '1.0.0', params: { Mode: 1 }, method }),
    );
    assert.deepEqual(heard, {
      payload: { Mode: 1 },
      properties: {},
      request: {
        kind: 'property-set',
        topic,
        id: '9',
        identifier: '',
        method,
        limitMs: undefined,
        format: 'alink',
      },
    });
    assertCoded(() => hear('property-set', message(topic, 'on')), 'EC20_JSON', { topic });
  });

  const call = { id: '3', version: '1.0', params: { Delay: 5 }, method: 'thing.service.Reboot' };
  for (const [what, topic, limitMs] of [
    ['asynchronous', `${SYS}/thing/service/Reboot`, undefined],
    ['synchronous', `${SYS}/rrpc/request/1234`, 8000],
    ['synchronous, as custom RRPC', `/ext/rrpc/1234${SYS}/thing/service/Reboot`, 8000],
  ] as const) {
    it(`a service call, ${what}`, () => {
      const heard = hear('service', message(topic, call));
      assert.deepEqual([heard?.payload, heard?.properties], [{ Delay: 5 }, { service: 'Reboot' }]);
      assert.deepEqual(heard?.request, {
        kind: 'service',
        topic,
        id: '3',
        identifier: 'Reboot',
        method: 'thing.service.Reboot',
        limitMs,
        format: 'alink',
      } satisfies DownlinkRequest);
      assert.notEqual(hear('service', message(topic, call), { identifier: 'Reboot' }), undefined);
      assert.equal(hear('service', message(topic, call), { identifier: 'Other' }), undefined);
    });
  }

  it('RRPC is free bytes with 8 s for the answer; calls of a service are not among them', () => {
    const topic = `${SYS}/rrpc/request/1234`;
    const heard = hear('rrpc', message(topic, 'status?'));
    assert.equal(String(heard?.payload), 'status?');
    assert.deepEqual([heard?.request?.limitMs, heard?.request?.format], [8000, 'free']);
    assert.equal(hear('service', message(topic, 'status?')), undefined);
    assert.equal(hear('service', message(topic, { method: 'thing.service.property.set' })), undefined);
    assert.equal(hear('rrpc', message(topic, call)), undefined);
    const custom = '/ext/rrpc/1234/a/b/user/get';
    assert.equal(hear('rrpc', message(custom, call), { topic: '/a/b/user/get' })?.request?.topic, custom);
  });

  it('a broadcast is free bytes without an answer', () => {
    const heard = hear('broadcast', message(`${SYS}/broadcast/request/1`, 'hi'));
    assert.deepEqual([String(heard?.payload), heard?.request], ['hi', undefined]);
  });

  it('desired values, each with its version', () => {
    const topic = `${SYS}/thing/property/desired/get_reply`;
    const data = { Mode: { value: 1, version: 3 } };
    assert.deepEqual(hear('desired', message(topic, { id: '1', code: 200, data }))?.payload, data);
    assert.equal(hear('desired', message(topic, { id: '1', code: 6661, data })), undefined);
  });

  it('an upgrade, pushed or asked for; none is no message', () => {
    const data = { size: 10, version: '2.0', url: 'https://x', module: 'mcu' };
    const push = hear(
      'ota',
      message('/ota/device/upgrade/a1B2c3D4e5F/ec20-001', { code: '1000', data, id: '1' }),
    );
    assert.deepEqual(push, {
      payload: data,
      properties: { version: '2.0', module: 'mcu' },
      request: undefined,
    });
    const asked = `${SYS}/thing/ota/firmware/get_reply`;
    assert.deepEqual(hear('ota', message(asked, { code: 200, data, id: '1' }))?.payload, data);
    assert.equal(hear('ota', message(asked, { code: 200, data: {}, id: '1' })), undefined);
  });

  it('remote configuration, pushed or asked for', () => {
    const config = { configId: '1', url: 'https://x', getType: 'file' };
    const topic = `${SYS}/thing/config/push`;
    const push = hear('config', message(topic, { id: '5', params: config, method: 'thing.config.push' }));
    assert.deepEqual([push?.payload, push?.request?.topic, push?.request?.id], [config, topic, '5']);
    const asked = hear(
      'config',
      message(`${SYS}/thing/config/get_reply`, { id: '5', code: 200, data: config }),
    );
    assert.deepEqual([asked?.payload, asked?.request], [config, undefined]);
  });

  it('bytes for a device without Alink (透传)', () => {
    const down = hear('raw', message(`${SYS}/thing/model/down_raw`, Buffer.from([1, 2])));
    assert.deepEqual([down?.payload, down?.request?.format], [Buffer.from([1, 2]), 'free']);
    assert.equal(down?.request?.limitMs, undefined);
    assert.equal(hear('raw', message(`${SYS}/thing/model/up_raw_reply`, 'x'))?.request, undefined);
  });

  it('bytes of a synchronous call for such a device, to be answered within 8 s', () => {
    const topic = `/ext/rrpc/77${SYS}/thing/model/down_raw`;
    const call = hear('raw', message(topic, Buffer.from([3])));
    assert.deepEqual(call?.payload, Buffer.from([3]));
    const { kind, format, limitMs } = call.request ?? {};
    assert.deepEqual([call.request?.topic, kind, format, limitMs], [topic, 'raw', 'free', 8000]);
  });

  it('is read or refused with a code, for any bytes; __proto__ is left out', () => {
    const heard = hear('property-set', message('x', '{"params":{"__proto__":{"polluted":1},"Mode":1}}'));
    assert.deepEqual(heard?.payload, { Mode: 1 });
    const payload = fc.oneof(
      hostileBytes(100),
      fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
      fc
        .record({
          id: fc.jsonValue(),
          code: fc.jsonValue(),
          data: fc.jsonValue(),
          params: fc.jsonValue(),
          method: fc.jsonValue(),
        })
        .map((value) => Buffer.from(JSON.stringify(value))),
    );
    const topics = fc.constantFrom(
      ...filters.flatMap(([, , expected]) => expected.map((each) => each.replace(/[()]/g, ''))),
    );
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), topics, payload, (kind, topic, bytes) => {
        try {
          hear(kind, message(topic.replaceAll('+', '1'), bytes));
        } catch (error) {
          assert(error instanceof CodedError && error.code === 'EC20_JSON', String(error));
        }
      }),
      seeded({ numRuns: 1000 }),
    );
  });
});

describe('A device’s answer to Aliyun', () => {
  const answers: readonly [Partial<DownlinkRequest>, number, unknown, string, 0 | 1, string][] = [
    [{}, 200, undefined, `${SYS}/thing/service/property/set_reply`, 1, '{"id":"7","code":200,"data":{}}'],
    [{}, 100001, 'x', `${SYS}/thing/service/property/set_reply`, 1, '{"id":"7","code":100001,"data":{}}'],
    [
      { kind: 'service', topic: `${SYS}/thing/service/Reboot`, identifier: 'Reboot' },
      200,
      { Done: true },
      `${SYS}/thing/service/Reboot_reply`,
      1,
      '{"id":"7","code":200,"data":{"Done":1}}',
    ],
    [
      { kind: 'service', topic: `${SYS}/rrpc/request/1234`, identifier: 'Reboot' },
      460,
      undefined,
      `${SYS}/rrpc/response/1234`,
      0,
      '{"id":"7","code":460,"data":{}}',
    ],
    [
      { kind: 'service', topic: `/ext/rrpc/1234${SYS}/thing/service/Reboot`, identifier: 'Reboot' },
      200,
      {},
      `/ext/rrpc/1234${SYS}/thing/service/Reboot`,
      0,
      '{"id":"7","code":200,"data":{}}',
    ],
    [
      { kind: 'config', topic: `${SYS}/thing/config/push` },
      200,
      null,
      `${SYS}/thing/config/push_reply`,
      1,
      '{"id":"7","code":200,"data":{}}',
    ],
    [
      { kind: 'rrpc', format: 'free', topic: '/ext/rrpc/5/a/b/user/get' },
      200,
      'ok',
      '/ext/rrpc/5/a/b/user/get',
      0,
      'ok',
    ],
    [
      { kind: 'rrpc', format: 'free', topic: `${SYS}/rrpc/request/5` },
      200,
      { on: true },
      `${SYS}/rrpc/response/5`,
      0,
      '{"on":true}',
    ],
    [
      { kind: 'raw', format: 'free', topic: `${SYS}/thing/model/down_raw` },
      200,
      Buffer.from('\x01'),
      `${SYS}/thing/model/down_raw_reply`,
      1,
      '\x01',
    ],
    [
      { kind: 'raw', format: 'free', topic: `/ext/rrpc/77${SYS}/thing/model/down_raw` },
      200,
      Buffer.from('\x02'),
      `/ext/rrpc/77${SYS}/thing/model/down_raw`,
      0,
      '\x02',
    ],
  ];
  for (const [changes, code, data, topic, qos, text] of answers) {
    it(`${JSON.stringify(changes)} with ${code} ${JSON.stringify(data)} is ${text} on ${topic}`, () => {
      const answer = thing.answer(request(changes), { code, data });
      assert.deepEqual([answer.topic, answer.qos, answer.payload.toString()], [topic, qos, text]);
    });
  }

  it('is written in the quotes that the firmware accepts', () => {
    assert.equal(
      thing.answer(request({}), { code: 200, data: undefined }, 'single').payload.toString(),
      "{'id':'7','code':200,'data':{}}",
    );
    assert.equal(
      thing.answer(request({}), { code: 200, data: undefined }, 'strip').payload.toString(),
      '{id:7,code:200,data:{}}',
    );
  });
});

describe('A code or a topic that no answer has', () => {
  const reboot = { kind: 'service', topic: `${SYS}/thing/service/Reboot`, identifier: 'Reboot' } as const;
  const refused: readonly [Partial<DownlinkRequest>, number, unknown, ErrorCode][] = [
    [{}, 404, {}, 'EC20_REPLY_CODE'],
    [{}, 99_999, {}, 'EC20_REPLY_CODE'],
    [{}, 110_001, {}, 'EC20_REPLY_CODE'],
    [{}, NaN, {}, 'EC20_REPLY_CODE'],
    [{}, 100_000.5, {}, 'EC20_REPLY_CODE'],
    [{ topic: '/sys/a1/other/thing/service/property/set' }, 200, {}, 'EC20_REPLY_TOPIC'],
    [{ topic: `${SYS}/thing/event/property/post` }, 200, {}, 'EC20_REPLY_TOPIC'],
    [{ topic: '/ext/rrpc/+/a' }, 200, {}, 'EC20_REPLY_TOPIC'],
    [reboot, 200, 5, 'EC20_KIND_PAYLOAD'],
    [reboot, 200, { Done: 'yes' }, 'EC20_TSL_VALUE'],
    [reboot, 200, { done: 1 }, 'EC20_TSL_UNKNOWN'],
    [reboot, 200, { Done: 1n }, 'EC20_PAYLOAD_JSON'],
    [{ kind: 'rrpc', format: 'free', topic: `${SYS}/rrpc/request/5` }, 200, undefined, 'EC20_PAYLOAD_EMPTY'],
    [{ kind: 'rrpc', format: 'free', topic: `${SYS}/rrpc/request/5` }, 200, '', 'EC20_PAYLOAD_EMPTY'],
  ];
  for (const [changes, code, data, error] of refused) {
    it(`${JSON.stringify(changes)} with ${code} and a ${typeof data} is refused: ${error}`, () => {
      assertCoded(() => thing.answer(request(changes), { code, data }), error);
    });
  }
});
