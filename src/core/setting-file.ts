import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Clock } from '../base/clock';
import type { Phrase } from '../base/coded-error';

/** Maximum time for a read; a working drive answers sooner. */
const LONGEST_SECONDS = 10;
/** A read on a drive that has gone blocks a thread of Node.js for ever, and all of Node-RED has four. */
const MOST_AT_ONCE = 2;

/** Why a file can't be read, and what to do about it, as the rest of a sentence. */
const PROBLEMS = {
  missing: { en: 'there is no such file, check the path', zh: '没有这个文件，请检查路径' },
  folder: { en: 'it is a folder, give a file in it', zh: '这是一个目录，请填写其中的文件' },
  special: {
    en: 'it is a device, a pipe or a socket, give an ordinary file',
    zh: '这是设备、管道或套接字，请改填普通文件',
  },
  denied: {
    en: 'the user that runs Node-RED may not read it, change that by chmod or chown',
    zh: '运行 Node-RED 的用户无权读取，请用 chmod 或 chown 授权',
  },
  changed: {
    en: 'it changed while it was read, try again once it is written',
    zh: '读取过程中文件被改动，请等它写完后再试',
  },
  slow: {
    en: `its drive did not answer within ${LONGEST_SECONDS} s, if that is a network drive mount it again or copy the file to this computer`,
    zh: `所在磁盘 ${LONGEST_SECONDS} 秒内没有响应；如果是网络盘，请重新挂载，或把文件复制到本机`,
  },
} as const satisfies Readonly<Record<string, Phrase>>;

/** The system's codes for some of them. */
const SYSTEM_CODES: Readonly<Record<string, keyof typeof PROBLEMS>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EISDIR: 'folder',
  EACCES: 'denied',
  EPERM: 'denied',
  ENXIO: 'special',
  ENODEV: 'special',
  EOPNOTSUPP: 'special',
};

/** The system lacks something at this moment, such as file handles: the same file can be read a little later. */
const PASSING_CODES: ReadonlySet<unknown> = new Set([
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'EAGAIN',
  'EBUSY',
  'EINTR',
]);

/** Reads the file at an absolute path, of at most `largestBytes`. Rejects with {@link UnreadableFile}. */
export type ReadFile = (path: string, largestBytes: number) => Promise<Buffer>;

/** A file named in a setting that can't be used; its text never reveals content or size. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';

  constructor(
    readonly why: Phrase,
    cause?: unknown,
  ) {
    super(why.en, { cause });
  }

  /** True when the reason is the system’s at that moment, not the file’s: reading it again can succeed. */
  get isPassing(): boolean {
    return PASSING_CODES.has((this.cause as { readonly code?: unknown } | undefined)?.code);
  }
}

/**
 * Reads the files named in settings. Such a path may lead to anything, such as an endless device or a drive that has
 * gone: only ordinary files of a bounded size are read, a few at a time, with a deadline, and only the caller waits
 * for the disk.
 */
export class SettingFiles {
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(
    private readonly clock: Clock,
    private readonly readFile: ReadFile = readOrdinaryFile,
  ) {}

  /** Rejects with {@link UnreadableFile}. */
  read(path: string, largestBytes: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        this.#busy++;
        void this.readFile(path, largestBytes)
          .then(resolve, reject)
          .finally(() => {
            late.cancel();
            this.#busy--;
            this.#waiting.shift()?.();
          });
      };
      const late = this.clock.after(1000 * LONGEST_SECONDS, () => {
        const place = this.#waiting.indexOf(begin);
        if (place >= 0) this.#waiting.splice(place, 1);
        reject(new UnreadableFile(PROBLEMS.slow));
      });
      if (this.#busy < MOST_AT_ONCE) begin();
      else this.#waiting.push(begin);
    });
  }
}

/** Opening a FIFO without a writer would otherwise never return. */
const FLAGS =
  process.platform === 'win32'
    ? constants.O_RDONLY
    : constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * A {@link ReadFile} without a deadline. Checked before opening, as opening alone has effects on some devices, and
 * after, as a path may change its target.
 */
export async function readOrdinaryFile(path: string, largestBytes: number): Promise<Buffer> {
  try {
    check(await stat(path), largestBytes);
    const file = await open(path, FLAGS);
    try {
      return await readWhole(file, largestBytes);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof UnreadableFile ? error : new UnreadableFile(reasonOf(error), error);
  }
}

async function readWhole(file: FileHandle, largestBytes: number): Promise<Buffer> {
  const before = await file.stat();
  check(before, largestBytes);
  // One extra byte shows whether it has grown; generated files, as in /proc, report no size.
  const bytes = Buffer.alloc(before.size + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
    length += bytesRead;
    if (bytesRead === 0 || length === bytes.length) break;
  }
  const after = await file.stat();
  const isSame = length === before.size && after.size === before.size && after.mtimeMs === before.mtimeMs;
  if (!isSame) throw new UnreadableFile(PROBLEMS.changed);
  return bytes.subarray(0, length);
}

function check(found: Stats, largestBytes: number): void {
  if (found.isDirectory()) throw new UnreadableFile(PROBLEMS.folder);
  if (!found.isFile()) throw new UnreadableFile(PROBLEMS.special);
  if (found.size <= largestBytes) return;
  const largest = `${Math.floor(largestBytes / 1024)} KB`;
  throw new UnreadableFile({
    en: `it is larger than ${largest}, give the right file`,
    zh: `文件超过 ${largest}，请确认是否选对了文件`,
  });
}

function reasonOf(error: unknown): Phrase {
  const { code } = error as { code?: unknown };
  const word = typeof code === 'string' ? code : 'unknown';
  const known = SYSTEM_CODES[word];
  return known === undefined
    ? { en: `the system refuses it (${word})`, zh: `系统拒绝读取（${word}）` }
    : PROBLEMS[known];
}
