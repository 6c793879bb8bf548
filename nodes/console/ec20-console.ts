import { createRequire } from 'node:module';
import type { NodeInitializer } from 'node-red';

import { SystemClock } from '../../src/base/clock';
import { asCodedError, CodedError, type Language } from '../../src/base/coded-error';
import { describeError } from '../../src/base/error-text';
import type { TraceDirection } from '../../src/at/trace';
import { ERRORS } from '../../src/errors/catalogue';
import { hintOf } from '../../src/ec20/hints/hint';
import { readCommand } from '../command/at-command';
import { deviceOf, modemMissing } from '../shared/chosen-modem';
import { Languages } from '../shared/languages';
import { ownPage, ownRequest } from '../modem/own-request';
import { modemLabel } from '../shared/modem-label';
import { answerOf } from './console-answer';
import { consoleDocument } from './console-document';
import { addHistoryEndpoint } from './history-endpoint';
import type { ConsoleAnswer, ConsoleReading, RunningModem, Versions } from './console-reading';
import { OwnLines } from './own-lines';
import { serveReports } from './report-endpoint';
import { TraceWatch } from './trace-watch';

/** Maximum entries per answer; more than that between two requests is counted, not shown. */
const MOST_ENTRIES = 500;
/** A trace cuts payloads at 256 bytes; a longer line has nothing more to explain. */
const LONGEST_LINE = 2000;

const DIRECTIONS: readonly TraceDirection[] = ['out', 'in', 'note'];

/** The package's own version; dist/nodes/console is three folders below it. */
const PACKAGE = createRequire(__filename)('../../../package.json') as { readonly version: string };

/** ec20-console: the sidebar with the overview, the AT trace and a line for commands. Secrets and personal numbers stay masked. */
const initialise: NodeInitializer = (RED) => {
  const own = new OwnLines();
  const clock = new SystemClock();
  const watch = new TraceWatch(
    clock,
    (id) => {
      const device = deviceOf(RED, id);
      if (device === undefined) return undefined;
      const { state, error } = device.snapshot();
      return { trace: device.running?.trace, state: `${state} ${error?.code ?? ''}` };
    },
    (id) => RED.comms.publish(`ec20/trace/${id}`, { news: true }, false),
  );

  const languages = new Languages(RED);

  const versions = (): Versions => {
    const nodeRed: unknown = 'version' in RED.settings ? RED.settings.version : undefined;
    return {
      package: PACKAGE.version,
      nodeRed: typeof nodeRed === 'string' ? nodeRed : '',
      node: process.versions.node,
    };
  };

  const modems = (): readonly RunningModem[] => {
    const running: RunningModem[] = [];
    RED.nodes.eachNode((config) => {
      if (config.type === 'ec20-modem') running.push({ id: config.id, name: modemLabel({ ...config }) });
    });
    return running;
  };

  const read = (id: string, epoch: unknown, after: unknown, language: Language): ConsoleReading => {
    const device = deviceOf(RED, id);
    if (device === undefined) return { deployed: false, entries: [] };
    watch.renew(id);
    const { state, error, module } = device.snapshot();
    const trace = device.running?.trace;
    const current = trace === undefined ? '' : watch.epochOf(trace);
    const place = epoch === current && /^\d{1,15}$/.test(String(after)) ? Number(after) : 0;
    const excerpt = trace?.since(place, MOST_ENTRIES) ?? { entries: [], next: 0, left: 0 };
    const first = excerpt.next - excerpt.entries.length;
    return {
      deployed: true,
      versions: versions(),
      state,
      ...(error === undefined ? {} : { code: error.code, reason: describeError(error, 'console', language) }),
      simulator: device.simulated,
      model: module.model,
      revision: module.revision,
      epoch: current,
      ...excerpt,
      entries: excerpt.entries.map((entry, index) =>
        trace !== undefined && own.has(trace, first + index) ? { ...entry, own: true } : entry,
      ),
    };
  };

  const run = async (id: string, body: unknown, language: Language): Promise<ConsoleAnswer> => {
    const device = deviceOf(RED, id);
    if (device === undefined) throw modemMissing(RED, id);
    const command = readCommand(body, language);
    const session = device.running;
    if (session === undefined) throw device.snapshot().error ?? new CodedError('EC20_LINE_CLOSED');
    const unfollow = own.follow(session.trace, command.command.trim());
    try {
      return answerOf(await session.command(command), language);
    } finally {
      unfollow();
    }
  };

  RED.plugins.registerPlugin('ec20-console', { type: 'ec20-console' });
  serveReports(RED, languages);

  RED.httpAdmin.get(
    '/ec20/trace/:id',
    RED.auth.needsPermission('ec20.read'),
    ownPage(RED, languages),
    (request, response) => {
      const { epoch, after, lang } = request.query;
      response.json(read(String(request.params['id']), epoch, after, languages.asked(lang)));
    },
  );

  addHistoryEndpoint(RED, clock, languages, (id) => deviceOf(RED, id));

  RED.httpAdmin.get(
    '/ec20/modems',
    RED.auth.needsPermission('ec20.read'),
    ownPage(RED, languages),
    (_request, response) => {
      response.json(modems());
    },
  );

  // Like the editor's own page it holds nothing of the flows; what it asks for needs the permissions.
  RED.httpAdmin.get('/ec20/console', ownPage(RED, languages), (request, response) => {
    response.type('html').send(consoleDocument(languages.asked(request.query['lang'])));
  });

  RED.httpAdmin.get(
    '/ec20/hint',
    RED.auth.needsPermission('ec20.read'),
    ownPage(RED, languages),
    (request, response) => {
      const { direction, line, lang } = request.query;
      const way = DIRECTIONS.find((each) => each === direction) ?? 'in';
      const text = typeof line === 'string' ? line.slice(0, LONGEST_LINE) : '';
      response.json({ hint: hintOf(way, text)?.[languages.asked(lang)] ?? '' });
    },
  );

  RED.httpAdmin.post(
    '/ec20/command/:id',
    RED.auth.needsPermission('ec20.write'),
    ownRequest(RED, languages),
    (request, response) => {
      const language = languages.asked(request.query['lang']);
      run(String(request.params['id']), request.body, language).then(
        (answer) => response.json(answer),
        (error: unknown) => {
          const refused = asCodedError(error);
          const { code } = refused;
          const message = describeError(refused, 'console', language);
          // Otherwise the state is the cause, not the command.
          response.status(ERRORS[code].refused === 'request' ? 400 : 409).json({ ok: false, code, message });
        },
      );
    },
  );
};

export = initialise;
