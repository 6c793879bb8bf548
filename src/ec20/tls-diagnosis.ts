import type { Channel } from '../at/channel';
import { commandLine, type CommandLine, numberAt, plain, quoted } from '../at/parameter';
import { CodedError, asCodedError } from '../base/coded-error';
import { type ErrorCode, failureOf } from '../errors/catalogue';
import { DEADLINES } from './deadlines';
import { isUnknownFile, listFiles } from './file-store';
import { readModuleClock } from './module-clock';
import { perform, unlessRefused } from './query';
import { configureContext, offerName, type TlsSetup } from './tls';

/** What a test connection goes to. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly pdpContext: number;
  readonly signal: AbortSignal;
}

export interface FailedOpen extends Target {
  readonly setup: TlsSetup;
  /** The module's error. */
  readonly error: CodedError;
}

/** Tests use a context and a socket of their own, so that the connection's settings stay as strict as they were. */
const LOOK = { context: 3, socket: 11 } as const;

/** TCP/IP results that mean: no such name (§M2). */
const NO_NAME = 565;

/** Result of a test connection; `unknown` where the firmware can't open one. */
type Look = 'reached' | 'failed' | 'unknown';

/**
 * Narrows down a TLS connection that the module reports only as failed, by its files and by test connections to the
 * port: plain TCP first, then TLS without dates, then without any check. Tests send nothing and are closed at once; the
 * connection itself never gets weaker. Returns the error to report.
 */
export async function diagnoseTls(channel: Channel, failed: FailedOpen): Promise<CodedError> {
  const { error, setup, host, port, signal } = failed;
  if (!failureOf(error.code).suspects.includes('tls')) return error;
  const found = (code: ErrorCode, params: Readonly<Record<string, string | number>> = {}) =>
    new CodedError(code, { params: { host, port, ...params }, outcome: 'rejected', cause: error });
  const missing = await missingFile(channel, setup);
  if (missing !== undefined) return found('EC20_TLS_FILE_GONE', { file: missing });
  signal.throwIfAborted();

  const tcp = await look(channel, failed, '+QIOPEN', 'AT+QICLOSE=');
  if (tcp.result === NO_NAME) return found('EC20_OPEN_DNS');
  if (tcp.kind === 'failed') return found('EC20_TLS_UNREACHABLE');
  if (tcp.kind === 'unknown') return error;

  const withoutDates = await lookSecurely(channel, failed, { checksDates: false, checksServer: true });
  if (withoutDates === 'reached') {
    return found('EC20_TLS_DATE', { time: dayOf(await readModuleClock(channel)) });
  }
  const unchecked = await lookSecurely(channel, failed, { checksDates: false, checksServer: false });
  if (unchecked === 'reached') return found('EC20_TLS_SERVER');
  if (!setup.sni) return found('EC20_TLS_SNI');
  return found(setup.files.length > 1 ? 'EC20_TLS_MUTUAL' : 'EC20_TLS_HANDSHAKE');
}

/**
 * Tests whether plain TCP reaches a TLS server; nothing is sent. False where the firmware can't test it. Rejects with
 * `EC20_OPEN_DNS` or `EC20_TLS_UNREACHABLE`.
 */
export async function reachServer(channel: Channel, target: Target): Promise<boolean> {
  const { kind, result } = await look(channel, target, '+QIOPEN', 'AT+QICLOSE=');
  if (kind !== 'failed') return kind === 'reached';
  const { host, port } = target;
  const code = result === NO_NAME ? 'EC20_OPEN_DNS' : 'EC20_TLS_UNREACHABLE';
  throw new CodedError(code, { params: { host, port }, outcome: 'rejected' });
}

async function missingFile(channel: Channel, { files }: TlsSetup): Promise<string | undefined> {
  const present = await listFiles(channel);
  if (present === undefined) return undefined;
  if (present.size === 0) {
    // Some firmware always lists nothing: it says OK to the name too, where others report that there is none.
    for (const { name } of files) if (await isUnknownFile(channel, name)) return name;
    return undefined;
  }
  return files.find(({ name, bytes }) => present.get(name) !== bytes.length)?.name;
}

async function lookSecurely(
  channel: Channel,
  failed: FailedOpen,
  checks: { readonly checksDates: boolean; readonly checksServer: boolean },
): Promise<Look> {
  failed.signal.throwIfAborted();
  await configureContext(channel, LOOK.context, failed.setup.files, checks);
  if (failed.setup.sni) await offerName(channel, LOOK.context);
  return (await look(channel, failed, '+QSSLOPEN', 'AT+QSSLCLOSE=')).kind;
}

/** Opens a socket and closes it again; returns the module's result if it reported one. */
async function look(
  channel: Channel,
  { host, port, pdpContext, signal }: Target,
  prefix: '+QIOPEN' | '+QSSLOPEN',
  close: string,
): Promise<{ readonly kind: Look; readonly result?: number }> {
  try {
    const { code } = await channel.exchange(
      { line: openLine(prefix, pdpContext, host, port), replyMs: DEADLINES.acceptMs, signal },
      { prefix, accept: (params) => numberAt(params, 0) === LOOK.socket, ms: DEADLINES.socketMs },
    );
    const result = numberAt(code.params, 1) ?? -1;
    return { kind: result === 0 ? 'reached' : 'failed', result };
  } catch (error) {
    const coded = asCodedError(error);
    if (coded.code === 'EC20_MODULE_ERROR') return { kind: 'unknown' };
    if (coded.code === 'EC20_TIMEOUT') return { kind: 'failed' };
    throw coded;
  } finally {
    await unlessRefused(perform(channel, plain(`${close}${LOOK.socket}`), DEADLINES.fileMs)).catch(
      () => undefined,
    );
  }
}

function openLine(
  prefix: '+QIOPEN' | '+QSSLOPEN',
  pdpContext: number,
  host: string,
  port: number,
): CommandLine {
  const name = quoted('host', host);
  // Access mode 0: received data stays in the module's buffer, so that none of it appears on the line.
  if (prefix === '+QSSLOPEN') {
    return commandLine('AT+QSSLOPEN=', pdpContext, LOOK.context, LOOK.socket, name, port, 0);
  }
  return commandLine('AT+QIOPEN=', pdpContext, LOOK.socket, quoted('service', 'TCP'), name, port, 0, 0);
}

function dayOf(ms: number | undefined): string {
  return ms === undefined ? '?' : new Date(ms).toISOString().slice(0, 10);
}
