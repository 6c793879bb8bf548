import type { CountedPrefix } from '../at/lexer';

/** An AT+QMTCFG option that an earlier program may have changed, with the values that reset it. */
export interface RestoredOption {
  readonly name: string;
  readonly values: readonly number[];
}

/**
 * How a publish is written: the command, and what ends its payload after the prompt: an announced number of bytes, or
 * Ctrl-Z, which the payload then may not hold.
 */
export interface PublishForm {
  readonly command: 'AT+QMTPUBEX' | 'AT+QMTPUB';
  readonly end: 'length' | 'ctrl-z';
}

/** What one family of modules can do, and its dialect. A new model is a new row in `profiles/`. */
export interface ModuleProfile {
  /** The family's name, as in the setting `module` of ec20-modem and in ec20-status. */
  readonly name: string;
  readonly publish: PublishForm;
  /** Alternatives for firmware that lacks the family's command. */
  readonly otherPublish: readonly PublishForm[];
  /** A refused publish may mean that the firmware lacks the command: it has none of the test forms. */
  readonly mayLackPublish: boolean;
  /** The maximum payload of one publish, in bytes. */
  readonly largestPayloadBytes: number;
  /** The maximum plausible payload of a +QMTRECV; a longer length is taken for a damaged line. */
  readonly largestReceiveBytes: number;
  readonly longestTopicBytes: number;
  readonly longestHostBytes: number;
  /** Client id, user name and password of AT+QMTCONN. */
  readonly longestCredentialBytes: number;
  /** Maximum publishes awaiting the broker, whatever the setting says; below it, the module's refusals decide. */
  readonly largestInFlight: number;
  /** Messages kept in the module with recv/mode 1. */
  readonly receiveSlots: number;
  /** AT+QMTRECV=idx,slot counts the slots from the other end (EC200U). */
  readonly slotsReversed: boolean;
  /** The highest PDP context that AT+QMTCFG="pdpcid" takes. */
  readonly highestContext: number;
  /** Options beyond the nine of the EC20's note. The connection works without them, so a refusal is ignored. */
  readonly restores: readonly RestoredOption[];
}

/** +QMTRECV: idx,msgid,"topic",length,"payload" (MQTT note §4.2, recv/mode with length). */
export function receivePrefix(profile: ModuleProfile): CountedPrefix {
  return { prefix: '+QMTRECV', lengthField: 3, maxBytes: profile.largestReceiveBytes };
}
