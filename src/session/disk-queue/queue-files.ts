import { createHash } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type FoundQueue, isOf, QUEUE_FILE, type QueueFile, type QueueSearch } from './queue-file';
import { isUnreadable } from './sqlite';
import { Store, type StoreOpening } from './store';

/** The queue files of one folder, one for each device. Synchronous: it runs in a worker thread. */

/** The file and its journal. */
const PARTS = ['', '-wal', '-shm'] as const;

/** All queue files of a folder that aren't `open`. */
export function listQueues(folder: string, open: readonly string[]): readonly QueueFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => QUEUE_FILE.test(name))
    .map((name) => join(folder, name))
    .filter((file) => !open.includes(file))
    .flatMap((file) => look(file) ?? []);
}

/**
 * Brings a device's messages together in one file, oldest first, whichever config node wrote them and under whatever
 * name, and returns it. The file is named by the device, numbered where several config nodes have the same one.
 */
export function gatherQueues(search: QueueSearch, nowName: string): FoundQueue {
  const files = listQueues(search.folder, search.open);
  const own = files.filter((each) => isOf(search, each)).sort(byAge);
  const target = targetOf(search, files, own);
  const setAside: string[] = [];
  const unreadable = files.find(
    ({ owner, node }) => owner === undefined && node === search.node && !existsSync(target),
  );
  // Opening it tells the user what has become of it.
  if (unreadable !== undefined) move(unreadable.file, target);
  for (const { file } of own) {
    if (file === target) continue;
    if (!existsSync(target)) {
      move(file, target);
      continue;
    }
    setAside.push(...merge(search, file, target, nowName));
  }
  return { file: target, setAside };
}

function byAge(one: QueueFile, other: QueueFile): number {
  return one.since < other.since ? -1 : one.since > other.since ? 1 : 0;
}

/** The file of this config node, another one of the device, a damaged one, or a new name. */
function targetOf(search: QueueSearch, files: readonly QueueFile[], own: readonly QueueFile[]): string {
  const names = deviceFiles(search.folder, search.deviceKey);
  const named = own.filter(({ file }) => names.includes(file));
  const best = named.find(({ node }) => node === search.node) ?? named[0];
  if (best !== undefined) return best.file;
  const isFree = (file: string) =>
    !search.open.includes(file) &&
    (!existsSync(file) || files.some((each) => each.file === file && each.owner === undefined));
  return names.find(isFree) ?? names[0] ?? '';
}

/** More config nodes for one device make no sense. */
const MOST_FILES = 100;

/** The possible names of a device's files. No part of it comes from a flow as it is. */
function deviceFiles(folder: string, deviceKey: string): readonly string[] {
  const digest = createHash('sha256').update(deviceKey).digest('hex').slice(0, 32);
  return Array.from({ length: MOST_FILES }, (_, index) =>
    join(folder, `queue-${digest}${index === 0 ? '' : `-${index + 1}`}.sqlite`),
  );
}

/** Undefined for another program's file. */
function look(file: string): QueueFile | undefined {
  const writer = QUEUE_FILE.exec(basename(file))?.[1] ?? '';
  try {
    const found = Store.peek(file);
    if (found === undefined) return undefined;
    return { file, ...found, isDamaged: false, node: found.node ?? writer };
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return { file, owner: undefined, isDamaged: true, node: writer, length: 0, since: '' };
  }
}

function move(file: string, target: string): void {
  for (const part of PARTS) {
    if (existsSync(`${file}${part}`)) renameSync(`${file}${part}`, `${target}${part}`);
  }
}

/**
 * Adds a file's messages to another's and deletes it; returns the damaged ones that were set aside. A power cut in between leaves a mark in the target, by which the
 * next attempt knows that they are there.
 */
function merge(search: QueueSearch, file: string, target: string, nowName: string): readonly string[] {
  const { deviceKey, earlierKeys, vagueKeys, node } = search;
  const owner = { deviceKey, earlierKeys: [...earlierKeys, ...vagueKeys], node };
  const source = Store.open(file, owner, nowName);
  const mark = source.store.mark(`${basename(file)} ${nowName}`);
  source.store.close();
  const { store, opening } = Store.open(target, owner, nowName);
  try {
    store.absorb(file, mark);
    for (const part of PARTS) rmSync(`${file}${part}`, { force: true });
    store.absorbed(mark);
  } finally {
    store.close();
  }
  return [source.opening, opening].flatMap(asideOf);
}

function asideOf({ setAside }: StoreOpening): readonly string[] {
  return setAside === undefined ? [] : [setAside.file];
}
