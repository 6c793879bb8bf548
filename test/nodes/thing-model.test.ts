import assert from 'node:assert/strict';
import type { DialogNode } from '../../nodes/shared/editor/dialog-node';
import { choicesOf, propertyRows } from '../../nodes/shared/editor/model-rows';
import { samplePayload } from '../../nodes/shared/editor/sample-payload';
import {
  FLOW_LIMIT_BYTES,
  type ModelReading,
  modelOf,
  readModel,
} from '../../nodes/shared/editor/thing-model';
import { parseThingModel, type Problem } from '../../src/settings/settings';
import { allExamples } from '../support/examples';

const NOW_MS = 1_767_225_600_000;

/** A model that is all right. */
function right(text: string): ModelReading {
  const reading = readModel(text);
  assert(reading !== undefined && 'model' in reading);
  return reading;
}

/** What is wrong with a text as a model. */
function problem(text: string): Problem | undefined {
  const reading = readModel(text);
  return reading !== undefined && 'problem' in reading ? reading.problem : undefined;
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

/** As the console exports it, with the platform's own additions. */
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
  const { model } = right(JSON.stringify(EXPORTED));

  it('keeps what is checked, leaves out the rest, and reads what it has kept to the same text', () => {
    const { reduced: text } = right(JSON.stringify(EXPORTED));
    assert.doesNotMatch(text, /schema|a long description|thing\.event|"post"|"set"|"get"/);
    const kept = JSON.parse(text) as { properties: { dataType: unknown }[] };
    assert.deepEqual(
      kept.properties.map(({ dataType }) => dataType),
      EXPORTED.properties.map(({ dataType }) => dataType),
    );
    assert.equal(right(text).reduced, text);
    assert.deepEqual(parseThingModel(text), parseThingModel(JSON.stringify(EXPORTED)));
  });

  /** A text, words of what is wrong with it, and its place. */
  const FAULTS: readonly (readonly [what: string, text: string, says: RegExp, place: string])[] = [
    ['no JSON', '{"properties": [', /JSON/, 'TSL'],
    ['a list of something else', '[1]', /object/, '[0]'],
    [
      'the second of two modules',
      '[{"events":[]},{"events":[{}]}]',
      /identifier/,
      '[1].events[0].identifier',
    ],
    ['a text', '"tsl"', /object/, 'TSL'],
    ['properties that are no list', '{"properties":{}}', /list/, 'properties'],
    ['a property that is no object', '{"properties":[null]}', /object/, 'properties[0]'],
    [
      'a property without identifier',
      '{"properties":[{"name":"x"}]}',
      /identifier/,
      'properties[0].identifier',
    ],
    [
      'an identifier with a blank',
      '{"services":[{"identifier":"a b"}]}',
      /identifier/,
      'services[0].identifier',
    ],
    ['a reserved word', '{"services":[{"identifier":"value"}]}', /reserved/, 'services[0].identifier'],
    [
      'an identifier twice',
      '{"events":[{"identifier":"A"},{"identifier":"A"}]}',
      /twice/,
      'events[1].identifier',
    ],
    [
      'an unknown data type',
      '{"properties":[{"identifier":"A","dataType":{"type":"int64"}}]}',
      /type/,
      'properties[0].dataType.type',
    ],
    [
      'a struct without members',
      '{"properties":[{"identifier":"A","dataType":{"type":"struct","specs":{}}}]}',
      /list/,
      'properties[0].dataType.specs',
    ],
    [
      'a struct whose second member has no type',
      '{"properties":[{"identifier":"A","dataType":{"type":"struct","specs":[{"identifier":"x","dataType":{"type":"int"}},{"identifier":"y"}]}}]}',
      /object|type/,
      'properties[0].dataType.specs[1].dataType',
    ],
    [
      'output data of a wrong type',
      '{"events":[{"identifier":"A","outputData":[{"identifier":"x"}]}]}',
      /object|type/,
      'events[0].outputData[0].dataType',
    ],
  ];
  for (const [what, text, says, place] of FAULTS) {
    it(`reports ${what} by name and place, in both languages`, () => {
      const { code, params, phrases = {} } = problem(text) ?? {};
      assert.equal(code, 'EC20_TSL');
      assert.match(String(params?.['place']), place === 'TSL' ? /^(TSL|\[\d+\])$/ : /./);
      if (place !== 'TSL') assert.equal(params?.['place'], place);
      assert.match(phrases['problem']?.en ?? '', says);
      assert.match(phrases['problem']?.zh ?? '', /[\u4e00-\u9fff]/);
    });
  }

  it('takes JSON of something else, as the runtime does, and sees that it is none', () => {
    for (const text of ['[]', '{"id":"1"}']) assert.equal(right(text).hasParts, false, text);
    assert.equal(right('{"events":[]}').hasParts, true);
    assert.equal(right(JSON.stringify(EXPORTED)).hasParts, true);
  });

  it('detects a model that is too large for the flow file', () => {
    const properties = Array.from({ length: 700 }, (_, index) => temperature({ identifier: `T${index}` }));
    assert.ok(Buffer.byteLength(right(JSON.stringify({ properties })).reduced) > FLOW_LIMIT_BYTES);
  });

  it('returns the product that it was exported from', () => {
    assert.equal(right(JSON.stringify(EXPORTED)).productKey, EXPORTED.profile.productKey);
    assert.equal(right('{"events":[]}').productKey, undefined);
  });

  it('says nothing of an empty field and of an environment variable', () => {
    for (const text of ['', '  ', undefined, '${TSL}']) assert.equal(readModel(text), undefined);
  });

  it('shows type, unit and range of each property', () => {
    assert.deepEqual(propertyRows(model), [
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
    assert.deepEqual(choicesOf(model, 'events'), [{ identifier: 'HighTemperature', name: '高温' }]);
    assert.deepEqual(choicesOf(model, 'services'), [{ identifier: 'Reboot', name: '重启' }]);
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
    const sample = (kind: string, event = '') => samplePayload(model, kind, event, NOW_MS);
    assert.deepEqual(sample('property'), values);
    assert.deepEqual(sample('history'), [
      { time: NOW_MS - 60_000, ...values },
      { time: NOW_MS, ...values },
    ]);
    assert.deepEqual(sample('event', 'HighTemperature'), { Temperature: 20 });
    assert.equal(sample('event', 'Unknown'), undefined);
    assert.equal(samplePayload(undefined, 'property', '', NOW_MS), undefined);
  });

  it('puts the name of a custom module before its identifiers', () => {
    const { model: custom } = right(
      JSON.stringify({
        functionBlockId: 'pump',
        properties: [temperature()],
        events: [{ identifier: 'Dry' }],
      }),
    );
    assert.equal(propertyRows(custom)[0]?.identifier, 'pump:Temperature');
    assert.equal(choicesOf(custom, 'events')[0]?.identifier, 'pump:Dry');
    assert.deepEqual(samplePayload(custom, 'property', '', NOW_MS), { 'pump:Temperature': 20 });
  });

  it('takes a list of modules, the default one without a name before its identifiers', () => {
    const modules = JSON.stringify([
      { functionBlockId: 'default', properties: [temperature()], events: [], services: [] },
      { functionBlockId: 'pump', properties: [temperature()], events: [], services: [] },
    ]);
    const { model: both, reduced } = right(modules);
    assert.deepEqual(
      propertyRows(both).map(({ identifier }) => identifier),
      ['Temperature', 'pump:Temperature'],
    );
    assert.deepEqual(JSON.parse(reduced), JSON.parse(modules));
  });

  it('of a config node is empty where it has none, or none that can be read', () => {
    const node = (tsl?: string) => ({ id: 'm', type: 'ec20-modem', tsl }) as unknown as DialogNode;
    assert.equal(modelOf(node(JSON.stringify(EXPORTED)))?.properties.size, EXPORTED.properties.length);
    for (const modem of [undefined, node(), node('{')]) assert.equal(modelOf(modem), undefined);
  });

  it('of every example can be read, and is already reduced', () => {
    const models = allExamples().flatMap(({ path, nodes }) =>
      nodes.flatMap(({ tsl }) => (typeof tsl === 'string' ? [{ file: path, tsl }] : [])),
    );
    assert.notDeepEqual(models, []);
    for (const { file, tsl } of models) assert.equal(right(tsl).reduced, tsl, file);
  });
});
