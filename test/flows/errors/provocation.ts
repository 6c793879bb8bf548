import type { CodedError } from '../../../src/base/coded-error';
import type { ErrorCode } from '../../../src/errors/catalogue';
import type { SessionOptions } from '../../../src/session/session';
import type { SimulatorSettings } from '../../../src/simulator/simulator';
import type { VirtualDevice } from '../../support/virtual-device';
import type { FlowNode } from '../rig';

type Values = Readonly<Record<string, unknown>>;

/** The first word of a node's status: the device's state while the error lasts. */
export type FirstWord = 'connected' | 'connecting' | 'disconnected';

/** The same in Chinese. */
export const FIRST_WORDS_ZH: Readonly<Record<FirstWord, string>> = {
  connected: '已连接',
  connecting: '连接中',
  disconnected: '未连接',
};

/** A config node with these settings, in a real Node-RED: the error occurs without a message, and is in the status. */
export interface DeviceFault {
  readonly kind: 'device';
  readonly modem: Values;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly status: FirstWord;
}

/** A message into one of our nodes, in a real Node-RED: `done(err)`, and the device stays as it is. */
export interface MessageFault {
  readonly kind: 'message';
  /** The node under test; its id is `node`. */
  readonly node: Values & { readonly type: string };
  readonly modem?: Values;
  /** More of the flow. */
  readonly others?: readonly FlowNode[];
  /** Waits until the device is online before it sends. */
  readonly online?: boolean;
  /** Sent in this order; the error is the first that comes. */
  readonly messages: readonly Values[];
  /** Sent to another node once the first messages are on their way. */
  readonly then?: { readonly node: string; readonly message: Values };
}

/** What only the module or the network does: a session on a virtual clock. The error reaches nodes as a device's fault does. */
export interface SessionFault {
  readonly kind: 'session';
  readonly settings?: Partial<SimulatorSettings>;
  readonly options?: (device: VirtualDevice) => Partial<SessionOptions>;
  /** What is there before the session starts. */
  readonly setUp?: (device: VirtualDevice) => void;
  /** What happens once it is online. */
  readonly onceOnline?: (device: VirtualDevice) => void;
  /** The error, once it is online, where it is not the session's first fault. */
  readonly failure?: (device: VirtualDevice) => Promise<CodedError>;
  readonly status: FirstWord;
}

/** A test elsewhere provokes it; `name` is a part of that test's name, with the code beside it. */
export interface OtherTest {
  readonly kind: 'test';
  readonly file: string;
  readonly name: string;
}

export type Provocation = (DeviceFault | MessageFault | SessionFault | OtherTest) & {
  /** What the user or the module does. */
  readonly what: string;
};

export type Provocations = Partial<Record<ErrorCode, Provocation>>;
