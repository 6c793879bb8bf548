import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installWithoutScripts } from '../support/npm';

const CLONE = join(__dirname, '..', '..', '..', 'package.json');

/** A Node.js and a Node-RED that people run together; versions as npm takes them. */
export interface Cell {
  readonly node: string;
  readonly nodeRed: string;
}

/** The programs of the cells: those that are here anyway, the others from npm, all in one folder. */
export class Downloads {
  constructor(
    private readonly folder: string,
    cells: readonly Cell[],
  ) {
    const packages = [
      ...cells
        .filter(({ node }) => !isHere(process.versions.node, node))
        .map(({ node }) => nodePackage(node)),
      ...cells.filter(({ nodeRed }) => !isHere(clonesNodeRed().version, nodeRed)).map(nodeRedPackage),
    ];
    if (packages.length > 0) installWithoutScripts([...new Set(packages)], folder);
  }

  /** The binary of that Node.js. */
  node(version: string): string {
    if (isHere(process.versions.node, version)) return process.execPath;
    return join(this.folder, 'node_modules', `node-${version}`, 'bin', 'node');
  }

  /** The program of that Node-RED. */
  redJs(version: string): string {
    if (isHere(clonesNodeRed().version, version)) return clonesNodeRed().redJs;
    return join(this.folder, 'node_modules', `node-red-${version}`, 'red.js');
  }
}

/** Two versions of one package lie side by side only under other names. */
function nodePackage(version: string): string {
  return `node-${version}@npm:node-${process.platform}-${process.arch}@${version}`;
}

function nodeRedPackage({ nodeRed }: Cell): string {
  return `node-red-${nodeRed}@npm:node-red@${nodeRed}`;
}

function clonesNodeRed(): { version: string; redJs: string } {
  const file = createRequire(CLONE).resolve('node-red/package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return { version, redJs: join(file, '..', 'red.js') };
}

function isHere(there: string, wanted: string): boolean {
  return there === wanted || there.startsWith(`${wanted}.`);
}
