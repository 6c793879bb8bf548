import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { Program, startOnFreePort } from '../support/program';
import { ConsolePane } from './console-pane';
import { startBrowser } from './editor-page';

const ROOT = join(__dirname, '..', '..', '..');
const PASSWORD = 'correct horse';
/** Users with their permissions, as in adminAuth. */
const USERS: Readonly<Record<string, readonly string[]>> = {
  owner: ['*'],
  viewer: ['read'],
  guest: ['flows', 'nodes', 'settings', 'library', 'context', 'plugins', 'icons', 'status', 'debug'].map(
    (what) => `${what}.read`,
  ),
};
const FLOW = [
  { id: 'tab1', type: 'tab', label: 'Console' },
  { id: 'modem1', type: 'ec20-modem', name: 'Pi 4G', port: 'simulator?preset=fast', queue: 'memory' },
  { id: 'status1', type: 'ec20-status', z: 'tab1', modem: 'modem1', x: 200, y: 80, wires: [[]] },
];
const LANGUAGES = [
  { locale: 'en-US', online: 'online', readOnly: 'require the permission ec20.write', forbidden: 'The trace requires the permission ec20.read.' },
  { locale: 'zh-CN', online: '在线', readOnly: '需要 ec20.write 权限', forbidden: '收发记录需要 ec20.read 权限。' },
] as const; // prettier-ignore

describe('The console’s own window of a Node-RED with users', function () {
  this.timeout(90_000);
  const folder = mkdtempSync(join(tmpdir(), 'ec20-login-'));
  let browser: Browser;
  let program: Program;
  let address: string;

  before(async () => {
    writeFileSync(join(folder, 'flows.json'), JSON.stringify(FLOW));
    writeFileSync(join(folder, 'settings.js'), settingsText());
    program = await startOnFreePort((port) => {
      address = `http://127.0.0.1:${port}/`;
      const red = process.env['EC20_RED_JS'] ?? require.resolve('node-red/red.js');
      return Program.start({
        command: process.env['EC20_NODE'] ?? process.execPath,
        args: [red, '-u', folder, '-s', join(folder, 'settings.js'), '-p', String(port)],
        ready: /Server now running/,
      });
    });
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
    await program.stop();
    rmSync(folder, { recursive: true });
  });

  /** Logs in by the editor's form, opens the console's window from the sidebar, and closes the editor's page. */
  async function inWindow(
    user: string,
    locale: string,
    look: (own: ConsolePane) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext({ locale });
    try {
      const page = await context.newPage();
      await logIn(page, user);
      await ConsolePane.show(page);
      const opening = page.waitForEvent('popup');
      await page.locator('.ec20-console .fa-external-link').click();
      const own = await opening;
      const errors: Error[] = [];
      own.on('pageerror', (error) => errors.push(error));
      await look(new ConsolePane(own));
      await own.screenshot({ path: join(__dirname, `console-login-${user}-${locale}.png`) });
      assert.deepEqual(errors, []);
    } finally {
      await context.close();
    }
  }

  async function logIn(page: Page, user: string): Promise<void> {
    await page.goto(address);
    await page.locator('#node-dialog-login-username').fill(user);
    await page.locator('#node-dialog-login-password').fill(PASSWORD);
    await page.locator('#node-dialog-login-submit').click();
    await page
      .locator('.red-ui-palette-node[data-palette-type="ec20-status"]')
      .waitFor({ state: 'attached' });
    await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
  }

  for (const { locale, online, readOnly, forbidden } of LANGUAGES) {
    it(`takes commands of a user who may everything (${locale})`, async () => {
      await inWindow('owner', locale, async (own) => {
        await own.state(online);
        await own.send('AT+CSQ', '.ec20-console-answer', '+CSQ: ');
      });
    });

    it(`shows the trace to a user with ec20.read, and which permission commands need (${locale})`, async () => {
      await inWindow('viewer', locale, async (own) => {
        await own.state(online);
        await own.line('→ AT').first().waitFor();
        await own.page.locator('.ec20-console-message', { hasText: readOnly }).waitFor();
        assert(await own.command.isDisabled());
      });
    });

    it(`says which permission is missing, not that there were no modem node (${locale})`, async () => {
      await inWindow('guest', locale, async (own) => {
        await own.page.locator('.ec20-console-trouble', { hasText: forbidden }).waitFor();
        assert.equal(await own.modems.innerText(), '–');
        assert(
          !(await own.page.locator('.ec20-console-message').allInnerTexts()).join().includes('ec20.write'),
        );
        assert(await own.command.isDisabled());
      });
    });
  }
});

function settingsText(): string {
  return `const users = ${JSON.stringify(USERS)};
    const known = (username) => users[username] === undefined ? null : { username, permissions: users[username] };
    module.exports = {
      uiHost: '127.0.0.1', flowFile: 'flows.json', nodesDir: [${JSON.stringify(ROOT)}], credentialSecret: false,
      telemetry: { enabled: false, updateNotification: false },
      editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
      adminAuth: {
        type: 'credentials',
        users: (username) => Promise.resolve(known(username)),
        authenticate: (username, password) => Promise.resolve(password === ${JSON.stringify(PASSWORD)} ? known(username) : null),
      },
    };`;
}
