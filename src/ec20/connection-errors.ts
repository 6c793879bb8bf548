import { type Parameter, numberAt } from '../at/parameter';
import { CodedError, type ErrorDetails, type Phrase } from '../base/coded-error';
import type { ErrorCode } from '../errors/catalogue';
import { CONNACK_CODES, OPEN_RESULTS, packetResult } from './result-codes';

/** Where a connection goes, for its errors. */
export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly index: number;
  readonly apn: string;
}

/** How a subscribe or unsubscribe can fail before the broker replies. */
const FAILURES = {
  refusal: (result: string): Phrase => ({
    en: `the module refused the command with ${result}`,
    zh: `模块拒绝了这条指令，返回 ${result}`,
  }),
  result: (result: number): Phrase => ({
    en: `the module gave up sending it (result ${result})`,
    zh: `模块多次发送后放弃（结果码 ${result}）`,
  }),
  silence: (): Phrase => ({ en: 'no answer came', zh: '一直没有应答' }),
} as const;

/** `EC20_OPEN_…` by the result of AT+QMTOPEN; undefined when it is open. */
export function openRefusal(result: number, to: Destination): CodedError | undefined {
  if (result === 0) return undefined;
  return openFailed(OPEN_RESULTS[result] ?? 'EC20_OPEN_FAILED', to, { moduleCode: result });
}

/** What ERROR or silence after AT+QMTOPEN means; other errors are returned unchanged. */
export function openError(error: CodedError, to: Destination): CodedError {
  if (error.code === 'EC20_MODULE_ERROR') return openFailed('EC20_OPEN_FAILED', to, { cause: error });
  if (error.code === 'EC20_TIMEOUT') return openFailed('EC20_OPEN_TIMEOUT', to, { cause: error });
  return error;
}

function openFailed(code: ErrorCode, to: Destination, details: ErrorDetails): CodedError {
  return new CodedError(code, { params: { ...to }, outcome: 'rejected', ...details });
}

/** Throws `EC20_CONNECT_…` when +QMTCONN reports a refusal. */
export function checkConnack(params: readonly Parameter[], clientId: string, host: string): void {
  const result = packetResult(numberAt(params, 1));
  const code = numberAt(params, 2) ?? 0;
  if (result === 'acknowledged' && code === 0) return;
  const known = result === 'acknowledged' ? CONNACK_CODES[code] : undefined;
  const number = result === 'acknowledged' ? code : (numberAt(params, 1) ?? -1);
  throw new CodedError(known ?? 'EC20_CONNECT_FAILED', {
    params: { clientId, host, result: number },
    moduleCode: number,
    outcome: 'rejected',
  });
}

/**
 * The best reason for a failed CONNECT: CONNACK's own code, else the +QMTSTAT received meanwhile, else the module's
 * ERROR.
 */
export function connectError(error: CodedError, stat: CodedError | undefined): CodedError {
  if (error.code === 'EC20_TIMEOUT') {
    return stat ?? new CodedError('EC20_CONNECT_TIMEOUT', { outcome: 'unknown', cause: error });
  }
  if (error.code !== 'EC20_MODULE_ERROR') return error;
  const params = { result: 'ERROR' };
  return stat ?? new CodedError('EC20_CONNECT_FAILED', { params, outcome: 'rejected', cause: error });
}

type FilterCode = 'EC20_SUBSCRIBE_FAILED' | 'EC20_UNSUBSCRIBE_FAILED';

/** The result of AT+QMTSUB or AT+QMTUNS, where it isn't 0. */
export function filterRefusal(code: FilterCode, filter: string, result: number): CodedError {
  return filterFailed(code, filter, FAILURES.result(result), { outcome: 'unknown', moduleCode: result });
}

/** What ERROR or silence after AT+QMTSUB or AT+QMTUNS means; other errors are returned unchanged. */
export function filterError(code: FilterCode, filter: string, error: CodedError): CodedError {
  const details = { outcome: error.outcome, cause: error };
  if (error.code === 'EC20_TIMEOUT') return filterFailed(code, filter, FAILURES.silence(), details);
  if (error.code !== 'EC20_MODULE_ERROR') return error;
  const refusal = FAILURES.refusal(String(error.params['result'] ?? 'ERROR'));
  return filterFailed(code, filter, refusal, details);
}

function filterFailed(code: FilterCode, filter: string, reason: Phrase, details: ErrorDetails): CodedError {
  return new CodedError(code, { params: { filter }, phrases: { reason }, ...details });
}
