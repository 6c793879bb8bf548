import assert from 'node:assert/strict';
import { helper, inState, modemNode, Probe, startFlow } from './rig';
import type { FlowNode } from './rig';

/** Node.js warns of a leak from the eleventh listener of one event on. */
const MODEMS = 30;
const EACH = 25;

describe('A flow with a hundred nodes and thirty modems', () => {
  const warnings: Error[] = [];
  const warned = (warning: Error) => warnings.push(warning);

  before(() => {
    process.on('warning', warned);
    helper.startServer();
  });
  after((done) => {
    process.off('warning', warned);
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it('starts, goes online, is started anew, and has no warning in Node-RED’s log', async function () {
    this.timeout(60_000);
    const types = ['ec20-publish', 'ec20-subscribe', 'ec20-command', 'ec20-status'];
    const users = types.flatMap((type) =>
      Array.from({ length: EACH }, (_, index): FlowNode => ({
        id: `${type}-${index}`,
        type,
        modem: index % 2 === 0 ? 'modem' : `modem-${index}`,
        topic: `/\${productKey}/\${deviceName}/user/${index}`,
        wires: type === 'ec20-status' && index === 0 ? [['states']] : [],
      })),
    );
    const others = Array.from({ length: MODEMS }, (_, index): FlowNode => ({
      ...modemNode(),
      id: `modem-${index}`,
      name: `M${index}`,
    }));
    const flow = [modemNode(), ...others, ...users, { id: 'states', type: 'helper' }];
    await startFlow(flow);
    await new Probe('states').next(inState('online'));
    for (let count = 0; count < 3; count++) {
      await helper.unload();
      await startFlow(flow);
    }
    const states = new Probe('states');
    // Thirty modems of one device connect in turn, as the cloud's limit has it.
    helper.getNode('ec20-status-0').receive({ asked: true });
    await states.next((msg) => msg['asked'] === true);
    assert.deepEqual(
      warnings.map(({ message }) => message),
      [],
    );
  });
});
