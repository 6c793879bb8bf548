import { execFileSync } from 'node:child_process';

/** npm lends its settings to what it starts; a second npm must not take them for its own. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command)/.test(name)),
);

/** Runs npm in a folder and gives what it printed; throws when it fails. */
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
