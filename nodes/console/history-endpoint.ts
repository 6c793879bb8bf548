import type { NodeAPI } from 'node-red';
import type { Clock } from '../../src/base/clock';
import { asCodedError } from '../../src/base/coded-error';
import { describeError } from '../../src/base/error-text';
import type { Languages } from '../shared/languages';
import { ownPage } from '../modem/own-request';
import { historyReading, nothingDeployed, type WatchedDevice } from './overview-answer';
import { rangeNamed } from './history-reading';
import { NewsWatch } from './news-watch';

/** Longer than the page's pause between two readings without news. */
const PACE = { leaseMs: 120_000, tickMs: 1000 };
/** Samples are by the minute at best. */
const MINUTE_MS = 60_000;

/**
 * What the overview reads: `GET /ec20/history/<id>?range=day&since=<ms>&lang=zh-CN`, the stages now and the past of a config node.
 * While it is read, editors are told of news: a change of state, of a sub-device's too, and each new minute.
 */
export function addHistoryEndpoint(
  RED: NodeAPI,
  clock: Clock,
  languages: Languages,
  deviceOf: (id: string) => WatchedDevice | undefined,
): void {
  const watch = new NewsWatch(
    clock,
    PACE,
    (id) => {
      const snapshot = deviceOf(id)?.snapshot();
      if (snapshot === undefined) return undefined;
      const minute = Math.floor(clock.wallTime() / MINUTE_MS);
      const devices = (snapshot.subDevices ?? []).map(({ state, error }) => `${state}${error?.code ?? ''}`);
      return [snapshot.state, snapshot.error?.code ?? '', minute, ...devices].join(' ');
    },
    (id) => RED.comms.publish(`ec20/history/${id}`, { news: true }, false),
  );

  RED.httpAdmin.get(
    '/ec20/history/:id',
    RED.auth.needsPermission('ec20.read'),
    ownPage(RED, languages),
    (request, response) => {
      const id = String(request.params['id']);
      const language = languages.asked(request.query['lang']);
      const now = clock.wallTime();
      const device = deviceOf(id);
      if (device === undefined) {
        response.json(nothingDeployed(now));
        return;
      }
      watch.renew(id);
      const { range, since } = request.query;
      const question = {
        range: rangeNamed(range),
        since: typeof since === 'string' && /^\d{1,15}$/.test(since) ? Number(since) : 0,
        language,
        now,
      };
      // A device's past is read anew each time; nothing between keeps it.
      response.set('Cache-Control', 'private, no-cache');
      historyReading(device, question).then(
        (reading) => response.json(reading),
        (error: unknown) => {
          const { code } = asCodedError(error);
          response
            .status(500)
            .json({ ok: false, code, message: describeError(asCodedError(error), 'console', language) });
        },
      );
    },
  );
}
