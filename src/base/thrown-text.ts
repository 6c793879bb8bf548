/**
 * What was thrown, in words: the message of an error of any realm. Anything can be thrown, even what has no text: then its
 * type.
 */
export function thrownText(thrown: unknown): string {
  try {
    const isError = typeof thrown === 'object' && thrown !== null && 'message' in thrown;
    return isError && typeof thrown.message === 'string' ? thrown.message : String(thrown);
  } catch {
    return typeof thrown;
  }
}
