import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';

import { SystemClock } from '../../src/base/clock';
import { deviceOf, modemMissing } from '../device/chosen-modem';
import type { Device } from '../device/device';
import { definitionOf } from '../device/environment';
import { flowError } from '../device/flow-error';
import type { Languages } from '../device/languages';
import { ownPage } from '../modem/own-request';
import type { Properties } from '../modem/settings';
import { versionsOf } from '../modem/versions';
import { diagnosticReport, type ReportSubject } from './diagnostic-report';

/** The newest lines of the trace in a report. */
const MOST_LINES = 300;

/** dist/nodes/console is three folders below it. */
const PACKAGE = createRequire(__filename)('../../../package.json') as {
  readonly bugs: { readonly url: string };
};

/** `GET /ec20/report/<id>`: the report on a config node as a file, for whoever may read its trace. */
export function serveReports(RED: NodeAPI, languages: Languages): void {
  RED.httpAdmin.get(
    '/ec20/report/:id',
    RED.auth.needsPermission('ec20.read'),
    ownPage(RED, languages),
    (request, response) => {
      const language = languages.asked(request.query['lang']);
      report(RED, String(request.params['id']), language).then(
        (text) => {
          response.setHeader('Content-Disposition', 'attachment; filename="ec20-report.md"');
          response.type('text/markdown; charset=utf-8').send(text);
        },
        (error: unknown) => {
          const { code, message } = flowError(error, { language });
          response.status(code === 'EC20_NO_MODEM' ? 404 : 500).json({ ok: false, code, message });
        },
      );
    },
  );
}

async function report(RED: NodeAPI, id: string, language: 'en' | 'zh'): Promise<string> {
  const device = deviceOf(RED, id);
  if (device === undefined) throw modemMissing(RED, id);
  const origin = {
    versions: await versionsOf(RED),
    issues: PACKAGE.bugs.url,
    language,
    nowMs: new SystemClock().wallTime(),
  };
  return diagnosticReport(subjectOf(RED, device), origin);
}

function subjectOf(RED: NodeAPI, device: Device): ReportSubject {
  const credentials = RED.nodes.getCredentials(device.id) as Properties | null | undefined;
  return {
    written: { config: definitionOf(RED, device.id), credentials: credentials ?? {} },
    snapshot: device.snapshot(),
    simulated: device.simulated,
    server: device.server,
    history: device.history,
    lastCheck: device.lastCheck,
    trace: device.running?.trace.since(0, MOST_LINES).entries ?? [],
    secrets: device.secrets,
  };
}
