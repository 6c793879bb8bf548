import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CodedError } from '../../../src/base/coded-error';
import { describeError } from '../../../src/base/error-text';
import { readThingModel } from '../../../src/cloud/aliyun/thing-model';
import { assertCoded } from '../coded';
import { seeded } from '../../hostile/seed';
import { params, dialogue, TSL } from './rig';

type Change = (model: typeof TSL & Record<string, unknown>) => void;

describe('A thing model from the console', () => {
  it('is read, without what the platform generates', () => {
    const model = readThingModel(JSON.stringify(TSL));
    assert.deepEqual(
      [...model.properties.keys()],
      TSL.properties.map(({ identifier }) => identifier),
    );
    assert.deepEqual([...model.events.keys()], ['Overheat']);
    assert.deepEqual([...model.services.keys()], ['Reboot']);
    assert.deepEqual(model.properties.get('Temperature'), {
      name: '名称 Temperature',
      writable: true,
      type: { kind: 'float', min: -40, max: 120, step: 0.1, unit: '°C' },
    });
    assert.equal(model.properties.get('Level')?.writable, false);
  });

  it('of a custom module has its id before each identifier, and several stand in a list', () => {
    const custom = { functionBlockId: 'pump', properties: [TSL.properties[1]] };
    const model = readThingModel(JSON.stringify([TSL, custom]));
    assert(model.properties.has('Level') && model.properties.has('pump:Level'));
    assert.equal(
      params('property', { 'pump:Level': 5 }, { thing: dialogue([TSL, custom]) }),
      '{"pump:Level":5}',
    );
  });

  const wrong: readonly [string, Change][] = [
    ['properties', (model) => Object.assign(model, { properties: {} })],
    ['properties[1]', (model) => Object.assign(model.properties, { 1: 5 })],
    ['properties[1].identifier', (model) => Object.assign(model.properties[1] ?? {}, { identifier: '温度' })],
    ['properties[1].identifier', (model) => Object.assign(model.properties[1] ?? {}, { identifier: 'time' })],
    [
      'properties[1].identifier',
      (model) => Object.assign(model.properties[1] ?? {}, { identifier: 'Temperature' }),
    ],
    [
      'properties[1].identifier',
      (model) => Object.assign(model.properties[1] ?? {}, { identifier: 'a'.repeat(51) }),
    ],
    ['properties[1].accessMode', (model) => Object.assign(model.properties[1] ?? {}, { accessMode: 'x' })],
    ['properties[1].name', (model) => Object.assign(model.properties[1] ?? {}, { name: 5 })],
    ['properties[1].dataType', (model) => Object.assign(model.properties[1] ?? {}, { dataType: undefined })],
    ['properties[1].dataType.type', type({ type: 'decimal' })],
    ['properties[1].dataType.type', type({ type: 'constructor' })],
    ['properties[1].dataType.specs.min', type({ type: 'int', specs: { min: 'low' } })],
    ['properties[1].dataType.specs.min', type({ type: 'int', specs: { min: '5', max: '4' } })],
    ['properties[1].dataType.specs.step', type({ type: 'int', specs: { step: '0' } })],
    ['properties[1].dataType.specs.length', type({ type: 'text', specs: { length: '1.5' } })],
    ['properties[1].dataType.specs.on', type({ type: 'enum', specs: { on: 'auto' } })],
    ['properties[1].dataType.specs', type({ type: 'struct', specs: {} })],
    ['properties[1].dataType.specs[0].identifier', type({ type: 'struct', specs: [{}] })],
    [
      'properties[1].dataType.specs[0].dataType.type',
      type({ type: 'struct', specs: [{ identifier: 'x', dataType: { type: 'y' } }] }),
    ],
    [
      'properties[1].dataType.specs.size',
      type({ type: 'array', specs: { size: '-1', item: { type: 'int' } } }),
    ],
    ['properties[1].dataType.specs.item', type({ type: 'array', specs: { size: '1' } })],
    [
      'properties[1].dataType.specs.item.specs.item.specs.item',
      type([1, 2, 3].reduce<object>((item) => ({ type: 'array', specs: { item } }), { type: 'int' })),
    ],
    [
      'events[1].outputData[0].dataType.specs.max',
      (model) => Object.assign(model.events[1]?.outputData[0]?.dataType.specs ?? {}, { max: true }),
    ],
    ['services[2].inputData', (model) => Object.assign(model.services[2] ?? {}, { inputData: 'x' })],
    ['functionBlockId', (model) => Object.assign(model, { functionBlockId: 7 })],
  ];
  for (const [place, change] of wrong) {
    it(`with a fault at ${place} is refused as EC20_TSL, saying so`, () => {
      const model = structuredClone(TSL);
      change(model);
      assertCoded(() => readThingModel(JSON.stringify(model)), 'EC20_TSL', { place });
    });
  }

  for (const [text, place] of [
    ['', 'TSL'],
    ['5', 'TSL'],
    ['null', 'TSL'],
    ['[5]', '[0]'],
    ['{"properties":[', '['],
    [' '.repeat(512 * 1024 + 1), 'TSL'],
  ] as const) {
    it(`${JSON.stringify(text.slice(0, 20))} is none`, () => {
      assert.throws(
        () => readThingModel(text),
        (error) => {
          assert(error instanceof CodedError);
          assert.equal(error.code, 'EC20_TSL');
          assert(String(error.params['place']).startsWith(place) || error.params['place'] === 'TSL');
          return true;
        },
      );
    });
  }

  it('reports its fault in the user’s language', () => {
    try {
      readThingModel('{"properties":[{"identifier":"a","dataType":{"type":"int","specs":{"min":"x"}}}]}');
      assert.fail();
    } catch (error) {
      assert.match(
        describeError(error, 'node', 'en'),
        /at properties\[0\]\.dataType\.specs\.min: a number is wanted\./,
      );
      assert.match(
        describeError(error, 'node', 'zh'),
        /在 properties\[0\]\.dataType\.specs\.min 处有误：应为数字。/,
      );
    }
  });

  it('is read or refused with a code, for any input', () => {
    const piece = fc.jsonValue().map((value) => JSON.stringify(value));
    const model = fc.record({
      properties: fc.array(fc.record({ identifier: fc.string(), dataType: fc.jsonValue() })),
      events: fc.jsonValue(),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          piece,
          model.map((each) => JSON.stringify(each)),
        ),
        (text) => {
          try {
            readThingModel(text);
          } catch (error) {
            assert(error instanceof CodedError && error.code === 'EC20_TSL', String(error));
          }
        },
      ),
      seeded({}),
    );
  });
});

/** Gives the second property another type. */
function type(dataType: object): Change {
  return (model) => Object.assign(model.properties[1] ?? {}, { dataType });
}
