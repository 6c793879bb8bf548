import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { NodeInitializer } from 'node-red';

import { FAST_SIMULATOR, helper, Probe, startFlow, statusOf, type FlowNode } from './rig';

const EXAMPLES = join(__dirname, '..', '..', '..', 'examples');

/** The core's own nodes that the examples use, but for those that a test listens at or speaks through. */
const CORE = [
  'function/10-function',
  'function/10-switch',
  'function/15-change',
  'function/89-delay',
  'function/89-trigger',
];

const requireFile = createRequire(__filename);
const coreNodes = CORE.map((file) => requireFile(`@node-red/nodes/core/${file}.js`) as NodeInitializer);

/** An example with a module that answers at once; inject and debug nodes become helpers. */
function load(number: string): FlowNode[] {
  const file = readdirSync(EXAMPLES).find((name) => name.startsWith(number)) ?? '';
  const nodes = JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as FlowNode[];
  return nodes
    .filter(({ type }) => type !== 'comment')
    .map((node) => {
      if (node.type === 'inject' || node.type === 'debug') return { ...node, type: 'helper' };
      return node.type === 'ec20-modem' ? { ...node, port: FAST_SIMULATOR } : node;
    });
}

async function run(number: string): Promise<void> {
  await startFlow(load(number), {}, coreNodes);
}

describe('The examples run on the simulator', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it('01: a property post is delivered, and the cloud’s reply comes back', async () => {
    await run('01');
    const [delivered, reply] = [new Probe('ec20ex1delivered'), new Probe('ec20ex1replydebug')];
    helper.getNode('ec20ex1alink').receive({ payload: 0 });
    await delivered.next();
    assert.equal(((await reply.next()).payload as { code: number }).code, 200);
  });

  it('02: a message of the cloud comes in', async function () {
    this.timeout(20_000); // the simulator's cloud sends one every 10 s
    await run('02');
    assert.match(String((await new Probe('ec20ex2getdebug').next()).topic), /\/user\/get$/);
  });

  it('03: the state is told in short', async () => {
    await run('03');
    await new Probe('ec20ex3shortdebug').next((msg) => /^online, -\d+ dBm$/.test(String(msg.payload)));
  });

  it('04: a command is answered, a text message is sent', async () => {
    await run('04');
    const answers = new Probe('ec20ex4answer');
    await statusOf('ec20ex4command', (text) => text.startsWith('connected'));
    for (const payload of ['AT+CSQ', 'AT+CMGF=1']) helper.getNode('ec20ex4command').receive({ payload });
    helper.getNode('ec20ex4sms').receive({ payload: 0 });
    const lines = async () => ((await answers.next()).payload as { lines: string[] }).lines.join();
    assert.match(await lines(), /^\+CSQ: /);
    await lines();
    assert.match(await lines(), /^\+CMGS: /);
  });

  it('05: the supply is switched off when only that is left', async () => {
    await run('05');
    const gpio = new Probe('ec20ex5gpio');
    helper.getNode('ec20ex5needed').receive({ payload: { advice: null } });
    helper.getNode('ec20ex5needed').receive({ payload: { advice: 'power-cycle' } });
    assert.equal((await gpio.next()).payload, 0);
  });
});
