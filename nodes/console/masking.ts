import { plainText } from '../../src/doctor/sendable-report';
import { withoutPersonalNumbers } from '../../src/base/personal-numbers';

const MASK = '***';
/** A shorter one would be found by chance, in a number or a word: it is masked only where it stands alone. */
const SHORTEST_ANYWHERE = 6;

/** Texts within JSON. */
const JSON_TEXT = /"(?:[^"\\]|\\.)*"/g;
/** Numbers of as many digits as an IMEI or a card's number. */
const LONG_NUMBER = /(?<![\d.])\d{15,20}(?![\d.])/g;

/** The same within JSON, which stays JSON: a count that is a short PIN by chance is none. */
export function maskedJson(json: string, mask: (text: string) => string): string {
  const between = json.split(JSON_TEXT).map((part) => part.replace(LONG_NUMBER, `"${MASK}"`));
  const texts = (json.match(JSON_TEXT) ?? []).map((text) => {
    const masked = mask(JSON.parse(text) as string);
    // A telephone number is told by its quotes.
    return JSON.stringify(withoutPersonalNumbers(`"${masked}"`) === MASK ? MASK : masked);
  });
  return between.map((part, place) => `${part}${texts[place] ?? ''}`).join('');
}

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

/** As it is, in JSON, also in a text that became a value of JSON again, in Markdown, in an address, in base64 and in hexadecimal. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const json = inJson(secret);
  return [
    secret,
    json,
    inJson(json),
    ...[secret, json].map(inAscii),
    plainText(secret),
    encodeURIComponent(secret),
    bytes.toString('latin1'),
    ...base64Forms(bytes),
    ...base64Forms(bytes).map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
    bytes.toString('hex'),
  ];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As programs write JSON that has to be ASCII. */
function inAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Within a longer base64 text the bytes begin at one of three places; the characters that they alone decide. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
}
