import { finding } from '../texts';
import { ensureSession, needsSession } from './session';
import type { Step } from './step';

const MAX_PUBLISHES = 20;
const RESULTS_MS = 25_000;
const QUIET_MS = 1000;

/** How many publishes may await the broker before the module refuses one. */
export const inFlight: Step = {
  name: 'inFlight',
  level: 'broker',
  effect: 'traffic',
  seconds: 10,
  skips: needsSession,
  async run(examination) {
    const { dialogue, publishing, measured, session } = examination;
    const { wire, signal } = dialogue;
    const start = wire.end;
    const result = new RegExp(`\\+${publishing.name}: ${session.index},(\\d+),[02]`, 'g');
    const sent = new Set<number>();
    const waiting = () => {
      const over = new Set([...wire.text(start).matchAll(result)].map(([, id]) => Number(id)));
      return [...sent].filter((id) => !over.has(id)).length;
    };
    let most = 0;
    let limit: number | undefined;
    while (sent.size < MAX_PUBLISHES && limit === undefined) {
      const opened = await publishing.open(1, 1);
      if ('lines' in opened) {
        limit = waiting();
        continue;
      }
      const { result: final } = await publishing.finish(opened, '.');
      if (final.kind === 'ok') sent.add(opened.messageId);
      else limit = waiting();
      most = Math.max(most, waiting());
    }
    await wire.until(() => (waiting() === 0 ? true : undefined), RESULTS_MS, signal);
    await wire.quiet(QUIET_MS, RESULTS_MS, signal);
    await ensureSession(examination);
    if (limit !== undefined && limit > 0) {
      measured.inFlight = limit;
      return finding('inFlight', { count: limit });
    }
    measured.inFlightAtLeast = most;
    return finding('inFlightAtLeast', { count: most });
  },
};
