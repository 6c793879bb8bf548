import type { Stats } from 'node:fs';
import { readlink, stat } from 'node:fs/promises';
import { CodedError, type Phrase } from '../base/coded-error';

/** Kinds of files that are not serial ports, in words. */
const THINGS: readonly (readonly [is: (file: Stats) => boolean, thing: Phrase])[] = [
  [(file) => file.isDirectory(), { en: 'a folder', zh: '文件夹' }],
  [(file) => file.isBlockDevice(), { en: 'a disk', zh: '磁盘设备' }],
  [(file) => file.isFIFO(), { en: 'a pipe', zh: '管道' }],
  [(file) => file.isSocket(), { en: 'a socket', zh: '套接字' }],
  [(file) => file.isCharacterDevice() && isConsole(file), { en: 'a screen console', zh: '屏幕控制台' }],
];

/**
 * Why the file at `path` can't be a serial port: `EC20_PORT_FILE` for an ordinary file, `EC20_PORT_LINK` for a dangling link,
 * `EC20_PORT_NO_TTY` for the rest. Undefined where it may be one, where nothing exists, and on Windows, whose ports are not files.
 * Opening such a file could hang, or fail with an unspecific error. Never rejects.
 */
export async function noPortAt(path: string): Promise<CodedError | undefined> {
  if (process.platform === 'win32') return undefined;
  const file = await stat(path).catch(() => undefined);
  if (file === undefined) {
    const target = await readlink(path).catch(() => undefined);
    return target === undefined
      ? undefined
      : new CodedError('EC20_PORT_LINK', { params: { port: path, target } });
  }
  if (file.isFile()) return new CodedError('EC20_PORT_FILE', { params: { port: path } });
  const thing = THINGS.find(([is]) => is(file))?.[1];
  return thing === undefined
    ? undefined
    : new CodedError('EC20_PORT_NO_TTY', { params: { port: path }, phrases: { thing } });
}

const VIRTUAL_TERMINALS = 4;
/** From here on the same major number has the board's serial ports, ttyS0 first. */
const FIRST_SERIAL = 64;
/** /dev/tty, the controlling terminal, and /dev/console. */
const CONSOLES = 5;

/** Linux's numbers (§S56). */
function isConsole({ rdev }: Stats): boolean {
  if (process.platform !== 'linux') return false;
  const major = (rdev >> 8) & 0xfff;
  const minor = (rdev & 0xff) | ((rdev >> 12) & 0xfff00);
  return (major === VIRTUAL_TERMINALS && minor < FIRST_SERIAL) || (major === CONSOLES && minor < 2);
}
