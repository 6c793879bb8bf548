// Makes the pictures of the guides, docs/images/*.{en-US,zh-CN}.png and demo.png, on the simulator: `npm run screenshots`.
//   --only NAME  only pictures whose name begins so
// Build first; it drives the editor by the browser tests' own page.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const { EditorPage, startBrowser } = require(join(root, 'dist', 'test', 'browser', 'editor-page.js'));
const { EXAMPLE_SETS, EXAMPLES, examplesOf } = require(join(root, 'dist', 'test', 'support', 'examples.js'));
const { playedWeek } = require(join(root, 'dist', 'test', 'browser', 'played-week.js'));
const { startNodeRed } = require(join(root, 'dist', 'test', 'support', 'node-red.js'));

const IMAGES = join(root, 'docs', 'images');
/** Pages load fast and clones stay small. */
const MOST_BYTES = 120_000;
/** Margin below the last visible element, in pixels. */
const MARGIN = 8;
/** The numbers of the example flows that are shown running. */
const FLOW_EXAMPLE = '06';
const DEMO_EXAMPLE = '01';
const GATEWAY_EXAMPLE = '17';
const TABLE_EXAMPLE = '18';
/** A device's certificate as copied from the console's page; made up. */
const TRIPLET = JSON.stringify({
  ProductKey: 'a1B2c3D4e5F',
  DeviceName: 'my-first-pi',
  DeviceSecret: '0123456789abcdef0123456789abcdef',
});
/** Enough of both for a picture that shows the flow at work. */
const REPLIES_SHOWN = 3;

const { values: options } = parseArgs({ options: { only: { type: 'string', default: '' } } });

/**
 * Each picture: the example, the window size, and how the page gets there. The element returned by `show` is cut out, down to
 * `until`; without one: the window.
 */
const PICTURES = {
  flow: {
    example: FLOW_EXAMPLE,
    window: { width: 1480, height: 470 },
    async show(editor) {
      await hide(editor, 'palette');
      await running(editor);
    },
  },
  console: {
    example: FLOW_EXAMPLE,
    window: { width: 1240, height: 640 },
    async show(editor) {
      const { page } = editor;
      await page.evaluate('RED.sidebar.show("ec20-console")');
      const line = (text) => page.locator('.ec20-console-lines li', { hasText: text }).last();
      await line('+QMTPUBEX: ').waitFor();
      await line('+QMTCONN: 0,0,0').click();
      await page.locator('.ec20-console-hint', { hasText: '+QMTCONN' }).waitFor();
      return page.locator('#red-ui-sidebar');
    },
  },
  overview: {
    example: FLOW_EXAMPLE,
    window: { width: 1240, height: 1180 },
    async show(editor) {
      const { page } = editor;
      await page.evaluate('RED.sidebar.show("ec20-console")');
      await widen(page, 560, 1160);
      await page.locator('#ec20-tab-overview').click();
      await page.locator('[data-range="week"]').click();
      await page.locator('[data-plot="messages"] canvas').waitFor();
      await page.locator('.ec20-stage[data-stage="cloud"][data-state="good"]').waitFor();
      await page.locator('.ec20-band').nth(1).hover();
      return page.locator('.ec20-console');
    },
  },
  'config-dialog': {
    example: FLOW_EXAMPLE,
    window: { width: 1240, height: 980 },
    async show(editor) {
      const dialog = await newModem(editor);
      await pasteTriplet(editor);
      return dialog;
    },
  },
  check: {
    example: FLOW_EXAMPLE,
    // The list of lines is as high as it gets.
    window: { width: 1240, height: 1200 },
    until: '#ec20-check',
    async show(editor) {
      const dialog = await newModem(editor);
      await editor.page.locator('#ec20-modem-ports [data-port="simulator"]').click();
      await pasteTriplet(editor);
      await editor.checkSetup();
      await editor.page.locator('#ec20-check button:has(.fa-stethoscope)').waitFor();
      return dialog;
    },
  },
  gateway: {
    example: GATEWAY_EXAMPLE,
    mostBytes: 140_000,
    window: { width: 1280, height: 620 },
    async show(editor) {
      const { page } = editor;
      await hide(editor, 'palette');
      await page.evaluate('RED.sidebar.show("ec20-console")');
      await page.locator('#ec20-tab-overview').click();
      await page.locator('.ec20-device[data-state="online"]').nth(2).waitFor();
      await page.locator('.ec20-devices').scrollIntoViewIfNeeded();
    },
  },
  table: {
    example: TABLE_EXAMPLE,
    window: { width: 1240, height: 760 },
    async show(editor) {
      const { page } = editor;
      await page.evaluate(`RED.nodes.eachConfig((node) => {
        if (node.type === 'ec20-modem') RED.editor.editConfig('', 'ec20-modem', node.id);
        return true;
      })`);
      await editor.openTab('ec20-modem-tab-devices');
      return page.locator('.red-ui-tray').last();
    },
  },
  demo: {
    example: DEMO_EXAMPLE,
    locales: ['en-US'],
    mostBytes: 160_000,
    window: { width: 1480, height: 620 },
    async show(editor) {
      await running(editor);
      const command = editor.page.locator('.red-ui-palette-node[data-palette-type="ec20-command"]');
      await command.scrollIntoViewIfNeeded();
    },
  },
};

/** As in its own window: the panel alone, in that size. */
async function widen(page, width, height) {
  await page.evaluate(`Object.assign(document.querySelector('.ec20-console').style,
    { position: 'fixed', left: 0, top: 0, zIndex: 100, width: '${width}px', height: '${height}px',
      background: 'var(--red-ui-secondary-background)' })`);
}

async function hide(editor, part) {
  await editor.page.evaluate(`RED.menu.setSelected("menu-item-${part}", false)`);
}

/** The running example, with its replies in the debug sidebar. */
async function running(editor) {
  const { page } = editor;
  await editor.debugMessage(/code: 200/);
  await page
    .locator('.red-ui-debug-msg')
    .filter({ hasText: 'code: 200' })
    .nth(REPLIES_SHOWN - 1)
    .waitFor();
}

/** The dialog of a new config node, unchanged. */
async function newModem(editor) {
  const { page } = editor;
  await page.evaluate('RED.editor.editConfig("", "ec20-modem", "_ADD_")');
  await page.locator('#ec20-modem-ports [data-port="simulator"]').waitFor();
  return page.locator('.red-ui-tray').last();
}

async function pasteTriplet(editor) {
  await editor.openTab('ec20-modem-tab-cloud');
  await editor.paste('#ec20-modem-paste', TRIPLET);
  await editor.page.locator('#ec20-modem-pasted').filter({ hasText: 'my-first-pi' }).waitFor();
}

/** Takes one picture and returns its size in bytes. */
async function take(browser, address, name, locale) {
  const { window, locales, mostBytes = MOST_BYTES, until, show } = PICTURES[name];
  const editor = await EditorPage.open(browser, address, locale, ['ec20-publish']);
  try {
    await editor.page.setViewportSize(window);
    const part = await show(editor);
    // No tooltip of what was clicked last.
    await editor.page.mouse.move(0, 0);
    await editor.page.locator('.red-ui-popover').waitFor({ state: 'detached' });
    const path = join(IMAGES, `${name}${locales === undefined ? `.${locale}` : ''}.png`);
    await editor.page.screenshot({
      path,
      ...(part === undefined ? {} : { clip: await areaOf(part, until) }),
    });
    if (editor.errors.length > 0) throw new AggregateError(editor.errors, `the page of ${name} has failed`);
    const { size } = statSync(path);
    console.log(`${path.slice(root.length)} ${Math.ceil(size / 1000)} kB`);
    if (size > mostBytes) throw new Error(`${path} has more than ${mostBytes} bytes`);
  } finally {
    await editor.page.context().close();
  }
}

/** The position of an element once it has stopped moving, down to the end of `until`. */
async function areaOf(part, until) {
  const page = part.page();
  for (let before = ''; ;) {
    const area = await part.boundingBox();
    const now = JSON.stringify(area);
    if (now !== before) {
      before = now;
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      continue;
    }
    if (until === undefined) return area;
    const last = await page.locator(until).boundingBox();
    return { ...area, height: last.y + last.height + MARGIN - area.y };
  }
}

const browser = await startBrowser();
try {
  for (const { locale, folder } of EXAMPLE_SETS) {
    for (const number of new Set(Object.values(PICTURES).map((picture) => picture.example))) {
      const names = Object.keys(PICTURES).filter((name) => {
        const { example, locales = [locale] } = PICTURES[name];
        return example === number && locales.includes(locale) && name.startsWith(options.only);
      });
      if (names.length === 0) continue;
      const userDir = mkdtempSync(join(tmpdir(), 'ec20-pictures-'));
      // The overview's past; what else is shown is of this moment.
      for (const [file, text] of Object.entries(await playedWeek(Date.now()))) {
        mkdirSync(dirname(join(userDir, file)), { recursive: true });
        writeFileSync(join(userDir, file), text);
      }
      const { path } = examplesOf({ folder }).find((example) => example.number === number);
      const nodeRed = await startNodeRed({ userDir, flow: join(EXAMPLES, path) });
      try {
        for (const name of names) await take(browser, nodeRed.address, name, locale);
      } finally {
        await nodeRed.program.stop();
        rmSync(userDir, { recursive: true });
      }
    }
  }
} finally {
  await browser.close();
}
