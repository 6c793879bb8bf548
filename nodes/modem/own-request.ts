import type { IncomingHttpHeaders } from 'node:http';
import type { NodeAPI } from 'node-red';
import { CodedError } from '../../src/base/coded-error';
import { printable } from '../../src/base/character';
import { flowError } from '../shared/flow-error';
import type { Languages } from '../shared/languages';
import { isPlainObject } from '../shared/plain-object';

/** The used parts of a request and a response of Node-RED's web server. */
interface Asked {
  readonly headers: IncomingHttpHeaders;
  /** Whose token Node-RED has checked. */
  readonly user?: unknown;
}
interface Answer {
  status(code: number): Answer;
  json(body: unknown): void;
}
type Guard = (request: Asked, response: Answer, next: () => void) => void;

/** Maximum characters of a header that are quoted. */
const LONGEST_SHOWN = 60;

/**
 * Guards every endpoint that changes something: a request may come from a page of another site in the user's browser,
 * which can send any form without a preflight, and anything at all where the preflight is allowed, as it is by
 * Node-RED's admin API (`Access-Control-Allow-Origin: *`, with any headers). So the body must be declared as JSON (415),
 * and a page must be the editor's own (403).
 */
export function ownRequest(RED: NodeAPI, languages: Languages): Guard {
  return guard(RED, languages, ({ headers }) => notJson(headers));
}

/** Guards every endpoint that only reads: Node-RED lets a page of any site read the answer, a trace with payloads too. */
export function ownPage(RED: NodeAPI, languages: Languages): Guard {
  return guard(RED, languages, () => undefined);
}

function guard(
  RED: NodeAPI,
  languages: Languages,
  faultOf: (request: Asked) => CodedError | undefined,
): Guard {
  const isVerified = ({ user }: Asked) => hasUsers(RED) && isPlainObject(user) && user['anonymous'] !== true;
  return (request, response, next) => {
    const refused = faultOf(request) ?? (isVerified(request) ? undefined : foreign(request.headers));
    if (refused === undefined) {
      next();
      return;
    }
    const { code, message } = flowError(refused, { language: languages.of() });
    response.status(code === 'EC20_REQUEST_TYPE' ? 415 : 403).json({ ok: false, code, message });
  };
}

/** A page can't send a token that it doesn't have; but without users nothing checks what it sends as one. */
function hasUsers({ settings }: NodeAPI): boolean {
  return 'adminAuth' in settings && Boolean(settings.adminAuth);
}

function notJson(headers: IncomingHttpHeaders): CodedError | undefined {
  const type = headers['content-type'] ?? '';
  if (/^\s*application\/json\s*(;|$)/i.test(type)) return undefined;
  const shown = printable(type).slice(0, LONGEST_SHOWN);
  return new CodedError('EC20_REQUEST_TYPE', { params: { type: shown === '' ? '-' : shown } });
}

function foreign(headers: IncomingHttpHeaders): CodedError | undefined {
  if (!isForeign(headers)) return undefined;
  const origin = printable(headers.origin ?? '').slice(0, LONGEST_SHOWN);
  return new CodedError('EC20_REQUEST_FOREIGN', { params: { origin: origin === '' ? '-' : origin } });
}

/** Whether a page of another site sent the request; programs don't send these headers. */
function isForeign({ origin, host, ...others }: IncomingHttpHeaders): boolean {
  // Set by the browser, unaffected by a proxy's host names; absent for a server without TLS in the network.
  const site = others['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (origin === undefined) return false;
  const page = origin.toLowerCase();
  const own = [host, ...forwardedHosts(page, others)].map((name) => name?.toLowerCase());
  return !own.includes(page.replace(/^https?:\/\//, ''));
}

/**
 * A page may send this header itself. One with TLS can't send anything to a server without TLS, and to one with TLS its
 * browser says which site it is.
 */
function forwardedHosts(page: string, headers: IncomingHttpHeaders): readonly (string | undefined)[] {
  if (!page.startsWith('https://')) return [];
  const [forwarded] = String(headers['x-forwarded-host'] ?? '').split(',');
  return [forwarded?.trim()];
}
