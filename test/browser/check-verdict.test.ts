import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startNodeRed, type NodeRed } from '../support/node-red';
import { EditorPage, startBrowser } from './editor-page';

const SECRET = '0123456789abcdef0123456789abcdef';
const LOCALES = [
  {
    locale: 'en-US',
    verdict: 'The deployed settings work. Not tried: DeviceSecret, DeviceName.',
    resumed: 'All is in order. The session continues with the deployed settings.',
    copied: [/^Check my setup\nTime: \d{4}-\d\d-\d\d /, /Node-RED \d+\.\d+\.\S+, Node\.js \d+/, /\nModem node: ec20-001\nPort: simulator/, /\nModule: EC20/],
    fold: 'further lines were not checked, because “SIM card” failed.',
    changed: 'Changed since this check: APN.',
  },
  {
    locale: 'zh-CN',
    verdict: '已部署的配置可以正常工作。未试用：DeviceSecret、DeviceName。',
    resumed: '一切正常。会话已按已部署的配置恢复。',
    copied: [/^检查我的配置\n时间：\d{4}-\d\d-\d\d /, /Node-RED \d+\.\d+\.\S+, Node\.js \d+/, /\n模块节点：ec20-001\n串口：simulator/, /\n模块：EC20/],
    fold: '项未检查，因为“SIM 卡”未通过。',
    changed: '检查之后又修改了：接入点 APN。',
  },
] as const; // prettier-ignore

describe('The verdict of “Check my setup”', function () {
  this.timeout(90_000);
  let browser: Browser;
  let nodeRed: NodeRed;
  const folder = mkdtempSync(join(tmpdir(), 'ec20-verdict-'));

  before(async () => {
    const flow = join(folder, 'flow.json');
    const port = 'simulator?preset=fast';
    const nodes = [
      { id: 'tab1', type: 'tab', label: 'Sensor' },
      { id: 'modem', type: 'ec20-modem', port, productKey: 'a1B2c3D4e5F', deviceName: 'ec20-001', queue: 'memory' },
      { id: 'state', type: 'ec20-status', z: 'tab1', x: 300, y: 100, modem: 'modem', wires: [[]] },
    ]; // prettier-ignore
    writeFileSync(flow, JSON.stringify(nodes));
    nodeRed = await startNodeRed({ userDir: folder, flow });
    browser = await startBrowser();
    const editor = await EditorPage.open(browser, nodeRed.address, 'en-US', ['ec20-status']);
    await open(editor.page);
    await editor.openTab('ec20-modem-tab-cloud');
    await editor.fill('#node-config-input-deviceSecret', SECRET);
    await editor.confirm('#node-config-dialog-ok');
    await editor.deploy();
    await editor.statusMatches('state', /^connected/);
    await editor.close(join(__dirname, 'check-verdict-deployed.png'));
  });
  after(async () => {
    await browser.close();
    await nodeRed.program.stop();
    rmSync(folder, { recursive: true });
  });

  for (const { locale, verdict, resumed, copied, fold, changed } of LOCALES) {
    it(`names what was not tried, tries it while the session is paused, and is copied (${locale})`, async () => {
      const editor = await EditorPage.open(browser, nodeRed.address, locale, ['ec20-status']);
      const { page } = editor;
      const status = page.locator('#ec20-check > [role="status"]').first();
      try {
        await open(page);
        await editor.openTab('ec20-modem-tab-cloud');
        await editor.fill('#node-config-input-deviceSecret', 'f'.repeat(32));
        await editor.fill('#node-config-input-deviceName', 'ec20-002');
        await editor.checkSetup();
        await status.filter({ hasText: verdict }).waitFor();
        assert.match((await status.getAttribute('class')) ?? '', /note-warn/);
        const last = page.locator('#ec20-check ol > li').last();
        assert.equal(await last.getAttribute('data-line'), 'untried');
        await page.screenshot({ path: join(__dirname, `check-verdict-untried-${locale}.png`) });

        await page.locator('#ec20-check button:has(.fa-clipboard)').click();
        const text = await page.evaluate<string>('navigator.clipboard.readText()');
        for (const part of [...copied, verdict]) {
          assert.ok(typeof part === 'string' ? text.includes(part) : part.test(text), `${part} in ${text}`);
        }
        assert.ok(!text.includes('f'.repeat(32)));

        await last.locator('button', { hasText: 'DeviceName' }).click();
        assert.equal(await page.evaluate('document.activeElement.id'), 'node-config-input-deviceName');
        await page.locator('#ec20-check button:has(.fa-pause)').click();
        await status.filter({ hasText: resumed }).waitFor();
        await page.screenshot({ path: join(__dirname, `check-verdict-tried-${locale}.png`) });
        await editor.openTab('ec20-modem-tab-module');
        await editor.fill('#node-config-input-apn', 'cmiot');
        await page.locator('.ec20-check-changed', { hasText: changed }).waitFor();
        await page.locator('#node-config-dialog-cancel').click();
        await editor.statusMatches('state', /^connected/);
        assert.deepEqual(editor.errors, []);
      } finally {
        await editor.close(join(__dirname, `check-verdict-${locale}.png`));
      }
    });

    it(`folds what depends on a fault, and leaves the fields in view at 1024x700 (${locale})`, async () => {
      const editor = await EditorPage.open(browser, nodeRed.address, locale, ['ec20-status']);
      const { page } = editor;
      try {
        await page.setViewportSize({ width: 1024, height: 700 });
        await open(page);
        await page.evaluate(
          `$('#node-config-input-deviceSecret').val('${SECRET}');
          $('#node-config-input-port').val('simulator?preset=fast&sim=absent').trigger('change')`,
        );
        await editor.checkSetup();
        await editor.checkLine('sim', 'failed').waitFor();
        const summary = page.locator('#ec20-check summary').filter({ hasText: fold });
        await summary.waitFor();
        await page.locator('#ec20-check button:has(.fa-times)').waitFor();
        assert.equal(await editor.checkLine('message', 'skipped').isVisible(), false);
        const field = await page.locator('#node-config-input-port').boundingBox();
        const footer = await page.locator('.red-ui-tray-footer').last().boundingBox();
        await page.screenshot({ path: join(__dirname, `check-verdict-small-${locale}.png`) });
        assert.ok(field !== null && footer !== null && field.y + field.height < footer.y);
        await summary.press('Enter');
        assert.ok(await editor.checkLine('message', 'skipped').isVisible());

        await page.locator('#ec20-check button:has(.fa-times)').press('Enter');
        assert.equal(await page.locator('#ec20-check .ec20-check-scroll').isVisible(), false);
        assert.deepEqual(editor.errors, []);
      } finally {
        await editor.close(join(__dirname, `check-verdict-folded-${locale}.png`));
      }
    });

    it(`tells all faults of the settings at once, each with the way to its field (${locale})`, async () => {
      const editor = await EditorPage.open(browser, nodeRed.address, locale, ['ec20-status']);
      const { page } = editor;
      try {
        await open(page);
        await editor.openTab('ec20-modem-tab-cloud');
        await editor.fill('#node-config-input-productKey', '');
        await editor.fill('#node-config-input-deviceName', '');
        await editor.fill('#node-config-input-deviceSecret', '');
        await editor.openTab('ec20-modem-tab-module');
        await editor.fill('#node-config-input-port', 'tcp://127.0.0.1:9');
        await editor.checkSetup();
        const red = editor.checkLine('settings', 'failed');
        await red.waitFor();
        for (const name of ['DeviceSecret', 'ProductKey', 'DeviceName']) {
          await red.locator('button', { hasText: name }).press('Enter');
          assert.equal(
            await page.evaluate('document.activeElement.id'),
            `node-config-input-${name[0]?.toLowerCase()}${name.slice(1)}`,
          );
        }
        assert.deepEqual(editor.errors, []);
      } finally {
        await editor.close(join(__dirname, `check-verdict-faults-${locale}.png`));
      }
    });
  }
});

async function open(page: Page): Promise<void> {
  await page.evaluate('RED.editor.editConfig("", "ec20-modem", "modem")');
  await page.locator('#ec20-check button:has(.fa-stethoscope)').waitFor();
  await page.waitForFunction('document.activeElement.closest(".red-ui-tray") !== null');
}
