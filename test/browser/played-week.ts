import type { ErrorCode } from '../../src/errors/catalogue';
import type { HistoryReader } from '../../src/history/history';
import type { HistoryBatch, HistoryOpening, HistoryStore } from '../../src/history/history-store';
import { Recorder } from '../../src/history/recorder';
import { joined, Span, type StoredSpan } from '../../src/history/span';
import { RANGE_NAMES, RANGES } from '../../nodes/console/history-reading';
import { PlayedSession } from '../history/played-session';
import { VirtualClock } from '../support/virtual-clock';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

/** The outages of the played week: their begin after its own, and length, in milliseconds; the causes differ. */
export const WEEK_OUTAGES: readonly {
  readonly afterMs: number;
  readonly lengthMs: number;
  readonly code: ErrorCode;
}[] = [
  { afterMs: DAY_MS + 14 * HOUR_MS, lengthMs: 7 * HOUR_MS, code: 'EC20_SIM_ABSENT' },
  { afterMs: 4 * DAY_MS, lengthMs: 50 * MINUTE_MS, code: 'EC20_NOT_REGISTERED' },
  { afterMs: 6 * DAY_MS + 15 * HOUR_MS, lengthMs: 100 * MINUTE_MS, code: 'EC20_PORT_NONE' },
];

/** The longest queue of the week. */
const LONGEST_QUEUE = 42;

/**
 * The files of a user directory whose Node-RED shows a week, up to `now`, as the history of each modem node: what a recorder has
 * recorded of a played session on a virtual clock. With a budget, and the use of its data.
 */
export async function playedWeek(now: number): Promise<Readonly<Record<string, string>>> {
  const history = await recordedWeek(now);
  const samples = await Promise.all(
    RANGE_NAMES.map(async (range) => {
      const { lengthMs, spanMs } = RANGES[range];
      return [spanMs, await history.samples(now - lengthMs - spanMs, now + 1, spanMs)] as const;
    }),
  );
  const told = {
    samples: Object.fromEntries(samples),
    outages: await history.outages(now - WEEK_MS, now + 1),
    usage: usageOf(now),
    budget: {
      unit: 'MB',
      limit: 30,
      used: 12.3,
      from: now - 20 * DAY_MS,
      to: now + 10 * DAY_MS,
      then: 'events',
    },
  };
  // Node-RED loads what stands in nodes/: a node file without a type, which gives each device the week.
  return {
    'week.json': JSON.stringify(told),
    'nodes/played-week.html': '',
    'nodes/played-week.js': `const told = require('../week.json');
      const within = (rows, from, to) => rows.filter(({ at }) => at >= from && at < to);
      const value = {
        keeping: { where: 'disk', days: 90 },
        samples: async (from, to, spanMs) => within(told.samples[spanMs], from, to),
        events: async () => [],
        outages: async (begin, end) => told.outages.filter(({ from, to }) => from < end && (to ?? end) > begin),
        usage: async () => told.usage,
        budget: () => told.budget,
        faultTraces: async () => [],
      };
      module.exports = (RED) => RED.events.on('flows:started', () => {
        RED.nodes.eachNode(({ id, type }) => {
          const node = type === 'ec20-modem' ? RED.nodes.getNode(id) : null;
          if (node) Object.defineProperty(node.device, 'history', { value, configurable: true });
        });
      });`,
  };
}

/** A week of a session that posts every minute, as its recorder tells of it. */
async function recordedWeek(now: number): Promise<HistoryReader> {
  const start = now - WEEK_MS;
  const clock = new VirtualClock(start);
  const recorder = new Recorder({ clock, version: '0.1.0', store: new KeptInMemory() });
  const session = new PlayedSession(clock, recorder);
  session.connect();
  for (let minute = 0; minute < WEEK_MS / MINUTE_MS; minute++) {
    const afterMs = minute * MINUTE_MS;
    const outage = WEEK_OUTAGES.find(
      (each) => afterMs >= each.afterMs && afterMs < each.afterMs + each.lengthMs,
    );
    const wave = Math.sin((2 * Math.PI * afterMs) / DAY_MS);
    if (outage?.afterMs === afterMs) session.be('failed', outage.code);
    if (outage !== undefined) session.queue(Math.min(LONGEST_QUEUE, (afterMs - outage.afterMs) / MINUTE_MS));
    else {
      if (session.snapshot().state !== 'online') session.connect();
      session.queue(0);
      session.signal(Math.round(-75 + 8 * wave - (minute % 7)));
      session.deliver(320 - 80 * wave + 40 * (minute % 5));
      if (minute % 10 === 0) session.receive(30);
    }
    await clock.advance(MINUTE_MS);
  }
  return recorder.reader;
}

/** The days and bytes of a month that is not over. */
function usageOf(now: number): readonly object[] {
  const date = new Date(now);
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
  const today = { payloadUp: 144_000, payloadDown: 4_320, mqttUp: 302_000, mqttDown: 21_000 };
  const month = { payloadUp: 2_880_000, payloadDown: 86_400, mqttUp: 6_040_000, mqttDown: 420_000 };
  const rest = { airUp: 415_000, airDown: 190_000, messagesUp: 1440, messagesDown: 144 };
  return [
    {
      day: '2000-01-01',
      ...month,
      airUp: 8_300_000,
      airDown: 3_395_000,
      messagesUp: 28_800,
      messagesDown: 2880,
    },
    { day, ...today, ...rest },
  ];
}

/** A store without a file: what a recorder hands over, as it is. */
class KeptInMemory implements HistoryStore {
  readonly #spans = new Map<number, StoredSpan>();
  readonly #outages = new Map<number, HistoryBatch['outages'][number]>();

  open(): Promise<HistoryOpening> {
    return Promise.resolve({
      writtenAt: undefined,
      lastSpan: undefined,
      lastOutage: undefined,
      lastTraceId: 0,
      wasOnline: false,
      hasEnded: true,
      besides: [],
      notice: undefined,
    });
  }

  write({ spans, outages }: HistoryBatch): Promise<void> {
    for (const span of spans) this.#spans.set(span.at, span);
    for (const outage of outages) this.#outages.set(outage.id, outage);
    return Promise.resolve();
  }

  spans(from: number, to: number, spanMs: number): Promise<readonly StoredSpan[]> {
    const within = [...this.#spans.values()].filter(({ at }) => at >= from && at < to);
    return Promise.resolve(
      joined(
        within.map((span) => Span.of(span)),
        spanMs,
      ).map((span) => span.stored()),
    );
  }

  outages(from: number, to: number): ReturnType<HistoryStore['outages']> {
    const all = [...this.#outages.values()];
    return Promise.resolve(all.filter((each) => each.from < to && (each.to ?? to) > from));
  }

  events(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  traces(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
