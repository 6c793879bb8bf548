import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EXAMPLE_SETS, examplesOf } from './examples';
import { localeOf, NODE_FILES, pageOf } from './node-files';
import { PACKAGE } from './packed-package';

const ROOT = join(__dirname, '..', '..', '..');

/** Languages that a browser may request, and the folder of locales/ that it gets. */
export const LANGUAGES = [
  { asked: 'en-US', folder: 'en-US' },
  { asked: 'zh-CN', folder: 'zh-CN' },
  { asked: 'zh', folder: 'zh-CN' },
] as const;
export type Language = (typeof LANGUAGES)[number];

/** One row of Node-RED's `GET /nodes`. */
interface NodeSet {
  readonly module: string;
  readonly types: readonly string[];
  readonly enabled: boolean;
  readonly err?: string;
}

/** What an editor at that address receives of the package, compared with the sources. */
export class ServedPackage {
  /** The address ends with a slash. */
  constructor(private readonly address: string) {}

  /** Every node type and every plugin is registered, without an error. */
  async assertNodes(): Promise<void> {
    const sets = (await this.json('nodes')) as readonly NodeSet[];
    const ours = sets.filter(({ module }) => module === PACKAGE);
    assert.deepEqual(
      ours.filter(({ enabled, err }) => !enabled || err !== undefined),
      [],
    );
    assert.deepEqual(ours.flatMap(({ types }) => types).sort(), Object.keys(manifest().nodes).sort());
    const plugins = (await this.json('plugins')) as readonly { module: string; name: string; err?: string }[];
    assert.deepEqual(
      plugins.filter(({ module }) => module === PACKAGE).map(({ name, err }) => ({ name, err })),
      Object.keys(manifest().plugins).map((name) => ({ name, err: undefined })),
    );
  }

  /** Every icon is as in icons/, byte for byte: for a missing one Node-RED serves its own arrow. */
  async assertIcons(): Promise<void> {
    const icons = readdirSync(join(ROOT, 'icons'));
    assert.notDeepEqual(icons, []);
    for (const icon of icons) {
      const answer = await fetch(`${this.address}icons/${PACKAGE}/${icon}`);
      const served = Buffer.from(await answer.arrayBuffer());
      assert.ok(served.equals(readFileSync(join(ROOT, 'icons', icon))), icon);
    }
  }

  /** Every script in resources/ is served where a dialog asks for it. */
  async assertScripts(): Promise<void> {
    const scripts = readdirSync(join(ROOT, 'resources'));
    assert.notDeepEqual(scripts, []);
    const html = NODE_FILES.map(({ type }) => pageOf(type)).join('');
    const scriptText = (script: string) => readFileSync(join(ROOT, 'resources', script), 'utf8');
    for (const script of scripts) {
      const path = `resources/${PACKAGE}/${script}`;
      // A page asks for it, or another script does when it needs it.
      const asks = [
        html.includes(`<script src="${path}">`),
        scripts.some((each) => scriptText(each).includes(`"${path}"`)),
      ];
      assert.ok(asks.includes(true), path);
      const answer = await fetch(this.address + path);
      assert.equal(await answer.text(), scriptText(script), path);
    }
  }

  /** The labels of every node and plugin are those of the language. */
  async assertLabels({ asked, folder }: Language): Promise<void> {
    const served = {
      ...((await this.json(`nodes/messages?lng=${asked}`)) as object),
      ...((await this.json(`plugins/messages?lng=${asked}`)) as object),
    } as Record<string, unknown>;
    for (const { type, text } of locales(folder, '.json')) {
      assert.deepEqual(served[`${PACKAGE}/${type}`], JSON.parse(text), type);
    }
  }

  /** The help of every node is that of the language. */
  async assertHelp({ asked, folder }: Language): Promise<void> {
    const headers = { Accept: 'text/html', 'Accept-Language': asked };
    const served = inOneLine(await (await fetch(`${this.address}nodes`, { headers })).text());
    for (const { type, text } of locales(folder, '.html')) assert.ok(served.includes(inOneLine(text)), type);
  }

  /** The import menu offers every example in its language's folder, and the runtime serves each as it is in the package. */
  async assertExamples(): Promise<void> {
    const menu = `library/examples/flows/${PACKAGE}`;
    const folders = (await this.json(menu)) as readonly string[];
    assert.deepEqual([...folders].sort(), EXAMPLE_SETS.map(({ folder }) => folder).sort());
    for (const set of EXAMPLE_SETS) {
      const offered = (await this.json(`${menu}/${encodeURI(set.folder)}`)) as readonly { fn: string }[];
      const examples = examplesOf(set);
      assert.deepEqual(
        offered.map(({ fn }) => fn).sort(),
        examples.map(({ path }) => basename(path, '.json')).sort(),
      );
      for (const { path, nodes } of examples)
        assert.deepEqual(
          await this.json(`${menu}/${encodeURI(path.slice(0, -'.json'.length))}`),
          nodes,
          path,
        );
    }
  }

  /** The admin API's answer at a path. */
  async json(path: string): Promise<unknown> {
    const answer = await fetch(this.address + path, { headers: { Accept: 'application/json' } });
    assert.equal(answer.status, 200, path);
    return answer.json();
  }
}

/** The part of package.json that Node-RED reads. */
function manifest(): { nodes: object; plugins: object } {
  const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
  return (JSON.parse(text) as { 'node-red': { nodes: object; plugins: object } })['node-red'];
}

function locales(folder: string, ending: '.json' | '.html'): { type: string; text: string }[] {
  const found = NODE_FILES.flatMap(({ type }) => {
    const text = localeOf(type, folder, ending);
    return text === undefined ? [] : [{ type, text }];
  });
  assert.notDeepEqual(found, []);
  return found;
}

/** A page as a browser takes it: the packed ones are not indented. */
function inOneLine(html: string): string {
  return html.replace(/\s+/g, ' ').trim();
}
