import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type Locator, type Page, chromium } from 'playwright-core';

/** The browsers' names on Debian and its relatives. */
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome'];
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the system's Chromium, without a window and without traffic of its own. */
export function startBrowser(): Promise<Browser> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program)));
  const executablePath = paths.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error('Chromium is not installed (apt-get install chromium)');
  return chromium.launch({ executablePath, headless: true, args: QUIET });
}

/** Node-RED's editor in a browser, driven by mouse and keyboard as a user does. */
export class EditorPage {
  private constructor(
    readonly page: Page,
    /** Uncaught exceptions of the page's scripts. */
    readonly errors: readonly Error[],
  ) {}

  /** Opens the editor in a language and waits until every node of `types` can be used. */
  static async open(
    browser: Browser,
    address: string,
    locale: string,
    types: readonly string[],
  ): Promise<EditorPage> {
    const context = await browser.newContext({ locale, viewport: { width: 1480, height: 900 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await context.addInitScript(COUNT_CLICKS);
    const page = await context.newPage();
    await slowDown(page);
    const errors: Error[] = [];
    page.on('pageerror', (error) => {
      if (!isEarlyTip(error)) errors.push(error);
    });
    await page.goto(address);
    for (const type of types) {
      await page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`).waitFor({ state: 'attached' });
    }
    await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
    return new EditorPage(page, errors);
  }

  /** Drags a node from the palette to a place of the workspace, in pixels of the canvas; returns its id. */
  async drop(type: string, x: number, y: number): Promise<string> {
    const before = await this.#nodeIds();
    const source = this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    await source.scrollIntoViewIfNeeded();
    const target = await this.#canvas();
    await this.#drag(await centre(source), { x: target.x + x, y: target.y + y });
    // The editor draws what was dropped in a later frame.
    await this.page.locator('g.red-ui-flow-node-group').nth(before.length).waitFor();
    const after = await this.#nodeIds();
    const added = after.filter((id) => !before.includes(id));
    if (added[0] === undefined || added.length > 1)
      throw new Error(`${type} was not dropped: ${added.join()}`);
    return added[0];
  }

  /** How often the mouse's button has been pressed on the page so far; a double-click counts twice, a drag once. */
  clicks(): Promise<number> {
    return this.page.evaluate<number>('window.ec20Clicks');
  }

  /** Pastes a text into a field by the keyboard, as a person does. */
  async paste(selector: string, text: string): Promise<void> {
    await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await this.page.locator(selector).press('ControlOrMeta+v');
  }

  /**
   * Opens a tab of a dialog, by its link, until its page shows. Node-RED takes a click on any tab within 400 ms of another for the
   * second half of a double-click, and the first one in a dialog that has just opened may be lost (4.1).
   */
  async openTab(pane: string): Promise<void> {
    const link = this.page.locator(`a[href="#${pane}"]`);
    const shown = this.page.locator(`#${pane}`);
    for (let click = 0; click < MOST_CLICKS; click++) {
      await link.click();
      if (await shown.isVisible()) return;
    }
    await shown.waitFor();
  }

  /**
   * Imports an example of our package and shows its flow: menu, Import, Examples, the language's folder; `title` is what its name
   * begins with. `onConflict` presses the button of Node-RED's question about nodes that are there already.
   */
  async importExample(
    folder: string,
    title: string,
    onConflict: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    await this.page.locator('#red-ui-header-button-sidemenu').click();
    await this.page.locator('#menu-item-import').click();
    const tree = this.page.locator('#red-ui-clipboard-dialog-import-tab-examples .red-ui-treeList-label');
    await this.openTab('red-ui-clipboard-dialog-import-tab-examples');
    await tree.filter({ hasText: 'node-red-ec20-aliyun' }).click();
    await tree.filter({ hasText: folder }).click();
    await tree.filter({ hasText: title }).click();
    const tabs = this.page.locator('#red-ui-workspace-tabs .red-ui-tab');
    const before = await tabs.count();
    await this.page.locator('#red-ui-clipboard-dialog-ok').click();
    await onConflict();
    // The dialog may be gone before the tab is there.
    await tabs.nth(before).click();
  }

  /** Imports a flow as its JSON: menu, Import, pasted; a click on the canvas puts it down. */
  async importFlow(json: string): Promise<void> {
    await this.page.locator('#red-ui-header-button-sidemenu').click();
    await this.page.locator('#menu-item-import').click();
    await this.paste('#red-ui-clipboard-dialog-import-text', json);
    await this.page.locator('#red-ui-clipboard-dialog-ok').click();
    await this.page.mouse.click((await this.#canvas()).x + 300, (await this.#canvas()).y + 200);
  }

  /** Clicks “Check my setup” in the open config dialog. */
  async checkSetup(): Promise<void> {
    await this.page.locator('#ec20-check button:has(.fa-stethoscope)').click();
  }

  /** A line of the running or finished check, in a state. */
  checkLine(id: string, state: string): Locator {
    return this.page.locator(`#ec20-check li[data-line="${id}"].ec20-check-${state}`);
  }

  /** Draws a wire from the output of one node to the input of another. */
  async wire(from: string, to: string): Promise<void> {
    const port = (id: string, side: string) =>
      this.#node(id).locator(`.red-ui-flow-port-${side} .red-ui-flow-port`);
    await this.#drag(await centre(port(from, 'output')), await centre(port(to, 'input')));
  }

  /** Opens the dialog of a node. */
  async edit(id: string): Promise<void> {
    await this.#node(id).locator('.red-ui-flow-node').first().dblclick();
    await this.page.locator('#node-dialog-ok').waitFor();
  }

  /** Opens the dialog of a config node, and waits until a user could type. */
  async editModem(id: string): Promise<void> {
    await this.page.evaluate(`RED.editor.editConfig("", "ec20-modem", "${id}")`);
    await this.page.locator('#node-config-dialog-ok').waitFor();
    // Its fields are filled once the credentials have come.
    await this.page.locator('#ec20-check button:has(.fa-stethoscope)').waitFor();
    // Once it has slid in, the editor puts the focus on its first field, from wherever it is.
    await this.page.waitForFunction('document.activeElement.closest(".red-ui-tray") !== null');
  }

  /** Closes every dialog without its changes, and shows this flow instead of the one that is there; nothing is deployed. */
  async begin(flow: readonly object[]): Promise<void> {
    await this.page.evaluate(CLOSE_DIALOGS);
    await this.page.evaluate(`
      RED.nodes.clear();
      RED.history.clear();
      RED.nodes.import(${JSON.stringify(flow)});
      RED.nodes.dirty(false);
      RED.view.redraw(true);
      RED.workspaces.show(RED.nodes.getWorkspaceOrder()[0]);
    `);
  }

  /** Types into a field of the dialog in front. */
  async fill(selector: string, value: string): Promise<void> {
    await this.page.locator(selector).fill(value);
    await this.page.locator(selector).press('Tab');
  }

  /** Chooses from a list of the dialog in front. */
  async choose(selector: string, label: string): Promise<void> {
    await this.page.locator(selector).selectOption({ label });
  }

  /** Opens the dialog of a new config node from the field that chooses one. */
  async addConfig(property: string): Promise<void> {
    await this.page.locator(`#node-input-btn-${property}-add`).click();
    await this.page.locator('#node-config-dialog-ok').waitFor();
  }

  /** Ends the dialog in front by its button. */
  async confirm(selector: '#node-dialog-ok' | '#node-config-dialog-ok'): Promise<void> {
    await this.page.locator(selector).click();
    await this.page.locator(selector).waitFor({ state: 'hidden' });
  }

  async deploy(): Promise<void> {
    await this.page.locator('#red-ui-header-button-deploy').click();
    await this.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
    // Only then does Node-RED forget the credentials that it has sent: those of a dialog opened before would be lost.
    await this.page.locator('.red-ui-deploy-button-spinner').waitFor({ state: 'hidden' });
  }

  /** Presses the button at the left of an inject node. */
  async inject(id: string): Promise<void> {
    await this.#node(id).locator('.red-ui-flow-node-button-button').click();
  }

  /** Opens the debug sidebar and resolves when a message in it matches. */
  async debugMessage(text: RegExp): Promise<void> {
    await this.page.evaluate('RED.sidebar.show("debug")');
    await this.page.locator('.red-ui-debug-msg').filter({ hasText: text }).first().waitFor();
  }

  /** The words beside the status mark under a node. */
  async statusMatches(id: string, text: RegExp): Promise<void> {
    await this.#node(id).locator('.red-ui-flow-node-status-label').filter({ hasText: text }).waitFor();
  }

  /** Takes a picture of the page and leaves it. */
  async close(picture: string): Promise<void> {
    await this.page.screenshot({ path: picture });
    await this.page.context().close();
  }

  async #drag(from: Point, to: Point): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(to.x, to.y, { steps: 10 });
    await mouse.up();
  }

  #node(id: string) {
    return this.page.locator(`[id="${id}"]`);
  }

  #nodeIds(): Promise<string[]> {
    return this.page.evaluate<string[]>(
      '[...document.querySelectorAll("g.red-ui-flow-node-group")].map(({ id }) => id)',
    );
  }

  async #canvas(): Promise<Point> {
    const box = await this.page.locator('#red-ui-workspace-chart').boundingBox();
    if (box === null) throw new Error('The workspace is not to be seen');
    return box;
  }
}

/**
 * Node-RED 5.0's own: its first tip is due a second after its settings are read, even where the page is so slow that the box for it
 * isn't there yet. No frame of the stack is of another script.
 */
function isEarlyTip({ message, stack = '' }: Error): boolean {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return message.includes("(reading 'html')") && frames.length === 1 && stack.includes('/red/red.min.js');
}

/**
 * With EC20_SLOW set, makes a page that many times slower, with a round trip of so many times 40 ms: an order of events that holds
 * only on a quick machine shows there (CONTRIBUTING.md).
 */
async function slowDown(page: Page): Promise<void> {
  const factor = Number(process.env['EC20_SLOW'] ?? 1);
  if (!(factor > 1)) return;
  page.setDefaultTimeout(MOST_MS * factor);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: factor });
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 40 * factor,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
}

/** Playwright's own limit of a wait. */
const MOST_MS = 30_000;

/** In the page, from its first moment. */
const COUNT_CLICKS = `
  window.ec20Clicks = 0;
  window.addEventListener('mousedown', (event) => { if (event.isTrusted) window.ec20Clicks += 1; }, true);
`;

/** In the page: resolves when the last dialog has slid out. */
const CLOSE_DIALOGS = `new Promise((resolve) => {
  const next = () => {
    if (document.querySelector('.red-ui-tray') === null) resolve();
    else RED.tray.close(next);
  };
  next();
})`;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Clicks on a tab before its page has to show. */
const MOST_CLICKS = 5;

async function centre(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await restingBox(locator);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The position of an element once it has stopped moving: the palette's categories slide open, dialogs slide in. */
async function restingBox(locator: Locator) {
  let before = '';
  for (;;) {
    const box = await locator.boundingBox();
    const now = JSON.stringify(box);
    if (box !== null && now === before) return box;
    before = now;
    await locator.page().evaluate(TWO_FRAMES);
  }
}

/** Resolves when the page has been drawn again. */
const TWO_FRAMES = 'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))';
