import { ERRORS, type ErrorCode } from '../errors/catalogue';
import type { Phrase } from '../errors/row';

/** The module's numbers in the catalogue's words. */
export function catalogued(codes: Readonly<Record<number, ErrorCode>>): Readonly<Record<string, Phrase>> {
  return Object.fromEntries(
    Object.entries(codes).map(([number, code]) => {
      const { en, zh } = ERRORS[code].fact;
      return [number, { en: withoutStop(en), zh: withoutStop(zh) }];
    }),
  );
}

function withoutStop(sentence: string): string {
  return sentence.replace(/[.。]$/, '');
}
