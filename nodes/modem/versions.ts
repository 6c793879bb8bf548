import type { NodeAPI } from 'node-red';
import { packageVersion } from '../../src/core/package-version';
import type { CheckOrigin } from './check-report';

/** The versions of this package, Node-RED and Node.js; "?" where one can't be found out. */
export async function versionsOf(red: NodeAPI): Promise<CheckOrigin['versions']> {
  return { package: packageVersion(), nodeRed: await nodeRedVersion(red), nodeJs: process.version.slice(1) };
}

async function nodeRedVersion(red: NodeAPI): Promise<string> {
  try {
    return (await red.version()).replace(/^v/, '');
  } catch {
    return '?';
  }
}
