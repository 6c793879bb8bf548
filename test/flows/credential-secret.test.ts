import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeviceSecrets } from '../../nodes/modem/device-secrets';
import { fixedKey } from '../support/fixed-key';
import { Program, startOnFreePort } from '../support/program';

const ROOT = join(__dirname, '..', '..', '..');
const RED = require.resolve('node-red/red.js');
const DEVICE = { productKey: 'a1Fleet', deviceName: 'pi-0001' };
const FLOW = [
  { id: 'tab', type: 'tab', label: 'tab' },
  { id: 'modem', type: 'ec20-modem', port: 'simulator?preset=fast', queue: 'memory', ...DEVICE },
  { id: 'states', type: 'ec20-status', z: 'tab', x: 0, y: 0, modem: 'modem', wires: [[]] },
];

describe('A registered device, while its Node-RED gets a credentialSecret', () => {
  const userDir = mkdtempSync(join(tmpdir(), 'ec20-credential-secret-'));
  let program: Program | undefined;
  let address: string;
  let given: string;

  before(() => {
    writeFileSync(join(userDir, 'flows.json'), JSON.stringify(FLOW));
    const secrets = { modem: { productSecret: 'productSecret0000' } };
    writeFileSync(join(userDir, 'flows_cred.json'), JSON.stringify(secrets));
  });
  after(() => rmSync(userDir, { recursive: true }));
  afterEach(async () => {
    await program?.stop();
    program = undefined;
  });

  async function startWith(setting: string): Promise<void> {
    const file = join(userDir, 'settings.js');
    writeFileSync(
      file,
      `module.exports = {
         uiHost: '127.0.0.1', flowFile: 'flows.json', nodesDir: [${JSON.stringify(ROOT)}], ${setting}
         telemetry: { enabled: false, updateNotification: false },
         editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
       };`,
    );
    program = await startOnFreePort((port) => {
      address = `http://127.0.0.1:${port}`;
      return Program.start({
        command: process.execPath,
        args: [RED, '-u', userDir, '-s', file, '-p', String(port)],
        ready: /Started flows[\s\S]*Server now running|Server now running[\s\S]*Started flows/,
        readyMs: 50_000,
      });
    });
  }
  async function online(): Promise<void> {
    for (;;) {
      const answer = await fetch(`${address}/ec20/trace/modem`);
      const { state, code } = (await answer.json()) as { state?: string; code?: string };
      assert.equal(code, undefined);
      if (state === 'online') return;
    }
  }
  const file = () => {
    const [name = '', ...others] = readdirSync(join(userDir, 'ec20')).filter((each) =>
      each.startsWith('secret-'),
    );
    assert.deepEqual(others, []);
    return join(userDir, 'ec20', name);
  };
  const openedWith = (key: string) => new DeviceSecrets(userDir, fixedKey(key)).find(DEVICE);

  it('is registered with the key that Node-RED has generated', async () => {
    await startWith('');
    await online();
    const runtime = readFileSync(join(userDir, '.config.runtime.json'), 'utf8');
    const { _credentialSecret: key = '' } = JSON.parse(runtime) as { _credentialSecret?: string };
    assert.notEqual(key, '');
    assert.equal(openedWith('').kind, 'shut');
    const kept = openedWith(key);
    assert(kept.kind === 'secret' && kept.secret !== '');
    given = kept.secret;
    if (process.platform !== 'win32') assert.equal(statSync(join(userDir, 'ec20')).mode & 0o777, 0o700);
  }).timeout(90_000);

  it('keeps its secret, now under the new key, after a restart and a deploy', async () => {
    await startWith(`credentialSecret: 'mine',`);
    await online();
    assert.deepEqual(openedWith('mine'), { kind: 'secret', secret: given });
    const { rev } = (await (
      await fetch(`${address}/flows`, { headers: { 'node-red-api-version': 'v2' } })
    ).json()) as { rev: string };
    const headers = { 'node-red-api-version': 'v2', 'content-type': 'application/json' };
    const deployed = await fetch(`${address}/flows`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ rev, flows: FLOW }),
    });
    assert.equal(deployed.status, 200);
    await online();
  }).timeout(90_000);

  it('comes online after the next restart too, when the generated key is gone', async () => {
    const before = readFileSync(file(), 'utf8');
    assert(!readFileSync(join(userDir, '.config.runtime.json'), 'utf8').includes('_credentialSecret'));
    await startWith(`credentialSecret: 'mine',`);
    await online();
    assert.equal(readFileSync(file(), 'utf8'), before);
  }).timeout(90_000);
});
