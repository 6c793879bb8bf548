import type { CodedError, ErrorParams, Language } from '../../src/base/coded-error';
import { describeError } from '../../src/base/error-text';
import { nodeOf } from '../../src/session/owner';
import type { SubDevice } from '../../src/cloud/gateway';
import type { SessionSnapshot } from '../../src/session/snapshot';
import type { SubDeviceSnapshot } from '../../src/session/sub-device-state';

/** `rssi` and `ber` as AT+CSQ returns them when unknown (3GPP 27.007 §8.5). */
const UNKNOWN_SIGNAL = { rssi: 99, dbm: null, ber: 99 };

/** The payload of ec20-status: all known values, as plain JSON; `null` where unknown. */
export interface StatusReport {
  state: SessionSnapshot['state'];
  code: string | null;
  /** The error and its cure, in the runtime's language. */
  reason: string | null;
  params: ErrorParams;
  advice: 'power-cycle' | null;
  /** Wall-clock milliseconds at which `state` was entered. */
  since: number;
  port: string;
  simulator: boolean;
  module: SessionSnapshot['module'];
  sim: SessionSnapshot['sim'];
  network: SessionSnapshot['network'];
  signal: { rssi: number; dbm: number | null; ber: number };
  time: SessionSnapshot['time'] | null;
  queue: SessionSnapshot['queue'];
  /** Conditions that will need someone: a spent budget, a root certificate that ends within a year. Absent when there is none. */
  warnings?: WarningReport[];
  /** Skipped subscriptions; everything else continues. */
  leftOut: LeftOutReport[];
  counters: SessionSnapshot['counters'];
  /** The devices behind a gateway. Absent when there is none. */
  subDevices?: SubDeviceReport[];
}

/** A device behind a gateway. */
export interface SubDeviceReport {
  /** `productKey/deviceName`. */
  device: string;
  deviceName: string;
  state: SubDeviceSnapshot['state'];
  code: string | null;
  /** The error and its cure, in the runtime's language. */
  reason: string | null;
  params: ErrorParams;
  /** Wall-clock milliseconds at which `state` was entered. */
  since: number;
}

/** The payload of an ec20-status that has chosen such a device. */
export interface ChosenDeviceReport extends SubDeviceReport {
  gateway: Pick<StatusReport, 'state' | 'code'>;
  simulator: boolean;
}

/** Everything works, but not for ever. */
export interface WarningReport {
  code: string;
  /** What it is and its cure, in the runtime's language. */
  reason: string;
  params: ErrorParams;
}

/** A skipped subscription. */
export interface LeftOutReport {
  filter: string;
  code: string;
  /** The error and its cure, in the runtime's language. */
  reason: string;
  /** Ids of the nodes that own it. */
  nodes: string[];
  /** Wall-clock milliseconds of the next attempt, if the device is online then. */
  nextTry: number;
}

/** Makes the report: a copy, which a flow may change without affecting the session. */
export function statusReport(
  snapshot: SessionSnapshot,
  simulator: boolean,
  language: Language,
): StatusReport {
  const { error, signal, endingRoots = [], heldBack, subDevices = [] } = snapshot;
  const warnings = heldBack === undefined ? endingRoots : [heldBack, ...endingRoots];
  return {
    state: snapshot.state,
    code: error?.code ?? null,
    reason: error === undefined ? null : describeError(error, 'node', language),
    params: { ...error?.params },
    advice: snapshot.advice ?? null,
    since: snapshot.since,
    port: snapshot.port,
    simulator,
    module: { ...snapshot.module },
    sim: { ...snapshot.sim },
    network: { ...snapshot.network },
    signal: signal === undefined ? { ...UNKNOWN_SIGNAL } : { ...signal, dbm: signal.dbm ?? null },
    time: snapshot.time === undefined ? null : { ...snapshot.time },
    queue: { ...snapshot.queue },
    ...(warnings.length === 0
      ? {}
      : {
          warnings: warnings.map((warning) => ({
            code: warning.code,
            reason: describeError(warning, 'node', language),
            params: { ...warning.params },
          })),
        }),
    leftOut: snapshot.leftOut.map(({ filter, error: cause, owners, retryInMs }) => ({
      filter,
      code: cause.code,
      reason: describeError(cause, 'node', language),
      nodes: owners.map(nodeOf),
      nextTry: Math.round(Date.now() + retryInMs),
    })),
    counters: { ...snapshot.counters },
    ...(subDevices.length === 0
      ? {}
      : { subDevices: subDevices.map((each) => subDeviceReport(each, snapshot, language)) }),
  };
}

/** The report on one device behind a gateway: offline where there is no session. */
export function chosenDeviceReport(
  { key: device, deviceName }: Pick<SubDevice, 'key' | 'deviceName'>,
  snapshot: SessionSnapshot,
  simulator: boolean,
  language: Language,
): ChosenDeviceReport {
  const found = snapshot.subDevices?.find((each) => each.device === device);
  const known = found ?? { device, deviceName, state: 'offline', error: undefined, since: snapshot.since };
  const { state, error } = snapshot;
  return {
    ...subDeviceReport(known, snapshot, language),
    gateway: { state, code: error?.code ?? null },
    simulator,
  };
}

/** While the gateway isn't online, its reason is that of its devices. */
function subDeviceReport(
  { device, deviceName, state, error, since }: SubDeviceSnapshot,
  gateway: SessionSnapshot,
  language: Language,
): SubDeviceReport {
  const cause = gateway.state === 'online' ? error : (gateway.error ?? error);
  return {
    device,
    deviceName,
    state,
    code: cause?.code ?? null,
    reason: cause === undefined ? null : describeError(cause, 'node', language),
    params: { ...cause?.params },
    since,
  };
}

/** The status of a config node without a session: because of `error`, or not yet started. */
export function sessionlessSnapshot(
  port: string,
  error: CodedError | undefined,
  since: number,
): SessionSnapshot {
  return {
    state: error === undefined ? 'closed' : 'failed',
    error,
    advice: undefined,
    since,
    retryInMs: undefined,
    port,
    module: { model: '', revision: '', imei: '', profile: '' },
    sim: { state: '', iccid: '', imsi: '' },
    network: { registration: '', operator: '', technology: '', band: '', address: '' },
    signal: undefined,
    time: undefined,
    queue: { length: 0, oldestMs: 0, dropped: 0 },
    leftOut: [],
    counters: {
      published: 0,
      delivered: 0,
      refused: 0,
      dropped: 0,
      received: 0,
      restored: 0,
      reconnects: 0,
      damaged: 0,
      bytesUp: 0,
      bytesDown: 0,
    },
  };
}
