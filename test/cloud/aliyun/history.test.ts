import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ErrorCode } from '../../../src/errors/catalogue';
import type { CloudMessage, Composed } from '../../../src/cloud/thing-dialogue';
import { assertCoded } from '../coded';
import { seeded } from '../../hostile/seed';
import { context, dialogue, message, NAMES, NOW, params, send, SYS, TSL } from './rig';

const thing = dialogue(TSL);
const IDENTITY = `"identity":{"productKey":"${NAMES.productKey}","deviceName":"${NAMES.deviceName}"}`;

describe('History in one message', () => {
  const T = 1_700_000_000_000;
  const same: readonly unknown[] = [
    [
      { time: T, properties: { Temperature: 21, Mode: 'auto' } },
      { time: T + 1, properties: { Temperature: 22.5 } },
    ],
    [
      { time: T, Temperature: 21, Mode: 'auto' },
      { time: new Date(T + 1), Temperature: 22.5 },
    ],
    [
      { Temperature: { value: 21, time: T } },
      { time: T, Mode: { value: 0 } },
      { time: T + 1, Temperature: 22.5 },
    ],
    [
      {
        identity: NAMES,
        properties: [
          { Temperature: { value: 21, time: T }, Mode: { value: 0, time: T } },
          { Temperature: { value: 22.5, time: T + 1 } },
        ],
      },
    ],
  ];
  for (const payload of same) {
    it(`may be given as ${JSON.stringify(payload)}`, () => {
      assert.equal(
        params('history', payload, { thing }),
        `[{${IDENTITY},"properties":[{"Temperature":{"value":21.0,"time":${T}},"Mode":{"value":0,"time":${T}}},` +
          `{"Temperature":{"value":22.5,"time":${T + 1}}}]}]`,
      );
    });
  }

  it('may hold events, in the platform’s own form', () => {
    const events = [{ Overheat: { value: { Peak: 90 }, time: T } }];
    assert.equal(
      params('history', [{ events }], { thing }),
      `[{${IDENTITY},"events":[{"Overheat":{"value":{"Peak":90.0},"time":${T}}}]}]`,
    );
  });

  const refused: readonly [unknown, ErrorCode][] = [
    [{ time: T, Temperature: 1 }, 'EC20_KIND_PAYLOAD'],
    [[5], 'EC20_KIND_PAYLOAD'],
    [[{ events: [5] }], 'EC20_KIND_PAYLOAD'],
    [[], 'EC20_PROPERTY_NONE'],
    [[{ time: T }], 'EC20_PROPERTY_NONE'],
    [[{ Temperature: 1 }], 'EC20_TIME_MISSING'],
    [[{ Temperature: { value: 1 } }], 'EC20_TIME_MISSING'],
    [[{ time: 'x', Temperature: 1 }], 'EC20_TIME_INVALID'],
    [[{ time: NOW * 2, Temperature: 1 }], 'EC20_TIME_AHEAD'],
    [[{ time: T, Temperature: null }], 'EC20_PROPERTY_VALUE'],
    [[{ time: T, Humidity: 1 }], 'EC20_TSL_UNKNOWN'],
    [[{ identity: { ...NAMES, deviceName: 'other' }, properties: [] }], 'EC20_HISTORY_DEVICE'],
    [Array.from({ length: 201 }, () => ({ time: T, Temperature: 1 })), 'EC20_PROPERTY_COUNT'],
  ];
  for (const [payload, code] of refused) {
    it(`can’t be ${JSON.stringify(payload).slice(0, 60)}: ${code}`, () => {
      assertCoded(() => send('history', payload, { thing, context: { nowMs: NOW } }), code);
    });
  }
});

describe('A history that the platform would refuse', () => {
  it('because it is another device’s', () => {
    const payload = [{ identity: { ...NAMES, deviceName: 'other' }, properties: [] }];
    assertCoded(() => send('history', payload), 'EC20_HISTORY_DEVICE', {
      device: `${NAMES.productKey}/other`,
    });
  });

  it('because it has a reading without a time, even where the sender’s clock is known', () => {
    assertCoded(() => send('history', [{ A: 1 }], { context: { nowMs: NOW } }), 'EC20_TIME_MISSING', {
      identifier: 'A',
    });
  });
});

describe('History that is longer than a message', () => {
  const all = (payload: unknown, limitBytes: number): readonly Composed[] =>
    thing.composeAll({ kind: 'history', payload, identifier: '', wantsReply: true }, context(), limitBytes);

  it('leaves in as few as hold it, each with an id of its own, order and times kept', () => {
    const readings = Array.from({ length: 500 }, (_, index) => ({
      time: NOW + index,
      Temperature: index / 10,
      Level: 5,
    }));
    const messages = all(readings, 1500);
    assert.deepEqual(
      messages.map(({ reply }) => reply?.id),
      messages.map((_, index) => String(index + 1)),
    );
    for (const { payload } of messages) assert(payload.length <= 1500, String(payload.length));
    // Not one more value would have fitted into any but the last.
    for (const { payload } of messages.slice(0, -1))
      assert(payload.length > 1500 - 60, String(payload.length));
    const values = messages.flatMap(valuesOf);
    assert.deepEqual(
      values,
      readings.flatMap(({ time, Temperature, Level }) => [
        ['Temperature', Temperature, time],
        ['Level', Level, time],
      ]),
    );
  });

  it('never holds more than 200 values in one message', () => {
    const readings = Array.from({ length: 450 }, (_, index) => ({ time: NOW + index, Level: 5 }));
    assert.deepEqual(
      all(readings, 200_000).map((each) => valuesOf(each).length),
      [200, 200, 50],
    );
  });

  it('warns once', () => {
    const readings = Array.from({ length: 100 }, (_, index) => ({
      time: NOW + index,
      Level: index === 99 ? 7 : 5,
    }));
    assert.deepEqual(
      all(readings, 1500)
        .map(({ warnings }) => warnings.length > 0)
        .filter(Boolean),
      [true],
    );
  });

  it('can’t be split where one value is too long', () => {
    assertCoded(() => all([{ time: NOW, Label: 'x'.repeat(2000) }], 1500), 'EC20_PAYLOAD_LONG');
  });

  it('any other kind is one message, however long', () => {
    const order = { kind: 'property', payload: { Label: 'abc' }, identifier: '', wantsReply: true } as const;
    const [only, ...more] = thing.composeAll(order, context(), 10);
    assert(only !== undefined && more.length === 0);
    assert.deepEqual(only, thing.compose(order, context()));
  });
});

describe('A backlog of property posts', () => {
  const post = (
    values: Record<string, unknown>,
    atMs = NOW,
    quotes: 'keep' | 'single' = 'keep',
  ): CloudMessage => send('property', values, { thing, context: { nowMs: atMs, quotes } });
  const backlog = Array.from({ length: 200 }, (_, index) => post({ Temperature: index }, NOW + index));

  it('leaves as one history post of as many as fit, values, times and order as they were', () => {
    const joined = thing.join(backlog, 1500, '77');
    assert(joined !== undefined);
    assert.equal(joined.topic, `${SYS}/thing/event/property/history/post`);
    assert.deepEqual(joined.reply, { topic: `${SYS}/thing/event/property/history/post_reply`, id: '77' });
    assert(joined.payload.length <= 1500 && joined.payload.length > 1450, String(joined.payload.length));
    assert.deepEqual(thing.expectedReply(joined), joined.reply);
    assert.match(joined.payload.toString(), /"value":3\.0/);
    assert.deepEqual(
      valuesOf(joined),
      Array.from({ length: joined.count }, (_, index) => ['Temperature', index, NOW + index]),
    );
    assert(joined.count >= 25, String(joined.count));
  });

  it('puts what can share an object into one', () => {
    const joined = thing.join([post({ Temperature: 1 }), post({ Level: 5 }), post({ Level: 10 })], 1500, '1');
    assert.match(
      joined?.payload.toString() ?? '',
      /"properties":\[\{"Temperature":\{.*\},"Level":\{.*\}\},\{"Level":\{.*\}\}\]/,
    );
  });

  it('keeps the quotes that its messages have', () => {
    const joined = thing.join(
      [post({ Label: "it's" }, NOW, 'single'), post({ Label: 'b' }, NOW, 'single')],
      1500,
      '1',
    );
    const text = joined?.payload.toString() ?? '';
    assert(text.includes(`{'Label':{'value':'it\\'s','time':${NOW}}}`) && !text.includes('"'), text);
  });

  const ends: readonly [string, CloudMessage][] = [
    ['a reading without a time', send('property', { Temperature: 1 }, { thing })],
    ['an event', send('event', { Peak: 1 }, { thing, identifier: 'Overheat', context: { nowMs: NOW } })],
    [
      'a post of another device',
      message(`/sys/a1/other/thing/event/property/post`, post({ Level: 5 }).payload),
    ],
    ['a post by hand that is broken', message(`${SYS}/thing/event/property/post`, '{"params":{"A":')],
    [
      'a post by hand with a time that is text',
      message(`${SYS}/thing/event/property/post`, { params: { A: { value: 1, time: 'x' } } }),
    ],
    ['a post by hand without params', message(`${SYS}/thing/event/property/post`, { params: {} })],
    [
      'history of another device',
      message(`${SYS}/thing/event/property/history/post`, {
        params: [
          {
            identity: { productKey: 'a1', deviceName: 'other' },
            properties: [{ Level: { value: 5, time: NOW } }],
          },
        ],
      }),
    ],
    ['history by hand without content', message(`${SYS}/thing/event/property/history/post`, { params: [] })],
  ];
  for (const [what, stranger] of ends) {
    it(`ends before ${what}`, () => {
      const [first, second] = backlog as [CloudMessage, CloudMessage];
      assert.equal(thing.join([first, second, stranger, first], 1500, '1')?.count, 2);
      assert.equal(thing.join([first, stranger, second], 1500, '1'), undefined);
      assert.equal(thing.join([stranger, first, second], 1500, '1'), undefined);
    });
  }

  it('takes history along: values and events, each with its own time, in the order of both', () => {
    const past = send(
      'history',
      [
        { time: NOW - 2, Temperature: 2 },
        {
          properties: [{ Level: { value: 5, time: NOW - 1 } }],
          events: [{ Overheat: { value: { Peak: 1 }, time: NOW } }],
        },
      ],
      { thing, context: { nowMs: NOW } },
    );
    const joined = thing.join([post({ Temperature: 1 }), past, post({ Temperature: 3 }, NOW + 1)], 1500, '1');
    assert.equal(joined?.count, 3);
    assert.deepEqual(valuesOf(joined), [
      ['Temperature', 1, NOW],
      ['Temperature', 2, NOW - 2],
      ['Level', 5, NOW - 1],
      ['Temperature', 3, NOW + 1],
    ]);
    assert.match(joined.payload.toString(), /"events":\[\{"Overheat":\{"value":\{"Peak":1/);
  });

  it('gives a reading without a time the one at which it came, where that is known', () => {
    const untimed = (Temperature: number, takenMs: number) => ({
      ...send('property', { Temperature }, { thing }),
      takenMs,
    });
    const messages = [untimed(1, NOW), untimed(2, NOW + 5), post({ Temperature: 3 })];
    const joined = thing.join(messages, 1500, '1');
    assert(joined !== undefined);
    assert.deepEqual(valuesOf(joined), [
      ['Temperature', 1, NOW],
      ['Temperature', 2, NOW + 5],
      ['Temperature', 3, NOW],
    ]);
  });

  it('asks for a reply as the first of them does', () => {
    const silent = { thing, wantsReply: false, context: { nowMs: NOW } };
    const quiet = [1, 2].map((Temperature) => send('property', { Temperature }, silent));
    assert.match(thing.join(quiet, 1500, '1')?.payload.toString() ?? '', /"sys":\{"ack":0\}/);
    assert.doesNotMatch(thing.join(backlog.slice(0, 2), 1500, '1')?.payload.toString() ?? '', /sys/);
  });

  it('of one, or of two that don’t fit, stays as it is', () => {
    assert.equal(thing.join([], 1500, '1'), undefined);
    assert.equal(thing.join(backlog.slice(0, 1), 1500, '1'), undefined);
    assert.equal(thing.join(backlog, 200, '1'), undefined);
  });

  it('any backlog: within the limit, each value once and in order', () => {
    const values = fc.dictionary(
      fc.constantFrom('a', 'b', 'c', 'd'),
      fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string()),
      {
        minKeys: 1,
      },
    );
    const free = dialogue();
    fc.assert(
      fc.property(
        fc.array(values, { minLength: 2, maxLength: 60 }),
        fc.integer({ min: 150, max: 1500 }),
        fc.constantFrom('keep', 'single'),
        (posts, limitBytes, quotes) => {
          const messages = posts.map((payload, index) =>
            send('property', payload, { context: { nowMs: NOW + index, quotes } }),
          );
          const joined = free.join(messages, limitBytes, '5');
          if (joined === undefined) return;
          assert(joined.payload.length <= limitBytes && joined.count >= 2);
          if (quotes === 'single') return;
          const wanted = posts
            .slice(0, joined.count)
            .flatMap((each, index) =>
              Object.entries(each).map(([name, value]) => [name, value === 0 ? 0 : value, NOW + index]),
            );
          assert.deepEqual(valuesOf(joined), wanted);
        },
      ),
      seeded({}),
    );
  });
});

/** Identifier, value and time of each reading, as a strict reader finds them. */
function valuesOf({ payload }: CloudMessage): [string, unknown, number][] {
  const { params: posts } = JSON.parse(payload.toString()) as {
    params: { properties: Record<string, { value: unknown; time: number }>[] }[];
  };
  return posts.flatMap(({ properties }) =>
    properties.flatMap((group) =>
      Object.entries(group).map(([name, { value, time }]): [string, unknown, number] => [name, value, time]),
    ),
  );
}
