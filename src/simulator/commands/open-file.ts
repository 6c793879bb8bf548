import type { Parameters } from '../command-text';
import type { CommandHost } from '../command-host';
import type { OpenFile } from '../module-state';
import { ERROR, cme, ok, type Reply } from '../reply';
import type { CommandTable } from './command';
import { bareName, fileChecksum, placeOf } from './file';

/** File errors of LTE modules (M, as in file.ts). */
const FILE_NOT_FOUND = 405;
const INVALID = 423;
const ALREADY_OPEN = 426;
const NAME_BYTES = 80;
const MAX_BYTES = 65_536;
/** The flash size that AT+QFLDS reports (M). */
const FLASH_BYTES = 8_388_608;

/** Modes of AT+QFOPEN: 0 as it is, 1 truncated, 2 read-only. */
const MODE = { reading: 2, emptied: 1 } as const;
/** Origins of AT+QFSEEK. */
const FROM = { start: 0, current: 1, end: 2 } as const;

/** Files read and written in pieces (FILE note; M): how Quectel's own SDK uploads certificates. */
export const OPEN_FILE_COMMANDS: CommandTable = {
  '+QFOPEN': {
    test: () => ok('+QFOPEN: <filename>,(0-2)'),
    read: ({ memory }) =>
      ok(...[...memory.openFiles].map(([handle, { name, mode }]) => `+QFOPEN: "${name}",${handle},${mode}`)),
    write: (module, parameters) =>
      open(module, parameters.text(0, NAME_BYTES), parameters.integer(1, 0, 2, 0)),
  },
  '+QFREAD': {
    write: (module, parameters) => {
      const file = fileAt(module, parameters);
      const most = parameters.integer(1, 1, MAX_BYTES, MAX_BYTES);
      if (file === undefined) return cme(INVALID);
      const part = contentOf(module, file).subarray(file.position, file.position + most);
      file.position += part.length;
      return part.length === 0 ? ok('CONNECT 0') : ok(`CONNECT ${part.length}`, part.toString('latin1'));
    },
  },
  '+QFWRITE': {
    write: async (module, parameters) => {
      const file = fileAt(module, parameters);
      const countBytes = parameters.integer(1, 1, MAX_BYTES);
      const limitMs = parameters.integer(2, 1, 65_535, 5) * 1000;
      if (file === undefined || file.mode === MODE.reading) return cme(INVALID);
      const data = await module.collect({
        intro: 'connect',
        countBytes,
        echo: false,
        escCancels: false,
        limitMs,
      });
      if (data.kind !== 'complete') return ERROR;
      const before = contentOf(module, file);
      const gap = Buffer.alloc(Math.max(0, file.position - before.length));
      const head = Buffer.concat([before.subarray(0, file.position), gap, data.bytes]);
      const after = Buffer.concat([head, before.subarray(head.length)]);
      placeOf(module, file.name).set(bareName(file.name), after);
      file.position = head.length;
      return ok(`+QFWRITE: ${countBytes},${after.length}`);
    },
  },
  '+QFSEEK': {
    write: (module, parameters) => {
      const file = fileAt(module, parameters);
      const offset = parameters.integer(1, 0, MAX_BYTES);
      const from = parameters.integer(2, FROM.start, FROM.end, FROM.start);
      if (file === undefined) return cme(INVALID);
      const size = contentOf(module, file).length;
      const base = from === FROM.current ? file.position : from === FROM.end ? size : 0;
      if (base + offset > size) return cme(INVALID);
      file.position = base + offset;
      return ok();
    },
  },
  '+QFPOSITION': {
    write: (module, parameters) => {
      const file = fileAt(module, parameters);
      return file === undefined ? cme(INVALID) : ok(`+QFPOSITION: ${file.position}`);
    },
  },
  '+QFCLOSE': {
    write: ({ memory }, parameters) =>
      memory.openFiles.delete(parameters.integer(0, 0, MAX_BYTES)) ? ok() : cme(INVALID),
  },
  '+QFDWL': {
    write: (module, parameters) => {
      const name = parameters.text(0, NAME_BYTES);
      const content = placeOf(module, name).get(bareName(name));
      if (content === undefined) return cme(FILE_NOT_FOUND);
      return ok('CONNECT', content.toString('latin1'), `+QFDWL: ${content.length},${fileChecksum(content)}`);
    },
  },
  '+QFLDS': {
    execute: freeSpace,
    write: (module, parameters) => {
      parameters.text(0, NAME_BYTES);
      return freeSpace(module);
    },
  },
};

function open(module: CommandHost, name: string, mode: number): Reply {
  const { openFiles } = module.memory;
  const files = placeOf(module, name);
  const known = files.get(bareName(name));
  if ([...openFiles.values()].some((file) => file.name === name)) return cme(ALREADY_OPEN);
  if (known === undefined && mode === MODE.reading) return cme(FILE_NOT_FOUND);
  if (known === undefined || mode === MODE.emptied) files.set(bareName(name), Buffer.alloc(0));
  const handle = Math.max(0, ...openFiles.keys()) + 1;
  openFiles.set(handle, { name, mode, position: 0 });
  return ok(`+QFOPEN: ${handle}`);
}

function fileAt({ memory }: CommandHost, parameters: Parameters): OpenFile | undefined {
  return memory.openFiles.get(parameters.integer(0, 0, MAX_BYTES));
}

/** Empty if it has been deleted in the meantime. */
function contentOf(module: CommandHost, { name }: OpenFile): Buffer {
  return placeOf(module, name).get(bareName(name)) ?? Buffer.alloc(0);
}

function freeSpace({ flash }: CommandHost): Reply {
  const used = [...flash.files.values()].reduce((sum, { length }) => sum + length, 0);
  return ok(`+QFLDS: ${FLASH_BYTES - used},${FLASH_BYTES}`);
}
