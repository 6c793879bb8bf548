import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** Programs that take modem ports as root, so that their open files can't be read: suspected whenever they run. */
const SUSPECTS: readonly string[] = ['ModemManager', 'pppd'];

const MAX_PROCESSES = 4_096;
const MAX_FILES = 1_024;

export interface PortHolder {
  /** As Linux names it: `ModemManager`, `minicom`. */
  readonly program: string;
  /** Whether the port is among its open files; otherwise suspected, because they can't be read. */
  readonly isCertain: boolean;
}

/**
 * The program that has `path` open, or the most likely one; undefined when none is found, and on other systems. Never throws.
 * `proc` is Linux's process folder.
 */
export async function portHolder(path: string, proc = '/proc'): Promise<string | undefined> {
  return (await portHolders([path], proc)).get(path)?.program;
}

/** The programs that have, or may have, `paths` open, by path; examines each process once. Never throws. */
export async function portHolders(
  paths: readonly string[],
  proc = '/proc',
): Promise<ReadonlyMap<string, PortHolder>> {
  const devices = new Map<string, string>();
  for (const path of paths) {
    // A port that is gone has no holder.
    const device = await realpath(path).catch(() => undefined);
    if (device !== undefined) devices.set(path, device);
  }
  const wanted = new Set(devices.values());
  const seen = new Map<string, string>();
  let suspect: string | undefined;
  // Other systems have no such folder: then no program can be named.
  const processes = await readdir(proc).catch((): string[] => []);
  for (const id of processes.filter((name) => /^\d+$/.test(name)).slice(0, MAX_PROCESSES)) {
    const open = await openFiles(join(proc, id, 'fd'), wanted);
    if (open?.length === 0) continue;
    const name = (await readFile(join(proc, id, 'comm'), 'utf8').catch(() => '')).trim();
    if (open === undefined && SUSPECTS.includes(name)) suspect = name;
    for (const device of open ?? []) if (name !== '' && !seen.has(device)) seen.set(device, name);
  }
  const holders = [...devices].map(([path, device]) => [path, holderOf(seen.get(device), suspect)] as const);
  return new Map(holders.filter((each): each is readonly [string, PortHolder] => each[1] !== undefined));
}

function holderOf(seen: string | undefined, suspect: string | undefined): PortHolder | undefined {
  if (seen !== undefined) return { program: seen, isCertain: true };
  return suspect === undefined ? undefined : { program: suspect, isCertain: false };
}

/** Which of the wanted devices a process has open; undefined without permission. */
async function openFiles(folder: string, wanted: ReadonlySet<string>): Promise<string[] | undefined> {
  let files: string[];
  try {
    files = await readdir(folder);
  } catch {
    return undefined;
  }
  const found: string[] = [];
  for (const file of files.slice(0, MAX_FILES)) {
    const device = await readlink(join(folder, file)).catch(() => '');
    if (wanted.has(device)) found.push(device);
  }
  return found;
}
