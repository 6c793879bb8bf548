import { printable } from '../../base/character';
import { CodedError } from '../../base/coded-error';

/** Words of the protocol (§A4). */
const RESERVED: ReadonlySet<string> = new Set(['set', 'get', 'post', 'time', 'value']);

const LONGEST_SHOWN = 120;

/** Whether a thing model may have an identifier of this name (§A4). */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z0-9_]{1,50}$/.test(text) && !RESERVED.has(text);
}

/** Checks an identifier, which may be one of a custom module: `moduleId:identifier`. Throws `EC20_IDENTIFIER`. */
export function checkIdentifier(text: string): string {
  const [identifier = '', module = 'default', ...more] = text.split(':').reverse();
  if (isIdentifier(identifier) && /^[A-Za-z0-9_]{1,50}$/.test(module) && more.length === 0) return text;
  throw new CodedError('EC20_IDENTIFIER', {
    params: { identifier: printable(text).slice(0, LONGEST_SHOWN) },
  });
}
