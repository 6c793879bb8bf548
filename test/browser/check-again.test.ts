import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startNodeRed, type NodeRed } from '../support/node-red';
import { EditorPage, startBrowser } from './editor-page';

const SECRET = '0123456789abcdef0123456789abcdef';
const LOCALES = [
  { locale: 'en-US', again: 'Type it again', line: /stored: SIM PIN, DeviceSecret/ },
  { locale: 'zh-CN', again: '重新输入', line: /已保存的：SIM 卡 PIN 码、DeviceSecret/ },
] as const;

async function open(page: Page): Promise<void> {
  await page.evaluate('RED.editor.editConfig("", "ec20-modem", "modem")');
  await page.locator('#ec20-check button:has(.fa-stethoscope)').waitFor();
  await page.waitForFunction('document.activeElement.closest(".red-ui-tray") !== null');
}

describe('“Check my setup” with a port that is not deployed', function () {
  this.timeout(60_000);
  let browser: Browser;
  let nodeRed: NodeRed;
  const folder = mkdtempSync(join(tmpdir(), 'ec20-again-'));

  before(async () => {
    const flow = join(folder, 'empty.json');
    const modem = { id: 'modem', type: 'ec20-modem', port: 'tcp://127.0.0.1:9' };
    const device = { productKey: 'a1B2c3D4e5F', deviceName: 'ec20-001' };
    writeFileSync(
      flow,
      JSON.stringify([
        { id: 'tab1', type: 'tab', label: 'Sensor' },
        { ...modem, ...device },
      ]),
    );
    nodeRed = await startNodeRed({ userDir: folder, flow });
    browser = await startBrowser();
    // Stored by one editor: another one has only its placeholder.
    const editor = await EditorPage.open(browser, nodeRed.address, 'en-US', ['ec20-publish']);
    await open(editor.page);
    await editor.fill('#node-config-input-simPin', '1234');
    await editor.openTab('ec20-modem-tab-cloud');
    await editor.fill('#node-config-input-deviceSecret', SECRET);
    await editor.confirm('#node-config-dialog-ok');
    await editor.deploy();
    await editor.close(join(__dirname, 'check-again-deployed.png'));
  });
  after(async () => {
    await browser.close();
    await nodeRed.program.stop();
    rmSync(folder, { recursive: true });
  });

  for (const { locale, again, line } of LOCALES) {
    it(`marks the secrets that have to be typed again, and takes them (${locale})`, async () => {
      const editor = await EditorPage.open(browser, nodeRed.address, locale, ['ec20-publish']);
      const { page } = editor;
      try {
        await open(page);
        await editor.openTab('ec20-modem-tab-module');
        await editor.fill('#node-config-input-port', 'tcp://127.0.0.1:10');
        await editor.checkSetup();
        const red = editor.checkLine('settings', 'failed');
        await red.filter({ hasText: line }).waitFor();
        const pin = page.locator('#node-config-input-simPin');
        assert.match((await pin.getAttribute('class')) ?? '', /marked/);
        await page.locator('#ec20-modem-field-note-node-config-input-simPin', { hasText: again }).waitFor();
        await page.screenshot({ path: join(__dirname, `check-again-line-${locale}.png`) });

        await red.locator('button', { hasText: 'DeviceSecret' }).click();
        const secret = page.locator('#node-config-input-deviceSecret');
        assert.equal(await page.evaluate('document.activeElement.id'), 'node-config-input-deviceSecret');
        await page.screenshot({ path: join(__dirname, `check-again-field-${locale}.png`) });
        await page.keyboard.type(SECRET);
        assert.equal(await secret.inputValue(), SECRET, 'what is typed takes the place of the dots');
        assert.equal(await page.locator('#ec20-modem-field-note-node-config-input-deviceSecret').count(), 0);
        await editor.openTab('ec20-modem-tab-module');
        await pin.fill('1234');
        await editor.checkSetup();
        await editor.checkLine('port', 'failed').waitFor();
        assert(await editor.checkLine('settings', 'ok').isVisible());
        assert.equal(await page.locator('.ec20-modem-field-marked').count(), 0);
        assert.deepEqual(editor.errors, []);
      } finally {
        await editor.close(join(__dirname, `check-again-${locale}.png`));
      }
    });
  }
});
