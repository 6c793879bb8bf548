import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

const ROOT = join(__dirname, '..', '..', '..');
const NOW_MS = 1_767_225_600_000;

interface Item {
  readonly identifier: string;
  readonly name: string;
}

interface Reading {
  readonly model?: Readonly<Record<string, readonly Item[]>>;
  readonly text?: string;
  readonly fault?: { readonly key: string; readonly values: Readonly<Record<string, unknown>> };
}

/** What the dialogs use of resources/thing-model.js. */
interface ThingModelScript {
  read(text: unknown): Reading;
  ofModem(id: string): object;
  rows(model: unknown): Readonly<Record<string, unknown>>[];
  choices(model: unknown, part: string): Item[];
  samplePayload(model: unknown, kind: string, event: string, nowMs: number): unknown;
}

/** The script as the editor runs it, with a config node `modem` whose `tsl` is given. */
function load(tsl = ''): ThingModelScript {
  const red = {
    ec20ThingModel: undefined as unknown,
    nodes: { node: (id: string) => (id === 'modem' ? { tsl } : null) },
  };
  const context = createContext({ RED: red, TextEncoder });
  runInContext(readFileSync(join(ROOT, 'resources', 'thing-model.js'), 'utf8'), context);
  return red.ec20ThingModel as ThingModelScript;
}

/** Plain data out of the script's own world, where `Object` and `Array` are others. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

const temperature = (
  extra: object = {},
): Readonly<{ identifier: string; dataType: object; [field: string]: unknown }> => ({
  identifier: 'Temperature',
  name: '温度',
  accessMode: 'r',
  required: false,
  dataType: { type: 'float', specs: { min: '-40', max: '120', step: '0.1', unit: '°C' } },
  ...extra,
});

/** As the console exports it, with what the platform adds by itself. */
const EXPORTED = {
  schema: 'https://iotx-tsl.example/schema.json',
  profile: { productKey: 'a1DemoEC20x', deviceName: 'd' },
  properties: [
    temperature({ desc: 'a long description' }),
    {
      identifier: 'LightSwitch',
      name: '灯',
      accessMode: 'rw',
      dataType: { type: 'bool', specs: { 0: '关', 1: '开' } },
    },
    {
      identifier: 'Level',
      name: '档位',
      accessMode: 'rw',
      dataType: { type: 'enum', specs: { 3: 'low', 7: 'high' } },
    },
    {
      identifier: 'Label',
      name: '备注',
      accessMode: 'rw',
      dataType: { type: 'text', specs: { length: '16' } },
    },
    { identifier: 'Since', name: '时间', accessMode: 'r', dataType: { type: 'date', specs: {} } },
    {
      identifier: 'Place',
      name: '位置',
      accessMode: 'r',
      dataType: {
        type: 'struct',
        specs: [
          { identifier: 'x', name: 'x', dataType: { type: 'double', specs: { min: '100', max: '200' } } },
          { identifier: 'y', name: 'y', dataType: { type: 'int', specs: { min: '0', max: '9' } } },
        ],
      },
    },
    {
      identifier: 'Series',
      name: '序列',
      accessMode: 'r',
      dataType: { type: 'array', specs: { size: '8', item: { type: 'int' } } },
    },
  ],
  events: [
    {
      identifier: 'post',
      name: 'post',
      type: 'info',
      outputData: [temperature()],
      method: 'thing.event.property.post',
    },
    { identifier: 'HighTemperature', name: '高温', type: 'alert', outputData: [temperature()] },
  ],
  services: [
    { identifier: 'set', name: 'set', callType: 'async', inputData: [] },
    { identifier: 'get', name: 'get', callType: 'async', inputData: ['Temperature'] },
    { identifier: 'Reboot', name: '重启', callType: 'async', inputData: [], outputData: [] },
  ],
};

describe("The dialogs' thing model", () => {
  const script = load();
  const { model = {} } = script.read(JSON.stringify(EXPORTED));

  it('keeps what is checked, leaves out the rest, and reads what it has kept to the same text', () => {
    const { text = '' } = script.read(JSON.stringify(EXPORTED));
    assert.doesNotMatch(text, /schema|a long description|thing\.event|"post"|"set"|"get"/);
    const kept = JSON.parse(text) as { properties: { dataType: unknown }[] };
    assert.deepEqual(
      kept.properties.map(({ dataType }) => dataType),
      EXPORTED.properties.map(({ dataType }) => dataType),
    );
    assert.equal(script.read(text).text, text);
  });

  const FAULTS: readonly (readonly [what: string, text: string, key: string, place?: string])[] = [
    ['no JSON', '{"properties": [', 'notJson'],
    ['an empty list', '[]', 'notModel'],
    ['a list of something else', '[1]', 'notModel'],
    ['the second of two modules', '[{"events":[]},{"events":[{}]}]', 'identifier', '[1].events[0]'],
    ['a text', '"tsl"', 'notModel'],
    ['JSON of something else', '{"id":"1"}', 'notModel'],
    ['properties that are no list', '{"properties":{}}', 'notList', 'properties'],
    ['a property that is no object', '{"properties":[null]}', 'identifier', 'properties[0]'],
    ['a property without identifier', '{"properties":[{"name":"x"}]}', 'identifier', 'properties[0]'],
    ['an identifier with a blank', '{"services":[{"identifier":"a b"}]}', 'identifier', 'services[0]'],
    ['an identifier twice', '{"events":[{"identifier":"A"},{"identifier":"A"}]}', 'twice', 'events[1]'],
    [
      'an unknown data type',
      '{"properties":[{"identifier":"A","dataType":{"type":"int64"}}]}',
      'type',
      'properties[0].dataType',
    ],
    [
      'a struct without members',
      '{"properties":[{"identifier":"A","dataType":{"type":"struct","specs":{}}}]}',
      'notList',
      'properties[0].dataType.specs',
    ],
    [
      'a struct whose second member has no type',
      '{"properties":[{"identifier":"A","dataType":{"type":"struct","specs":[{"identifier":"x","dataType":{"type":"int"}},{"identifier":"y"}]}}]}',
      'type',
      'properties[0].dataType.specs[1].dataType',
    ],
    [
      'output data of a wrong type',
      '{"events":[{"identifier":"A","outputData":[{"identifier":"x"}]}]}',
      'type',
      'events[0].outputData[0].dataType',
    ],
  ];
  for (const [what, text, key, place] of FAULTS) {
    it(`tells ${what} by name and place`, () => {
      const { fault } = script.read(text);
      assert.equal(fault?.key, key);
      if (place !== undefined) assert.equal(fault.values['place'], place);
    });
  }

  it('has a sentence for every fault, in both languages', () => {
    for (const language of ['en-US', 'zh-CN']) {
      const path = join(ROOT, 'nodes', 'modem', 'locales', language, 'ec20-modem.json');
      const texts = JSON.parse(readFileSync(path, 'utf8')) as {
        'ec20-modem': { thingModel: Readonly<Record<string, string>> };
      };
      for (const key of [...FAULTS.map(([, , each]) => each), 'long']) {
        assert.notEqual(texts['ec20-modem'].thingModel[key] ?? '', '', `${language} ${key}`);
      }
    }
  });

  it('sends a model above 64 kB to a file', () => {
    const properties = Array.from({ length: 700 }, (_, index) => temperature({ identifier: `T${index}` }));
    const { fault } = script.read(JSON.stringify({ properties }));
    assert.equal(fault?.key, 'long');
    assert.equal(fault.values['limit'], 64);
  });

  it('says nothing of an empty field and of an environment variable', () => {
    for (const text of ['', '  ', undefined, '${TSL}']) assert.deepEqual(plain(script.read(text)), {});
  });

  it('tells type, unit and range of each property', () => {
    assert.deepEqual(plain(script.rows(model)), [
      {
        identifier: 'Temperature',
        name: '温度',
        type: 'float',
        unit: '°C',
        range: '-40 … 120',
        writable: false,
      },
      {
        identifier: 'LightSwitch',
        name: '灯',
        type: 'bool',
        unit: '',
        range: '0: 关, 1: 开',
        writable: true,
      },
      { identifier: 'Level', name: '档位', type: 'enum', unit: '', range: '3: low, 7: high', writable: true },
      { identifier: 'Label', name: '备注', type: 'text', unit: '', range: '≤ 16', writable: true },
      { identifier: 'Since', name: '时间', type: 'date', unit: '', range: '', writable: false },
      { identifier: 'Place', name: '位置', type: 'struct', unit: '', range: 'x, y', writable: false },
      { identifier: 'Series', name: '序列', type: 'array', unit: '', range: '8 × int', writable: false },
    ]);
  });

  it('offers events and services but those that the platform adds', () => {
    assert.deepEqual(plain(script.choices(model, 'events')), [
      { identifier: 'HighTemperature', name: '高温' },
    ]);
    assert.deepEqual(plain(script.choices(model, 'services')), [{ identifier: 'Reboot', name: '重启' }]);
  });

  it('makes a sample whose values lie within the ranges', () => {
    const values = {
      Temperature: 20,
      LightSwitch: 1,
      Level: 3,
      Label: 'text',
      Since: String(NOW_MS),
      Place: { x: 100, y: 0 },
      Series: [0],
    };
    const sample = (kind: string, event = '') => plain(script.samplePayload(model, kind, event, NOW_MS));
    assert.deepEqual(sample('property'), values);
    assert.deepEqual(sample('history'), [
      { time: NOW_MS - 60_000, ...values },
      { time: NOW_MS, ...values },
    ]);
    assert.deepEqual(sample('event', 'HighTemperature'), { Temperature: 20 });
    assert.equal(sample('event', 'Unknown'), undefined);
    assert.equal(script.samplePayload({}, 'property', '', NOW_MS), undefined);
  });

  it('puts the name of a custom module before its identifiers', () => {
    const { model: custom } = script.read(
      JSON.stringify({
        functionBlockId: 'pump',
        properties: [temperature()],
        events: [{ identifier: 'Dry' }],
      }),
    );
    assert.equal(script.rows(custom)[0]?.['identifier'], 'pump:Temperature');
    assert.equal(script.choices(custom, 'events')[0]?.identifier, 'pump:Dry');
    assert.deepEqual(plain(script.samplePayload(custom, 'property', '', NOW_MS)), { 'pump:Temperature': 20 });
  });

  it('takes a list of modules, the default one without a name before its identifiers', () => {
    const modules = JSON.stringify([
      { functionBlockId: 'default', properties: [temperature()], events: [], services: [] },
      { functionBlockId: 'pump', properties: [temperature()], events: [], services: [] },
    ]);
    const { model: both, text } = script.read(modules);
    assert.deepEqual(plain(script.rows(both).map(({ identifier }) => identifier)), [
      'Temperature',
      'pump:Temperature',
    ]);
    assert.deepEqual(JSON.parse(text ?? ''), JSON.parse(modules));
  });

  it('is found by the id of the config node, and is empty where it has none', () => {
    const tsl = JSON.stringify(EXPORTED);
    assert.equal(load(tsl).rows(load(tsl).ofModem('modem')).length, EXPORTED.properties.length);
    assert.deepEqual(plain(load(tsl).ofModem('another')), {});
    assert.deepEqual(plain(load('{').ofModem('modem')), {});
  });

  it('of every example can be read, and is already reduced', () => {
    const models = readdirSync(join(ROOT, 'examples')).flatMap((file) => {
      const nodes = JSON.parse(readFileSync(join(ROOT, 'examples', file), 'utf8')) as { tsl?: string }[];
      return nodes.flatMap(({ tsl }) => (tsl === undefined ? [] : [{ file, tsl }]));
    });
    assert.notDeepEqual(models, []);
    for (const { file, tsl } of models) assert.equal(script.read(tsl).text, tsl, file);
  });
});
