import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { CHECK_LINES } from '../../src/session/check-line';
import { EXAMPLE_SETS } from '../support/examples';
import { startNodeRed } from '../support/node-red';
import { installPacked } from '../support/packed-package';
import { EditorPage, startBrowser } from './editor-page';

const SECRET = '0123456789abcdef0123456789abcdef';
/** What a newcomer copies from the console's page of a device, in the console's own form. */
const TRIPLET = `{\n  "ProductKey": "a1B2c3D4e5F",\n  "DeviceName": "my-first-pi",\n  "DeviceSecret": "${SECRET}"\n}`;
/** The node of the sixth example that posts properties; an import gives it another id. The dropped one on the first tab does so too. */
const POST_NODE =
  'RED.nodes.filterNodes({ z: RED.workspaces.active(), type: "ec20-publish" }).find((node) => node.kind === "property").id';
/** Choosing from a list is two clicks, which the driven browser doesn't press. */
const CLICKS_OF_A_CHOICE = 2;

/** A table of the runs, for the test's output. */
interface Journey {
  readonly locale: string;
  readonly clicks: number;
  readonly seconds: string;
}

describe('A newcomer, from an empty editor to the first values', function () {
  this.timeout(90_000);
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'ec20-newcomer-'));
  const journeys: Journey[] = [];

  before(async function () {
    this.timeout(120_000);
    installPacked(folder);
    browser = await startBrowser();
  });
  after(async () => {
    for (const { locale, clicks, seconds } of journeys)
      console.log(`      ${locale}: ${clicks} clicks and one paste, ${seconds} s until the first values`);
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  // The service is English, and the deploy before was: the editor that deploys decides.
  for (const { locale, verdict, connected } of [
    { locale: 'en-US', verdict: 'All is in order.', connected: /^connected, -\d+ dBm/ },
    { locale: 'zh-CN', verdict: '一切正常。', connected: /^已连接，-\d+ dBm/ },
  ]) {
    it(`pastes the triplet, sees the check green, imports an example, deploys and sees code 200 (${locale})`, async () => {
      for (const file of ['flows.json', 'flows_cred.json']) rmSync(join(folder, file), { force: true });
      const empty = join(folder, 'empty.json');
      writeFileSync(empty, '[]');
      const nodeRed = await startNodeRed({ userDir: folder, flow: empty, installed: true });
      const editor = await EditorPage.open(browser, nodeRed.address, locale, ['ec20-publish']);
      const { page } = editor;
      try {
        const startMs = Date.now();

        // The device: a node, its new config node, the module's port, the triplet.
        await editor.edit(await editor.drop('ec20-publish', 300, 300));
        await editor.addConfig('modem');
        await page.locator('#ec20-modem-ports [data-port="simulator"]').click();
        await editor.openTab('ec20-modem-tab-cloud');
        await page.locator('#ec20-modem-paste').click();
        await editor.paste('#ec20-modem-paste', TRIPLET);
        await page.locator('#ec20-modem-pasted').filter({ hasText: 'my-first-pi' }).waitFor();

        await editor.checkSetup();
        await page.locator('#ec20-check [role="status"]').filter({ hasText: verdict }).waitFor();
        const lines = CHECK_LINES.filter((id) => id !== 'tls' && id !== 'devices');
        assert.equal(await page.locator('#ec20-check li').count(), lines.length);
        for (const id of lines) assert.ok(await editor.checkLine(id, 'ok').isVisible(), id);
        const last = await page.locator('#ec20-check li').last().boundingBox();
        const list = await page.locator('.ec20-check-scroll').boundingBox();
        assert(last !== null && list !== null && last.y + last.height <= list.y + list.height + 1);
        await editor.confirm('#node-config-dialog-ok');
        await editor.confirm('#node-dialog-ok');

        // The flow: an example, with this device instead of the demo's.
        await editor.importExample(EXAMPLE_SETS.find((set) => set.locale === locale)?.folder ?? '', '06-');
        const post = await page.evaluate<string>(POST_NODE);
        await editor.edit(post);
        await editor.choose('#node-input-modem', 'my-first-pi');
        await editor.confirm('#node-dialog-ok');
        await editor.deploy();
        await editor.statusMatches(post, connected);
        await editor.debugMessage(/code: 200/);

        const seconds = ((Date.now() - startMs) / 1000).toFixed(0);
        journeys.push({ locale, clicks: (await editor.clicks()) + CLICKS_OF_A_CHOICE, seconds });
        assert.ok(!(await page.locator('body').innerText()).includes(SECRET));
        assert.deepEqual(editor.errors, []);
      } finally {
        await editor.close(join(__dirname, `newcomer-${locale}.png`));
        await nodeRed.program.stop();
      }
    });
  }
});
