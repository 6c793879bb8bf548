import { type Handler, OK, type Outcome, REFUSED } from './command';

/** What AT+QFUPL says to a name that is there (several public drivers). */
const EXISTS = 407;
const NOT_FOUND = 405;

/** The module's files: by lower-case name, since its flash ignores case. They outlive a restart. */
export class Files {
  readonly #files = new Map<string, { readonly name: string; readonly bytes: Buffer }>();

  /** How a name appears in the list. */
  shownAs = (name: string) => `UFS:${name}`;

  /** `removed`: a name that is free from now on. */
  constructor(private readonly removed: () => void) {}

  readonly handlers: Readonly<Record<string, Handler>> = {
    '+QFLST': () => ({
      lines: [...this.#files.values()].map(
        ({ name, bytes }) => `+QFLST: "${this.shownAs(name)}",${bytes.length}`,
      ),
    }),
    '+QFDEL': ({ values }) => {
      this.removed();
      return this.#files.delete(keyOf(values[0])) ? OK : { refused: NOT_FOUND };
    },
    '+QFUPL': ({ form, values: [name = '', size = ''] }) => {
      if (form !== 'write') return REFUSED;
      return this.#files.has(keyOf(name)) ? { refused: EXISTS } : this.#upload(name, Number(size));
    },
    '+QFLDS': () => ({ lines: ['+QFLDS: 3145728,3407872'] }),
    // Context options: taken as they are.
    '+QSSLCFG': () => OK,
  };

  #upload(name: string, bytes: number): Outcome {
    const taken = (data: Buffer) => {
      this.#files.set(keyOf(name), { name, bytes: data });
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
