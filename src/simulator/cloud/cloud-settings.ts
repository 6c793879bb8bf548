import type { SimulatorSettings } from '../settings';
import type { Validation } from './value-check';

/** How the platform behaves. All may be changed at any time. */
export interface CloudSettings {
  /** At most 5 CONNECTs a minute for each device; more are refused. */
  connectLimit: boolean;
  /** At most 30 QoS 0 and 10 QoS 1 messages a second from each device; more vanish without an answer. */
  messageLimit: boolean;
  /** At most 5 messages a second up and down together, replies not counted, as in a new public instance; more vanish. */
  instanceLimit: boolean;
  /** How values are checked against a thing model. */
  validation: Validation;
  /** On system topics. `none`: what comes is lost and unanswered, as when throttled; `busy`: code 429. */
  replies: 'on' | 'none' | 'busy';
  /** Seconds between the property sets of the demo; 0: none. */
  demoSet: number;
  /** Takes encrypted connections only: one that begins with a plain CONNECT is closed unanswered, as new instances do. */
  tlsOnly: boolean;
  /** When the server's own certificate expires: UTC, ms. */
  certificateEndsMs: number;
  /** Milliseconds until the platform answers on a system topic. */
  replyMs: number;
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
};

/** What of a module's settings is meant for the cloud behind it. */
export function cloudSettings(settings: Partial<SimulatorSettings>): Partial<CloudSettings> {
  const { validation, replies, demoSet } = settings;
  return {
    ...(validation === undefined ? {} : { validation }),
    ...(replies === undefined ? {} : { replies }),
    ...(demoSet === undefined ? {} : { demoSet }),
  };
}
