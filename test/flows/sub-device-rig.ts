import type { NodeMessage } from 'node-red';
import type { SubDeviceReport } from '../../nodes/status/status-report';
import { helper, type FlowNode } from './rig';

/** The product of the meters behind the demo gateway. */
export const METER = 'a1DemoMeter';
export const NAMES = ['meter1', 'meter2', 'meter3'] as const;

export const secretOf = (name: string) => `${name}secret`;
export const meter = (deviceName: string) => ({ productKey: METER, deviceName });

/** An ec20-device node for a meter. */
export function deviceNode(name: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode {
  return { id: `device-${name}`, type: 'ec20-device', modem: 'modem', ...meter(name), ...properties };
}

/** An ec20-publish for a meter, or for the gateway where `device` is empty, and what it sends on. */
export function publish(device: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode[] {
  const id = `to-${device || 'gateway'}`;
  return [
    {
      id,
      type: 'ec20-publish',
      modem: 'modem',
      device: device && `device-${device}`,
      kind: 'property',
      wires: [[`${id}-out`]],
      ...properties,
    },
    { id: `${id}-out`, type: 'helper' },
  ];
}

/** The meters' secrets, for their ec20-device nodes. */
export const SECRETS = Object.fromEntries(
  NAMES.map((name) => [`device-${name}`, { deviceSecret: secretOf(name) }]),
);
/** The table of all meters, for the config node, and their secrets for it. */
export const TABLE = ['ProductKey,DeviceName', ...NAMES.map((name) => `${METER},${name}`)].join('\n');
export const TABLE_SECRETS = JSON.stringify(
  Object.fromEntries(NAMES.map((name) => [`${METER}/${name}`, secretOf(name)])),
);

interface WithDevices {
  readonly payload: { readonly subDevices?: readonly SubDeviceReport[] };
}

/** Whether a status message says that a device is in that state. */
export function says(name: string, state: string): (msg: NodeMessage) => boolean {
  return (msg) =>
    (msg as unknown as WithDevices).payload.subDevices?.some(
      (each) => each.deviceName === name && each.state === state,
    ) ?? false;
}

/** Whether it says that all of them are online. */
export function allOnline(msg: NodeMessage): boolean {
  return NAMES.every((name) => says(name, 'online')(msg));
}

/** Sends a message to a node. */
export function send(id: string, msg: object): void {
  helper.getNode(id).receive(msg as NodeMessage);
}
