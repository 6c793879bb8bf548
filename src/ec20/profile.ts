import type { CountedPrefix } from '../at/lexer';

/** What one family of modules can do and how it words things. A new model is a new row in `profiles/`. */
export interface ModuleProfile {
  readonly name: string;
  /** The longest payload of one AT+QMTPUBEX, in bytes. */
  readonly largestPayloadBytes: number;
  /** The longest payload that is believed in a +QMTRECV; a longer length is taken for a damaged line. */
  readonly largestReceiveBytes: number;
  readonly longestTopicBytes: number;
  readonly longestHostBytes: number;
  /** Client id, user name and password of AT+QMTCONN. */
  readonly longestCredentialBytes: number;
  /** How many publishes may await the broker before the module is expected to refuse. */
  readonly largestInFlight: number;
  /** Messages kept in the module with recv/mode 1. */
  readonly receiveSlots: number;
  /** AT+QMTRECV=idx,slot wants the slots counted from the other end (EC200U). */
  readonly slotsReversed: boolean;
}

/** +QMTRECV: idx,msgid,"topic",length,"payload" (MQTT note V1.1, recv/mode with length). */
export function receivePrefix(profile: ModuleProfile): CountedPrefix {
  return { prefix: '+QMTRECV', lengthField: 3, maxBytes: profile.largestReceiveBytes };
}
