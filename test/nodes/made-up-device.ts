import type { HistoryReader, HistorySample } from '../../src/history/history';
import type { SessionSnapshot } from '../../src/session/snapshot';
import { sessionlessSnapshot } from '../../nodes/status/status-report';

/** A session's snapshot as it looks online, with what a test changes. */
export function snapshotWith(changes: Partial<SessionSnapshot> = {}): SessionSnapshot {
  return {
    ...sessionlessSnapshot('/dev/ttyUSB2', undefined, 0),
    state: 'online',
    module: { model: 'EC20F', revision: 'R06', imei: '861234567890123', profile: 'ec20' },
    sim: { state: 'READY', iccid: '89860012345678901234', imsi: '460001234567890' },
    network: {
      registration: 'home',
      operator: 'CHINA MOBILE',
      technology: 'LTE',
      band: 'B3',
      address: '10.1.2.3',
    },
    signal: { rssi: 21, dbm: -71, ber: 99 },
    queue: { length: 3, oldestMs: 0, dropped: 0 },
    ...changes,
  };
}

/** A whole span online, with what a test changes. */
export function sampleWith(changes: Partial<HistorySample>): HistorySample {
  const spanMs = changes.spanMs ?? 60_000;
  return {
    at: 0,
    spanMs,
    recordedMs: spanMs,
    onlineMs: spanMs,
    signalDbm: -71,
    lowestSignalDbm: -80,
    roundTripP50Ms: 300,
    roundTripP95Ms: 900,
    queueLength: 0,
    counts: {
      accepted: 6,
      delivered: 6,
      failed: 0,
      received: 1,
      payloadUp: 600,
      payloadDown: 100,
      airUp: 1500,
      airDown: 900,
    },
    ...changes,
  };
}

/** A history with nothing in it but what a test puts there. */
export function historyWith(changes: Partial<HistoryReader> = {}): HistoryReader {
  return {
    keeping: { where: 'disk', days: 90, notice: undefined },
    samples: () => Promise.resolve([]),
    events: () => Promise.resolve([]),
    outages: () => Promise.resolve([]),
    usage: () => Promise.resolve([]),
    budget: () => undefined,
    faultTraces: () => Promise.resolve([]),
    ...changes,
  };
}
