import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './npm';

const ROOT = join(__dirname, '..', '..', '..');

/** The name of the package, as npm and Node-RED know it. */
export const PACKAGE = '@ec20/node-red-ec20-aliyun';

/**
 * The package as it is built now, as a tarball: in a run of scripts/test.mjs one for all its processes, made by the first that
 * needs it; otherwise in that folder.
 */
export function pack(folder: string): string {
  const shared = process.env['EC20_PACKED'];
  if (shared === undefined) return packInto(folder);
  const tarball = join(shared, 'package.tgz');
  // Renamed when complete: two simultaneous ones make the same file twice.
  if (!existsSync(tarball)) renameSync(packInto(mkdtempSync(join(shared, 'pack-'))), tarball);
  return tarball;
}

/** Packs the package as it is built now, and installs it in a user directory as the palette manager would. */
export function installPacked(userDir: string): void {
  npm(['install', '--omit=dev', '--prefer-offline', pack(userDir)], userDir);
}

/** Makes the declarations that are packed where they are missing; `npm test` has made them before any test. */
export function rollUpTypes(): void {
  if (existsSync(join(ROOT, 'types', 'core.d.ts'))) return;
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'api.mjs'), '--types'], { stdio: 'inherit' });
}

function packInto(folder: string): string {
  rollUpTypes();
  const answer = npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT);
  const [packed] = JSON.parse(answer) as { filename: string }[];
  if (packed === undefined) throw new Error(`npm pack gave ${answer}`);
  return join(folder, packed.filename);
}
