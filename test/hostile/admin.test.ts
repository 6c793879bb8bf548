import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { filesUnder } from '../architecture/source-files';
import { Program, startOnFreePort } from '../support/program';
import { seeded } from './seed';

const ROOT = join(__dirname, '..', '..', '..');
const RED = require.resolve('node-red/red.js');

/** Users by token, with their permissions as in a token of adminAuth. */
const GUESTS: Readonly<Record<string, readonly string[]>> = {
  stranger: [],
  'flow-reader': ['flows.read', 'nodes.read', 'settings.read'],
  reader: ['ec20.read'],
  owner: ['*'],
};

interface Endpoint {
  readonly method: string;
  readonly path: string;
  readonly permission: string;
}

/** Every admin endpoint that a node registers, found in the sources: a new one is tested from its first day. */
function endpoints(): Endpoint[] {
  return filesUnder('nodes', '.ts').flatMap((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const found = [
      ...text.matchAll(
        /httpAdmin\s*\.(\w+)\(\s*'([^']+)'\s*,\s*(?:RED|red|this\.red)\.auth\.needsPermission\('([^']+)'\)/g,
      ),
    ];
    assert.equal(
      found.length,
      [...text.matchAll(/httpAdmin/g)].length -
        (text.includes("httpAdmin.get('/ec20/console', ownPage") ? 1 : 0),
      `${file}: an endpoint without permission`,
    );
    return found.map(([, method = '', path = '', permission = '']) => ({
      method: method.toUpperCase(),
      path,
      permission,
    }));
  });
}

describe('the admin endpoints of a Node-RED with users', () => {
  const userDir = mkdtempSync(join(tmpdir(), 'ec20-admin-'));
  let program: Program;
  let port: number;

  before(async function () {
    this.timeout(60_000);
    writeFileSync(join(userDir, 'flows.json'), '[]');
    writeFileSync(
      join(userDir, 'settings.js'),
      `const guests = ${JSON.stringify(GUESTS)};
       module.exports = {
         uiHost: '127.0.0.1', flowFile: 'flows.json', nodesDir: [${JSON.stringify(ROOT)}], credentialSecret: false,
         telemetry: { enabled: false, updateNotification: false },
         editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
         adminAuth: {
           type: 'credentials',
           users: () => Promise.resolve(null),
           authenticate: () => Promise.resolve(null),
           tokens: (token) => Promise.resolve(
             guests[token] === undefined ? null : { username: token, permissions: guests[token] }),
         },
       };`,
    );
    program = await startOnFreePort((free) => {
      port = free;
      return Program.start({
        command: process.execPath,
        args: [RED, '-u', userDir, '-s', join(userDir, 'settings.js'), '-p', String(port)],
        // Flows start before the server listens; this is printed when it does.
        ready: /Server now running/,
      });
    });
  });
  after(async () => {
    await program.stop();
    rmSync(userDir, { recursive: true });
  });

  function ask(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: Buffer,
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      // A new connection for each request: the server may close a kept one just when the next request is sent.
      const asked = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      asked.once('error', reject);
      asked.end(body);
    });
  }

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  it('are there', () => {
    assert.notDeepEqual(endpoints(), []);
  });

  for (const { method, path, permission } of endpoints()) {
    it(`${method} ${path} refuses a user without ${permission}, and reveals nothing`, async () => {
      assert.match(permission, /^(ec20\.(read|write)|flows\.write)$/);
      const lacking = [
        'nobody',
        'stranger',
        'flow-reader',
        ...(permission === 'ec20.read' ? [] : ['reader']),
      ];
      for (const headers of [{}, ...lacking.map(bearer)]) {
        const { status, text } = await ask(method, path, headers);
        assert.equal(status, 401, JSON.stringify(headers));
        assert.match(text, /^(Unauthorized)?$/);
      }
      for (const guest of permission === 'ec20.read' ? ['reader', 'owner'] : ['owner']) {
        const { status } = await ask(method, path, bearer(guest));
        assert(status !== 401 && status !== 404, `${guest}: ${status}`);
      }
    });

    it(`${method} ${path} is for a page elsewhere that has a token, and for none with another`, async () => {
      const origin = 'http://elsewhere.example';
      const headers = { origin, 'content-type': 'application/json', 'content-length': '2' };
      const body = Buffer.from('{}');
      const own = await ask(method, path, { ...headers, ...bearer('owner') }, body);
      assert(own.status !== 401 && own.status !== 403, `${own.status} ${own.text}`);
      for (const token of ['made-up', 'nobody']) {
        assert.equal((await ask(method, path, { ...headers, ...bearer(token) }, body)).status, 401, token);
      }
    });

    it(`${method} ${path} answers whatever it is asked, and goes on`, async () => {
      const query = fc.oneof(fc.webQueryParameters(), fc.stringMatching(/^[!-~]{0,400}$/));
      const body = fc.oneof(
        fc.json().map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
      );
      await fc.assert(
        fc.asyncProperty(
          query,
          body,
          fc.constantFrom('application/json', 'text/plain', 'nonsense'),
          fc.constantFrom(method, 'GET', 'POST', 'PUT', 'DELETE'),
          async (asked, sent, type, verb) => {
            const headers = {
              ...bearer('owner'),
              'content-type': type,
              'content-length': String(sent.length),
            };
            const { status } = await ask(verb, `${path}?${asked.replaceAll('#', '%23')}`, headers, sent);
            assert(status === 200 || (status >= 400 && status < 500), `${verb} ${status}`);
          },
        ),
        seeded({ numRuns: 60 }),
      );
      // A query is always answered; what changes something may require parameters.
      const { status, text } = await ask(method, path, bearer('owner'));
      const isRefused = method !== 'GET' && status >= 400 && status < 500;
      assert(status === 200 || isRefused, `${status} ${text}`);
    }).timeout(60_000);
  }
});
