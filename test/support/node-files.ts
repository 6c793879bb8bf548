import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');

/** The folder of one node, or of a plugin, under nodes/. */
export interface NodeFiles {
  /** `ec20-modem`. */
  readonly type: string;
  /** From the root, with forward slashes: `nodes/modem`. */
  readonly folder: string;
}

/** Every node and plugin that has a page. */
export const NODE_FILES: readonly NodeFiles[] = readdirSync(join(ROOT, 'nodes'))
  .map((room) => ({ type: `ec20-${room}`, folder: `nodes/${room}` }))
  .filter(({ type, folder }) => existsSync(join(ROOT, folder, `${type}.html`)));

/** The text of a node's page as the build makes it. */
export function pageOf(type: string): string {
  return read('dist', folderOf(type), `${type}.html`);
}

/** The text of a node's labels or help in a language; undefined when there is none. */
export function localeOf(type: string, language: string, ending: '.json' | '.html'): string | undefined {
  const path = join(ROOT, folderOf(type), 'locales', language, type + ending);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** The folder of a node: `nodes/modem`. */
export function folderOf(type: string): string {
  return `nodes/${type.replace(/^ec20-/, '')}`;
}

function read(...path: string[]): string {
  return readFileSync(join(ROOT, ...path), 'utf8');
}
