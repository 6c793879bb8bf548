import type { Clock } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { Deferred } from '../base/deferred';
import type { SubDevice } from '../cloud/gateway';
import type { CloudProfile } from '../cloud/cloud-profile';
import type { CloudMessage } from '../cloud/thing-dialogue';
import type { MqttClient } from '../ec20/mqtt-client';
import type { Finding } from './check-line';
import type { SecretStore } from './registrar';
import type { SubDeviceSnapshot } from './sub-device-state';
import { Topology } from './topology';

/** Maximum wait for the next sub-device to be online or refused: hundreds take minutes on a slow network, five at a time. */
const NEXT_MS = 60_000;

/** The connection of a check, and what a login on it needs. */
export interface CheckedGateway {
  readonly clock: Clock;
  readonly profile: CloudProfile;
  readonly client: Pick<MqttClient, 'publish' | 'subscribe'>;
  readonly devices: readonly SubDevice[];
  readonly secretStore: SecretStore | undefined;
  readonly largestPayloadBytes: () => number;
  readonly nextId: () => string;
  readonly conceal: (secret: string) => void;
  /** Passes on what arrives; returns the end of that. */
  readonly onMessage: (listener: (message: CloudMessage) => void) => () => void;
}

/** Logs the sub-devices of a configuration in, on a check's own connection; they go offline with it. */
export async function lookAtDevices(gateway: CheckedGateway, signal: AbortSignal): Promise<Finding> {
  const { clock, profile, client, devices, secretStore, largestPayloadBytes, nextId, conceal } = gateway;
  const over = new AbortController();
  let before: Promise<unknown> = Promise.resolve();
  const topology = new Topology({
    clock,
    dialogue: profile.gateway,
    send: async (message) => {
      // One after the other: two of QoS 0 would share one result.
      const sent = before.then(() => client.publish({ ...message, retain: false }).completed);
      before = sent.catch(() => undefined);
      await sent;
    },
    nextId,
    largestPayloadBytes,
    secretStore,
    conceal,
    listen: async (filters) => {
      for (const filter of filters) await client.subscribe(filter, 1).catch(() => undefined);
    },
    ready: () => undefined,
    listenerFailed: () => undefined,
  });
  const unlisten = gateway.onMessage((message) => topology.received(message));
  const end = () => over.abort(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  try {
    for (const device of devices) topology.attach(device);
    topology.begin(over.signal);
    return await devicesFinding(
      clock,
      () => topology.snapshots,
      (listener) => topology.changes.add(listener),
      signal,
    );
  } finally {
    signal.removeEventListener('abort', end);
    over.abort(new CodedError('EC20_CHECK_CANCELLED'));
    unlisten();
  }
}

/** How the sub-devices are, as soon as each is online or refused, or a minute after the last that is. Rejects with `signal`'s reason. */
export async function devicesFinding(
  clock: Clock,
  snapshots: () => readonly SubDeviceSnapshot[],
  onChange: (listener: () => void) => () => void,
  signal: AbortSignal,
): Promise<Finding> {
  const left = () => snapshots().filter(({ state }) => state !== 'online' && state !== 'failed').length;
  const settled = new Deferred<void>().quiet();
  const give = () => clock.after(NEXT_MS, () => settled.resolve());
  let timer = give();
  let fewest = left();
  const unlisten = onChange(() => {
    const now = left();
    if (now === 0) settled.resolve();
    // Only a new low extends the wait, so it ends.
    if (now >= fewest) return;
    fewest = now;
    timer.cancel();
    timer = give();
  });
  const ended = () => settled.reject(signal.reason);
  signal.addEventListener('abort', ended, { once: true });
  try {
    if (signal.aborted) ended();
    else if (fewest === 0) settled.resolve();
    await settled.promise;
  } finally {
    timer.cancel();
    unlisten();
    signal.removeEventListener('abort', ended);
  }
  const devices = snapshots().map(({ device, deviceName, state, error }) => ({
    deviceName,
    error: state === 'online' ? undefined : (error ?? silent(device)),
  }));
  return {
    detail: { devices: devices.filter(({ error }) => error === undefined).length, of: devices.length },
    devices,
  };
}

function silent(device: string): CodedError {
  return new CodedError('EC20_SUB_SILENT', {
    params: { device, seconds: NEXT_MS / 1000 },
    outcome: 'unknown',
  });
}
