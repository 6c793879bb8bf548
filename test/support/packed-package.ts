import { join } from 'node:path';
import { npm } from './npm';

const ROOT = join(__dirname, '..', '..', '..');

/** The name of the package, as npm and Node-RED know it. */
export const PACKAGE = '@ec20/node-red-ec20-aliyun';

/** Packs the package as it is built now, into that folder, and gives the tarball's path. */
export function pack(folder: string): string {
  const answer = npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT);
  const [packed] = JSON.parse(answer) as { filename: string }[];
  if (packed === undefined) throw new Error(`npm pack gave ${answer}`);
  return join(folder, packed.filename);
}

/** Packs the package as it is built now, and installs it in a user directory as the palette manager would. */
export function installPacked(userDir: string): void {
  npm(['install', '--omit=dev', '--prefer-offline', pack(userDir)], userDir);
}
