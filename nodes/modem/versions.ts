import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { CheckOrigin } from './check-report';

/** The versions of this package, Node-RED and Node.js; "?" where one can't be found out. */
export async function versionsOf(red: NodeAPI): Promise<CheckOrigin['versions']> {
  return { package: packageVersion(), nodeRed: await nodeRedVersion(red), nodeJs: process.version.slice(1) };
}

/** This package's version; "?" where it can't be found out. */
export function packageVersion(): string {
  try {
    const path = join(__dirname, '..', '..', '..', 'package.json');
    return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
  } catch {
    return '?';
  }
}

async function nodeRedVersion(red: NodeAPI): Promise<string> {
  try {
    return (await red.version()).replace(/^v/, '');
  } catch {
    return '?';
  }
}
