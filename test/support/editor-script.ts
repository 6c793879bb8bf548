import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

const RESOURCES = join(__dirname, '..', '..', '..', 'resources');

/** What scripts of resources/ add to the editor's `RED`, run one after the other as a dialog loads them. */
export function editorScripts(...files: readonly string[]): Readonly<Record<string, unknown>> {
  const red: Record<string, unknown> = {};
  const context = createContext({ RED: red, TextEncoder });
  for (const file of files) runInContext(readFileSync(join(RESOURCES, file), 'utf8'), context);
  return red;
}

/** Plain data from a script's own realm, where `Object` and `Array` are different. */
export function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
