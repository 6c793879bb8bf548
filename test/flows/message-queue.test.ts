import assert from 'node:assert/strict';
import { CLOSED_PORT } from '../support/program';
import { logLines } from './log-lines';
import { deploy, FAST_SIMULATOR, helper, modemNode, startFlow } from './rig';

/** Node-RED's number of that level in its log. */
const WARN = 30;

const PUBLISH = { id: 'publish', type: 'ec20-publish', modem: 'modem', topic: 'a' };

describe('where Node.js has no SQLite, a queue that should be on disk', () => {
  const real = Object.getOwnPropertyDescriptor(process, 'getBuiltinModule');
  before(() => {
    Object.defineProperty(process, 'getBuiltinModule', { value: undefined, configurable: true });
  });
  before(() => helper.startServer());
  after((done) => {
    if (real !== undefined) Object.defineProperty(process, 'getBuiltinModule', real);
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  /** The warnings of the config node, as the log and the debug sidebar show them. */
  async function warningsOf(port: string): Promise<string[]> {
    const warnings: string[] = [];
    await startFlow([modemNode({ port, queue: 'disk', server: 'mqtt', host: 'broker.invalid' }), PUBLISH]);
    for (const [entry] of helper.log().args as [{ level: number; id?: string; msg: unknown }][]) {
      if (entry.level === WARN && entry.id === 'modem') warnings.push(String(entry.msg));
    }
    return warnings;
  }

  it('is kept in memory, and a warning says so once, with the cure', async () => {
    const warnings = await warningsOf(`tcp://127.0.0.1:${CLOSED_PORT}`);
    assert.equal(warnings.length, 1, warnings.join('\n'));
    assert.match(warnings[0] ?? '', /^EC20_QUEUE_MEMORY: .*memory only.*22\.13/);
  });

  it('loses what waits at a deploy, and the line about it names the newer Node.js', async () => {
    const nodes = [modemNode({ port: 'simulator?sim=absent', queue: 'disk' }), PUBLISH];
    await startFlow(nodes);
    helper.getNode('publish').receive({ payload: 'waits' });
    await new Promise((resolve) => setImmediate(resolve));
    await deploy(nodes, 'full');
    const [line = ''] = logLines('EC20_QUEUE_LOST');
    assert.match(line, /1 messages waited in memory only and are lost\. .*Node\.js 22\.13 or newer/);
    const [closed = ''] = logLines('EC20_CLOSED');
    assert.match(closed, /Node\.js 22\.13 or newer/);
  });

  it('says nothing on the simulator, which loses nothing of value', async () => {
    assert.deepEqual(await warningsOf(FAST_SIMULATOR), []);
  });
});
