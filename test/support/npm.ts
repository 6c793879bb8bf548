import { execFileSync } from 'node:child_process';

/** npm passes its settings on to what it starts; a second npm must not use them. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command)/.test(name)),
);

/** Runs npm in a folder and returns its output; throws when it fails. */
export function npm(args: readonly string[], folder: string): string {
  return execFileSync(
    'npm',
    ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error', ...args],
    {
      cwd: folder,
      encoding: 'utf8',
      env: ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
}

/** Installs packages in a folder of the test's own, without any of their install scripts. */
export function installWithoutScripts(packages: readonly string[], folder: string): void {
  npm(
    ['install', '--omit=dev', '--prefer-offline', '--ignore-scripts', '--prefix', folder, ...packages],
    folder,
  );
}
