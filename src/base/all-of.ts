import { asCodedError } from './coded-error';

/**
 * Resolves when all have; rejects with the first failure in their order, but only after each has settled. `further` is called with
 * every later failure.
 */
export async function allOf(
  actions: readonly Promise<unknown>[],
  further: (error: unknown) => void = () => undefined,
): Promise<void> {
  const ends = await Promise.allSettled(actions);
  const [first, ...others] = ends.filter((end) => end.status === 'rejected');
  for (const { reason } of others) further(reason);
  if (first !== undefined) throw asCodedError(first.reason);
}
