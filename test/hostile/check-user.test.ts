import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckReport } from '../../nodes/modem/check-report';
import { RecordedModule } from '../support/recorded-module';
import { Program, startOnFreePort } from '../support/program';

const ROOT = join(__dirname, '..', '..', '..');
const RED = require.resolve('node-red/red.js');
const SECRETS = {
  deviceSecret: 'S3cretDeviceSecret0123456789abcd',
  apnPassword: 'apn-pass-XYZ',
};
const STORED = { deviceSecret: '__PWRD__', apnPassword: '__PWRD__' };
const MODEM = {
  id: 'ec20ex1modem',
  type: 'ec20-modem',
  port: 'tcp://127.0.0.1:9',
  productKey: 'a1AbCdEfGhI',
  deviceName: 'dev1',
  apn: 'x',
  apnUser: 'u',
  apnAuth: '1',
  auth: 'aliauth',
};

describe('A user who may only run checks, in a real Node-RED', () => {
  const userDir = mkdtempSync(join(tmpdir(), 'ec20-check-user-'));
  let program: Program;
  let module: RecordedModule;
  let address: string;

  before(async function () {
    this.timeout(60_000);
    module = await RecordedModule.start();
    writeFileSync(join(userDir, 'flows.json'), JSON.stringify([MODEM]));
    writeFileSync(join(userDir, 'flows_cred.json'), JSON.stringify({ [MODEM.id]: SECRETS }));
    writeFileSync(
      join(userDir, 'settings.js'),
      `module.exports = {
         uiHost: '127.0.0.1', flowFile: 'flows.json', nodesDir: [${JSON.stringify(ROOT)}], credentialSecret: false,
         telemetry: { enabled: false, updateNotification: false },
         editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
         adminAuth: {
           type: 'credentials',
           users: () => Promise.resolve(null),
           authenticate: () => Promise.resolve(null),
           tokens: (token) => Promise.resolve(
             token === 'checker' ? { username: token, permissions: ['ec20.read', 'ec20.write'] } : null),
         },
       };`,
    );
    program = await startOnFreePort((port) => {
      address = `http://127.0.0.1:${port}`;
      return Program.start({
        command: process.execPath,
        args: [RED, '-u', userDir, '-s', join(userDir, 'settings.js'), '-p', String(port)],
        ready: /Started flows[\s\S]*Server now running|Server now running[\s\S]*Started flows/,
        readyMs: 50_000,
      });
    });
  });
  after(async () => {
    await program.stop();
    await module.close();
    rmSync(userDir, { recursive: true });
  });

  const headers = { authorization: 'Bearer checker', 'content-type': 'application/json' };
  async function check(body: object): Promise<CheckReport> {
    const started = await fetch(`${address}/ec20/check`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    const { id } = (await started.json()) as { id: string };
    for (let since = -1; ;) {
      const answer = await fetch(`${address}/ec20/check/${id}?since=${since}`, { headers });
      const report = (await answer.json()) as CheckReport;
      if (report.done) return report;
      since = report.version;
    }
  }

  it('may not read flows', async () => {
    assert.equal((await fetch(`${address}/flows`, { headers })).status, 401);
  });

  it('gets no stored secret sent to a port of his own', async () => {
    const { id, type: _type, ...config } = MODEM;
    const report = await check({ node: id, config: { ...config, port: module.port }, credentials: STORED });
    assert.deepEqual(
      [report.lines[0]?.code, report.lines[0]?.fields],
      ['EC20_CHECK_SECRET_AGAIN', ['deviceSecret', 'apnPassword']],
    );
    assert.equal(module.received(), '');
  });

  for (const caFile of ['/dev/zero', '/dev/stdin', '/proc/self/environ', '/']) {
    it(`blocks nothing with the certificate ${caFile}, and reads nothing of it`, async () => {
      const config = { port: module.port, tls: 'on', server: 'mqtt', host: 'broker.invalid', caFile };
      const report = await check({ node: '', config, credentials: {} });
      assert.equal(report.lines[0]?.code, 'EC20_TLS_FILE');
      assert(!JSON.stringify(report).includes('PATH='));
      const answer = await fetch(`${address}/ec20/ports`, { headers });
      assert.equal(answer.status, 200);
    });
  }

  it('has no form taken', async () => {
    const form = new URLSearchParams({ node: MODEM.id, 'config[port]': module.port });
    const { authorization } = headers;
    const answer = await fetch(`${address}/ec20/check`, {
      method: 'POST',
      headers: { authorization },
      body: form,
    });
    assert.equal(answer.status, 415);
    assert.equal(((await answer.json()) as { code: string }).code, 'EC20_REQUEST_TYPE');
  });
});
