import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ConsolePane } from './console-pane';
import { poorlyReadable } from './contrast';
import { EditorRoom } from './editor-room';

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

/** In the page: resolves when a tick shows in the console, which it does for a second. */
const TICKED = `new Promise((resolve) => {
  const page = document.querySelector('.ec20-console');
  new MutationObserver(() => {
    if (page.querySelector('.fa-check') !== null) resolve();
  }).observe(page, { childList: true, subtree: true });
})`;

describe('The modem console at every size', function () {
  this.timeout(120_000);
  let room: EditorRoom;

  before(async () => {
    room = await EditorRoom.start(FLOW, ['ec20-status']);
  });
  afterEach(function () {
    return room.leave(this.currentTest?.state === 'failed', join(__dirname, 'console-layout-failed'));
  });
  after(() => room.stop());

  for (const { locale, reason } of LOCALES) {
    it(`shows command line, answer and reason in full (${locale})`, async () => {
      const editor = await room.editor(locale);
      const { page } = editor;
      const pane = await ConsolePane.show(page);
      await page.locator('.ec20-console-state').waitFor();
      await fitsAsItIs(page, `${locale}, as the editor opens it`);
      for (const [width, height] of SIZES) {
        await resize(page, width, height);
        for (const name of ['works', 'fault']) {
          const where = `${locale}, ${width}x${height}, ${name}`;
          await pane.choose(name);
          if (name === 'fault') {
            await page.locator('.ec20-console-trouble', { hasText: reason }).waitFor();
          }
          await pane.line('→ AT').first().waitFor();
          await clearMessage(page);
          await fitsAsItIs(page, `${where}, at first`);
          await pane.send('AT+CSQ', '.ec20-console-answer', '+CSQ: ');
          await fitsAsItIs(page, `${where}, with an answer`);
          await pane.send('AT+QMTCLOSE=0', '.ec20-console-message.ec20-console-refused', 'AT+QMTCLOSE');
          await fitsAsItIs(page, `${where}, with a refusal`);
          await pane.send('AT+CPIN="1234"', '.ec20-console-message.ec20-console-refused', '+CME ERROR');
          await fitsAsItIs(page, `${where}, refused by the module`);
          await picture(page, `${locale}-${width}x${height}-${name}`);
          await pasteLog(pane);
          await commandLineStands(page, `${where}, with everything at once`);
        }
      }
      assert.deepEqual(editor.errors, []);
    });
  }

  it('has one line for each entry, which a click and Enter unfold', async () => {
    const editor = await room.editor('en-US');
    const { page } = editor;
    const pane = await ConsolePane.show(page, 'works');
    await resize(page, 300, 300);
    const long = pane.line(ALIAUTH).first();
    await long.waitFor();
    const folded = await heightOf(pane, ALIAUTH);
    assert.ok(folded < 24, `${folded} px`);
    await long.click();
    assert.ok((await heightOf(pane, ALIAUTH)) > 1.5 * folded, 'unfolded by a click');
    await page.locator('.ec20-console-hint.ec20-console-whole', { hasText: /\n/ }).waitFor();
    await page.keyboard.press('Enter');
    assert.equal(await heightOf(pane, ALIAUTH), folded, 'folded by Enter');

    await page.keyboard.press('ControlOrMeta+c');
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    assert.match(copied, /^AT\+QMTCFG="aliauth",0,"a1DemoEC20x","demo-device","\*{3}"$/);
    await pane.line('→ AT+QMTCONN=').first().click();
    const ticked = page.evaluate(TICKED);
    await page.locator('.ec20-console .fa-copy').click();
    await ticked;
    assert.match(await page.evaluate<string>('navigator.clipboard.readText()'), /^AT\+QMTCONN=0,/);
  });

  it('says how many lines a filter leaves out when it leaves none', async () => {
    const editor = await room.editor('en-US');
    const { page } = editor;
    const pane = await ConsolePane.show(page, 'works');
    await pane.line('→ AT').first().waitFor();
    const { filter } = pane;
    await filter.fill('nosuchword');
    await page
      .locator('.ec20-console-nomatch', { hasText: /^No line matches: 0 of [1-9]\d* lines$/ })
      .waitFor();
    await filter.fill('');
    await page.locator('.ec20-console-nomatch').waitFor({ state: 'hidden' });
  });

  it('has a pause button that can be read while it waits', async () => {
    const editor = await room.editor('en-US');
    const { page } = editor;
    await ConsolePane.show(page);
    const pause = page.locator('.ec20-console [aria-pressed]');
    await pause.click();
    assert.deepEqual(await poorlyReadable(page, '.ec20-console [aria-pressed="true"]'), []);
    await pause.click();
  });

  for (const [locale, title, online] of [
    ['en-US', 'EC20 modem console', 'online'],
    ['zh-CN', 'EC20 模块控制台', '在线'],
  ] as const) {
    it(`opens in its own window, which works alone (${locale})`, async () => {
      const editor = await room.editor(locale);
      await ConsolePane.show(editor.page, 'works');
      const opening = editor.page.waitForEvent('popup');
      await editor.page.locator('.ec20-console .fa-external-link').click();
      const own = await opening;
      const alone = new ConsolePane(own);
      const errors: Error[] = [];
      own.on('pageerror', (error) => errors.push(error));
      await alone.state(online);
      assert.equal(await own.title(), title);
      assert.equal(await alone.modems.inputValue(), 'modem1');
      // Without the editor too, as after its reload.
      await editor.page.goto('about:blank');
      await alone.send('AT+CSQ', '.ec20-console-answer', '+CSQ: ');
      await alone.line('→ AT+CSQ').first().waitFor();
      assert.ok((await own.locator('.ec20-console-own').count()) >= 3);
      assert.equal(await own.locator('.ec20-console .fa-external-link').count(), 0);
      await fitsAsItIs(own, `${locale}, own window`);
      await own.screenshot({ path: join(__dirname, `console-window-${locale}.png`) });
      assert.deepEqual(errors, []);
      await room.close(locale);
    });
  }
});

async function heightOf(pane: ConsolePane, text: string): Promise<number> {
  return (await pane.line(text).first().boundingBox())?.height ?? 0;
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

async function fitsAsItIs(page: Page, where: string): Promise<void> {
  const wrong = await page.evaluate<string[]>(`(${MEASURE})(${JSON.stringify(BOXES)})`);
  if (wrong.length > 0) await picture(page, 'wrong');
  assert.deepEqual(wrong, [], where);
}

/** Pastes a long log, sends it, and chooses a line: more to say than there is room for. */
async function pasteLog(pane: ConsolePane): Promise<void> {
  const { page, command } = pane;
  await command.fill('AT+CSQ //信号\nOK\n[10:00:01] 发送：AT＋CREG？\nAT+CGMR\nAT+CPIN="1234"');
  await command.press('Enter');
  await page.locator('.ec20-console-message.ec20-console-refused', { hasText: '+CME ERROR' }).waitFor();
  await pane.line('← +CSQ:').last().click();
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
