import type { CodedError, Language, Phrase } from '../../src/base/coded-error';
import { rowAt } from '../../src/base/sentence';
import { ERRORS } from '../../src/errors/catalogue';

/** For a code that a status does not show. */
const ELSEWHERE: Phrase = { en: 'see the log', zh: '详见日志' };

/**
 * Why a device isn't online, in the few characters of a node's status. The whole sentence with its cure is in ec20-status and in the
 * Catch nodes.
 */
export function shortReason({ code, server }: CodedError, language: Language): string {
  const { short } = rowAt(ERRORS[code], server);
  return ('never' in short ? ELSEWHERE : short)[language];
}
