import type { CountedPrefix } from '../at/lexer';

/** An AT+QMTCFG option that an earlier program may have left in another state, with the values that undo it. */
export interface RestoredOption {
  readonly name: string;
  readonly values: readonly number[];
}

/**
 * How a publish is written: the command, and what ends its payload behind the prompt: an announced number of bytes, or Ctrl-Z,
 * which the payload then may not hold.
 */
export interface PublishForm {
  readonly command: 'AT+QMTPUBEX' | 'AT+QMTPUB';
  readonly end: 'length' | 'ctrl-z';
}

/** What one family of modules can do and how it words things. A new model is a new row in `profiles/`. */
export interface ModuleProfile {
  /** The family's name, as the setting `module` of ec20-modem and ec20-status give it. */
  readonly name: string;
  readonly publish: PublishForm;
  /** What a firmware that lacks the family's command may have in its place. */
  readonly otherPublish: readonly PublishForm[];
  /** A refused publish may mean that the firmware has no such command: it has known no test form of one. */
  readonly mayLackPublish: boolean;
  /** The longest payload of one publish, in bytes. */
  readonly largestPayloadBytes: number;
  /** The longest payload that is believed in a +QMTRECV; a longer length is taken for a damaged line. */
  readonly largestReceiveBytes: number;
  readonly longestTopicBytes: number;
  readonly longestHostBytes: number;
  /** Client id, user name and password of AT+QMTCONN. */
  readonly longestCredentialBytes: number;
  /** How many publishes may await the broker, whatever the setting says; below, the module's refusals decide. */
  readonly largestInFlight: number;
  /** Messages kept in the module with recv/mode 1. */
  readonly receiveSlots: number;
  /** AT+QMTRECV=idx,slot wants the slots counted from the other end (EC200U). */
  readonly slotsReversed: boolean;
  /** The highest PDP context that AT+QMTCFG="pdpcid" takes. */
  readonly highestContext: number;
  /** Options behind the nine of the EC20's note. The connection works without them, so a refusal is let be. */
  readonly restores: readonly RestoredOption[];
}

/** +QMTRECV: idx,msgid,"topic",length,"payload" (MQTT note §4.2, recv/mode with length). */
export function receivePrefix(profile: ModuleProfile): CountedPrefix {
  return { prefix: '+QMTRECV', lengthField: 3, maxBytes: profile.largestReceiveBytes };
}
