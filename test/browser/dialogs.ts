import type { Locator, Page } from 'playwright-core';
import type { EditorPage } from './editor-page';
import { EditorRoom } from './editor-room';

/** Our nodes in the palette. */
export const OUR_TYPES = ['ec20-publish', 'ec20-subscribe', 'ec20-reply', 'ec20-status', 'ec20-command'];
const TAB = { id: 'tab1', type: 'tab', label: 'Sensor' };
const WINDOW = { width: 1480, height: 900 };

/** The dialogs of some nodes, which nobody deploys: every test begins with the nodes as given. */
export class Dialogs {
  #editor: EditorPage | undefined;

  private constructor(
    private readonly room: EditorRoom,
    private readonly nodes: readonly object[],
    private readonly ports: readonly object[],
  ) {}

  /** `nodes` are on one tab; `ports` is what the computer answers at ec20/ports. */
  static async start(nodes: readonly object[], ports: readonly object[] = []): Promise<Dialogs> {
    return new Dialogs(await EditorRoom.start([TAB], OUR_TYPES), nodes, ports);
  }

  get editor(): EditorPage {
    if (this.#editor === undefined) throw new Error('No dialog has been opened');
    return this.#editor;
  }

  get page(): Page {
    return this.editor.page;
  }

  /** Shows the nodes in that language, as no test has touched them. */
  async open(locale: string): Promise<void> {
    const editor = await this.room.editor(locale);
    this.#editor = editor;
    await editor.page.setViewportSize(WINDOW);
    await editor.page.unroute('**/ec20/ports');
    await editor.page.route('**/ec20/ports', (route) => route.fulfill({ json: this.ports }));
    await editor.begin([TAB, ...this.nodes]);
  }

  /** Opens the dialog of a config node, and waits until a user could type. */
  async editModem(id: string): Promise<void> {
    await this.editor.editModem(id);
  }

  async edit(id: string): Promise<void> {
    await this.page.evaluate(`RED.editor.edit(RED.nodes.node("${id}"))`);
    await this.page.locator('#node-dialog-ok').waitFor();
  }

  /** A field of the config dialog. */
  field(property: string): Locator {
    return this.page.locator(`#node-config-input-${property}`);
  }

  /** A field of a node's dialog. */
  input(property: string): Locator {
    return this.page.locator(`#node-input-${property}`);
  }

  tab(name: string): Promise<void> {
    return this.editor.openTab(`ec20-modem-tab-${name}`);
  }

  /** Waits until an element shows a text. */
  says(selector: string, text: string | RegExp): Promise<void> {
    return this.page.locator(selector).filter({ hasText: text }).waitFor();
  }

  /** What the flow file would hold of a node. */
  exported(id: string): Promise<Record<string, unknown>> {
    return this.page.evaluate(
      `JSON.parse(JSON.stringify(RED.nodes.createExportableNodeSet([RED.nodes.node("${id}")])[0]))`,
    );
  }

  leave(hasFailed: boolean, pictures: string): Promise<void> {
    return this.room.leave(hasFailed, pictures);
  }

  stop(): Promise<void> {
    return this.room.stop();
  }
}
