import type { NodeAPI } from 'node-red';
import type { EditorAction, Languages } from '../shared/languages';
import { isPlainObject } from '../shared/plain-object';
import { ownRequest } from './own-request';

/** The used parts of a request and a response of Node-RED's web server. */
interface Asked {
  readonly body?: unknown;
}
interface Answer {
  status(code: number): Answer;
  json(body: unknown): void;
}

/** Maximum characters of a language tag. */
const LONGEST_TAG = 35;

/** POST /ec20/language: an editor that may deploy reports its language, `{ language: 'zh-CN', action: 'look' | 'deploy' }`. */
export function serveLanguage(RED: NodeAPI, languages: Languages): void {
  RED.httpAdmin.post(
    '/ec20/language',
    RED.auth.needsPermission('flows.write'),
    ownRequest(RED, languages),
    ({ body }: Asked, response: Answer) => {
      const { language, action } = isPlainObject(body) ? body : {};
      if (typeof language !== 'string' || language.length > LONGEST_TAG || !isAction(action)) {
        response.status(400).json({ ok: false });
        return;
      }
      languages.report(language, action);
      response.json({ ok: true, language: languages.of() });
    },
  );
}

function isAction(value: unknown): value is EditorAction {
  return value === 'look' || value === 'deploy';
}
