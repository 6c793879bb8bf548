import type { Module } from '../module';
import { ERROR, cme, ok } from '../reply';
import type { SimulatorSettings } from '../settings';
import type { CommandTable } from './command';

/** File errors of LTE modules (recalled, not read: reference/ec20-at.md §6). */
const FILE_NOT_FOUND = 405;
/** Seen by several drivers: AT+QFUPL of a name that is there. */
const FILE_EXISTS = 407;
const DISK_FULL = 403;
const UPLOAD_TIMED_OUT = 421;
const LARGEST_FILE_BYTES = 65_536;

/** Values of AT+QSSLCFG that a context may have. */
const TLS_OPTIONS = [
  'sslversion',
  'ciphersuite',
  'cacert',
  'clientcert',
  'clientkey',
  'seclevel',
  'ignorelocaltime',
  'negotiatetime',
  'sni',
];

/** Files and TLS contexts (reference/ec20-at.md §6). */
export const FILE_COMMANDS: CommandTable = {
  '+QFUPL': {
    test: () => ok('+QFUPL: <filename>,(1-<freesize>),(1-65535),(0,1)'),
    write: async (module, parameters) => {
      const name = parameters.text(0, 80);
      const countBytes = parameters.integer(1, 1, LARGEST_FILE_BYTES);
      const limitMs = parameters.integer(2, 1, 65_535, 5) * 1000;
      const { files } = module.settings;
      if (files === 'full') return cme(DISK_FULL);
      if (placeOf(module, name).has(bareName(name))) return cme(FILE_EXISTS);
      const data = await module.collect({
        intro: 'connect',
        countBytes,
        echo: false,
        escCancels: false,
        limitMs,
      });
      if (data.kind !== 'complete') return ERROR;
      if (files === 'breaks-off') return cme(UPLOAD_TIMED_OUT);
      const stored = files === 'damaged' || files === 'rotten' ? withWrongBit(data.bytes) : data.bytes;
      placeOf(module, name).set(bareName(name), stored);
      const told = files === 'rotten' ? data.bytes : stored;
      return ok(`+QFUPL: ${stored.length},${fileChecksum(told)}`);
    },
  },
  '+QFDEL': {
    write: (module, parameters) => {
      const name = parameters.text(0, 80);
      if (name === '*') {
        module.flash.files.clear();
        return ok();
      }
      return placeOf(module, name).delete(bareName(name)) ? ok() : cme(FILE_NOT_FOUND);
    },
  },
  '+QFLST': {
    execute: (module) => ok(...list(module.flash.files, module.settings.fileList)),
    write: (module, parameters) => {
      const name = parameters.text(0, 80);
      const { fileList } = module.settings;
      const found = list(placeOf(module, name), fileList);
      if (fileList === 'nothing') return ok();
      if (/^((RAM|UFS):)?\*$/i.test(name)) return ok(...found);
      const own = found.filter((line) => line.startsWith(`+QFLST: "${bareName(name)}",`));
      return own.length === 0 ? cme(FILE_NOT_FOUND) : ok(...own);
    },
  },
  '+QSSLCFG': {
    write: (module, parameters) => {
      const option = parameters.text(0, 32).toLowerCase();
      const context = parameters.integer(1, 0, 5);
      if (!module.settings.tls || !knowsTlsOption(module, option)) return ERROR;
      const key = `${option} ${context}`;
      if (parameters.count === 2)
        return ok(`+QSSLCFG: "${option}",${context},${module.memory.tls.get(key) ?? '0'}`);
      const value = parameters.text(2, 80);
      module.memory.tls.set(key, parameters.quoted(2) ? `"${value}"` : value);
      return ok();
    },
  },
};

function knowsTlsOption({ settings }: Module, option: string): boolean {
  if (option === 'sni') return settings.sni;
  return TLS_OPTIONS.includes(option) || settings.tlsOptions.toLowerCase().split(',').includes(option);
}

/** XOR of big-endian 16-bit words, an odd last byte as the high one; lower-case hex without leading zeros. */
export function fileChecksum(bytes: Uint8Array): string {
  let sum = 0;
  for (const [place, byte] of bytes.entries()) sum ^= place % 2 === 0 ? byte << 8 : byte;
  return sum.toString(16);
}

function withWrongBit(bytes: Buffer): Buffer {
  const wrong = Buffer.from(bytes);
  wrong[100] = (wrong[100] ?? 0) ^ 1;
  return wrong;
}

/** Where a file of this name is kept. */
export function placeOf(module: Module, name: string): Map<string, Buffer> {
  return /^RAM:/i.test(name) ? module.memory.ramFiles : module.flash.files;
}

/** A name without its place. */
export function bareName(name: string): string {
  return name.replace(/^(RAM|UFS):/i, '');
}

/** A firmware may list nothing whatever there is (EC25AFXGAR07A04M1G), or names in other letters. */
function list(files: ReadonlyMap<string, Buffer>, how: SimulatorSettings['fileList']): readonly string[] {
  if (how === 'nothing') return [];
  const shown = (name: string) => (how === 'capitals' ? name.toUpperCase() : name);
  return [...files].map(([name, bytes]) => `+QFLST: "${shown(name)}",${bytes.length}`);
}
