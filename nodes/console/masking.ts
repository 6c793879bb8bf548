import { withoutPersonalNumbers } from '../../src/base/personal-numbers';

const MASK = '***';
/** A shorter one would be found by chance, in a number or a word: it is masked only where it stands alone. */
const SHORTEST_ANYWHERE = 6;

/** Masks the secrets in a text, in every form in which one may travel, and personal numbers. */
export function masking(secrets: readonly string[]): (text: string) => string {
  const forms = [
    ...new Set(
      secrets
        .filter((secret) => secret !== '')
        .flatMap(formsOf)
        .filter((form) => form !== ''),
    ),
  ].sort((one, other) => other.length - one.length);
  const patterns = forms.map((form) => {
    const exact = form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return form.length >= SHORTEST_ANYWHERE
      ? new RegExp(exact, 'gi')
      : new RegExp(`(?<![\\p{L}\\p{N}])${exact}(?![\\p{L}\\p{N}])`, 'gu');
  });
  return (text) =>
    withoutPersonalNumbers(patterns.reduce((masked, form) => masked.replace(form, MASK), text));
}

/** As it is, in JSON, in an address, in base64 and in hexadecimal. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('latin1'),
    ...base64Forms(bytes),
    ...base64Forms(bytes).map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
    bytes.toString('hex'),
  ];
}

/** Within a longer base64 text the bytes begin at one of three places; the characters that they alone decide. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
}
