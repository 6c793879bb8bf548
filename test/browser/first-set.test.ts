import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startNodeRed } from '../support/node-red';
import { EditorPage, startBrowser } from './editor-page';

/** As what `npm start` prints says: the menu, its entry of the console, the panel, Send; the debug sidebar, which 5.0 shows anyway. */
const MOST_CLICKS = 5;

const READERS = [
  {
    lang: 'en',
    locale: 'en-US',
    entry: 'EC20 modem console',
    connected: /^connected, -\d+ dBm/,
    answered: /^Set a property → The device replied with code 200/,
    arrived: /the cloud sets \{"LightSwitch":1\}/,
  },
  {
    lang: 'zh',
    locale: 'zh-CN',
    entry: 'EC20 模块控制台',
    connected: /^已连接，-\d+ dBm/,
    answered: /^设置属性 → 设备已应答，结果码 200/,
    arrived: /云端设置 \{"LightSwitch":1\}/,
  },
] as const;

/** In the page: how many pixels of the button Send are hidden by the panel that scrolls. */
const HIDDEN = `(() => {
  const panel = document.querySelector('.ec20-simulator').getBoundingClientRect();
  const { top, bottom } = document.querySelector('.ec20-simulator-send').getBoundingClientRect();
  return Math.max(0, panel.top - top) + Math.max(0, bottom - panel.bottom);
})()`;

describe('From `npm start` to a property set that the reader has pressed himself', function () {
  this.timeout(60_000);
  let browser: Browser;
  const journeys: string[] = [];

  before(async () => {
    browser = await startBrowser();
  });
  after(async () => {
    for (const journey of journeys) console.log(`      ${journey}`);
    await browser.close();
  });

  for (const { lang, locale, entry, connected, answered, arrived } of READERS) {
    it(`is the menu, the console, its panel, Send (${locale})`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'ec20-first-set-'));
      const startMs = Date.now();
      // No flow: a new user directory begins with the first example.
      const nodeRed = await startNodeRed({ userDir: folder, lang });
      const editor = await EditorPage.open(browser, nodeRed.address, locale, ['ec20-subscribe']);
      const { page } = editor;
      try {
        await editor.statusMatches('ec20ex1set', connected);
        await page.locator('#red-ui-header-button-sidemenu').click();
        await page.locator('#menu-item-view-menu').hover();
        const item = page.locator('#menu-item-view-menu-ec20-console');
        assert.equal((await item.innerText()).trim(), entry);
        await item.click();
        await page.locator('.ec20-simulator-head').click();
        // What the form offers is a whole request: the first property that can be set, with a value.
        assert.equal(await page.locator('select.ec20-simulator-identifier').inputValue(), 'LightSwitch');
        assert.equal(await page.evaluate(HIDDEN), 0, 'Send is seen in full');
        await page.locator('.ec20-simulator-send').click();
        await page.locator('.ec20-simulator-outcome', { hasText: answered }).waitFor();
        assert.equal(await page.evaluate(HIDDEN), 0, 'Send is seen in full below the outcome');
        const debug = page.locator('#red-ui-sidebar-debug-clear');
        if (!(await debug.isVisible())) await page.locator('#red-ui-tab-debug-link-button').click();
        await page.locator('.red-ui-debug-msg', { hasText: arrived }).first().waitFor();

        const clicks = await editor.clicks();
        const seconds = ((Date.now() - startMs) / 1000).toFixed(0);
        journeys.push(`${locale}: clicks: ${clicks}, seconds: ${seconds}`);
        assert.ok(clicks <= MOST_CLICKS, `${clicks} clicks`);
        assert.deepEqual(editor.errors, []);
      } finally {
        await editor.close(join(__dirname, `first-set-${locale}.png`));
        await nodeRed.program.stop();
        rmSync(folder, { recursive: true });
      }
    });
  }
});
