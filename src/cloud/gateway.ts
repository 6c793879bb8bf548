import type { CodedError } from '../base/coded-error';
import type { CloudMessage, ThingDialogue } from './thing-dialogue';

/** A device behind a gateway (子设备): a device of its own in the cloud, on the gateway's one connection. */
export interface SubDevice {
  /** `productKey/deviceName`: identifies it in topics, in the queue and to flows. */
  readonly key: string;
  readonly productKey: string;
  readonly deviceName: string;
  readonly thing: ThingDialogue;
  /** Fills in a topic's placeholders with its names. */
  expandTopic(template: string): string;
  /** DeviceSecret; undefined: it has to be registered first. */
  readonly secret: string | undefined;
  /** Undefined without a secret. */
  readonly signature: SubDeviceSignature | undefined;
  /** The same device with the secret that the cloud has given it. */
  registered(secret: string): SubDevice;
  /** Texts to mask in all output. */
  readonly secrets: readonly string[];
}

/** What proves to the cloud that the gateway may speak for a sub-device. */
export interface SubDeviceSignature {
  readonly clientId: string;
  /** Milliseconds, as text. */
  readonly timestamp: string;
  readonly method: string;
  readonly sign: string;
}

/** Names as the cloud lists them; `secret` in the answer to a registration. */
export interface ListedDevice {
  readonly key: string;
  readonly secret: string | undefined;
}

/** What a gateway asks for. */
export type GatewayQuestion =
  /** Which sub-devices are in its topology. */
  | { readonly kind: 'list' }
  /** To give these their secrets; to add these to the topology; to log these in, or out. */
  | { readonly kind: 'register' | 'add' | 'login' | 'logout'; readonly devices: readonly SubDevice[] };

/** A message of the cloud to the gateway about its sub-devices. */
export type GatewayMessage =
  | {
      readonly kind: 'reply';
      readonly to: GatewayQuestion['kind'];
      readonly id: string;
      readonly verdict: GatewayVerdict;
      readonly devices: readonly ListedDevice[];
    }
  /** The topology was changed in the console; `answer`: what the cloud wants to hear. */
  | {
      readonly kind: 'changed';
      readonly change: 'added' | 'removed' | 'enabled' | 'disabled';
      readonly devices: readonly ListedDevice[];
      readonly answer: CloudMessage;
    }
  /** The cloud refuses what a sub-device does: its session has ended, above all. */
  | {
      readonly kind: 'refusal';
      readonly verdict: GatewayVerdict & { readonly kind: 'refused' };
      readonly devices: readonly ListedDevice[];
    };

/** What an answer means for the sub-devices that it is about. */
export type GatewayVerdict =
  | { readonly kind: 'done' }
  /**
   * `cure`: what the gateway itself can do about it: `add` to the topology, `login` again, try `again` later, or `none`
   * (somebody has to change something).
   */
  | {
      readonly kind: 'refused';
      readonly cure: 'add' | 'login' | 'again' | 'none';
      readonly error: CodedError;
    };

/** How a gateway speaks with its cloud about its sub-devices, as a value: the session refers to no such cloud by name. */
export interface GatewayDialogue {
  /** The gateway itself, as a key. */
  readonly own: string;
  /** Topics on which the cloud answers and tells. */
  readonly filters: readonly string[];
  /** The other device that a topic belongs to, as a key; undefined: this device itself, or none. */
  subDeviceOf(topic: string): string | undefined;
  /** Whether who publishes on that topic logs sub-devices in: a flow may do so by itself. */
  isLogin(topic: string): boolean;
  /** The product of other devices that a topic belongs to, a group's broadcast; undefined: of the gateway's own, or none. */
  productOf(topic: string): string | undefined;
  /**
   * One message for as many of the devices, in their order, as the cloud and `limitBytes` allow; at least one. `count`: how
   * many it is for.
   */
  ask(question: GatewayQuestion, id: string, limitBytes: number): Asked;
  /** Undefined: a message about something else. Never throws. */
  read(message: CloudMessage): GatewayMessage | undefined;
}

export interface Asked extends CloudMessage {
  readonly qos: 0 | 1;
  readonly count: number;
}
