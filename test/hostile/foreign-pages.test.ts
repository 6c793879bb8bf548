import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import editorConsole from '../../nodes/console/ec20-console';
import type { Device } from '../../nodes/shared/device';
import { filesUnder } from '../architecture/source-files';
import { helper, inState, modemNode, Probe, startFlow } from '../flows/rig';

const ROOT = join(__dirname, '..', '..', '..');

/** Every endpoint that may change something, found in the sources: a new one is tested from its first day. */
const ALL_ENDPOINTS = filesUnder('nodes', '.ts')
  .flatMap((file) => [
    ...readFileSync(join(ROOT, file), 'utf8').matchAll(/httpAdmin\s*\.(\w+)\(\s*'([^']+)'/g),
  ])
  .map(([, method = '', path = '']) => ({ method: method.toUpperCase(), path }));
const ENDPOINTS = ALL_ENDPOINTS.filter(({ method }) => method !== 'GET');
const READING = ALL_ENDPOINTS.filter(({ method }) => method === 'GET');

interface Answer {
  readonly status: number;
  readonly body: { readonly code?: string; readonly message?: string; readonly ok?: boolean };
}

/** A browser's content types for forms, and JSON under other names. `undefined`: no such header. */
const OTHER_TYPES: readonly (string | undefined)[] = [
  undefined,
  '',
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=UTF-8',
  'multipart/form-data; boundary=x',
  'text/plain',
  'text/plain;charset=UTF-8',
  'text/plain; application/json',
  'text/plain; x=application/json',
  'text/plain, application/json',
  'application/json, text/plain',
  'application/jsonp',
  'application/x-json',
  'application/ld+json',
  'text/json',
  '*/*',
  'x application/json',
];
const JSON_TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=UTF-8',
  'Application/JSON',
  'application/json ; charset="utf-8"',
];

const HOST = 'pi.example:1880';
type Headers = Readonly<Record<string, string>>;
const JSON_TYPE = { 'content-type': 'application/json' };
/** What a browser adds for a page of another site; the server is {@link HOST}. */
const FOREIGN: readonly Headers[] = [
  { origin: 'http://evil.example' },
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site' },
  { origin: 'null' },
  { origin: 'http://localhost:1' },
  { origin: 'http://evil.example', 'x-forwarded-host': 'pi.example' },
  // What Node-RED's preflight lets a page add.
  { origin: 'http://evil.example', 'x-forwarded-host': 'evil.example' },
  { origin: 'http://evil.example', 'x-forwarded-host': 'evil.example, pi.example:1880' },
  { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example', 'sec-fetch-site': 'cross-site' },
  { origin: 'http://evil.example', authorization: 'Bearer made-up' },
  { origin: 'http://evil.example', authorization: 'Basic eDp4' },
  { origin: 'http://evil.example', 'x-requested-with': 'XMLHttpRequest' },
  { origin: 'http://pi.example:1880.evil.example' },
  { origin: 'http://pi.example' },
];
const OWN: readonly Headers[] = [
  {},
  { origin: 'http://pi.example:1880' },
  { origin: 'https://pi.example:1880', 'sec-fetch-site': 'same-origin' },
  { origin: 'https://pi.example', 'sec-fetch-site': 'same-origin' },
  { origin: 'https://pi.example', 'x-forwarded-host': 'Pi.example, proxy' },
  { authorization: 'Bearer token' },
  { 'sec-fetch-site': 'none' },
];

describe('Endpoints that change something', () => {
  before((done) => {
    helper.startServer(done);
  });
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  async function ask(method: string, path: string, headers: Headers, body: string): Promise<Answer> {
    const client = helper.request();
    const verb = method.toLowerCase() as 'get' | 'post' | 'delete';
    const asked = client[verb](path).set('host', HOST);
    // Otherwise the client would declare every text a form.
    if (method !== 'GET') void asked.send(body).unset('content-type');
    const { status, text } = await asked.set({ ...headers });
    return { status, body: text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {} };
  }

  async function online(): Promise<Device> {
    await startFlow(
      [
        modemNode(),
        { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
        { id: 'states', type: 'helper' },
      ],
      {},
      [editorConsole],
    );
    await new Probe('states').next(inState('online'));
    return (helper.getNode('modem') as unknown as { device: Device }).device;
  }
  const written = (device: Device) =>
    device.running?.trace.entries
      .filter(({ direction }) => direction === 'out')
      .map(({ text }) => text.replace('<CR>', '')) ?? [];

  it('are there', () => {
    assert.deepEqual(ENDPOINTS.map(({ method, path }) => `${method} ${path}`).sort(), [
      'DELETE /ec20/check/:id',
      'POST /ec20/check',
      'POST /ec20/command/:id',
      'POST /ec20/language',
      'POST /ec20/simulator/:id',
    ]);
  });

  it('take JSON only, and say so: EC20_REQUEST_TYPE', async () => {
    const device = await online();
    for (const { method, path } of ENDPOINTS) {
      const place = path.replace(':id', 'modem');
      for (const type of OTHER_TYPES) {
        for (const body of ['command=AT%2BGMI&node=x', '{"command":"AT+GMI","node":"x"}']) {
          const { status, body: answer } = await ask(
            method,
            place,
            type === undefined ? {} : { 'content-type': type },
            body,
          );
          assert.deepEqual([status, answer.code], [415, 'EC20_REQUEST_TYPE'], `${method} ${path} ${type}`);
          assert.match(answer.message ?? '', /application\/json/);
        }
      }
      for (const type of JSON_TYPES) {
        const { status } = await ask(method, place, { 'content-type': type }, '{"command":"AT+GMM"}');
        assert(status !== 415 && status !== 403, `${method} ${path} ${type} ${status}`);
      }
    }
    assert(!written(device).includes('AT+GMI'));
    assert(written(device).includes('AT+GMM'));
  });

  it('do nothing for a page of another site, in whatever form it asks: EC20_REQUEST_FOREIGN', async () => {
    const device = await online();
    for (const { method, path } of ENDPOINTS) {
      const place = path.replace(':id', 'modem');
      for (const headers of FOREIGN) {
        const answer = await ask(method, place, { ...JSON_TYPE, ...headers }, '{"command":"AT+GMI"}');
        const got = [answer.status, answer.body.code];
        assert.deepEqual(got, [403, 'EC20_REQUEST_FOREIGN'], `${method} ${path} ${JSON.stringify(headers)}`);
      }
      for (const headers of OWN) {
        const { status } = await ask(method, place, { ...JSON_TYPE, ...headers }, '{"command":"AT+GMM"}');
        assert(status !== 415 && status !== 403, `${method} ${path} ${JSON.stringify(headers)} ${status}`);
      }
    }
    assert(!written(device).includes('AT+GMI'));
  });

  it('or only read are no other site’s to read, though Node-RED’s own headers allow it: EC20_REQUEST_FOREIGN', async () => {
    await online();
    assert.notDeepEqual(READING, []);
    for (const { method, path } of READING) {
      const place = path.replace(':id', 'modem');
      for (const headers of FOREIGN) {
        const answer = await ask(method, place, headers, '');
        const got = [answer.status, answer.body.code];
        assert.deepEqual(got, [403, 'EC20_REQUEST_FOREIGN'], `${method} ${path} ${JSON.stringify(headers)}`);
      }
      for (const headers of OWN) {
        const { status } = await ask(method, place, headers, '');
        assert.equal(status, 200, `${method} ${path} ${JSON.stringify(headers)}`);
      }
    }
  });
});
