import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startNodeRed, type NodeRed } from '../support/node-red';
import { EditorPage, startBrowser } from './editor-page';

/**
 * A Node-RED with a flow of its own, a browser, and an editor for each language that stays open from test to test: an editor takes
 * three seconds to load.
 */
export class EditorRoom {
  readonly #editors = new Map<string, EditorPage>();

  private constructor(
    private readonly folder: string,
    private readonly types: readonly string[],
    readonly nodeRed: NodeRed,
    readonly browser: Browser,
  ) {}

  /** `flow` is deployed; the palette of every editor has `types`; `files` stand in the user directory, by their path. */
  static async start(
    flow: readonly object[],
    types: readonly string[],
    files: Readonly<Record<string, string>> = {},
  ): Promise<EditorRoom> {
    const folder = mkdtempSync(join(tmpdir(), 'ec20-browser-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const path = join(folder, 'flow.json');
    writeFileSync(path, JSON.stringify(flow));
    const [nodeRed, browser] = await Promise.all([
      startNodeRed({ userDir: folder, flow: path }),
      startBrowser(),
    ]);
    return new EditorRoom(folder, types, nodeRed, browser);
  }

  /** The editor of a language: the one of the tests before, or a fresh one. */
  async editor(locale: string): Promise<EditorPage> {
    const editor = this.#editors.get(locale) ?? (await this.fresh(locale));
    this.#editors.set(locale, editor);
    return editor;
  }

  /** An editor that has just been loaded; whoever opens it closes it. */
  fresh(locale: string): Promise<EditorPage> {
    return EditorPage.open(this.browser, this.nodeRed.address, locale, this.types);
  }

  /** Closes the editor of a language with its windows; the next test there gets a fresh one. */
  async close(locale: string): Promise<void> {
    await this.#editors.get(locale)?.page.context().close();
    this.#editors.delete(locale);
  }

  /** Leaves the editors to the next test, or, where this one failed, pictures of them. For `afterEach`. */
  async leave(hasFailed: boolean, pictures: string): Promise<void> {
    if (!hasFailed) return;
    for (const [locale, editor] of this.#editors) await editor.close(`${pictures}-${locale}.png`);
    this.#editors.clear();
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.nodeRed.program.stop();
    rmSync(this.folder, { recursive: true });
  }
}
