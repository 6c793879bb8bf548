import type { SimulatorSettings } from '../settings';
import type { Validation } from './value-check';

/** How the platform behaves. Every setting may be changed at any time. */
export interface CloudSettings {
  /** At most 5 CONNECTs per minute and device; more are refused. */
  connectLimit: boolean;
  /** At most 30 QoS 0 and 10 QoS 1 messages per second and device; more are dropped without an answer. */
  messageLimit: boolean;
  /** At most 5 messages per second up and down together, replies not counted, as in a new public instance; more are dropped. */
  instanceLimit: boolean;
  /** How values are checked against a thing model. */
  validation: Validation;
  /** Replies on system topics. `none`: messages are lost and unanswered, as when throttled; `busy`: code 429. */
  replies: 'on' | 'none' | 'busy';
  /** Seconds between the demo's property sets; 0: none. */
  demoSet: number;
  /** Accepts encrypted connections only: one that starts with a plain CONNECT is closed unanswered, as new instances do. */
  tlsOnly: boolean;
  /** When the server's own certificate expires: UTC, ms. */
  certificateEndsMs: number;
  /** Milliseconds until the platform answers on a system topic. */
  replyMs: number;
  /** ProductKeys whose node type is 网关设备 beside those that are set so, separated by commas. */
  gateways: string;
  /** What a device that is no gateway gets on the topics of one: a code, or nothing but a line in the console's log. */
  notGateway: 'code' | 'silent';
  /** A sub-device that is in another gateway's topology: topo/add moves it, or is refused with 6619. */
  boundElsewhere: 'moves' | 'refused';
  /** Maximum sub-devices in one request to log in or out; 50 today, 5 until 2020. */
  batchLogins: number;
  /** Maximum sub-devices of a gateway, and of those online. */
  subDevices: number;
  /** Maximum devices online in the instance, gateways included; 0: no limit. A free instance has 50. */
  onlineDevices: number;
}

export const DEFAULT_CLOUD_SETTINGS: CloudSettings = {
  connectLimit: true,
  messageLimit: false,
  instanceLimit: false,
  validation: 'weak',
  replies: 'on',
  demoSet: 20,
  tlsOnly: false,
  certificateEndsMs: Date.UTC(2044, 0, 1),
  replyMs: 20,
  gateways: '',
  notGateway: 'code',
  boundElsewhere: 'moves',
  batchLogins: 50,
  subDevices: 2000,
  onlineDevices: 0,
};

/** Those that are settings of the simulator too. */
const SHARED = [
  'validation',
  'replies',
  'demoSet',
  'gateways',
  'notGateway',
  'boundElsewhere',
  'batchLogins',
  'subDevices',
  'onlineDevices',
] as const;

/** The subset of a module's settings that applies to the cloud behind it. */
export function cloudSettings(settings: Partial<SimulatorSettings>): Partial<CloudSettings> {
  const given = SHARED.flatMap((name) => {
    const value = settings[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}
