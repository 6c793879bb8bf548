import type { CommandHost } from '../command-host';
import { ERROR, cme, ok, type Reply } from '../reply';
import type { CommandTable } from './command';

/** File errors of LTE modules (recalled, not read: §M6). */
const FILE_NOT_FOUND = 405;
const FILE_EXISTS = 407;
const DISK_FULL = 403;
const UPLOAD_TIMED_OUT = 421;
const LARGEST_FILE_BYTES = 65_536;

/** AT+QSSLCFG options of a context. */
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

/** Files and TLS contexts (§M6). */
export const FILE_COMMANDS: CommandTable = {
  '+QFUPL': {
    test: () => ok('+QFUPL: <filename>,(1-<freesize>),(1-65535),(0,1)'),
    write: async (module, parameters) => {
      const name = parameters.text(0, 80);
      const countBytes = parameters.integer(1, 1, LARGEST_FILE_BYTES);
      const limitMs = parameters.integer(2, 1, 65_535, 5) * 1000;
      const { files } = module.settings;
      const key = keyOf(module, name);
      if (module.settings.fileExists === '407' && placeOf(module, name).has(key)) return cme(FILE_EXISTS);
      if (files === 'full') return cme(DISK_FULL);
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
      placeOf(module, name).set(key, stored);
      const checked = files === 'rotten' ? data.bytes : stored;
      return ok(`+QFUPL: ${stored.length},${fileChecksum(checked)}`);
    },
  },
  '+QFDEL': {
    write: (module, parameters) => {
      const name = parameters.text(0, 80);
      if (name === '*') {
        module.flash.files.clear();
        return ok();
      }
      return placeOf(module, name).delete(keyOf(module, name)) ? ok() : cme(FILE_NOT_FOUND);
    },
  },
  '+QFLST': {
    execute: (module) => listed(module, module.flash.files),
    write: (module, parameters) => {
      const name = parameters.text(0, 80);
      const files = placeOf(module, name);
      if (/^((RAM|UFS):)?\*$/i.test(name)) return listed(module, files);
      const key = keyOf(module, name);
      const bytes = files.get(key);
      return bytes === undefined ? cme(FILE_NOT_FOUND) : listed(module, new Map([[key, bytes]]));
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

function knowsTlsOption({ settings }: CommandHost, option: string): boolean {
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

/** The storage that holds a file of this name. */
export function placeOf(module: CommandHost, name: string): Map<string, Buffer> {
  return /^RAM:/i.test(name) ? module.memory.ramFiles : module.flash.files;
}

/** A file name without its storage prefix. */
export function bareName(name: string): string {
  return name.replace(/^(RAM|UFS):/i, '');
}

/** The stored name of a file: where case is ignored, that of a file whose name differs only in case. */
function keyOf(module: CommandHost, name: string): string {
  const bare = bareName(name);
  const { fileList } = module.settings;
  if (fileList !== 'capitals' && fileList !== 'small') return bare;
  return [...placeOf(module, name).keys()].find((key) => key.toLowerCase() === bare.toLowerCase()) ?? bare;
}

function listed({ settings }: CommandHost, files: ReadonlyMap<string, Buffer>): Reply {
  if (settings.fileList === 'refused') return ERROR;
  if (settings.fileList === 'nothing') return ok();
  const shown = SHOWN[settings.fileList];
  return ok(...[...files].map(([name, bytes]) => `+QFLST: "${shown(name)}",${bytes.length}`));
}

/** How the list writes a storage's names. */
const SHOWN = {
  all: (name: string) => name,
  capitals: (name: string) => name.toUpperCase(),
  small: (name: string) => name.toLowerCase(),
} as const;
