import assert from 'node:assert/strict';
import { readThingModel, ThingModelError } from '../../../src/simulator/cloud/thing-model';
import { MAX_KEPT } from '../../../src/simulator/cloud/thing-data';
import {
  DEMO_TRIPLET,
  DEMO_TSL,
  type CloudSettings,
  type JsonObject,
} from '../../../src/simulator/embedded-cloud';
import { online } from './device';

const POST = '/sys/PK/DN/thing/event/property/post';
const BATCH = '/sys/PK/DN/thing/event/property/batch/post';
const HISTORY = '/sys/PK/DN/thing/event/property/history/post';
const EVENT = '/sys/PK/DN/thing/event/Hot/post';
const UNKNOWN = 'tsl parse: params not exist';
const NOW = Date.UTC(2026, 10, 22);

const property = (identifier: string, type: string, specs: unknown) => ({
  identifier,
  accessMode: 'rw',
  dataType: { type, specs },
});
const number = { min: '-10', max: '10', step: '0.5' };
const members = [{ identifier: 'x', dataType: { type: 'int', specs: { min: '0', max: '9' } } }];

/** One property of each type of §A4. */
const TSL = {
  properties: [
    property('i', 'int', { min: '0', max: '100', step: '5' }),
    property('f', 'float', number),
    property('d', 'double', number),
    property('b', 'bool', { '0': 'off', '1': 'on' }),
    property('e', 'enum', { '1': 'one', '3': 'three' }),
    property('t', 'text', { length: '4' }),
    property('when', 'date', {}),
    property('s', 'struct', members),
    property('a', 'array', { size: '2', item: { type: 'int', specs: { min: '0', max: '9' } } }),
  ],
  events: [{ identifier: 'Hot', outputData: [property('f', 'float', number)] }],
  services: [],
} as unknown as JsonObject;

async function checked(settings: Partial<CloudSettings> = {}, tsl: JsonObject = TSL) {
  const bench = await online({ settings, tsl });
  const post = async (params: string, topic = POST) => {
    const method = topic.split('/').slice(4).join('.');
    const [answer] = await bench.ask(topic, `{"id":"1","params":${params},"method":"${method}"}`);
    const { code, data, message } = answer as { code: number; data: unknown; message: string };
    return { code, data, message };
  };
  const latest = () =>
    Object.fromEntries([...bench.cloud.data(DEMO_TRIPLET).latest].map(([id, { value }]) => [id, value]));
  return { ...bench, post, latest };
}

describe('values checked against a thing model', () => {
  /** §A4: possible values on the wire, as JSON text; the code with which weak and strict refuse each (§A3.3). */
  const values: [text: string, weak: number, strict: number][] = [
    ['"i":95', 200, 200],
    ['"i":101', 200, 6306],
    ['"i":7', 200, 6306],
    ['"i":5.0', 200, 6306],
    ['"i":1.5', 6306, 6306],
    ['"i":"5"', 6306, 6306],
    ['"i":2147483648', 6306, 6306],
    ['"f":9.5', 200, 200],
    ['"f":10.0', 200, 200],
    ['"f":10', 200, 6307],
    ['"f":10.5', 200, 6307],
    ['"f":0.3', 200, 6307],
    ['"f":null', 6307, 6307],
    ['"d":-10.0', 200, 200],
    ['"d":-11.0', 200, 6322],
    ['"d":"1.0"', 6322, 6322],
    ['"b":0', 200, 200],
    ['"b":2', 6308, 6308],
    ['"b":true', 6308, 6308],
    ['"e":3', 200, 200],
    ['"e":2', 200, 6309],
    ['"e":"3"', 6309, 6309],
    ['"t":"四"', 200, 200],
    ['"t":"四五"', 200, 6310],
    ['"t":4', 6310, 6310],
    ['"when":"1574150400000"', 200, 200],
    ['"when":"noon"', 200, 6311],
    ['"when":1574150400000', 6311, 6311],
    ['"s":{"x":1}', 200, 200],
    ['"s":{"x":10}', 200, 6306],
    ['"s":{"x":"1"}', 6306, 6306],
    ['"s":{"y":1}', 6304, 6304],
    ['"s":[1]', 6312, 6312],
    ['"a":[1,2]', 200, 200],
    ['"a":[1,2,3]', 200, 6324],
    ['"a":[1,"2"]', 6324, 6324],
    ['"a":1', 6328, 6328],
  ];
  for (const [text, weak, strict] of values) {
    for (const [validation, code] of [
      ['weak', weak],
      ['strict', strict],
    ] as const) {
      it(`${validation}: ${text} is ${code === 200 ? 'taken' : `refused by ${code}`}`, async () => {
        const { cloud, post, latest } = await checked({ validation });
        const answer = await post(`{${text}}`);
        const [id = ''] = Object.keys(JSON.parse(`{${text}}`) as object);
        const { rejected } = cloud.data(DEMO_TRIPLET);
        assert.deepEqual(
          rejected.map((value) => [value.identifier, value.code]),
          code === 200 ? [] : [[id, code]],
        );
        assert.equal(id in latest(), code === 200);
        if (code === 200) assert.deepEqual([answer.code, answer.data], [200, {}]);
        else if (validation === 'strict') assert.deepEqual([answer.code, latest()], [code, {}]);
        else assert.deepEqual([answer.code, answer.data], [200, { [id]: rejected[0]?.text }]);
        assert.equal(cloud.log.length, rejected.length);
      });
    }
  }

  for (const validation of ['weak', 'strict'] as const) {
    it(`${validation}: an unknown property is left out of a 200 that says so (§A3.1)`, async () => {
      const { post, latest } = await checked({ validation });
      assert.deepEqual(await post('{"i":5,"LightSwitch":1}'), {
        code: 200,
        data: { LightSwitch: UNKNOWN },
        message: 'success',
      });
      assert.deepEqual(latest(), { i: 5 });
    });
  }

  it('without validation everything is a 200 and nothing is kept (§A4)', async () => {
    const { post, latest } = await checked({ validation: 'none' });
    assert.deepEqual((await post('{"nonsense":[]}')).data, {});
    assert.deepEqual(latest(), {});
  });

  it('without a model everything is kept', async () => {
    const { cloud, post, latest } = await checked();
    cloud.setThingModel({ productKey: DEMO_TRIPLET.productKey }, undefined);
    await post('{"nonsense":[1]}');
    assert.deepEqual(latest(), { nonsense: [1] });
  });

  it('a device’s own model goes before its product’s', async () => {
    const { cloud, post } = await checked();
    const own = { properties: [property('z', 'bool', {})] } as unknown as JsonObject;
    cloud.setThingModel(DEMO_TRIPLET, own);
    assert.deepEqual((await post('{"z":1,"i":5}')).data, { i: UNKNOWN });
  });

  it('a custom module’s properties have its name before theirs (§A3.1)', async () => {
    const { post } = await checked({}, { ...TSL, functionBlockId: 'light' });
    assert.deepEqual((await post('{"light:i":5,"i":5}')).data, { i: UNKNOWN });
  });

  it('batch and history leave out what the model does not know, and keep each value with its time (§A3.2)', async () => {
    const { cloud, post, latest } = await checked();
    const batch = `{"properties":{"i":[{"value":1,"time":${NOW - 2}},{"value":2,"time":${NOW - 1}}],"u":[{"value":1}]},
      "events":{"Hot":[{"value":{"f":1.5,"g":2},"time":${NOW - 9}}],"Cold":[{"value":{}}]}}`;
    assert.deepEqual((await post(batch, BATCH)).data, { u: UNKNOWN, g: UNKNOWN, Cold: UNKNOWN });
    const { productKey, deviceName } = DEMO_TRIPLET;
    const identity = JSON.stringify({ productKey, deviceName });
    const history = `[{"identity":${identity},"properties":[{"i":{"value":7,"time":${NOW - 5}},"u":1}],"events":[]}]`;
    assert.deepEqual((await post(history, HISTORY)).data, { u: UNKNOWN });
    const data = cloud.data(DEMO_TRIPLET);
    assert.deepEqual(data.history('i'), [
      { value: 1, timeMs: NOW - 2 },
      { value: 2, timeMs: NOW - 1 },
      { value: 7, timeMs: NOW - 5 },
    ]);
    assert.deepEqual(latest(), { i: 2 }, 'the newest by its own time');
    assert.deepEqual(data.events, [{ identifier: 'Hot', outputs: { f: 1.5 }, timeMs: NOW - 9 }]);
  });

  const events: [text: string, validation: 'weak' | 'strict', code: number, data: unknown, kept: unknown][] =
    [
      ['{"value":{"f":1.5}}', 'strict', 200, {}, { f: 1.5 }],
      ['{"f":1.5}', 'strict', 200, {}, { f: 1.5 }],
      [`{"f":1.5,"time":${NOW}}`, 'strict', 200, {}, { f: 1.5 }],
      ['{"f":1.5,"g":1}', 'weak', 200, { g: UNKNOWN }, { f: 1.5 }],
      ['{"f":99.5}', 'strict', 6307, {}, undefined],
    ];
  for (const [text, validation, code, data, kept] of events) {
    it(`${validation}: the event ${text} is answered ${code} (§A3.2)`, async () => {
      const { cloud, post } = await checked({ validation });
      const answer = await post(text, EVENT);
      assert.deepEqual([answer.code, answer.data], [code, data]);
      assert.deepEqual(cloud.data(DEMO_TRIPLET).events[0]?.outputs, kept);
    });
  }

  const envelopes: [what: string, topic: string, payload: string, code: number | undefined][] = [
    [
      'an event that the model lacks',
      POST.replace('property', 'Cold'),
      '{"params":{},"method":"thing.event.Cold.post"}',
      5160,
    ],
    ['a post without a method', POST, '{"params":{"i":5}}', 6300],
    [
      'a post with another topic’s method',
      POST,
      '{"params":{"i":5},"method":"thing.event.Hot.post"}',
      undefined,
    ],
    [
      '201 events',
      BATCH,
      `{"params":{"events":{"Hot":[${Array(201).fill('{"f":1.5}').join()}]}},"method":"thing.event.property.batch.post"}`,
      6356,
    ],
    [
      '201 values in a batch',
      BATCH,
      `{"params":{"properties":{"i":[${Array(201).fill('5').join()}]}},"method":"thing.event.property.batch.post"}`,
      6106,
    ],
    ['broken JSON', POST, '{"params":{"i":5}', 6207],
  ];
  for (const [what, topic, payload, code] of envelopes) {
    it(`strict: ${what} is ${code === undefined ? 'reported in the log only' : `answered ${code}`} (§A3.3)`, async () => {
      const { cloud, ask } = await checked({ validation: 'strict' });
      const answers = (await ask(topic, payload)) as { code: number }[];
      assert.deepEqual(
        answers.map((answer) => answer.code),
        code === undefined ? [] : [code],
      );
      if (code === undefined) assert.match(cloud.log[0]?.text ?? '', /^6831/);
    });
  }

  it('only the newest readings are kept', async () => {
    const { cloud, post } = await checked();
    const data = cloud.data(DEMO_TRIPLET);
    for (let count = 0; count < MAX_KEPT; count += 1) data.takeProperty('i', { value: -1, timeMs: count });
    await post('{"i":5}');
    assert.equal(data.history('i').length, MAX_KEPT);
    assert.deepEqual(data.history('i').at(-1), { value: 5, timeMs: NOW });
    assert.deepEqual(data.history('i')[0]?.timeMs, 1);
  });

  it('the device reads the model from the cloud (§A3.2)', async () => {
    const { post } = await checked();
    assert.deepEqual((await post('{}', '/sys/PK/DN/thing/dsltemplate/get')).data, TSL);
  });
});

describe('a TSL', () => {
  const broken: [string, string | JsonObject, RegExp][] = [
    ['is not JSON', '{"properties":', /not JSON/],
    ['is a list', '[]', /not a JSON object/],
    ['has an object for its properties', { properties: {} }, /^properties is not a list/],
    ['has a property without a name', { properties: [{}] }, /^properties\[0\]\.identifier/],
    [
      'has a property without a type',
      { properties: [{ identifier: 'x' }] },
      /^properties\[0\]\.dataType is missing/,
    ],
    [
      'has a type that there is not',
      { properties: [{ identifier: 'x', dataType: { type: 'number' } }] },
      /^properties\[0\]\.dataType\.type/,
    ],
    [
      'has a bound in words',
      { properties: [{ identifier: 'x', dataType: { type: 'int', specs: { min: 'low' } } }] },
      /^properties\[0\]\.dataType\.specs\.min is not a number/,
    ],
    [
      'has an array of nothing',
      { properties: [{ identifier: 'x', dataType: { type: 'array', specs: { size: '3' } } }] },
      /^properties\[0\]\.dataType\.specs\.item is missing/,
    ],
    [
      'has a broken output',
      { services: [{ identifier: 'x', outputData: [{ identifier: 'y' }] }] },
      /^services\[0\]\.outputData\[0\]\.dataType is missing/,
    ],
  ];
  for (const [what, tsl, sentence] of broken) {
    it(`that ${what} is refused, and where is said`, () => {
      assert.throws(
        () => readThingModel(tsl),
        (error: unknown) => error instanceof ThingModelError && sentence.test(error.message),
      );
    });
  }

  it('of the demo can be read, with what its description promises', () => {
    const model = readThingModel(JSON.stringify(DEMO_TSL));
    const writable = [...model.properties].filter(([, { isWritable }]) => isWritable).map(([id]) => id);
    assert.deepEqual(writable, ['LightSwitch', 'Interval', 'Label', 'Mode']);
    assert.deepEqual([...model.events.keys()], ['HighTemperature', 'DailySummary']);
    assert.deepEqual(
      [...model.services].map(([id, { isSync }]) => [id, isSync]),
      [
        ['Reboot', false],
        ['ReadNow', true],
      ],
    );
  });
});

describe('a property that the cloud may set', () => {
  for (const [accessMode, isWritable] of [
    ['r', false],
    ['w', true],
    ['rw', true],
    [undefined, false],
  ] as const) {
    it(`accessMode ${accessMode}: ${isWritable}`, () => {
      const tsl = { properties: [{ ...property('p', 'int', {}), accessMode }] } as unknown as JsonObject;
      assert.equal(readThingModel(tsl).properties.get('p')?.isWritable, isWritable);
    });
  }
});
