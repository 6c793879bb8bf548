import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FlowNode, helper, Probe, startFlow } from './rig';

/** Every node with every property, as 0.1.0 exported it. */
const EXPORTED = JSON.parse(readFileSync(join(__dirname, 'exported-0.1.0.json'), 'utf8')) as FlowNode[];

const VARIABLES: Readonly<Record<string, string>> = {
  EC20_PORT: 'simulator?preset=fast',
  EC20_SERVER: 'aliyun',
  EC20_PK: 'a1DemoEC20x',
  EC20_DN: 'demo-device',
  EC20_CLEAN: 'false',
  EC20_ALIVE: '300',
  EC20_TSL: '{"properties":[]}',
  EC20_MODULE: 'auto',
};

describe('A flow exported by 0.1.0', () => {
  before(() => {
    Object.assign(process.env, VARIABLES);
    return new Promise<void>((resolve) => helper.startServer(resolve));
  });
  after((done) => {
    for (const name of Object.keys(VARIABLES)) Reflect.deleteProperty(process.env, name);
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it('runs: what it is set to send is delivered, by topic and by name', async () => {
    const nodes = EXPORTED.filter(({ type }) => type !== 'tab').map((node) =>
      /^publish-(any|property|event)$/.test(node.id) ? { ...node, wires: [['out']] } : node,
    );
    await startFlow([...nodes, { id: 'out', type: 'helper' }]);
    const out = new Probe('out');
    const sent: readonly [id: string, msg: { topic?: string; payload: unknown }][] = [
      ['publish-any', { topic: '/${productKey}/${deviceName}/user/update', payload: 'x' }],
      ['publish-property', { payload: { Temperature: 20 } }],
      ['publish-event', { payload: { Temperature: 21 } }],
    ];
    for (const [id, msg] of sent) {
      helper.getNode(id).receive(msg);
      const delivered = await out.next();
      assert.equal((delivered['ec20'] as { attempts?: number }).attempts, 1, id);
    }
  });
});
