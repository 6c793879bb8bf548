import { printable } from '../base/character';
import type { Problem } from './fault';

/** Words of the protocol (§A4). */
const RESERVED: ReadonlySet<string> = new Set(['set', 'get', 'post', 'time', 'value']);

const LONGEST_SHOWN = 120;

/** Whether a thing model may have an identifier of this name (§A4). */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z0-9_]{1,50}$/.test(text) && !isReserved(text);
}

/** Whether an identifier of this name is a word of the protocol. */
export function isReserved(text: string): boolean {
  return RESERVED.has(text);
}

/** What is wrong with an identifier, which may be one of a custom module, `moduleId:identifier`: `EC20_IDENTIFIER`. */
export function identifierProblem(text: string): Problem | undefined {
  const [identifier = '', module = 'default', ...more] = text.split(':').reverse();
  if (isIdentifier(identifier) && /^[A-Za-z0-9_]{1,50}$/.test(module) && more.length === 0) return undefined;
  return { code: 'EC20_IDENTIFIER', params: { identifier: printable(text).slice(0, LONGEST_SHOWN) } };
}
