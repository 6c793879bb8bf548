import { CodedError, type Language } from '../../src/base/coded-error';
import { describeError } from '../../src/base/error-text';
import { ERRORS, type ErrorCode } from '../../src/errors/catalogue';
import type { Place } from '../../src/errors/row';
import type { RecordedReason } from '../../src/history/history';
import type { ServerName } from '../../src/settings/servers';
import type { ServerKey } from '../../src/base/server-words';
import { shortReason } from './short-reason';

/** Who reads it: where, in which language, and whose words the device's server has. */
export interface Reader {
  readonly place: Place;
  readonly language: Language;
  readonly server: ServerName | undefined;
}

/** A recorded reason as its sentence with the cure. A code that this version doesn't know stays a code. */
export function reasonText(reason: RecordedReason, { place, language, server }: Reader): string {
  const error = errorOf(reason, server);
  return error === undefined ? reason.code : describeError(error, place, language);
}

/** The same in a few characters, as in a node's status. */
export function reasonInShort(reason: RecordedReason, { language, server }: Reader): string {
  const error = errorOf(reason, server);
  return error === undefined ? reason.code : shortReason(error, language);
}

/** A recorded reason as an error again; undefined: a newer version has recorded it, with a code that is unknown here. */
export function errorOf(
  { code, params, phrases }: RecordedReason,
  server: ServerKey | undefined,
): CodedError | undefined {
  return Object.hasOwn(ERRORS, code)
    ? new CodedError(code as ErrorCode, { params, phrases }).at(server)
    : undefined;
}
