import type { NodeAPI } from 'node-red';
import type { CheckAnswer } from './check-report';
import type { CheckRequest, CheckRuns } from './check-runs';
import { flowError } from '../shared/flow-error';
import type { Languages } from '../shared/languages';
import { ownPage, ownRequest } from './own-request';
import { isPlainObject } from '../shared/plain-object';

/** The used parts of a request and a response of Node-RED's web server. */
interface Asked {
  readonly body?: unknown;
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
}
interface Answer {
  status(code: number): Answer;
  json(body: unknown): void;
}

/** Node-RED's own ids have 16 characters; a flow may be written by hand. */
const LONGEST_ID = 200;

/** The answer for an unknown or forgotten run. */
const GONE: CheckAnswer = { gone: true, running: false, done: true, version: 0, lines: [] };

/**
 * “Check my setup”: POST starts a run with the dialog's fields and returns its id, GET its report (with `since`: as
 * soon as there is a newer one), DELETE ends it. No answer holds a secret.
 */
export function serveChecks(RED: NodeAPI, runs: CheckRuns, languages: Languages): void {
  const failed = (response: Answer) => (error: unknown) => {
    const { code, message } = flowError(error, { language: languages.of() });
    response.status(500).json({ code, message });
  };

  RED.httpAdmin.post(
    '/ec20/check',
    RED.auth.needsPermission('ec20.write'),
    ownRequest(RED, languages),
    (request: Asked, response: Answer) => {
      runs.start(readRequest(request.body)).then((id) => response.json({ id }), failed(response));
    },
  );

  RED.httpAdmin.get(
    '/ec20/check/:id',
    RED.auth.needsPermission('ec20.read'),
    ownPage(RED, languages),
    (request: Asked, response: Answer) => {
      const since = Number(request.query['since'] ?? -1);
      runs
        .report(String(request.params['id']), since)
        .then((report) => response.json(report ?? GONE), failed(response));
    },
  );

  RED.httpAdmin.delete(
    '/ec20/check/:id',
    RED.auth.needsPermission('ec20.write'),
    ownRequest(RED, languages),
    (request: Asked, response: Answer) => {
      runs.cancel(String(request.params['id'])).then(() => response.json({}), failed(response));
    },
  );
}

/** The body as sent; a missing or mistyped field counts as empty. */
function readRequest(body: unknown): CheckRequest {
  const { node, config, credentials, pause } = isPlainObject(body) ? body : {};
  return {
    node: typeof node === 'string' && node.length <= LONGEST_ID ? node : '',
    config: isPlainObject(config) ? config : {},
    credentials: isPlainObject(credentials) ? credentials : {},
    pause: pause === true,
  };
}
