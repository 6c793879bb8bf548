import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNodeRed, type NodeRed } from '../support/node-red';
import { assertSentence } from '../support/sentences';
import { LANGUAGES, ServedPackage } from '../support/served-package';

const ROOT = join(__dirname, '..', '..', '..');

/** The environment variables of a system's locale; the first that is set wins. */
const LOCALE_VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG'];

const FLOW = [
  { id: 'tab', type: 'tab', label: '标签' },
  {
    id: 'modem',
    type: 'ec20-modem',
    name: '大棚',
    port: 'simulator?preset=fast&sim=absent',
    queue: 'memory',
  },
  { id: 'status', type: 'ec20-status', z: 'tab', modem: 'modem', x: 0, y: 0, wires: [[]] },
];

describe('A real Node-RED on a Chinese system (LANG=zh_CN.UTF-8)', function () {
  this.timeout(90_000);
  const userDir = mkdtempSync(join(tmpdir(), 'ec20-chinese-'));
  const locale = LOCALE_VARIABLES.map((name) => [name, process.env[name]] as const);
  let nodeRed: NodeRed;

  before(async () => {
    const flow = join(userDir, 'example.json');
    writeFileSync(flow, JSON.stringify(FLOW));
    for (const name of LOCALE_VARIABLES) process.env[name] = 'zh_CN.UTF-8';
    nodeRed = await startNodeRed({ userDir, flow, lang: 'locale' });
  });
  after(async () => {
    for (const [name, value] of locale) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    await nodeRed.program.stop();
    rmSync(userDir, { recursive: true });
  });

  it('reports its errors in Chinese', async () => {
    await nodeRed.program.prints(/EC20_SIM_ABSENT: .*\n/);
    const line = /\[ec20-modem:大棚\] (EC20_SIM_ABSENT: .*)/.exec(nodeRed.program.printed)?.[1];
    assertSentence('EC20_SIM_ABSENT', line ?? '', 'zh');
  });

  for (const language of LANGUAGES.filter(({ folder }) => folder === 'zh-CN')) {
    it(`serves Chinese labels and help to a browser that asks for ${language.asked}`, async () => {
      const served = new ServedPackage(nodeRed.address);
      await served.assertNodes();
      await served.assertLabels(language);
      await served.assertHelp(language);
    });
  }
});

/** One word in two spellings looks like two things. */
const MISSPELT = /.{0,12}(SIM卡|PIN码|[\u4e00-\u9fff](SIM 卡|PIN 码)|(SIM 卡|PIN 码)[A-Za-z]).{0,12}/g;

describe('The Chinese texts', () => {
  it('write “SIM 卡” and “PIN 码” in one way, everywhere', () => {
    const files = ['bin', 'docs', 'examples', 'nodes', 'resources', 'src', 'test'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(folder, file),
      ),
    );
    const texts = [...files, 'README.md', 'README.zh-CN.md', 'CHANGELOG.md'].filter(
      (file) => /\.(html|js|json|md|ts)$/.test(file) && !file.endsWith('chinese.test.ts'),
    );
    const misspelt = texts.flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(MISSPELT)].map(([text]) => `${file}: ${text}`),
    );
    assert.ok(texts.length > 300);
    assert.deepEqual(misspelt, []);
  });
});
