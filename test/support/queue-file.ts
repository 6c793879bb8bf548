import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The queue files of a Node-RED user directory, without their journals. */
export function queueFiles(userDir: string): string[] {
  const folder = join(userDir, 'ec20');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^queue-.+\.sqlite$/.test(name));
  return names.map((name) => join(folder, name));
}
