import type { ErrorCode } from '../base/error-catalogue';

interface FailurePolicy {
  /** `failed` when a person has to do something; attempts go on all the same, so that the cure is noticed. */
  readonly state: 'waiting' | 'failed';
  /** No attempt comes sooner than this. */
  readonly floorMs: number;
}

const TRANSIENT: FailurePolicy = { state: 'waiting', floorMs: 0 };

const byHand = (floorMs: number): FailurePolicy => ({ state: 'failed', floorMs });

/** What a failure means for the node's state. A code that isn't here goes away by itself. */
const VERDICTS: Partial<Record<ErrorCode, FailurePolicy>> = {
  EC20_PORT_NOT_FOUND: byHand(0),
  EC20_PORT_NONE: byHand(0),
  EC20_PORT_BUSY: byHand(2000),
  EC20_PORT_DENIED: byHand(5000),
  EC20_PORT_FAILED: byHand(2000),
  EC20_PORT_FILE: byHand(2000),
  EC20_PORT_LINK: byHand(0),
  EC20_PORT_NO_TTY: byHand(5000),
  EC20_PORT_AMBIGUOUS: byHand(5000),
  EC20_PORT_SHARED: byHand(5000),
  EC20_MODULE_SILENT: byHand(2000),
  EC20_MODULE_UNSUPPORTED: byHand(60_000),
  EC20_SETTING: byHand(60_000),
  EC20_SIM_ABSENT: byHand(5000),
  EC20_SIM_FAILURE: byHand(5000),
  EC20_SIM_PIN_NEEDED: byHand(10_000),
  EC20_SIM_PIN_WRONG: byHand(10_000),
  EC20_SIM_PUK: byHand(30_000),
  EC20_SIM_LOCKED: byHand(30_000),
  EC20_SIM_UNKNOWN: byHand(5000),
  EC20_RADIO_OFF: byHand(10_000),
  EC20_REGISTRATION_DENIED: byHand(30_000),
  EC20_REGISTRATION_LIMITED: byHand(30_000),
  EC20_PDP_HELD: byHand(0),
  EC20_PUBLISH_MISSING: byHand(60_000),
  EC20_OPEN_DNS: byHand(0),
  EC20_OPEN_PARAMETER: byHand(10_000),
  EC20_CONNECT_PROTOCOL: byHand(0),
  EC20_CONNECT_ID: byHand(0),
  EC20_CONNECT_CREDENTIALS: byHand(0),
  EC20_CONNECT_NOT_AUTHORISED: byHand(0),
  EC20_TLS_REQUIRED: byHand(0),
  EC20_TLS_FIRMWARE: byHand(60_000),
  EC20_TLS_DATE: byHand(10_000),
  EC20_TLS_SERVER: byHand(10_000),
  EC20_TLS_MUTUAL: byHand(10_000),
  EC20_TLS_SNI: byHand(30_000),
  EC20_TLS_HANDSHAKE: byHand(10_000),
  EC20_FILE_FULL: byHand(30_000),
  EC20_REGISTER_OFF: byHand(60_000),
  EC20_REGISTER_ACTIVATED: byHand(60_000),
  EC20_REGISTER_SIGNATURE: byHand(60_000),
  EC20_REGISTER_REFUSED: byHand(60_000),
  EC20_REGISTER_STORE: byHand(60_000),
  EC20_ALIAUTH_MISSING: byHand(60_000),
  EC20_ALIAUTH_OLD: byHand(0),
  EC20_AT_TEXT: byHand(60_000),
  EC20_AT_LONG: byHand(60_000),
};

/** How the session shows a failure, and how long it waits at least. */
export function failurePolicy(code: ErrorCode): FailurePolicy {
  return VERDICTS[code] ?? TRANSIENT;
}
