import type { Locator, Page } from 'playwright-core';

/** The modem console: in an editor's sidebar, or in its own window. */
export class ConsolePane {
  constructor(readonly page: Page) {}

  /** Opens it in the sidebar, as wide and high as that is, and chooses a modem node by its name. */
  static async show(page: Page, modem?: string): Promise<ConsolePane> {
    await page.evaluate('RED.sidebar.show("ec20-console")');
    await page.evaluate(`document.querySelector('.ec20-console').removeAttribute('style')`);
    const pane = new ConsolePane(page);
    if (modem !== undefined) await pane.choose(modem);
    return pane;
  }

  /** The list of modem nodes. */
  get modems(): Locator {
    return this.page.locator('.ec20-console select').first();
  }

  /** The line for commands. */
  get command(): Locator {
    return this.page.locator('.ec20-console-command');
  }

  /** The field that filters the trace. */
  get filter(): Locator {
    return this.page.locator('.ec20-console input[type="text"]').first();
  }

  async choose(modem: string): Promise<void> {
    await this.modems.selectOption({ label: modem });
  }

  /** Waits until the line of the state shows a text, up to `timeout` milliseconds. */
  state(text: string | RegExp, timeout = 30_000): Promise<void> {
    return this.page.locator('.ec20-console-state', { hasText: text }).waitFor({ timeout });
  }

  /** The entries of the trace with that text. */
  line(text: string): Locator {
    return this.page.locator('.ec20-console-lines li', { hasText: text });
  }

  /** Sends a command by Enter, and waits until the boxes of that selector show a text. */
  async send(command: string, box: string, text: string): Promise<void> {
    await this.command.fill(command);
    await this.command.press('Enter');
    await this.page.locator(box, { hasText: text }).first().waitFor();
  }
}
