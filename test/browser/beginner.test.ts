import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { EXAMPLES, examplesOf } from '../support/examples';
import { startNodeRed } from '../support/node-red';
import { installPacked } from '../support/packed-package';
import { EditorPage, startBrowser } from './editor-page';

const TYPES = ['ec20-publish', 'ec20-subscribe', 'ec20-reply'];

/** An inject node with a reading and a debug node that shows everything: what a beginner begins with. */
const BEGINNING = [
  { id: 'tab1', type: 'tab', label: 'Sensor' },
  {
    id: 'reading',
    type: 'inject',
    z: 'tab1',
    name: 'reading',
    props: [{ p: 'payload' }],
    payload: '{"Temperature":21.5}',
    payloadType: 'json',
    repeat: '',
    once: false,
    x: 110,
    y: 80,
    wires: [[]],
  },
  {
    id: 'seen',
    type: 'debug',
    z: 'tab1',
    active: true,
    tosidebar: true,
    complete: 'reply',
    targetType: 'msg',
    x: 600,
    y: 80,
    wires: [],
  },
];

describe("A beginner's first property, in Node-RED's editor", function () {
  this.timeout(60_000);
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'ec20-beginner-'));

  before(async function () {
    this.timeout(120_000);
    installPacked(folder);
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Plays `play` in an editor whose workspace holds these nodes. */
  async function inEditor(
    nodes: readonly object[],
    locale: string,
    play: (editor: EditorPage) => Promise<void>,
  ): Promise<void> {
    for (const file of ['flows.json', 'flows_cred.json']) rmSync(join(folder, file), { force: true });
    const flow = join(folder, 'beginning.json');
    writeFileSync(flow, JSON.stringify(nodes));
    const nodeRed = await startNodeRed({ userDir: folder, flow, installed: true });
    const editor = await EditorPage.open(browser, nodeRed.address, locale, TYPES);
    try {
      await play(editor);
      assert.deepEqual(editor.errors, []);
    } finally {
      await editor.close(join(__dirname, `beginner-${locale}.png`));
      await nodeRed.program.stop();
    }
  }

  for (const locale of ['en-US', 'zh-CN']) {
    it(`inject → ec20 publish (property) → debug shows code 200 (${locale})`, async () => {
      await inEditor(BEGINNING, locale, async (editor) => {
        const publish = await editor.drop('ec20-publish', 360, 80);
        await editor.edit(publish);
        await editor.page.locator('#node-input-kind').selectOption('property');
        await editor.addConfig('modem');
        await editor.fill('#node-config-input-port', 'simulator?preset=fast');
        await editor.confirm('#node-config-dialog-ok');
        await editor.confirm('#node-dialog-ok');
        await editor.wire('reading', publish);
        await editor.wire(publish, 'seen');
        await editor.deploy();
        await editor.statusMatches(publish, locale === 'zh-CN' ? /^已连接/ : /^connected/);
        await editor.inject('reading');
        await editor.debugMessage(/code: 200/);
      });
    });
  }

  it('the flow of the README, pasted into Import, shows code 200', async () => {
    const readme = readFileSync(join(EXAMPLES, '..', 'README.md'), 'utf8');
    await inEditor([{ id: 'tab1', type: 'tab', label: 'Empty' }], 'en-US', async (editor) => {
      await editor.importFlow(/```json\n([^]*?)```/.exec(readme)?.[1] ?? '');
      await editor.deploy();
      await editor.debugMessage(/code: 200/);
    });
  });

  it('a property set of the cloud arrives, is answered, and the next post confirms it', async () => {
    const example = examplesOf({ folder: '中文' }).find(({ number }) => number === '07');
    const nodes = (example?.nodes ?? []).map((node) =>
      node.type === 'ec20-modem' ? { ...node, port: 'simulator?preset=fast&demoSet=3' } : node,
    );
    await inEditor(nodes, 'zh-CN', async (editor) => {
      await editor.statusMatches('ec20ex7post', /^(?:已连接|connected)/);
      await editor.debugMessage(/"LightSwitch":[01]/);
      await editor.debugMessage(/code: 200/);
    });
  });
});
