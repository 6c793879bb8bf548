import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { BUTTONS, EXAMPLE_SETS, EXAMPLES, examplesOf, type ExampleNode } from '../support/examples';
import { startNodeRed, type NodeRed } from '../support/node-red';
import { installPacked } from '../support/packed-package';
import { EditorPage, startBrowser } from './editor-page';

const VIRTUAL = 'simulator?preset=fast';
const COLUMN_PX = 60;

/** A node as the editor draws it. */
interface Drawn {
  readonly id: string;
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface Layout {
  readonly CANVAS_PX: number;
  sizeOf(node: ExampleNode): { readonly width: number; readonly height: number };
}

describe('The examples, in the editor', function () {
  this.timeout(180_000);
  let browser: Browser;
  let layout: Layout;
  const folder = mkdtempSync(join(tmpdir(), 'ec20-examples-'));

  before(async () => {
    installPacked(folder);
    browser = await startBrowser();
    const script = join(EXAMPLES, '..', 'scripts', 'examples', 'layout.mjs');
    layout = (await import(pathToFileURL(script).href)) as Layout;
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function start(nodes: readonly object[]): Promise<NodeRed> {
    for (const file of ['flows.json', 'flows_cred.json']) rmSync(join(folder, file), { force: true });
    const flow = join(folder, 'beginning.json');
    writeFileSync(flow, JSON.stringify(nodes));
    return startNodeRed({ userDir: folder, flow, installed: true });
  }

  for (const set of EXAMPLE_SETS) {
    it(`${set.folder}: the import menu has the folder, and a second example takes the modem that is there`, async () => {
      const nodeRed = await start([]);
      const editor = await EditorPage.open(browser, nodeRed.address, set.locale, ['ec20-publish']);
      const count = (type: string) =>
        editor.page.evaluate<number>(`(() => {
        let count = 0;
        RED.nodes.eachConfig((node) => { if (node.type === '${type}') count += 1; });
        return count;
      })()`);
      try {
        // Cancel, view nodes, import copy.
        const question = editor.page.locator('.red-ui-notification button');
        await editor.importExample(set.folder, '01-');
        await editor.importExample(set.folder, '06-', () => question.nth(2).click());
        assert.equal(await count('ec20-modem'), 1);
        await editor.importExample(set.folder, '07-', async () => {
          await question.nth(1).click();
          await editor.page.locator('#red-ui-clipboard-dialog-import-conflict').click();
        });
        assert.equal(await count('ec20-modem'), 1);
        const modems = await editor.page.evaluate<string[]>(
          '[...new Set(RED.nodes.filterNodes({ type: "ec20-publish" }).map((node) => node.modem))]',
        );
        assert.deepEqual(modems, ['ec20examplemodem']);
        await editor.page.evaluate(`RED.nodes.node('ec20examplemodem').port = '${VIRTUAL}'`);
        await editor.deploy();
        await editor.debugMessage(/code: 200/);
        assert.deepEqual(editor.errors, []);
      } finally {
        await editor.close(join(__dirname, `examples-${set.locale}.png`));
        await nodeRed.program.stop();
      }
    });

    it(`${set.folder}: real nodes are as wide as calculated, aligned, apart and in sight`, async () => {
      const examples = examplesOf(set);
      const all = examples.flatMap(({ nodes }) => nodes);
      const unique = all.filter(({ id }, index) => all.findIndex((node) => node.id === id) === index);
      const nodeRed = await start(
        unique.map((node) => (node.type === 'tab' ? { ...node, disabled: true } : node)),
      );
      const editor = await EditorPage.open(browser, nodeRed.address, set.locale, ['ec20-publish']);
      try {
        for (const { path, nodes } of examples) {
          const tab = nodes.find(({ type }) => type === 'tab')?.id ?? '';
          await editor.page.evaluate(`RED.workspaces.show("${tab}")`);
          await editor.page.locator(`[id="${nodes.at(-1)?.id ?? ''}"]`).waitFor();
          const every = await editor.page.evaluate<Drawn[]>(
            `RED.nodes.filterNodes({ z: "${tab}" }).map(({ id, type, x, y, w, h }) => ({ id, type, x, y, w, h }))`,
          );
          // One whose package is missing is drawn with the name of its type.
          const drawn = every.filter(({ type }) => type !== 'unknown');
          for (const node of drawn) {
            const placed = nodes.find(({ id }) => id === node.id);
            assert(placed !== undefined);
            const { width, height } = layout.sizeOf(placed);
            assert.deepEqual([node.w, node.h], [width, height], `${path}: ${node.id}`);
          }
          const lefts = [...new Set(drawn.map(({ x, w }) => x - w / 2))].sort((one, two) => one - two);
          lefts.slice(1).forEach((left, index) => {
            assert.ok(left - (lefts[index] ?? 0) >= COLUMN_PX, `${path}: left edges ${lefts.join()}`);
          });
          const canvas = await editor.page.locator('#red-ui-workspace-chart').boundingBox();
          for (const { id } of drawn) {
            const box = await editor.page.locator(`[id="${id}"]`).boundingBox();
            assert.ok(box !== null && canvas !== null);
            const right = box.x + box.width - canvas.x;
            assert.ok(right <= layout.CANVAS_PX + 5, `${path}: ${id} ends at ${right}`);
          }
        }
      } finally {
        await editor.close(join(__dirname, `examples-layout-${set.locale}.png`));
        await nodeRed.program.stop();
      }
    });

    it(`${set.folder}: every button shows what it promises`, async () => {
      const nodeRed = await start([]);
      const editor = await EditorPage.open(browser, nodeRed.address, set.locale, ['ec20-publish']);
      const { page } = editor;
      try {
        await page.evaluate(`RED.comms.subscribe('debug', (_topic, { id, msg }) => {
          (window.ec20Shown ??= []).push({ id, msg });
        })`);
        for (const { path, number, nodes } of examplesOf(set).filter(({ needs }) => needs.length === 0)) {
          const flow = nodes.map((node) => (node.type === 'ec20-modem' ? { ...node, port: VIRTUAL } : node));
          const answer = await fetch(`${nodeRed.address}flows`, {
            method: 'POST',
            // The modem node is the same in all, and stays connected: the virtual cloud too takes five logins a minute.
            headers: { 'Content-Type': 'application/json', 'Node-RED-Deployment-Type': 'nodes' },
            body: JSON.stringify(flow),
          });
          assert.equal(answer.status, 204, path);
          for (const [id, sentences] of Object.entries(BUTTONS[number] ?? {})) {
            await page.evaluate('window.ec20Shown = []');
            await press(nodeRed, id);
            for (const { source } of sentences[set.language]) {
              await page
                .waitForFunction(
                  `window.ec20Shown.some(({ msg }) => new RegExp(${JSON.stringify(source)}).test(msg))`,
                  undefined,
                  { timeout: 20_000 },
                )
                .catch(async (error: unknown) => {
                  const shown = await page.evaluate('JSON.stringify(window.ec20Shown)');
                  throw new Error(`${path}, ${id}: ${source} is not in ${String(shown)}`, { cause: error });
                });
            }
            const failed = nodes
              .filter(({ type }) => type === 'catch')
              .flatMap(({ wires }) => wires?.[0] ?? []);
            const shown = await page.evaluate<{ id: string; msg: string }[]>('window.ec20Shown');
            assert.deepEqual(
              shown.filter((each) => failed.includes(each.id)),
              [],
              path,
            );
          }
        }
        assert.deepEqual(editor.errors, []);
      } finally {
        await editor.close(join(__dirname, `examples-buttons-${set.locale}.png`));
        await nodeRed.program.stop();
      }
    });
  }
});

/** Presses a button as the editor does, once the deployed flow has started. */
async function press({ address }: NodeRed, id: string): Promise<void> {
  for (;;) {
    const { status } = await fetch(`${address}inject/${id}`, { method: 'POST' });
    if (status === 200) return;
    assert.equal(status, 404, id);
  }
}
