import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ConsolePane } from './console-pane';
import { EditorRoom } from './editor-room';
import { playedWeek, WEEK_OUTAGES } from './played-week';

const FLOW = [
  { id: 'tab1', type: 'tab', label: 'Overview' },
  { id: 'modem1', type: 'ec20-modem', name: 'works', port: 'simulator?preset=fast', queue: 'memory' },
  { id: 'modem2', type: 'ec20-modem', name: 'fault', port: 'simulator?preset=fast&sim=absent', queue: 'memory' },
  { id: 'status1', type: 'ec20-status', z: 'tab1', modem: 'modem1', x: 200, y: 80, wires: [[]] },
  { id: 'status2', type: 'ec20-status', z: 'tab1', modem: 'modem2', x: 200, y: 160, wires: [[]] },
]; // prettier-ignore

const LANGUAGES = [
  {
    locale: 'en-US',
    reasons: ['The module sees no SIM card.', /finds no network/, /module was found on USB/],
    lengths: ['7 h', '50 min', '1 h 40 min'],
    offline: /^online 9\d(\.\d)?%, 3 × offline: 9 h 30 min$/,
    stage: /^SIM: (fault|in progress)/,
    cure: /Switch the module off/,
    messages: 'Messages per 1 h',
    signal: /^Signal\. mean: lowest -\d+ dBm, highest -\d+ dBm/,
  },
  {
    locale: 'zh-CN',
    reasons: ['模块没有检测到 SIM 卡。', /仍在搜索/, /没有找到移远模块/],
    lengths: ['7 小时', '50 分钟', '1 小时 40 分'],
    offline: /^在线 9\d(\.\d)?%，断线 3 次，共 9 小时 30 分$/,
    stage: /^SIM 卡：(故障|进行中)/,
    cure: /断电/,
    messages: '消息 每 1 小时',
    signal: /^信号\. 平均：最低 -\d+ dBm，最高 -\d+ dBm/,
  },
] as const;

/** What stands beyond the edges of the overview: the box, and the pixels from its left and right edge. */
const TOO_WIDE = `(() => {
  const pane = document.querySelector('.ec20-overview');
  const edge = pane.getBoundingClientRect();
  const wrong = [];
  for (const box of pane.querySelectorAll('.ec20-overview-content *')) {
    const { left, right, width } = box.getBoundingClientRect();
    if (width > 1 && (left < edge.left - 1 || right > edge.right + 1)) {
      wrong.push([box.tagName, box.className, Math.round(left - edge.left), Math.round(right - edge.right)].join(' '));
    }
  }
  return wrong;
})()`;

/** How many different colours a plot has: a blank canvas has one. */
const COLORS = `(() => {
  const canvas = document.querySelector('[data-plot="signal"] canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
})()`;

describe('The overview of a modem', function () {
  this.timeout(60_000);
  let room: EditorRoom;

  before(async () => {
    room = await EditorRoom.start(FLOW, ['ec20-status'], await playedWeek(Date.now()));
  });
  afterEach(function () {
    return room.leave(this.currentTest?.state === 'failed', join(__dirname, 'overview-failed'));
  });
  after(() => room.stop());

  for (const { locale, reasons, lengths, offline, stage, cure, messages, signal } of LANGUAGES) {
    it(`lets a week with three outages be read, by keyboard and in numbers too (${locale})`, async () => {
      const editor = await room.editor(locale);
      const { page } = editor;
      const requests: string[] = [];
      page.on('request', (request) => {
        if (request.url().includes('/ec20/history/')) requests.push(request.url());
      });
      await ConsolePane.show(page, 'works');
      // Nothing is read before the tab is opened; it opens by keyboard.
      assert.deepEqual(requests, []);
      await page.locator('#ec20-tab-console').focus();
      await page.keyboard.press('ArrowLeft');
      assert.equal(await page.evaluate('document.activeElement.id'), 'ec20-tab-overview');
      await page.locator('[data-range="week"]').click();
      const bands = page.locator('.ec20-band');
      await bands.nth(WEEK_OUTAGES.length - 1).waitFor();
      assert.equal(await bands.count(), WEEK_OUTAGES.length);
      await page.locator('.ec20-share', { hasText: offline }).waitFor();

      const stages = page.locator('.ec20-stage');
      assert.deepEqual(
        await page.evaluate(
          `[...document.querySelectorAll('.ec20-stage')].map(({ dataset }) => dataset.state)`,
        ),
        Array.from({ length: 7 }, () => 'good'),
      );
      assert.match((await stages.nth(4).textContent()) ?? '', /dBm/);

      // Bands by hover, then by the arrow keys; each tells its length and reason, as its entry of the list does.
      const tip = page.locator('.ec20-tip');
      await bands.first().hover();
      await tip.filter({ hasText: lengths[0] }).waitFor();
      await bands.last().focus();
      await page.keyboard.press('Home');
      for (const [place, reason] of reasons.entries()) {
        const said = page.locator('.ec20-tip', { hasText: reason }).filter({ hasText: lengths[place] ?? '' });
        await said.waitFor();
        const entry = page.locator('.ec20-outage').nth(reasons.length - 1 - place);
        assert.match((await entry.textContent()) ?? '', new RegExp(lengths[place] ?? ''));
        assert.equal(await entry.getAttribute('data-code'), WEEK_OUTAGES[place]?.code);
        await page.keyboard.press('ArrowRight');
      }
      await page.keyboard.press('Enter');
      await page.waitForFunction(`document.activeElement.classList.contains('ec20-outage')`);

      await page.locator('[data-plot="messages"] canvas').waitFor();
      assert.equal(await page.locator('[data-plot="messages"] h4').textContent(), messages);
      assert.ok((await page.evaluate<number>(COLORS)) > 10, 'the signal is drawn');
      const picture = page.locator('[data-plot="signal"] [role="img"]');
      assert.match((await picture.getAttribute('aria-label')) ?? '', signal);
      await page.locator('[data-plot="queue"] summary').click();
      const cells = page.locator('[data-plot="queue"] td').allTextContents();
      assert.ok((await cells).includes('42'), `the highest queue is 42: ${(await cells).join()}`);

      for (const width of [300, 860]) {
        await resize(page, width);
        assert.deepEqual(await page.evaluate(TOO_WIDE), [], `${width} px`);
        await page
          .locator('.ec20-console')
          .screenshot({ path: join(__dirname, `overview-${locale}-${width}.png`) });
      }
      // What a range needs is asked once; nothing repeats while nothing is new.
      assert.ok(requests.length <= 4, requests.join('\n'));

      await page.locator('.ec20-console select').first().selectOption({ label: 'fault' });
      const trouble = page.locator('.ec20-stage-trouble[data-stage="sim"]');
      // A fault, or already the next attempt.
      await trouble.filter({ hasText: stage }).filter({ hasText: cure }).waitFor();

      // Both choices outlast the page.
      assert.equal(await page.evaluate(`localStorage.getItem('ec20-console-tab')`), 'overview');
      assert.equal(await page.evaluate(`localStorage.getItem('ec20-console-range')`), 'week');
      assert.deepEqual(editor.errors, []);
    });
  }
});

/** Gives the panel a size of its own. */
async function resize(page: Page, width: number): Promise<void> {
  await page.evaluate(`Object.assign(document.querySelector('.ec20-console').style,
    { position: 'fixed', right: 0, top: 0, zIndex: 100, width: '${width}px', height: '890px',
      background: 'var(--red-ui-secondary-background, #fff)' })`);
  await page.waitForFunction(
    `Math.abs(document.querySelector('[data-plot="signal"] .uplot').offsetWidth - document.querySelector('.ec20-plot-picture').clientWidth) <= 1`,
  );
}
