import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ConsolePane } from './console-pane';
import { poorlyReadable } from './contrast';
import { EditorRoom } from './editor-room';
import { playedWeek } from './played-week';
import { chooseTheme, DEFAULT_THEME, IS_DARK, themesOf } from './themes';

const FLOW = [
  { id: 'tab1', type: 'tab', label: 'Themes' },
  { id: 'modem1', type: 'ec20-modem', name: 'works', port: 'simulator?preset=fast', queue: 'memory' },
  { id: 'modem2', type: 'ec20-modem', name: 'fault', port: 'simulator?preset=fast&sim=absent', queue: 'memory' },
  { id: 'status1', type: 'ec20-status', z: 'tab1', modem: 'modem1', x: 200, y: 80, wires: [[]] },
  { id: 'status2', type: 'ec20-status', z: 'tab1', modem: 'modem2', x: 200, y: 160, wires: [[]] },
]; // prettier-ignore
const LOCALE = 'zh-CN';
const PANEL = '.ec20-console';

/** How light the panel's background is, 0 to 255. */
const LIGHTNESS = `(() => {
  const parts = getComputedStyle(document.querySelector('${PANEL}')).backgroundColor.match(/\\d+/g).map(Number);
  return (parts[0] + parts[1] + parts[2]) / 3;
})()`;

describe('Every text of the modem’s sidebar can be read', function () {
  this.timeout(90_000);
  let room: EditorRoom;

  before(async () => {
    room = await EditorRoom.start(FLOW, ['ec20-status'], await playedWeek(Date.now()));
  });
  afterEach(function () {
    return room.leave(this.currentTest?.state === 'failed', join(__dirname, 'theme-failed'));
  });
  after(() => room.stop());

  it('in every theme of this Node-RED', async () => {
    const { page, errors } = await room.editor(LOCALE);
    const pane = await ConsolePane.show(page, 'works');
    await enlarge(page);
    for (const theme of await themesOf(page)) {
      if (theme !== DEFAULT_THEME) await chooseTheme(page, theme);
      assert.equal((await page.evaluate<number>(LIGHTNESS)) < 128, theme === 'dark');
      await readable(page, theme, 'console', () => playConsole(pane));
      await readable(page, theme, 'refusal', () => playRefusal(pane));
      await readable(page, theme, 'fault', () => playFault(pane));
      await readable(page, theme, 'overview-fault', () => playOverview(page));
      await readable(page, theme, 'overview', () => playOutage(pane));
      await page.locator('#ec20-tab-console').click();
    }
    assert.deepEqual(errors, []);
  });

  it('in the console’s own window, which follows the editor’s theme', async () => {
    const { page } = await room.editor(LOCALE);
    const themes = await themesOf(page);
    await ConsolePane.show(page, 'works');
    const opening = page.waitForEvent('popup');
    await page.locator('.ec20-console .fa-external-link').click();
    const own = await opening;
    await new ConsolePane(own).line('→ AT').first().waitFor();
    // The last one first: as the test before has left the editor.
    for (const theme of themes.toReversed()) {
      if (themes.length > 1) {
        await page.bringToFront();
        await chooseTheme(page, theme);
      }
      await own.bringToFront();
      await own.waitForFunction(`${IS_DARK} === ${theme === 'dark'}`);
      await own.screenshot({ path: join(__dirname, `theme-window-${theme}.png`) });
      assert.deepEqual(await poorlyReadable(own, PANEL), [], theme);
    }
    if (themes.length > 1) {
      await page.bringToFront();
      await chooseTheme(page, 'auto');
      for (const colorScheme of themes) {
        await own.emulateMedia({ colorScheme });
        await own.waitForFunction(`${IS_DARK} === ${colorScheme === 'dark'}`);
      }
    }
    await room.close(LOCALE);
  });
});

async function enlarge(page: Page): Promise<void> {
  await page.evaluate(`Object.assign(document.querySelector('${PANEL}').style,
    { position: 'fixed', right: 0, top: 0, zIndex: 100, width: '560px', height: '890px',
      background: 'var(--red-ui-secondary-background)' })`);
}

/** Plays, takes a picture, and measures. */
async function readable(page: Page, theme: string, what: string, play: () => Promise<void>): Promise<void> {
  await play();
  await page.locator(PANEL).screenshot({ path: join(__dirname, `theme-${theme}-${what}.png`) });
  assert.deepEqual(await poorlyReadable(page, PANEL), [], `${theme}, ${what}`);
}

/** The virtual module's panel, an answer with its meaning, a chosen line, and the pause. */
async function playConsole(pane: ConsolePane): Promise<void> {
  const { page } = pane;
  const head = page.locator('.ec20-simulator-head');
  await head.waitFor();
  if ((await head.getAttribute('aria-expanded')) === 'false') await head.click();
  await page.locator('[data-action="weakSignal"]').click();
  await page.locator('.ec20-simulator-outcome', { hasText: 'dBm' }).waitFor();
  await pane.send('AT+CSQ', '.ec20-console-answer', '+CSQ: ');
  await pane.line('← +CSQ').last().click();
  await page.locator('.ec20-console [aria-pressed]').click();
  await page.locator('.ec20-console [aria-pressed="true"]').waitFor();
}

/** A refused command, and a filter that leaves nothing. */
async function playRefusal(pane: ConsolePane): Promise<void> {
  const { page } = pane;
  await page.locator('.ec20-console [aria-pressed]').click();
  await pane.send('AT+QMTCLOSE=0', '.ec20-console-message.ec20-console-refused', 'AT+QMTCLOSE');
  await pane.filter.fill('nosuchword');
  await page.locator('.ec20-console-nomatch:not(:empty)').waitFor();
}

async function playFault(pane: ConsolePane): Promise<void> {
  await pane.filter.fill('');
  await pane.choose('fault');
  await pane.page.locator('.ec20-console-trouble', { hasText: 'SIM' }).waitFor();
}

/** A fault's stage with its cure, and stages that are idle. */
async function playOverview(page: Page): Promise<void> {
  await page.locator('#ec20-tab-overview').click();
  await page.locator('.ec20-stage-trouble').first().waitFor();
}

/** All stages good, an outage with its tip, numbers unfolded. */
async function playOutage(pane: ConsolePane): Promise<void> {
  const { page } = pane;
  await pane.choose('works');
  await page.locator('[data-range="week"]').click();
  await page.locator('.ec20-band').nth(1).waitFor();
  await page.locator('.ec20-stage[data-stage="cloud"][data-state="good"]').waitFor();
  await page
    .locator('[data-plot="queue"] details')
    .evaluate((each) => ((each as { open?: boolean }).open = true));
  await page.locator('.ec20-band').nth(1).hover();
  await page.locator('.ec20-tip').waitFor();
}
