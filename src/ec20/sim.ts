import type { Channel } from '../at/channel';
import { commandLine, numberAt, plain, rawAt, secret, textAt } from '../at/parameter';
import { type Clock, sleep } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { failureOf } from '../errors/catalogue';
import { DEADLINES } from './deadlines';
import { type Question, type Reply, askAlone, askBatch, fieldsOf } from './command-batch';
import { askAll, askOne, perform, unlessRefused } from './query';
import { SIM_ERROR_TEXTS, SIM_ERRORS, meaningOfSimWord } from './result-codes';

/** State of the SIM card. ICCID and IMSI are personal data, masked in traces. */
export interface SimFacts {
  /** The card's own word: `READY`, `SIM PIN`, … */
  readonly state: string;
  readonly iccid: string;
  readonly imsi: string;
}

export const UNKNOWN_SIM: SimFacts = { state: '', iccid: '', imsi: '' };

/**
 * PINs and the cards that refused them. One per Node-RED, so that no reconnect and no deploy tries a wrong PIN again.
 */
export interface RefusedPins {
  has(cardAndPin: string): boolean;
  add(cardAndPin: string): void;
}

export interface SimOptions {
  readonly clock: Clock;
  readonly pin: string;
  readonly refusedPins: RefusedPins;
  /**
   * The module may have been powered, or its radio switched on, a moment ago: then it may not have found its card yet.
   */
  readonly isFresh?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * A card that has just been powered reports busy or nothing for some seconds (EC2x AT manual §5.3; field drivers wait
 * 10–20 s).
 */
const BUSY_MS = 20_000;
const BUSY_POLL_MS = 1000;
/**
 * Right after its start a module reports no card (+CME ERROR: 10, 10, 14 and READY within 0.4 s on an EC21-J), others
 * for seconds: their card is reported some 5 s after RDY.
 */
const FRESH_MS = 8000;

/** The last of three tries is never used: a third wrong PIN locks the card. */
const MIN_TRIES = 2;

/**
 * Waits until the card is ready, and enters the PIN if required. Resolves with the card's state; rejects with
 * `EC20_SIM_…`.
 */
export async function prepareSim(channel: Channel, options: SimOptions): Promise<string> {
  const startMs = options.clock.now();
  const patienceMs = (error: CodedError) => {
    if (failureOf(error.code).suspects.includes('waking')) return BUSY_MS;
    return error.code === 'EC20_SIM_ABSENT' && options.isFresh === true ? FRESH_MS : 0;
  };
  for (let entered = false; ;) {
    const found = await readSimState(channel);
    if (!(found instanceof CodedError)) return found;
    // The card needs a moment after its PIN.
    const wantsPin = found.code === 'EC20_SIM_PIN_NEEDED';
    if (wantsPin && !entered) {
      await enterPin(channel, options);
      entered = true;
      continue;
    }
    const failure = wantsPin ? new CodedError('EC20_SIM_BUSY') : found;
    if (options.clock.now() - startMs >= patienceMs(failure)) throw failure;
    await sleep(options.clock, BUSY_POLL_MS, options.signal);
  }
}

const ICCID: Question = { line: plain('AT+QCCID'), answer: { prefix: '+QCCID' }, secretAnswer: true };
const IMSI: Question = {
  line: plain('AT+CIMI'),
  answer: { bare: (line) => /^\d{6,16}$/.test(line) },
  secretAnswer: true,
};

/** ICCID and IMSI, by AT+QCCID and AT+CIMI; what is refused, or left unanswered, stays empty. */
export async function readSimIdentity(channel: Channel): Promise<Pick<SimFacts, 'iccid' | 'imsi'>> {
  const { replies } = await askBatch(channel, [ICCID, IMSI], { mayBeMissing: true });
  const [iccid, imsi] = replies;
  return { iccid: numberIn(iccid), imsi: numberIn(imsi) };
}

function numberIn(reply: Reply | undefined): string {
  return rawAt(fieldsOf(reply) ?? [], 0) ?? '';
}

/** Queries the card once; resolves with its state, rejects with `EC20_SIM_…`. */
export async function readSim(channel: Channel): Promise<string> {
  const found = await readSimState(channel);
  if (found instanceof CodedError) throw found;
  return found;
}

/** AT+CPIN?: the word of a usable card, or the corresponding error. */
async function readSimState(channel: Channel): Promise<string | CodedError> {
  try {
    const params = await askOne(channel, plain('AT+CPIN?'), '+CPIN', { replyMs: DEADLINES.simMs });
    const word = params.map((each) => each.text).join(',');
    const meaning = meaningOfSimWord(word);
    if (meaning === 'usable') return word;
    const shown = meaning === 'EC20_SIM_LOCKED' ? { lock: word } : { word };
    return new CodedError(meaning, { params: shown });
  } catch (error) {
    if (error instanceof CodedError && error.code === 'EC20_MODULE_ERROR') return simError(error);
    throw error;
  }
}

/**
 * Reads a refusal in any of the three CMEE forms: number, text, or a bare ERROR (which says no more than "failure").
 */
function simError(error: CodedError): CodedError {
  const number = error.moduleCode ?? textNumber(String(error.params['result'] ?? ''));
  const code = (number === undefined ? undefined : SIM_ERRORS[number]) ?? 'EC20_SIM_FAILURE';
  return new CodedError(code, {
    outcome: 'rejected',
    cause: error,
    ...(number === undefined ? {} : { moduleCode: number }),
  });
}

function textNumber(result: string): number | undefined {
  return SIM_ERROR_TEXTS[result.replace(/^\+CME ERROR:\s*/, '').toLowerCase()];
}

async function enterPin(channel: Channel, options: SimOptions): Promise<void> {
  if (options.pin === '') throw new CodedError('EC20_SIM_PIN_NEEDED');
  // The same PIN may be right for another card. Most cards can be identified before the PIN.
  const attempt = `${numberIn(await askAlone(channel, ICCID))}:${options.pin}`;
  if (options.refusedPins.has(attempt)) throw new CodedError('EC20_SIM_PIN_WRONG');
  const tries = await triesLeft(channel);
  if (tries !== undefined && tries < MIN_TRIES) throw new CodedError('EC20_SIM_PIN_WRONG');
  try {
    await perform(channel, commandLine('AT+CPIN=', secret('simPin', options.pin)), DEADLINES.simMs);
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'EC20_MODULE_ERROR') throw error;
    const refusal = simError(error);
    // A bare ERROR doesn't distinguish a wrong PIN from a busy card; another try could lock the card, so it counts as
    // wrong.
    if (refusal.code === 'EC20_SIM_BUSY') throw refusal;
    options.refusedPins.add(attempt);
    throw new CodedError('EC20_SIM_PIN_WRONG', { outcome: 'rejected', cause: error });
  }
}

/** AT+QPINC="SC" → `+QPINC: "SC",<PIN tries left>,<PUK tries left>`; not every firmware has it. */
async function triesLeft(channel: Channel): Promise<number | undefined> {
  const lines = await unlessRefused(askAll(channel, plain('AT+QPINC="SC"'), '+QPINC'));
  const line = lines?.find((params) => textAt(params, 0) === 'SC');
  return line === undefined ? undefined : numberAt(line, 1);
}
