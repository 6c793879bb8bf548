import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Phrase } from '../base/coded-error';
import { UnreadableFile } from './setting-file';

const IS_WINDOWS = process.platform === 'win32';
/** Rights of the group and of others. */
const SHARED = 0o077;
/** Far more than any of these files has. */
const LARGEST_BYTES = 65_536;
/** Opening a FIFO without a writer would otherwise never return. */
const FLAGS = IS_WINDOWS ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK;
/** There is nothing at such a path; any other failure to read leaves open what is there. */
const ABSENT: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR']);

const SPECIAL: Phrase = { en: 'it is no ordinary file', zh: '不是普通文件' };
const LARGE: Phrase = { en: 'it is too large', zh: '文件过大' };
const DENIED: Phrase = {
  en: 'the user that runs Node-RED may not read it',
  zh: '运行 Node-RED 的用户无权读取',
};

/**
 * Reads a small file of this package's own. Undefined only when there is none: throws {@link UnreadableFile} where
 * there is something that can't be read now.
 */
export function readWhole(file: string): string | undefined {
  try {
    const handle = openSync(file, FLAGS);
    try {
      return readOpened(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    const { code } = error as { code?: unknown };
    if (ABSENT.has(code)) return undefined;
    throw new UnreadableFile(reasonOf(String(code)), error);
  }
}

/** Far below the limit a read returns all at once. */
function readOpened(handle: number): string {
  const found = fstatSync(handle);
  if (!found.isFile()) throw new UnreadableFile(SPECIAL);
  const { size } = found;
  if (size > LARGEST_BYTES) throw new UnreadableFile(LARGE);
  const bytes = Buffer.alloc(size);
  return bytes.toString('utf8', 0, readSync(handle, bytes, 0, size, 0));
}

function reasonOf(code: string): Phrase {
  if (code === 'EACCES' || code === 'EPERM') return DENIED;
  return { en: `the system refuses it, ${code}`, zh: `系统拒绝读取，${code}` };
}

/**
 * Writes a small file, readable by Node-RED's user alone, whole and flushed before it is renamed: a power cut leaves
 * the old one or the new one. Makes its folder. Throws what the system throws.
 */
export function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.new`;
  const handle = openSync(unfinished, 'w', 0o600);
  try {
    if (!IS_WINDOWS) keepPrivate(unfinished);
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(unfinished, file);
  if (IS_WINDOWS) return;
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/**
 * Takes the rights of the group and of others from a folder and from the files in it: earlier versions, or a copy, left
 * some. A drive without rights, as FAT is, stays as it is.
 */
export function keepFolderPrivate(folder: string): void {
  if (IS_WINDOWS) return;
  keepPrivate(folder);
  for (const name of namesIn(folder)) {
    const file = join(folder, name);
    if (isFile(file)) keepPrivate(file);
  }
}

function keepPrivate(path: string): void {
  try {
    const { mode } = statSync(path);
    if ((mode & SHARED) !== 0) chmodSync(path, mode & 0o777 & ~SHARED);
  } catch {
    // Absent, another user's, or on such a drive.
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    return lstatSync(path).isFile();
  } catch {
    return false;
  }
}
