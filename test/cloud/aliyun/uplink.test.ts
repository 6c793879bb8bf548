import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { CodedError } from '../../../src/base/coded-error';
import type { ErrorCode } from '../../../src/errors/catalogue';
import type { UplinkKind } from '../../../src/cloud/thing-dialogue';
import { localeOf } from '../../support/node-files';
import { assertCoded } from '../coded';
import { seeded } from '../../hostile/seed';
import { dialogue, NOW, params, send, sent, type Sending, SYS, TSL } from './rig';

const thing = dialogue(TSL);
const DAY_MS = 24 * 3_600_000;

describe('A message to Aliyun’s thing model', () => {
  const whole: readonly [UplinkKind, unknown, Sending, string, string, (string | null)?][] = [
    [
      'property',
      { Temperature: 21.5 },
      {},
      `${SYS}/thing/event/property/post`,
      '{"id":"1","version":"1.0","params":{"Temperature":21.5},"method":"thing.event.property.post"}',
    ],
    [
      'property',
      { Temperature: 21.5 },
      { wantsReply: false },
      `${SYS}/thing/event/property/post`,
      '{"id":"1","version":"1.0","sys":{"ack":0},"params":{"Temperature":21.5},"method":"thing.event.property.post"}',
      null,
    ],
    [
      'event',
      { Peak: 91.5 },
      { identifier: 'Overheat' },
      `${SYS}/thing/event/Overheat/post`,
      '{"id":"1","version":"1.0","params":{"value":{"Peak":91.5}},"method":"thing.event.Overheat.post"}',
    ],
    [
      'event',
      {},
      { identifier: 'pump:Stopped' },
      `${SYS}/thing/event/pump:Stopped/post`,
      '{"id":"1","version":"1.0","params":{"value":{}},"method":"thing.event.pump:Stopped.post"}',
    ],
    [
      'desired',
      ['Temperature', 'Mode'],
      {},
      `${SYS}/thing/property/desired/get`,
      '{"id":"1","version":"1.0","params":["Temperature","Mode"],"method":"thing.property.desired.get"}',
    ],
    [
      'desired-delete',
      { Temperature: { version: 2 }, Mode: {} },
      {},
      `${SYS}/thing/property/desired/delete`,
      '{"id":"1","version":"1.0","params":{"Temperature":{"version":2},"Mode":{}},"method":"thing.property.desired.delete"}',
    ],
    [
      'tags',
      { room: 'cellar', floor: -1 },
      {},
      `${SYS}/thing/deviceinfo/update`,
      '{"id":"1","version":"1.0","params":[{"attrKey":"room","attrValue":"cellar"},{"attrKey":"floor","attrValue":"-1"}],"method":"thing.deviceinfo.update"}',
    ],
    [
      'tags-delete',
      ['room'],
      {},
      `${SYS}/thing/deviceinfo/delete`,
      '{"id":"1","version":"1.0","params":[{"attrKey":"room"}],"method":"thing.deviceinfo.delete"}',
    ],
    [
      'config',
      '',
      {},
      `${SYS}/thing/config/get`,
      '{"id":"1","version":"1.0","params":{"configScope":"product","getType":"file"},"method":"thing.config.get"}',
    ],
    [
      'ota-firmware',
      '',
      {},
      `${SYS}/thing/ota/firmware/get`,
      '{"id":"1","version":"1.0","params":{},"method":"thing.ota.firmware.get"}',
    ],
    [
      'ota-version',
      '1.0.2',
      {},
      '/ota/device/inform/a1B2c3D4e5F/ec20-001',
      '{"id":"1","params":{"version":"1.0.2"}}',
      null,
    ],
    [
      'ota-progress',
      { step: -2, desc: 'no space', module: 'mcu' },
      {},
      '/ota/device/progress/a1B2c3D4e5F/ec20-001',
      '{"id":"1","params":{"step":"-2","desc":"no space","module":"mcu"}}',
      null,
    ],
    [
      'ntp',
      '',
      { context: { nowMs: NOW } },
      '/ext/ntp/a1B2c3D4e5F/ec20-001/request',
      `{"deviceSendTime":"${NOW}"}`,
      '/ext/ntp/a1B2c3D4e5F/ec20-001/response',
    ],
    ['raw', Buffer.from('\x01\x02'), {}, `${SYS}/thing/model/up_raw`, '\x01\x02', null],
    ['raw', '温', {}, `${SYS}/thing/model/up_raw`, '温', null],
  ];
  for (const [kind, payload, sending, topic, text, reply = `${topic}_reply`] of whole) {
    it(`of the kind ${kind}, ${JSON.stringify(payload)}, reads ${text}`, () => {
      const message = send(kind, payload, sending);
      assert.deepEqual([message.topic, message.payload.toString()], [topic, text]);
      assert.equal(message.qos, kind === 'ntp' ? 0 : 1);
      assert.equal(message.reply?.topic ?? null, reply);
      if (reply !== null) {
        assert.equal(message.reply?.id, kind === 'ntp' ? String(NOW) : '1');
        assert.equal(thing.replyFilter(kind, sending.identifier ?? ''), reply);
        assert.deepEqual(thing.expectedReply(message), message.reply);
      }
    });
  }

  it('has no reply where the platform sends none, and one filter for all events', () => {
    for (const kind of ['ota-version', 'ota-progress', 'raw'] as const) {
      assert.equal(thing.replyFilter(kind, ''), undefined);
    }
    assert.equal(thing.replyFilter('event', ''), `${SYS}/thing/event/+/post_reply`);
  });

  const forms: readonly [UplinkKind, unknown, string, Sending?][] = [
    ['desired', 'Temperature', '["Temperature"]'],
    ['desired', '', '["Temperature","Mode","LightSwitch"]', { thing }],
    ['desired-delete', 'Mode', '{"Mode":{}}'],
    ['desired-delete', ['Mode', 'Temperature'], '{"Mode":{},"Temperature":{}}'],
    ['desired-delete', { Mode: 3 }, '{"Mode":{"version":3}}'],
    ['desired-delete', { Mode: { value: 1, version: 3 } }, '{"Mode":{"version":3}}'],
    ['tags', [{ attrKey: 'room', attrValue: 'x' }], '[{"attrKey":"room","attrValue":"x"}]'],
    ['tags-delete', 'room', '[{"attrKey":"room"}]'],
    ['tags-delete', { room: '' }, '[{"attrKey":"room"}]'],
    ['tags-delete', [{ attrKey: 'room' }], '[{"attrKey":"room"}]'],
    ['ota-firmware', 1_700_000_000_000, '{}'],
    ['ota-firmware', 'mcu', '{"module":"mcu"}'],
    ['ota-firmware', { module: 'mcu' }, '{"module":"mcu"}'],
    ['property', { A: undefined, B: 1 }, '{"B":1}'],
    ['property', { 'pump:Speed': 3 }, '{"pump:Speed":3}'],
    ['event', { value: { Peak: 1 }, time: NOW }, `{"value":{"Peak":1},"time":${NOW}}`, { identifier: 'E' }],
  ];
  for (const [kind, payload, written, sending] of forms) {
    it(`of the kind ${kind} takes ${JSON.stringify(payload)}`, () => {
      assert.equal(params(kind, payload, sending), written);
    });
  }

  it('about an upgrade says version, module and step as texts', () => {
    assert.equal(
      sent('ota-version', { version: '2', module: 'mcu' }),
      '{"id":"1","params":{"version":"2","module":"mcu"}}',
    );
    for (const step of [1, 100, -1, -4, '50']) {
      assert.equal(sent('ota-progress', step), `{"id":"1","params":{"step":"${step}","desc":""}}`);
    }
  });

  it('of 200 properties is taken', () => {
    assert.equal(Object.keys(JSON.parse(params('property', many(200))) as object).length, 200);
  });

  it('takes no id that it does not use', () => {
    let ids = 0;
    const nextId = () => String(++ids);
    assert.throws(() => send('property', {}, { context: { nextId } }));
    send('property', { A: 1 }, { context: { nextId } });
    assert.equal(ids, 1);
  });
});

describe('A post of properties that Aliyun would refuse', () => {
  refuses([
    ['property', 21.5, 'EC20_PROPERTY_PAYLOAD', { type: 'number' }],
    ['property', '{"a":1}', 'EC20_PROPERTY_PAYLOAD', { type: 'string' }],
    ['property', [{ a: 1 }], 'EC20_PROPERTY_PAYLOAD', { type: 'array' }],
    ['property', null, 'EC20_PROPERTY_PAYLOAD', { type: 'null' }],
    ['property', Buffer.from('{}'), 'EC20_PROPERTY_PAYLOAD', { type: 'Buffer' }],
    ['property', {}, 'EC20_PROPERTY_NONE', {}],
    ['property', { A: undefined }, 'EC20_PROPERTY_NONE', {}],
    ['property', many(201), 'EC20_PROPERTY_COUNT', { count: 201, limit: 200 }],
    ['property', { A: null }, 'EC20_PROPERTY_VALUE', { identifier: 'A' }],
    ['property', { A: NaN }, 'EC20_PROPERTY_VALUE', { identifier: 'A' }],
    ['property', { A: { value: null } }, 'EC20_PROPERTY_VALUE', { identifier: 'A' }],
    ['property', { A: { value: 1, time: 'x' } }, 'EC20_TIME_INVALID', { identifier: 'A', value: 'x' }],
    ['property', { A: { value: 1, time: 1_700_000_000 } }, 'EC20_TIME_INVALID'],
    ['property', { value: 1, time: 2 }, 'EC20_IDENTIFIER', { identifier: 'value' }],
    ['property', { 'a b': 1 }, 'EC20_IDENTIFIER', { identifier: 'a b' }],
    ['property', { 温度: 1 }, 'EC20_IDENTIFIER', { identifier: '温度' }],
    ['property', { ['a'.repeat(51)]: 1 }, 'EC20_IDENTIFIER'],
    ['property', { 'a:b:c': 1 }, 'EC20_IDENTIFIER'],
    ['property', { ':b': 1 }, 'EC20_IDENTIFIER'],
    ['property', { A: 1n }, 'EC20_PAYLOAD_JSON'],
    ['property', deep(100), 'EC20_PAYLOAD_JSON'],
    ['property', deep(100_000), 'EC20_PAYLOAD_JSON'],
  ]);
});

describe('A report of an event that Aliyun would refuse', () => {
  refuses([
    ['event', { Peak: 1 }, 'EC20_EVENT_MISSING', {}],
    ['event', { Peak: 1 }, 'EC20_IDENTIFIER', { identifier: 'post' }, { identifier: 'post' }],
    ['event', { Peak: 1 }, 'EC20_IDENTIFIER', { identifier: 'a/b' }, { identifier: 'a/b' }],
    ['event', 5, 'EC20_KIND_PAYLOAD', undefined, { identifier: 'E' }],
    ['event', { Peak: null }, 'EC20_PROPERTY_VALUE', { identifier: 'E.Peak' }, { identifier: 'E' }],
  ]);
});

describe('A request that any message sends, as the dialog says', () => {
  const { payload: sentences } = (
    JSON.parse(localeOf('ec20-publish', 'en-US', '.json') ?? '') as {
      'ec20-publish': { payload: Record<UplinkKind, string> };
    }
  )['ec20-publish'];
  const kinds = Object.entries(sentences).filter(([, sentence]) => sentence.startsWith('Any msg'));

  it('is one of several kinds', () => assert.ok(kinds.length >= 3));

  for (const [kind] of kinds) {
    it(`${kind}: takes an inject node’s timestamp, and nothing at all`, () => {
      for (const payload of [NOW, undefined, '']) send(kind as UplinkKind, payload);
    });
  }
});

describe('A request that Aliyun would refuse', () => {
  refuses([
    ['desired', '', 'EC20_KIND_PAYLOAD'],
    ['desired', 5, 'EC20_KIND_PAYLOAD'],
    ['desired', ['Humidity'], 'EC20_TSL_UNKNOWN', { identifier: 'Humidity' }, { thing }],
    ['desired', Object.keys(many(201)), 'EC20_PROPERTY_COUNT'],
    ['desired-delete', {}, 'EC20_KIND_PAYLOAD'],
    ['desired-delete', { Mode: { version: 'x' } }, 'EC20_KIND_PAYLOAD'],
    ['tags', {}, 'EC20_KIND_PAYLOAD'],
    ['tags', { room: {} }, 'EC20_KIND_PAYLOAD'],
    ['tags', { '1st': 'x' }, 'EC20_TAG_KEY', { key: '1st' }],
    ['tags', { ['a'.repeat(65)]: 'x' }, 'EC20_TAG_KEY'],
    ['tags-delete', [], 'EC20_KIND_PAYLOAD'],
    ['tags-delete', ['a-b'], 'EC20_TAG_KEY', { key: 'a-b' }],
    ['ota-firmware', { module: 5 }, 'EC20_KIND_PAYLOAD'],
    ['ota-firmware', ['mcu'], 'EC20_KIND_PAYLOAD'],
    ['ota-version', 1.2, 'EC20_KIND_PAYLOAD'],
    ['ota-version', '', 'EC20_KIND_PAYLOAD'],
    ['ota-progress', 0, 'EC20_KIND_PAYLOAD'],
    ['ota-progress', 101, 'EC20_KIND_PAYLOAD'],
    ['ota-progress', -5, 'EC20_KIND_PAYLOAD'],
    ['raw', { a: 1 }, 'EC20_KIND_PAYLOAD'],
  ]);
});

describe('The time of a reading', () => {
  const at = (value: unknown, time?: unknown) =>
    params('property', { A: time === undefined ? value : { value, time } }, { context: { nowMs: NOW } });

  it('is the sender’s clock where none is given, and absent where the time is unknown', () => {
    assert.equal(at(1), `{"A":{"value":1,"time":${NOW}}}`);
    assert.equal(at({ value: 1 }), `{"A":{"value":1,"time":${NOW}}}`);
    assert.equal(params('property', { A: { value: 1 } }), '{"A":1}');
    assert.equal(
      params('event', {}, { identifier: 'E', context: { nowMs: NOW } }),
      `{"value":{},"time":${NOW}}`,
    );
  });

  for (const time of [
    1700000000000,
    1700000000000.4,
    '1700000000000',
    new Date(1700000000000),
    '2023-11-14T22:13:20Z',
    '2023-11-15 06:13:20.000+0800',
    runInNewContext('new Date(1700000000000)') as unknown,
  ]) {
    it(`may be given as ${inspect(time)}`, () => {
      assert.equal(at(1, time), '{"A":{"value":1,"time":1700000000000}}');
    });
  }

  it('may be a day ahead, and not a moment more: EC20_TIME_AHEAD', () => {
    assert.equal(at(1, NOW + DAY_MS), `{"A":{"value":1,"time":${NOW + DAY_MS}}}`);
    assertCoded(() => at(1, NOW + DAY_MS + 1), 'EC20_TIME_AHEAD', { identifier: 'A', hours: 25 });
    assert.equal(
      params('property', { A: { value: 1, time: NOW + 9 * DAY_MS } }),
      `{"A":{"value":1,"time":${NOW + 9 * DAY_MS}}}`,
    );
  });

  for (const time of ['', 'now', '2023-11-14T22:13:20', 0, -5, 1_700_000_000, true, {}, [], 1e300]) {
    it(`is no such thing as ${JSON.stringify(time)}: EC20_TIME_INVALID`, () => {
      assertCoded(() => at(1, time), 'EC20_TIME_INVALID');
    });
  }
});

describe('Firmware that carries no double quotes', () => {
  it('gets the whole message in single quotes', () => {
    assert.equal(
      sent('property', { Temperature: 21, Label: "it's" }, { thing, context: { quotes: 'single' } }),
      "{'id':'1','version':'1.0','params':{'Temperature':21.0,'Label':'it\\'s'},'method':'thing.event.property.post'}",
    );
  });

  it('or without any: the id is a number, and what needs quotes and is also in the topic is left out', () => {
    const context = { quotes: 'strip' } as const;
    assert.equal(
      sent('property', { Temperature: 21 }, { thing, context }),
      '{id:1,params:{Temperature:21.0}}',
    );
    assert.equal(
      sent('property', { Temperature: 21 }, { thing, context, wantsReply: false }),
      '{id:1,sys:{ack:0},params:{Temperature:21.0}}',
    );
    assert.equal(sent('ntp', '', { context: { ...context, nowMs: NOW } }), `{deviceSendTime:${NOW}}`);
    assert.equal(sent('property', { Label: 'a b' }, { context }), "{id:1,params:{Label:'a b'}}");
  });

  for (const quotes of ['keep', 'single', 'strip'] as const) {
    it(`${quotes}: the reply that a message awaits can be read from it`, () => {
      for (const [kind, payload] of [
        ['property', { A: true, B: { value: 1 }, C: 'word' }],
        ['event', { Peak: 1.5 }],
        ['history', [{ time: NOW, A: 1 }]],
        ['config', ''],
        ['ntp', ''],
      ] as const) {
        const message = send(kind, payload, { identifier: 'E', context: { quotes, nowMs: NOW } });
        assert(message.reply !== undefined);
        assert.deepEqual(thing.expectedReply(message), message.reply);
      }
      const silent = send('property', { A: 1 }, { wantsReply: false, context: { quotes } });
      assert.equal(thing.expectedReply(silent), undefined);
    });
  }
});

describe('Whatever a flow sends', () => {
  it('becomes a message or a coded error', () => {
    const kinds = fc.constantFrom<UplinkKind>(
      ...(['property', 'event', 'history', 'desired', 'desired-delete', 'tags', 'tags-delete'] as const),
      ...(['config', 'ota-version', 'ota-progress', 'ota-firmware', 'ntp', 'raw'] as const),
    );
    fc.assert(
      fc.property(kinds, fc.anything(), fc.string(), (kind, payload, identifier) => {
        try {
          send(kind, payload, { thing, identifier });
        } catch (error) {
          assert(error instanceof CodedError, String(error));
        }
      }),
      seeded({ numRuns: 500 }),
    );
  });
});

function deep(levels: number): object {
  let value: object = {};
  for (let level = 0; level < levels; level += 1) value = { A: value };
  return value;
}

function inspect(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return typeof value;
  }
}

type Refusal = readonly [UplinkKind, unknown, ErrorCode, (CodedError['params'] | undefined)?, Sending?];

function refuses(refusals: readonly Refusal[]): void {
  for (const [kind, payload, code, expected, sending] of refusals) {
    it(`of the kind ${kind} can’t be made of ${inspect(payload).slice(0, 60)}: ${code}`, () => {
      assertCoded(() => send(kind, payload, sending), code, expected);
    });
  }
}

function many(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 1]));
}
