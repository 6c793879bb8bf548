import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckReport } from '../../nodes/modem/check-report';
import type { Device } from '../../nodes/shared/device';
import { MODEM } from '../../src/settings/modem';
import { DEMO_TSL } from '../../src/simulator/cloud/demo-model';
import { assertSentence } from '../support/sentences';
import { type CaughtMessage, deploy, helper, inState, modemNode, Probe, speak, startFlow } from './rig';

const ROOT_FILE = join(__dirname, '..', '..', '..', 'certificates', 'globalsign-root-r1.pem');
const REST = [
  { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
  { id: 'states', type: 'helper' },
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
];

describe('Files that a config node names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ec20-setting-files-'));
  const at = (name: string) => join(folder, name);

  before(() => {
    execFileSync('mkfifo', [at('fifo')]);
    mkdirSync(at('folder'));
    symlinkSync('/dev/zero', at('link'));
    symlinkSync(at('fifo'), at('link-to-fifo'));
    symlinkSync(at('loop'), at('loop'));
    writeFileSync(at('sparse'), '');
    truncateSync(at('sparse'), 2 ** 30);
    writeFileSync(at('model.json'), JSON.stringify(DEMO_TSL));
  });
  before(() => speak('en'));
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  after(() => rmSync(folder, { recursive: true }));
  afterEach(() => helper.unload());

  const KINDS: readonly (readonly [string, RegExp])[] = [
    ['missing', /no such file/],
    ['folder', /folder/],
    ['fifo', /pipe/],
    ['link', /device/],
    ['/dev/zero', /device/],
    ['sparse', /larger than/],
    ['link-to-fifo', /pipe/],
    ['loop', /ELOOP/],
    ['/proc/self/environ', /changed/],
    ['/proc/self/mem', /EIO/],
    ['/proc/self/fd', /folder/],
    ['/dev/tty', /device/],
    ['/dev/stdin', /device|no such file|changed/],
  ];
  const PROPERTIES = [
    { field: 'caFile', code: 'EC20_TLS_FILE', config: (file: string) => ({ tls: 'on', caFile: file }) },
    {
      field: 'certFile',
      code: 'EC20_TLS_FILE',
      config: (file: string) => ({ tls: 'on', certFile: file, keyFile: ROOT_FILE }),
    },
    {
      field: 'keyFile',
      code: 'EC20_TLS_FILE',
      config: (file: string) => ({ tls: 'on', certFile: ROOT_FILE, keyFile: file }),
    },
    { field: 'tslFile', code: 'EC20_TSL_FILE', config: (file: string) => ({ tslFile: file }) },
    { field: 'subDevicesFile', code: 'EC20_SUB_FILE', config: (file: string) => ({ subDevicesFile: file }) },
  ] as const;

  it('are all tested here: a new one from its first day', () => {
    const named = Object.keys(MODEM).filter((name) => /file|path|folder/i.test(name));
    assert.deepEqual(PROPERTIES.map(({ field }) => field).sort(), named.sort());
  });

  for (const { field, code, config } of PROPERTIES) {
    for (const [name, words] of KINDS) {
      const file = name.startsWith('/') ? name : at(name);
      it(`${field} ${name}: ${code} at the Catch node, and Node-RED goes on`, async () => {
        const modem = modemNode(config(file));
        await startFlow([modem, ...REST]);
        const { error } = (await new Probe('errors').next()) as CaughtMessage;
        assert.equal(error.code, code);
        assertSentence(code, error.message, 'en');
        assert(error.message.includes(file));
        assert.match(error.message, words);
      });

      it(`${field} ${name}: ${code} in a check of the deployed node, and Node-RED goes on`, async () => {
        const { id: node, type: _type, ...settings } = modemNode(config(file));
        await startFlow([modemNode(settings), { id: 'other', type: 'helper' }]);
        const { text } = await helper
          .request()
          .post('/ec20/check')
          .send({ node, config: settings })
          .expect(200);
        const { id } = JSON.parse(text) as { id: string };
        for (let since = -1; ;) {
          const answer = await helper.request().get(`/ec20/check/${id}?since=${since}`).expect(200);
          const report = JSON.parse(answer.text) as CheckReport;
          since = report.version;
          const [line] = report.lines;
          if (line?.state !== 'failed') continue;
          assert.equal(line.code, code);
          assert.match(line.text?.en ?? '', words);
          assert((line.text?.zh ?? '').includes(file));
          break;
        }
      });
    }
  }

  it('are read before the first message leaves, which waits for that', async () => {
    await startFlow([
      modemNode({ tslFile: at('model.json') }),
      { id: 'out', type: 'ec20-publish', modem: 'modem', kind: 'property', wires: [['sent']] },
      { id: 'sent', type: 'helper' },
      ...REST,
    ]);
    const sent = new Probe('sent');
    helper.getNode('out').receive({ payload: { LightSwitch: 1 } });
    const { reply } = (await sent.next()) as { reply?: { code: number } };
    assert.equal(reply?.code, 200);
  });

  it('cost no subscription: it is there when the device is online', async () => {
    await startFlow([
      modemNode({ tslFile: at('model.json') }),
      {
        id: 'in',
        type: 'ec20-subscribe',
        modem: 'modem',
        topic: '/a1DemoEC20x/demo-device/user/get',
        wires: [[]],
      },
      ...REST,
    ]);
    await new Probe('states').next(inState('online'));
    const { device } = helper.getNode('modem') as unknown as { device: Device };
    assert.deepEqual(
      device.running?.subscriptions('in').map(({ topic }) => topic),
      ['/a1DemoEC20x/demo-device/user/get'],
    );
  });

  it('may be mended by the next deploy, while the node was still reading the last one', async () => {
    await startFlow([modemNode({ tslFile: at('fifo') }), ...REST]);
    await deploy([modemNode({ tslFile: at('model.json') }), ...REST], 'full');
    await new Probe('states').next(inState('online'));
  });
});
