import type { IncomingHttpHeaders } from 'node:http';
import { CodedError } from '../../src/base/coded-error';
import { printable } from '../../src/base/character';
import { flowError } from '../device/flow-error';
import type { Languages } from '../device/languages';

/** The used parts of a request and a response of Node-RED's web server. */
interface Asked {
  readonly headers: IncomingHttpHeaders;
}
interface Answer {
  status(code: number): Answer;
  json(body: unknown): void;
}

/** Maximum characters of a header that are quoted. */
const LONGEST_SHOWN = 60;

/**
 * Guards every endpoint that changes something: a request may come from a page of another site in the user's browser,
 * which can send any form without a preflight, and anything at all where the preflight is allowed, as it is by
 * Node-RED's admin API (`Access-Control-Allow-Origin: *`). So the body must be declared as JSON (415), and a page must
 * be the editor's own (403).
 */
export function ownRequest(
  languages: Languages,
): (request: Asked, response: Answer, next: () => void) => void {
  return ({ headers }, response, next) => {
    const refused = faultOf(headers);
    if (refused === undefined) {
      next();
      return;
    }
    const { code, message } = flowError(refused, { language: languages.of() });
    response.status(code === 'EC20_REQUEST_TYPE' ? 415 : 403).json({ ok: false, code, message });
  };
}

function faultOf(headers: IncomingHttpHeaders): CodedError | undefined {
  const type = headers['content-type'] ?? '';
  if (!/^\s*application\/json\s*(;|$)/i.test(type)) {
    const shown = printable(type).slice(0, LONGEST_SHOWN);
    return new CodedError('EC20_REQUEST_TYPE', { params: { type: shown === '' ? '-' : shown } });
  }
  if (!isForeign(headers)) return undefined;
  const origin = printable(headers.origin ?? '').slice(0, LONGEST_SHOWN);
  return new CodedError('EC20_REQUEST_FOREIGN', { params: { origin: origin === '' ? '-' : origin } });
}

/**
 * Whether a page of another site sent the request. A page can't send a token that it doesn't have, and programs don't
 * send these headers.
 */
function isForeign({ authorization, origin, host, ...others }: IncomingHttpHeaders): boolean {
  if (authorization !== undefined) return false;
  // Set by the browser, unaffected by a proxy's host names; absent for a server without TLS in the network.
  const site = others['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (origin === undefined) return false;
  const [forwarded] = String(others['x-forwarded-host'] ?? '').split(',');
  const own = [host, forwarded?.trim()].map((name) => name?.toLowerCase());
  return !own.includes(origin.toLowerCase().replace(/^https?:\/\//, ''));
}
