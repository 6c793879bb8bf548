import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** This package's version; "?" where it can't be found out. */
export function packageVersion(): string {
  try {
    // dist/src/core is three folders below it.
    const path = join(__dirname, '..', '..', '..', 'package.json');
    return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
  } catch {
    return '?';
  }
}
