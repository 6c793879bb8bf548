import { type Handler, OK, type Outcome, REFUSED } from './command';

/** What AT+QFUPL says to a name that is there (several public drivers). */
const EXISTS = 407;
const NOT_FOUND = 405;

/** The module's files: by lower-case name, since its flash tells no cases apart. They outlive a restart. */
export class Files {
  readonly #files = new Map<string, { readonly name: string; readonly bytes: Buffer }>();

  /** `removed`: a name that is free again. */
  constructor(private readonly removed: () => void) {}

  readonly handlers: Readonly<Record<string, Handler>> = {
    '+QFLST': () => ({
      lines: [...this.#files.values()].map(({ name, bytes }) => `+QFLST: "UFS:${name}",${bytes.length}`),
    }),
    '+QFDEL': ({ values }) => {
      if (!this.#files.delete(keyOf(values[0]))) return { refused: NOT_FOUND };
      this.removed();
      return OK;
    },
    '+QFUPL': ({ form, values: [name = '', size = ''] }) => {
      if (form !== 'write') return REFUSED;
      return this.#files.has(keyOf(name)) ? { refused: EXISTS } : this.#upload(name, Number(size));
    },
    '+QFLDS': () => ({ lines: ['+QFLDS: 3145728,3407872'] }),
    // Context options: taken as they are.
    '+QSSLCFG': () => OK,
  };

  /** Leaves a file as an earlier run has. */
  store(name: string, bytes: Buffer): void {
    this.#files.set(keyOf(name), { name, bytes });
  }

  #upload(name: string, bytes: number): Outcome {
    const taken = (data: Buffer) => {
      this.store(name, data);
      return { lines: [`+QFUPL: ${data.length},${checksum(data)}`] };
    };
    return { data: { prompt: 'CONNECT', bytes, taken } };
  }
}

function keyOf(name = ''): string {
  return name.replace(/^UFS:/i, '').toLowerCase();
}

/** XOR of big-endian words, an odd last byte as the high one, in hex without leading zeros. */
function checksum(bytes: Buffer): string {
  const even = Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]);
  let sum = 0;
  for (let place = 0; place < even.length; place += 2) sum ^= even.readUInt16BE(place);
  return sum.toString(16);
}
