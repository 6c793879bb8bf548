import { MessageStores, type StoreName } from './mailbox';

/** A character set of AT+CSCS. */
export type CharacterSet = 'GSM' | 'IRA' | 'UCS2';

/** What the module saves immediately (EC2x AT manual §9): formats, stores, the service centre's number, and the messages. */
export interface SavedMessageSettings {
  textMode: boolean;
  /** AT+CSMS: 1 requires an acknowledgement for each message shown. */
  service: 0 | 1;
  centre: string;
  /** The stores for reading and deleting, writing, and receiving. */
  stores: readonly [StoreName, StoreName, StoreName];
  /** mode, mt, bm, ds, bfr of AT+CNMI. */
  indication: readonly [number, number, number, number, number];
  readonly messages: MessageStores;
}

/** Lost on a reset. */
export interface MessageSettings {
  characterSet: CharacterSet;
  /** AT+CSDH: the full header of a message is shown. */
  showsHeader: boolean;
  /** First octet, validity, protocol and coding of messages sent in text mode. */
  parameters: readonly [first: number, validity: number, protocol: number, coding: number];
  /** Messages shown that await AT+CNMA. */
  unacknowledged: number;
  reference: number;
  /** AT+CUSD. */
  reportsUssd: boolean;
}

const DEFAULTS = {
  textMode: false,
  service: 0,
  stores: ['ME', 'ME', 'ME'],
  indication: [2, 1, 0, 0, 0],
} as const;

/** Factory settings. */
export function freshSavedMessageSettings(): SavedMessageSettings {
  return { ...DEFAULTS, centre: '+8613800100500', messages: new MessageStores() };
}

export function freshMessageSettings(): MessageSettings {
  return {
    characterSet: 'GSM',
    showsHeader: false,
    parameters: [17, 167, 0, 0],
    unacknowledged: 0,
    reference: 0,
    reportsUssd: false,
  };
}

/** AT&F (EC2x AT manual §15.1): messages, the service centre's number and the reference stay. */
export function restoreMessageSettings(saved: SavedMessageSettings, settings: MessageSettings): void {
  const { reference, unacknowledged } = settings;
  Object.assign(saved, DEFAULTS);
  Object.assign(settings, { ...freshMessageSettings(), reference, unacknowledged });
}
