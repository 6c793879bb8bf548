import assert from 'node:assert/strict';
import type { CodedError, Language } from '../../src/base/coded-error';
import { describeError } from '../../src/base/error-text';
import { cureAt, rowAt } from '../../src/base/sentence';
import { SERVER_WORDS, type ServerKey } from '../../src/base/server-words';
import { ERRORS, type ErrorCode } from '../../src/errors/catalogue';
import type { Place } from '../../src/errors/row';

export const LANGUAGES: readonly Language[] = ['en', 'zh'];

/** Asserts that an error has its sentence in both languages with every value filled in. */
export function assertSentences(error: CodedError): void {
  for (const language of LANGUAGES)
    assertSentence(error.code, describeError(error, 'node', language), language);
}

/**
 * Asserts that `text` is the catalogue's sentence for `code` in `language` at `place`, with every value filled in. Whether it speaks the
 * right server's words is asserted by test/errors/servers.test.ts.
 */
export function assertSentence(
  code: ErrorCode,
  text: string,
  language: Language,
  place: Place = 'node',
): void {
  const servers = Object.keys(SERVER_WORDS) as ServerKey[];
  const forms = servers.map((server) => {
    const row = rowAt(ERRORS[code], server);
    return [row.fact[language], cureAt(row, place)[language]];
  });
  const missing = forms.map((form) =>
    form.flatMap((sentence) => sentence.split(/\{\w+\}/)).find((part) => !text.includes(part)),
  );
  assert.ok(missing.includes(undefined), `${code} in ${language}: “${missing[0]}” is not in “${text}”`);
  for (const form of forms) {
    for (const [placeholder] of form.join('').matchAll(/\{\w+\}/g)) {
      assert.ok(
        !text.includes(placeholder),
        `${code} in ${language}: ${placeholder} is not filled in: “${text}”`,
      );
    }
  }
  assert.doesNotMatch(text, /undefined|\[object/, `${code} in ${language}`);
}
