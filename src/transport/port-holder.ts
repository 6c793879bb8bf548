import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** Programs that take modem ports as root, so that their open files can't be read: being there makes them suspects. */
const SUSPECTS: readonly string[] = ['ModemManager', 'pppd'];

const MOST_PROCESSES = 4_096;
const MOST_FILES = 1_024;

/**
 * The program that has `path` open, as Linux names it (`ModemManager`, `minicom`), or the most likely one; undefined when
 * nobody is found, and on other systems. Never throws. `proc` is Linux's process folder.
 */
export async function portHolder(path: string, proc = '/proc'): Promise<string | undefined> {
  try {
    const device = await realpath(path);
    const processes = (await readdir(proc)).filter((name) => /^\d+$/.test(name)).slice(0, MOST_PROCESSES);
    let suspect: string | undefined;
    for (const id of processes) {
      const held = await holds(join(proc, id, 'fd'), device);
      if (held === 'no') continue;
      const name = (await readFile(join(proc, id, 'comm'), 'utf8').catch(() => '')).trim();
      if (held === 'yes' && name !== '') return name;
      if (SUSPECTS.includes(name)) suspect = name;
    }
    return suspect;
  } catch {
    // No such port, or no such folder: then nobody can be named.
    return undefined;
  }
}

async function holds(folder: string, device: string): Promise<'yes' | 'no' | 'unreadable'> {
  let files: string[];
  try {
    files = await readdir(folder);
  } catch {
    return 'unreadable';
  }
  for (const file of files.slice(0, MOST_FILES)) {
    if ((await readlink(join(folder, file)).catch(() => '')) === device) return 'yes';
  }
  return 'no';
}
