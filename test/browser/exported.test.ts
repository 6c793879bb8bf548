import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startNodeRed, type NodeRed } from '../support/node-red';
import { EditorPage, startBrowser } from './editor-page';

const EXPORTED = join(__dirname, '..', 'flows', 'exported-0.1.0.json');
const OUR_TYPES = ['ec20-publish', 'ec20-subscribe', 'ec20-reply', 'ec20-status', 'ec20-command'];

/** Editors at once. */
const EDITORS = 3;

interface FlowNode {
  readonly id: string;
  readonly type: string;
}

/** An export has none, and a config node without any is changed by every dialog, as Node-RED's own are. */
function withCredentials(node: FlowNode): object {
  return node.type === 'ec20-modem'
    ? { ...node, credentials: { apnPassword: 'secret', username: '' } }
    : node;
}

describe('A flow exported by 0.1.0, in the editor', function () {
  this.timeout(240_000);
  let browser: Browser;
  let nodeRed: NodeRed;
  const folder = mkdtempSync(join(tmpdir(), 'ec20-exported-'));
  const [tab, ...nodes] = JSON.parse(readFileSync(EXPORTED, 'utf8')) as FlowNode[];

  before(async () => {
    const flow = join(folder, 'flow.json');
    writeFileSync(flow, '[]');
    nodeRed = await startNodeRed({ userDir: folder, flow });
    const deployed = await fetch(`${nodeRed.address}flows`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify([tab, ...nodes.map(withCredentials)]),
    });
    assert.equal(deployed.status, 204);
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
    await nodeRed.program.stop();
    rmSync(folder, { recursive: true });
  });

  it('is valid as it was, and each dialog of it opens and closes without a change', async () => {
    // A dialog slides in and out for a second: several editors share the nodes, each has a third of the dialogs.
    await Promise.all(
      Array.from({ length: EDITORS }, async (_, turn) => {
        const editor = await EditorPage.open(browser, nodeRed.address, 'en-US', OUR_TYPES);
        try {
          await openEach(
            editor,
            nodes.filter((__, index) => index % EDITORS === turn),
          );
        } finally {
          await editor.close(join(__dirname, `exported-${turn}.png`));
        }
      }),
    );
  });

  async function openEach(editor: EditorPage, some: readonly FlowNode[]): Promise<void> {
    const { page } = editor;
    const invalid = await page.evaluate<string[]>(`
      [...${JSON.stringify(nodes.map(({ id }) => id))}].flatMap((id) => {
        const node = RED.nodes.node(id);
        return node.valid ? [] : [id + ': ' + (node.validationErrors || []).join('; ')];
      })`);
    assert.deepEqual(invalid, []);
    for (const { id, type } of some) {
      const isConfig = type === 'ec20-modem';
      if (isConfig) await editor.editModem(id);
      else await page.evaluate(`RED.editor.edit(RED.nodes.node("${id}"))`);
      const done = isConfig ? '#node-config-dialog-ok' : '#node-dialog-ok';
      await page.locator(done).waitFor();
      await page.locator('.red-ui-tray-body input[type="text"]:visible').first().waitFor();
      await editor.confirm(done);
      // The last step of the editor's history says which property it was.
      const changes = await page.evaluate<string>('JSON.stringify((RED.history.peek() || {}).changes || {})');
      assert.equal(
        await page.evaluate(`Boolean(RED.nodes.node("${id}").changed)`),
        false,
        `${id} ${changes}`,
      );
    }
    assert.equal(await page.evaluate('RED.nodes.dirty()'), false);
    await page.locator('#red-ui-header-button-deploy.disabled').waitFor();
    assert.deepEqual(editor.errors, []);
  }
});
