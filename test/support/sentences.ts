import assert from 'node:assert/strict';
import type { CodedError, Language } from '../../src/base/coded-error';
import { describeError } from '../../src/base/error-text';
import { cureAt } from '../../src/base/sentence';
import { ERRORS, type ErrorCode } from '../../src/errors/catalogue';
import type { Place } from '../../src/errors/row';

export const LANGUAGES: readonly Language[] = ['en', 'zh'];

/** Asserts that an error has its sentence in both languages with every value filled in. */
export function assertSentences(error: CodedError): void {
  for (const language of LANGUAGES)
    assertSentence(error.code, describeError(error, 'node', language), language);
}

/** Asserts that `text` is the catalogue's sentence for `code` in `language` at `place`, with every value filled in. */
export function assertSentence(
  code: ErrorCode,
  text: string,
  language: Language,
  place: Place = 'node',
): void {
  const what = ERRORS[code].fact[language];
  const cure = cureAt(ERRORS[code], place)[language];
  const fixed = [...what.split(/\{\w+\}/), ...cure.split(/\{\w+\}/)];
  for (const part of fixed)
    assert.ok(text.includes(part), `${code} in ${language}: “${part}” is not in “${text}”`);
  for (const [placeholder] of `${what}${cure}`.matchAll(/\{\w+\}/g)) {
    assert.ok(
      !text.includes(placeholder),
      `${code} in ${language}: ${placeholder} is not filled in: “${text}”`,
    );
  }
  assert.doesNotMatch(text, /undefined|\[object/, `${code} in ${language}`);
}
