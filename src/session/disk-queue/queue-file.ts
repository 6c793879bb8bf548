/** What the main thread and the worker say of a queue's file. Loads no queue engine. */

/** One file, as found. */
export interface QueueFile {
  readonly file: string;
  /** The key of the device whose messages it holds; undefined: it is empty or can't be read. */
  readonly owner: string | undefined;
  readonly isDamaged: boolean;
  /** The config node that wrote it last. */
  readonly node: string;
  readonly length: number;
  /** When its oldest message was accepted, by the clock of that time; empty without messages. */
  readonly since: string;
}

/** Who looks for a device's messages. */
export interface QueueSearch {
  readonly folder: string;
  readonly deviceKey: string;
  /** Keys that meant this device alone. */
  readonly earlierKeys: readonly string[];
  /** Keys that other devices had too: they count only in a file of this config node. */
  readonly vagueKeys: readonly string[];
  readonly node: string;
  /** Config nodes in use: their files are theirs, though the device may be the same. */
  readonly others: readonly string[];
  /** Files that are open. */
  readonly open: readonly string[];
}

/** The file to open, and the damaged ones that were set aside on the way. */
export interface FoundQueue {
  readonly file: string;
  readonly setAside: readonly string[];
}

export const QUEUE_FILE = /^queue-(.+)\.sqlite$/;

/** Whether a file's messages are of the device that is looked for. */
export function isOf(search: Omit<QueueSearch, 'folder' | 'open'>, { owner, node }: QueueFile): boolean {
  const { deviceKey, earlierKeys, vagueKeys, others } = search;
  if (node !== search.node && others.includes(node)) return false;
  if (owner === undefined) return false;
  if (owner === deviceKey || earlierKeys.includes(owner)) return true;
  return node === search.node && vagueKeys.includes(owner);
}
