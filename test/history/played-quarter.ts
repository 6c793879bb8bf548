import v8 from 'node:v8';
import type { Recorder } from '../../src/history/recorder';
import { Span } from '../../src/history/span';
import type { VirtualClock } from '../support/virtual-clock';
import type { PlayedSession } from './played-session';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
export const DAYS = 90;

/** What of a recorder is in memory, counted. */
export interface Kept {
  readonly spans: number;
  readonly timers: number;
  readonly traces: number;
}

/** Objects of a class that are alive, after garbage collection. */
function alive(made: typeof Span): number {
  const counting = v8 as unknown as {
    queryObjects(made: typeof Span, options: { format: 'count' }): number;
  };
  return counting.queryObjects(made, { format: 'count' });
}

export async function keptBy(recorder: Recorder, clock: VirtualClock): Promise<Kept> {
  const traces = await recorder.reader.faultTraces(Infinity);
  return { spans: alive(Span), timers: clock.armed, traces: traces.length };
}

/** One day: a reading each minute, and each third day three outages with their faults. `tenMinutes` is awaited after each of them. */
export async function playDay(
  day: number,
  { clock, session }: { readonly clock: VirtualClock; readonly session: PlayedSession },
  tenMinutes: () => Promise<void>,
): Promise<void> {
  const hasOutages = day % 3 === 0;
  for (let minute = 0; minute < 24 * 60; minute++) {
    if (hasOutages && minute % 480 === 60) session.be('waiting', 'EC20_LINK_PEER_CLOSED');
    if (hasOutages && minute % 480 === 75) session.be('failed', 'EC20_REGISTRATION_DENIED');
    if (hasOutages && minute % 480 === 90) session.connect();
    session.trace.record('out', 'AT+CSQ');
    session.signal(-70 - (minute % 20));
    session.deliver(100 + (minute % 50));
    await clock.advance(MINUTE);
    if (minute % 10 === 9) await tenMinutes();
  }
}
