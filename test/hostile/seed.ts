import fc from 'fast-check';

/** The seed of a run: a new one each time, unless `EC20_FUZZ_SEED` repeats one. fast-check prints it on failure. */
const SEED = Number(process.env['EC20_FUZZ_SEED'] ?? String(Date.now() % 2 ** 31));

/** The seed of a run that draws by itself; it prints it in its title. */
export function seed(): number {
  return SEED;
}

/** Parameters of a property, with the run's seed. */
export function seeded<T>(parameters: fc.Parameters<T>): fc.Parameters<T> {
  return { ...parameters, seed: SEED };
}

export function hostileBytes(maxLength: number): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes));
}
