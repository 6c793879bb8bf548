import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startNodeRed, type NodeRed } from '../support/node-red';
import { EditorPage, startBrowser } from './editor-page';

const FLOW = [
  { id: 'tab1', type: 'tab', label: 'Console' },
  { id: 'modem1', type: 'ec20-modem', name: 'works', port: 'simulator?preset=fast', queue: 'memory', signalInterval: 5 },
  { id: 'modem2', type: 'ec20-modem', name: 'fault', port: 'simulator?preset=fast&sim=absent', queue: 'memory' },
  { id: 'status1', type: 'ec20-status', z: 'tab1', modem: 'modem1', x: 200, y: 80, wires: [[]] },
  { id: 'status2', type: 'ec20-status', z: 'tab1', modem: 'modem2', x: 200, y: 160, wires: [[]] },
]; // prettier-ignore

/** Width and height of the console, in pixels: Node-RED 5's upper panel, one drawn larger, 4.1's sidebar, its own window. */
const SIZES = [
  [300, 300],
  [420, 300],
  [300, 700],
  [800, 600],
] as const;
const LOCALES = [
  { locale: 'en-US', reason: 'The module sees no SIM card' },
  { locale: 'zh-CN', reason: '模块没有检测到 SIM 卡' },
] as const;

/** What has to be seen in full: no text of these boxes is cut, and none lies outside the console. */
const BOXES = [
  '.ec20-console-modem',
  '.ec20-console-tools',
  '.ec20-console-state',
  '.ec20-console-said',
  '.ec20-console-message', // answers, refusals and the state's reason
  '.ec20-console-nomatch',
  '.ec20-console-hint',
  '.ec20-console-command',
  '.ec20-console-row',
  '.ec20-console button',
];

/** A long line: the modem's own command with the triplet. */
const ALIAUTH = '→ AT+QMTCFG="aliauth",0';

/** One box that is not seen in full, in words. */
const MEASURE = `(boxes) => {
  const root = document.querySelector('.ec20-console');
  const panel = root.getBoundingClientRect();
  const wrong = [];
  if (root.scrollHeight > root.clientHeight + 1) wrong.push('the console scrolls: ' + root.scrollHeight + ' > ' + root.clientHeight);
  const list = root.querySelector('.ec20-console-lines');
  if (list.clientHeight < 20) wrong.push('the trace has ' + list.clientHeight + ' px');
  for (const selector of boxes) {
    for (const box of document.querySelectorAll(selector)) {
      const { left, right, top, bottom, width, height } = box.getBoundingClientRect();
      if (width === 0 || height === 0) continue;
      const about = selector + ' “' + (box.textContent || '').slice(0, 30) + '” ';
      if (box.scrollHeight > box.clientHeight + 1) wrong.push(about + 'is cut: ' + box.scrollHeight + ' > ' + box.clientHeight);
      if (top < panel.top - 1 || bottom > panel.bottom + 1) wrong.push(about + 'is below the edge');
      if (left < panel.left - 1 || right > panel.right + 1) wrong.push(about + 'is beside the edge');
    }
  }
  return wrong;
}`;

describe('The modem console at every size', function () {
  this.timeout(120_000);
  let browser: Browser;
  let nodeRed: NodeRed;
  const folder = mkdtempSync(join(tmpdir(), 'ec20-console-layout-'));

  before(async () => {
    const flow = join(folder, 'flow.json');
    writeFileSync(flow, JSON.stringify(FLOW));
    nodeRed = await startNodeRed({ userDir: folder, flow });
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
    await nodeRed.program.stop();
    rmSync(folder, { recursive: true });
  });

  for (const { locale, reason } of LOCALES) {
    it(`shows command line, answer and reason in full (${locale})`, async () => {
      const editor = await EditorPage.open(browser, nodeRed.address, locale, ['ec20-status']);
      const { page } = editor;
      try {
        await page.evaluate('RED.sidebar.show("ec20-console")');
        await page.locator('.ec20-console-state').waitFor();
        await fitsAsItIs(page, `${locale}, as the editor opens it`);
        for (const [width, height] of SIZES) {
          await resize(page, width, height);
          for (const name of ['works', 'fault']) {
            const where = `${locale}, ${width}x${height}, ${name}`;
            await page.locator('.ec20-console select').first().selectOption({ label: name });
            if (name === 'fault') {
              await page.locator('.ec20-console-trouble', { hasText: reason }).waitFor();
            }
            await line(page, '→ AT').first().waitFor();
            await clearMessage(page);
            await fitsAsItIs(page, `${where}, at first`);
            await send(page, 'AT+CSQ', '.ec20-console-answer', '+CSQ: ');
            await fitsAsItIs(page, `${where}, with an answer`);
            await send(page, 'AT+QMTCLOSE=0', '.ec20-console-message.ec20-console-refused', 'AT+QMTCLOSE');
            await fitsAsItIs(page, `${where}, with a refusal`);
            await send(page, 'AT+CPIN="1234"', '.ec20-console-message.ec20-console-refused', '+CME ERROR');
            await fitsAsItIs(page, `${where}, refused by the module`);
            await picture(page, `${locale}-${width}x${height}-${name}`);
            await pasteLog(page);
            await commandLineStands(page, `${where}, with everything at once`);
          }
        }
        assert.deepEqual(editor.errors, []);
      } finally {
        await editor.close(join(__dirname, `console-layout-${locale}.png`));
      }
    });
  }

  it('has one line for each entry, which a click and Enter unfold', async () => {
    const editor = await EditorPage.open(browser, nodeRed.address, 'en-US', ['ec20-status']);
    const { page } = editor;
    try {
      await page.evaluate('RED.sidebar.show("ec20-console")');
      await page.locator('.ec20-console select').first().selectOption({ label: 'works' });
      await resize(page, 300, 300);
      const long = line(page, ALIAUTH).first();
      await long.waitFor();
      const folded = await heightOf(page, ALIAUTH);
      assert.ok(folded < 24, `${folded} px`);
      await long.click();
      assert.ok((await heightOf(page, ALIAUTH)) > 1.5 * folded, 'unfolded by a click');
      await page.locator('.ec20-console-hint.ec20-console-whole', { hasText: /\n/ }).waitFor();
      await page.keyboard.press('Enter');
      assert.equal(await heightOf(page, ALIAUTH), folded, 'folded by Enter');

      await page.keyboard.press('ControlOrMeta+c');
      const copied = await page.evaluate<string>('navigator.clipboard.readText()');
      assert.match(copied, /^AT\+QMTCFG="aliauth",0,"a1DemoEC20x","demo-device","\*{3}"$/);
      await line(page, '→ AT+QMTCONN=').first().click();
      await page.locator('.ec20-console .fa-copy').click();
      await page.locator('.ec20-console .fa-check').waitFor();
      assert.match(await page.evaluate<string>('navigator.clipboard.readText()'), /^AT\+QMTCONN=0,/);
    } finally {
      await editor.close(join(__dirname, 'console-lines.png'));
    }
  });

  it('says how many lines a filter leaves out when it leaves none', async () => {
    const editor = await EditorPage.open(browser, nodeRed.address, 'en-US', ['ec20-status']);
    const { page } = editor;
    try {
      await page.evaluate('RED.sidebar.show("ec20-console")');
      await page.locator('.ec20-console select').first().selectOption({ label: 'works' });
      await line(page, '→ AT').first().waitFor();
      const filter = page.locator('.ec20-console input[type="text"]').first();
      await filter.fill('nosuchword');
      await page
        .locator('.ec20-console-nomatch', { hasText: /^No line matches: 0 of [1-9]\d* lines$/ })
        .waitFor();
      await filter.fill('');
      await page.locator('.ec20-console-nomatch').waitFor({ state: 'hidden' });
    } finally {
      await editor.close(join(__dirname, 'console-filter.png'));
    }
  });

  it('has a pause button that can be read while it waits', async () => {
    const editor = await EditorPage.open(browser, nodeRed.address, 'en-US', ['ec20-status']);
    const { page } = editor;
    try {
      await page.evaluate('RED.sidebar.show("ec20-console")');
      const pause = page.locator('.ec20-console [aria-pressed]');
      await pause.click();
      const contrast = await page.evaluate<number>(CONTRAST);
      assert.ok(contrast >= 4.5, `contrast ${contrast}`);
    } finally {
      await editor.close(join(__dirname, 'console-pause.png'));
    }
  });

  for (const [locale, title, online] of [
    ['en-US', 'EC20 modem console', 'online'],
    ['zh-CN', 'EC20 模块控制台', '在线'],
  ] as const) {
    it(`opens in its own window, which works alone (${locale})`, async () => {
      const editor = await EditorPage.open(browser, nodeRed.address, locale, ['ec20-status']);
      try {
        await editor.page.evaluate('RED.sidebar.show("ec20-console")');
        await editor.page.locator('.ec20-console select').first().selectOption({ label: 'works' });
        const opening = editor.page.waitForEvent('popup');
        await editor.page.locator('.ec20-console .fa-external-link').click();
        const own = await opening;
        const errors: Error[] = [];
        own.on('pageerror', (error) => errors.push(error));
        await own.locator('.ec20-console-state', { hasText: online }).waitFor();
        assert.equal(await own.title(), title);
        assert.equal(await own.locator('.ec20-console select').first().inputValue(), 'modem1');
        // Without the editor too, as after its reload.
        await editor.page.goto('about:blank');
        await send(own, 'AT+CSQ', '.ec20-console-answer', '+CSQ: ');
        await line(own, '→ AT+CSQ').first().waitFor();
        assert.ok((await own.locator('.ec20-console-own').count()) >= 3);
        assert.equal(await own.locator('.ec20-console .fa-external-link').count(), 0);
        await fitsAsItIs(own, `${locale}, own window`);
        await own.screenshot({ path: join(__dirname, `console-window-${locale}.png`) });
        assert.deepEqual(errors, []);
      } finally {
        await editor.close(join(__dirname, `console-window-editor-${locale}.png`));
      }
    });
  }
});

/** Of the pressed button's text and background (WCAG 2). */
const CONTRAST = `(() => {
  const style = getComputedStyle(document.querySelector('.ec20-console [aria-pressed="true"]'));
  const light = (color) => {
    const [red, green, blue] = color.match(/[\\d.]+/g).map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const [one, other] = [light(style.color), light(style.backgroundColor)];
  return Math.max(one, other) / Math.min(one, other);
})()`;

function line(page: Page, text: string) {
  return page.locator('.ec20-console-lines li', { hasText: text });
}

async function heightOf(page: Page, text: string): Promise<number> {
  return (await line(page, text).first().boundingBox())?.height ?? 0;
}

/** Gives the console a size, as the sidebar's handles do, and waits until it has noticed. */
async function resize(page: Page, width: number, height: number): Promise<void> {
  await page.evaluate(`Object.assign(document.querySelector('.ec20-console').style,
    { position: 'fixed', right: 0, top: '45px', zIndex: 100, width: '${width}px', height: '${height}px',
      background: 'var(--red-ui-secondary-background, #fff)' })`);
  await page.waitForFunction(
    `document.querySelector('.ec20-console').classList.contains('ec20-console-low') === ${height < 450}`,
  );
}

async function clearMessage(page: Page): Promise<void> {
  await page.locator('.ec20-console-command').fill('AT');
  await page.locator('.ec20-console-command').fill('');
}

async function send(page: Page, command: string, box: string, text: string): Promise<void> {
  await page.locator('.ec20-console-command').fill(command);
  await page.locator('.ec20-console-command').press('Enter');
  await page.locator(box, { hasText: text }).first().waitFor();
}

async function fitsAsItIs(page: Page, where: string): Promise<void> {
  const wrong = await page.evaluate<string[]>(`(${MEASURE})(${JSON.stringify(BOXES)})`);
  if (wrong.length > 0) await picture(page, 'wrong');
  assert.deepEqual(wrong, [], where);
}

/** Pastes a long log, sends it, and chooses a line: more to say than there is room for. */
async function pasteLog(page: Page): Promise<void> {
  const command = page.locator('.ec20-console-command');
  await command.fill('AT+CSQ //信号\nOK\n[10:00:01] 发送：AT＋CREG？\nAT+CGMR\nAT+CPIN="1234"');
  await command.press('Enter');
  await page.locator('.ec20-console-message.ec20-console-refused', { hasText: '+CME ERROR' }).waitFor();
  await line(page, '← +CSQ:').last().click();
  await page.locator('.ec20-console-hint.ec20-console-whole').waitFor();
}

/** Where there is too little room for all that is said, it scrolls; the command line stays. */
async function commandLineStands(page: Page, where: string): Promise<void> {
  const row = ['.ec20-console-row', '.ec20-console-command', '.ec20-console-state'];
  const wrong = await page.evaluate<string[]>(`(${MEASURE})(${JSON.stringify(row)})`);
  if (wrong.length > 0) await picture(page, 'wrong');
  assert.deepEqual(wrong, [], where);
}

function picture(page: Page, name: string): Promise<Buffer> {
  return page.locator('.ec20-console').screenshot({ path: join(__dirname, `console-layout-${name}.png`) });
}
