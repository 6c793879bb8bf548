import { BROKER_ERRORS } from './broker';
import { BUDGET_ERRORS } from './budget';
import { CERTIFICATE_ERRORS } from './certificate';
import { CHECK_ERRORS } from './check';
import { COMMAND_ERRORS } from './command';
import { CONNECTION_ERRORS } from './connection';
import { DELIVERY_ERRORS } from './delivery';
import { HISTORY_ERRORS } from './history';
import { LOGIN_ERRORS } from './login';
import { MODEL_ERRORS } from './model';
import { MODULE_ERRORS } from './module';
import { NETWORK_ERRORS } from './network';
import { PAYLOAD_ERRORS } from './payload';
import { PORT_ERRORS } from './port';
import { PROGRAM_ERRORS } from './program';
import { QUEUE_ERRORS } from './queue';
import { REGISTRATION_ERRORS } from './registration';
import { REPLY_ERRORS } from './reply';
import { SETTINGS_ERRORS } from './settings';
import { SIM_ERRORS } from './sim';
import { SUB_DEVICE_ERRORS } from './sub-device';
import { SUB_DEVICE_LOGIN_ERRORS } from './sub-device-login';
import { THING_ERRORS } from './thing';
import { TLS_ERRORS } from './tls';
import { TOPIC_ERRORS } from './topic';
import type { ErrorRow, Failure } from './row';

const ROWS = {
  ...PORT_ERRORS,
  ...MODULE_ERRORS,
  ...SIM_ERRORS,
  ...NETWORK_ERRORS,
  ...BROKER_ERRORS,
  ...LOGIN_ERRORS,
  ...CONNECTION_ERRORS,
  ...REGISTRATION_ERRORS,
  ...TLS_ERRORS,
  ...CERTIFICATE_ERRORS,
  ...SETTINGS_ERRORS,
  ...TOPIC_ERRORS,
  ...PAYLOAD_ERRORS,
  ...QUEUE_ERRORS,
  ...HISTORY_ERRORS,
  ...BUDGET_ERRORS,
  ...DELIVERY_ERRORS,
  ...MODEL_ERRORS,
  ...THING_ERRORS,
  ...REPLY_ERRORS,
  ...SUB_DEVICE_LOGIN_ERRORS,
  ...SUB_DEVICE_ERRORS,
  ...COMMAND_ERRORS,
  ...CHECK_ERRORS,
  ...PROGRAM_ERRORS,
};

/** The stable name of an error; docs/errors.md has them all. */
export type ErrorCode = keyof typeof ROWS;

/** Every error that a user can meet, in the order of docs/errors.md, which is made from it. */
export const ERRORS: Readonly<Record<ErrorCode, ErrorRow>> = ROWS;

/** A code that ends no connection, and did all the same: another attempt. */
const UNFORESEEN: Failure = { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] };

/** What it means that a connection, or an attempt to make one, ends with `code`. */
export function failureOf(code: ErrorCode): Failure {
  const { failure } = ERRORS[code];
  return failure === 'none' ? UNFORESEEN : failure;
}
