import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_TSL } from '../../src/simulator/cloud/demo-model';
import { assertSentence } from '../support/sentences';
import { helper, inState, modemNode, Probe, speak, startFlow, userDir, type CaughtMessage } from './rig';

const REST = [
  { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
  { id: 'states', type: 'helper' },
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
];

describe('the thing model of a config node', () => {
  before(() => speak('en'));
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it('in a file: is read, also by a path from the user directory', async () => {
    mkdirSync(userDir, { recursive: true });
    writeFileSync(join(userDir, 'model.json'), JSON.stringify(DEMO_TSL));
    await startFlow([modemNode({ tslFile: 'model.json' }), ...REST]);
    await new Probe('states').next(inState('online'));
  });

  it('a missing file is reported, and the device stays off', async () => {
    await startFlow([modemNode({ tslFile: 'nowhere.json' }), ...REST]);
    const { error } = (await new Probe('errors').next()) as CaughtMessage;
    assert.equal(error.code, 'EC20_TSL_FILE');
    assertSentence('EC20_TSL_FILE', error.message, 'en');
  });

  it('a broken one is reported with the place', async () => {
    const model = structuredClone(DEMO_TSL) as { properties: { dataType: { type: string } }[] };
    const [first] = model.properties;
    assert(first !== undefined);
    first.dataType.type = 'flaot';
    await startFlow([modemNode({ tsl: JSON.stringify(model) }), ...REST]);
    const { error } = (await new Probe('errors').next()) as CaughtMessage;
    assert.equal(error.code, 'EC20_TSL');
    assert.match(error.message, /properties\[0\]\.dataType\.type/);
  });
});
