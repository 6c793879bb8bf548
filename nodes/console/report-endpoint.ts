import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';

import { SystemClock } from '../../src/base/clock';
import type { Language } from '../../src/base/coded-error';
import { NO_HISTORY } from '../../src/history/recorded-history';
import { parseSubDevices, storedSecrets } from '../../src/settings/sub-device-table';
import { deviceOf, modemMissing } from '../shared/chosen-modem';
import { definitionOf } from '../shared/environment';
import { flowError } from '../shared/flow-error';
import type { Languages } from '../shared/languages';
import { ownPage } from '../modem/own-request';
import type { Properties } from '../modem/settings';
import { versionsOf } from '../modem/versions';
import { sessionlessSnapshot } from '../status/status-report';
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
          response.status(500).json({ ok: false, code, message });
        },
      );
    },
  );
}

async function report(RED: NodeAPI, id: string, language: Language): Promise<string> {
  const origin = {
    versions: await versionsOf(RED),
    issues: PACKAGE.bugs.url,
    language,
    nowMs: new SystemClock().wallTime(),
  };
  return diagnosticReport(subjectOf(RED, id), origin);
}

/** Where no such config node runs, the report says so, with the versions. */
function subjectOf(RED: NodeAPI, id: string): ReportSubject {
  const device = deviceOf(RED, id);
  const config = definitionOf(RED, id);
  const credentials = credentialsOf(RED, id);
  return {
    written: { config, credentials },
    snapshot: device?.snapshot() ?? sessionlessSnapshot('', modemMissing(RED, id), Date.now()),
    simulated: device?.simulated ?? false,
    server: device?.server,
    history: device?.history ?? NO_HISTORY,
    lastCheck: device?.lastCheck,
    trace: device?.running?.trace.since(0, MOST_LINES).entries ?? [],
    secrets: [
      ...(device?.secrets ?? []),
      ...textsOf(credentials),
      ...secretsOfTable(config['subDevices'], credentials['subDeviceSecrets']),
      ...secretsOfDevices(RED, id),
    ],
  };
}

/** Secrets of sub-devices that stand in the modem node, whether its session could use them or not. */
function secretsOfTable(table: unknown, stored: unknown): readonly string[] {
  const reading = parseSubDevices(typeof table === 'string' ? table : '');
  const rows = 'problem' in reading ? [] : reading.value;
  return [
    ...rows.map(({ deviceSecret }) => deviceSecret),
    ...Object.values(storedSecrets(typeof stored === 'string' ? stored : '')),
  ];
}

/** Those of ec20-device nodes that name it, refused ones too. */
function secretsOfDevices(RED: NodeAPI, modem: string): readonly string[] {
  const found: string[] = [];
  RED.nodes.eachNode(({ id, type, ...properties }) => {
    if (type !== 'ec20-device' || !('modem' in properties) || properties.modem !== modem) return;
    found.push(...textsOf(credentialsOf(RED, id)));
  });
  return found;
}

function credentialsOf(RED: NodeAPI, id: string): Properties {
  return (RED.nodes.getCredentials(id) as Properties | null | undefined) ?? {};
}

function textsOf(credentials: Properties): string[] {
  return Object.values(credentials).filter((value): value is string => typeof value === 'string');
}
