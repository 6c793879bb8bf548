/** What a Linux binary says of itself: its head, and the names of what it loads (System V ABI, chapter 4 and 5). */
export interface Elf {
  readonly bits: 32 | 64;
  readonly machine: 'x64' | 'arm64' | 'arm' | 'other';
  /** Of `arm`: whether numbers travel in the floating point unit's registers, as every armv7 system has it. */
  readonly hardFloat: boolean;
  readonly libc: 'glibc' | 'musl';
  /** The newest version of glibc whose functions it uses; empty for musl. */
  readonly glibc: string;
}

const MACHINES = { 62: 'x64', 183: 'arm64', 40: 'arm' } as const;
/** EF_ARM_ABI_FLOAT_HARD. */
const HARD_FLOAT = 0x400;

/** Reads a shared object. Throws when it is none of Linux's. */
export function readElf(bytes: Buffer): Elf {
  if (bytes.toString('latin1', 0, 4) !== '\x7fELF') throw new Error('no ELF file');
  const bits = bytes[4] === 2 ? 64 : 32;
  const number = bytes.readUInt16LE(18);
  const flags = bytes.readUInt32LE(bits === 64 ? 48 : 36);
  const names = new Set(bytes.toString('latin1').split('\0'));
  const versions = [...names].flatMap((name) => /^GLIBC_(\d+\.\d+)/.exec(name)?.[1] ?? []);
  const isGlibc = names.has('libc.so.6');
  if (!isGlibc && ![...names].some((name) => /^libc\.(so|musl-\w+\.so\.1)$/.test(name))) {
    throw new Error('it loads no C library');
  }
  return {
    bits,
    machine: number in MACHINES ? MACHINES[number as keyof typeof MACHINES] : 'other',
    hardFloat: number === 40 && (flags & HARD_FLOAT) !== 0,
    libc: isGlibc ? 'glibc' : 'musl',
    glibc: isGlibc ? newest(versions) : '',
  };
}

function newest(versions: readonly string[]): string {
  const byNumber = new Intl.Collator('en', { numeric: true });
  return [...versions].sort((one, two) => byNumber.compare(one, two)).at(-1) ?? '';
}
