import type { Channel } from '../at/channel';
import { type Parameter, commandLine, numberAt, plain, quoted, secret, textAt } from '../at/parameter';
import { CodedError } from '../base/coded-error';
import { DEADLINES } from './deadlines';
import { type Question, type Reply, askAlone, askBatch, required, fieldsOf, linesOf } from './command-batch';
import { askAll, perform, unlessRefused } from './query';

/** The access point. An empty `apn` keeps the network's own. */
export interface AccessPoint {
  /** PDP context, 1–16. */
  readonly context: number;
  readonly apn: string;
  readonly user: string;
  readonly password: string;
  /** 0 none, 1 PAP, 2 CHAP. */
  readonly authentication: number;
}

const ATTACHED: Question = { line: plain('AT+CGATT?'), answer: { prefix: '+CGATT' } };

/** `+QIACT: cid,state,type,"address"[,"IPv6 address"]` for each active context, or nothing. */
const ADDRESSES: Question = {
  line: plain('AT+QIACT?'),
  answer: { prefix: '+QIACT', mayBeNone: true },
  replyMs: DEADLINES.activateMs,
};

/**
 * Attaches to the packet service and activates the context. Queries first, because AT+QIACT answers ERROR for an active
 * context (TCP/IP note §2.3.2; §T4, §T6). Resolves with the address; rejects with `EC20_NOT_ATTACHED`, `EC20_PDP_HELD`
 * or `EC20_PDP_FAILED`.
 */
export async function activateContext(
  channel: Channel,
  access: AccessPoint,
  signal?: AbortSignal,
): Promise<string> {
  const { context } = access;
  const { replies, isJoined } = await askBatch(channel, [ATTACHED, ADDRESSES]);
  const [attached, addresses] = replies;
  const wasAttached = numberAt(required(attached)[0] ?? [], 0) === 1;
  if (!wasAttached) await attach(channel, signal);
  // A context may become active with the attach.
  const active = wasAttached ? addressIn(addresses, context) : await readAddress(channel, context);
  if (active !== undefined) return active;
  const { address, cause } = await activate(channel, context, isJoined, signal);
  if (address !== undefined) return address;
  const isHeld = (await isUp(channel, context)) === true;
  const params = isHeld ? { context } : { apn: access.apn };
  throw new CodedError(isHeld ? 'EC20_PDP_HELD' : 'EC20_PDP_FAILED', { params, outcome: 'rejected', cause });
}

/** Attaches to the packet service, unless attached. Rejects with `EC20_NOT_ATTACHED`. */
export async function ensureAttached(channel: Channel, signal: AbortSignal): Promise<void> {
  if (!(await isAttached(channel))) await attach(channel, signal);
}

/** AT+CGATT? (EC2x AT manual §10.1). */
export async function isAttached(channel: Channel): Promise<boolean> {
  return numberAt(required(await askAlone(channel, ATTACHED))[0] ?? [], 0) === 1;
}

async function attach(channel: Channel, signal: AbortSignal | undefined): Promise<void> {
  try {
    await perform(channel, plain('AT+CGATT=1'), DEADLINES.attachMs, signal);
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'EC20_MODULE_ERROR') throw error;
    throw new CodedError('EC20_NOT_ATTACHED', { outcome: 'rejected', cause: error });
  }
}

/** AT+QIACT, and the address: the context may be active although AT+QIACT returned ERROR. */
async function activate(
  channel: Channel,
  context: number,
  joins: boolean,
  signal: AbortSignal | undefined,
): Promise<{ readonly address: string | undefined; readonly cause: CodedError | undefined }> {
  const line = commandLine('AT+QIACT=', context);
  // Joined only where that is known to work: an activation that fails may take long, and must not be tried twice.
  const questions = [
    { line, replyMs: DEADLINES.activateMs },
    { ...ADDRESSES, replyMs: DEADLINES.addressMs },
  ];
  const { replies } = await askBatch(
    channel,
    questions,
    signal === undefined ? { joins } : { joins, signal },
  );
  const [activated, addresses] = replies;
  const cause = activated !== undefined && 'refusal' in activated ? activated.refusal : undefined;
  return { address: addressIn(addresses, context), cause };
}

/** AT+QIDEACT; ERROR for an inactive context is fine too. */
export async function deactivateContext(channel: Channel, context: number): Promise<void> {
  await unlessRefused(perform(channel, commandLine('AT+QIDEACT=', context), DEADLINES.deactivateMs));
}

/**
 * Compares AT+QIACT? with AT+CGACT?: on drift the first still shows an address while the second says inactive (EG800K
 * field log). True when the context can't be trusted.
 */
export async function hasDrifted(channel: Channel, context: number): Promise<boolean> {
  if ((await readAddress(channel, context)) === undefined) return true;
  return (await isUp(channel, context)) === false;
}

/** AT+CGACT?: the state of a context in the network; undefined where it isn't reported. */
async function isUp(channel: Channel, context: number): Promise<boolean | undefined> {
  const lines = await unlessRefused(askAll(channel, plain('AT+CGACT?'), '+CGACT'));
  const own = lines?.find((params) => numberAt(params, 0) === context);
  return own === undefined ? undefined : numberAt(own, 1) === 1;
}

/**
 * Deactivates a context that has drifted to another cid, and that other one: AT+QIDEACT, AT+CGACT=0,cid (EG800K field
 * log). Refusals are ignored; bring-up makes a new one.
 */
export async function dropDrifted(channel: Channel, context: number): Promise<void> {
  await deactivateContext(channel, context);
  const lines = (await unlessRefused(askAll(channel, plain('AT+CGACT?'), '+CGACT'))) ?? [];
  for (const params of lines) {
    const cid = numberAt(params, 0);
    if (cid === undefined || cid === context || numberAt(params, 1) !== 1) continue;
    await unlessRefused(perform(channel, commandLine('AT+CGACT=', 0, cid), DEADLINES.deactivateMs));
  }
}

/** The context's address by AT+QIACT?; undefined when it is not active. */
export async function readAddress(channel: Channel, context: number): Promise<string | undefined> {
  return addressIn(await askAlone(channel, ADDRESSES), context);
}

function addressIn(reply: Reply | undefined, context: number): string | undefined {
  const own = required(reply).find((params) => numberAt(params, 0) === context && numberAt(params, 1) === 1);
  return own === undefined ? undefined : (textAt(own, 3) ?? '');
}

/**
 * Writes the user's access point to the module before it registers: on LTE the attach itself uses it. Read first; the
 * module stores it. AT+QICSGP and AT+CGDCONT describe one context, but not every firmware uses the first for the
 * attach. True when something had to be written. Rejects with the module's refusal.
 */
export async function configureAccessPoint(channel: Channel, access: AccessPoint): Promise<boolean> {
  if (access.apn === '') return false;
  const ours: Question = {
    line: commandLine('AT+QICSGP=', access.context),
    answer: { prefix: '+QICSGP' },
    secretAnswer: true,
  };
  const { replies } = await askBatch(channel, [ours, DEFINITIONS]);
  const isKnown = isConfigured(fieldsOf(replies[0]) ?? [], access);
  if (!isKnown) await writeAccessPoint(channel, access);
  const definitions = isKnown ? replies[1] : await askAlone(channel, DEFINITIONS);
  const definition = linesOf(definitions).find((params) => numberAt(params, 0) === access.context);
  const isDefined = definition === undefined || isSameApn(textAt(definition, 2) ?? '', access.apn);
  if (!isDefined) {
    const type = quoted('type', textAt(definition, 1) ?? 'IP');
    const line = commandLine('AT+CGDCONT=', access.context, type, quoted('apn', access.apn, 62));
    await unlessRefused(perform(channel, line));
  }
  return !isKnown || !isDefined;
}

/** `+CGDCONT: cid,"type","apn",…` for each context (EC2x AT manual §10.2). */
const DEFINITIONS: Question = {
  line: plain('AT+CGDCONT?'),
  answer: { prefix: '+CGDCONT', mayBeNone: true },
};

/** The network may have added its own suffix: cmnet.mnc000.mcc460.gprs. */
function isSameApn(found: string, wanted: string): boolean {
  const [apn, own] = [found.toLowerCase(), wanted.toLowerCase()];
  return apn === own || apn.startsWith(`${own}.mnc`);
}

/** AT+QICSGP; some firmware refuses it while the context is active. */
async function writeAccessPoint(channel: Channel, access: AccessPoint): Promise<void> {
  const line = commandLine(
    'AT+QICSGP=',
    access.context,
    1,
    quoted('apn', access.apn, 62),
    quoted('apnUser', access.user, 127),
    secret('apnPassword', access.password, 127),
    access.authentication,
  );
  const isWritten = await unlessRefused(perform(channel, line).then(() => true));
  if (isWritten === true) return;
  await deactivateContext(channel, access.context);
  await perform(channel, line);
}

/** `+QICSGP: 1,"apn","user","password",auth` (EC25 log). */
function isConfigured(params: readonly Parameter[], access: AccessPoint): boolean {
  return (
    textAt(params, 1) === access.apn &&
    (textAt(params, 2) ?? '') === access.user &&
    (textAt(params, 3) ?? '') === access.password &&
    (numberAt(params, 4) ?? 0) === access.authentication
  );
}
