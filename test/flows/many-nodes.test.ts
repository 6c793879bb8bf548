import assert from 'node:assert/strict';
import { helper, inState, modemNode, Probe, startFlow } from './rig';
import type { FlowNode } from './rig';

/** More than the ten listeners from which on Node.js warns of a leak. */
const EACH = 12;

describe('A flow with a dozen nodes of each type', () => {
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

  it('starts, goes online, and has no warning in Node-RED’s log', async () => {
    const types = ['ec20-publish', 'ec20-subscribe', 'ec20-command', 'ec20-status'];
    const users = types.flatMap((type) =>
      Array.from({ length: EACH }, (_, index): FlowNode => ({
        id: `${type}-${index}`,
        type,
        modem: 'modem',
        topic: `/\${productKey}/\${deviceName}/user/${index}`,
        wires: type === 'ec20-status' && index === 0 ? [['states']] : [],
      })),
    );
    const others = Array.from({ length: EACH }, (_, index): FlowNode => ({
      ...modemNode(),
      id: `modem-${index}`,
      name: `M${index}`,
    }));
    await startFlow([modemNode(), ...others, ...users, { id: 'states', type: 'helper' }]);
    await new Probe('states').next(inState('online'));
    assert.deepEqual(
      warnings.map(({ message }) => message),
      [],
    );
  });
});
