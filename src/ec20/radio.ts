import type { Channel } from '../at/channel';
import { commandLine, numberAt, plain } from '../at/parameter';
import { type Clock, sleep } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { DEADLINES } from './deadlines';
import { type Question, askBatch, fieldsOf } from './command-batch';
import { perform, unlessRefused } from './query';

/** AT+CFUN?: 0 minimum functionality, 1 full, 4 radio off (EC2x AT manual §2.22). */
export const RADIO: Question = { line: plain('AT+CFUN?'), answer: { prefix: '+CFUN' } };
export const FULL_FUNCTIONALITY = 1;

/** AT+COPS?: 0 automatic, 1 manual, 2 deregistered, 4 manual, else automatic (EC2x AT manual §6.1). */
const SELECTION: Question = {
  line: plain('AT+COPS?'),
  answer: { prefix: '+COPS' },
  replyMs: DEADLINES.operatorMs,
};
const MANUAL = 1;
const DEREGISTERED = 2;

/** How long the radio stays off when it is cycled: field drivers wait 2 s. */
const OFF_MS = 2000;

/** What keeps a module from the network although card and signal are fine. */
export interface RadioState {
  /** `<fun>` of AT+CFUN?; undefined where it isn't reported. */
  readonly level: number | undefined;
  /** `<mode>` of AT+COPS?; undefined where it isn't reported. */
  readonly selection: number | undefined;
}

/** Queries the radio and the operator selection, in one line. */
export async function readRadio(channel: Channel): Promise<RadioState> {
  const { replies } = await askBatch(channel, [RADIO, SELECTION]);
  const [level, selection] = replies.map((reply) => numberAt(fieldsOf(reply) ?? [], 0));
  return { level, selection };
}

/**
 * Corrects what keeps the module from the network: switches the radio on and selects the operator automatically; a
 * manually selected network is kept while `keepsManual`. Reports what it found; true when something was changed.
 * Rejects with `EC20_RADIO_OFF`.
 */
export async function freeRadio(
  channel: Channel,
  { keepsManual, report }: { readonly keepsManual: boolean; readonly report: (warning: CodedError) => void },
  signal?: AbortSignal,
): Promise<boolean> {
  const { level, selection } = await readRadio(channel);
  const isOff = level !== undefined && level !== FULL_FUNCTIONALITY;
  if (isOff) {
    await switchOn(channel, level, signal);
    report(new CodedError('EC20_RADIO_WAS_OFF', { params: { level } }));
  }
  const isBound = selection === DEREGISTERED || (selection === MANUAL && !keepsManual);
  if (isBound) {
    // Some firmware returns OK only when it has found a network, and ERROR when it hasn't yet: the registration is
    // checked anyway.
    await unlessRefused(perform(channel, plain('AT+COPS=0'), DEADLINES.selectMs, signal));
    report(new CodedError('EC20_OPERATOR_LEFT', { params: { mode: selection } }));
  }
  return isOff || isBound;
}

/** AT+CFUN=1 on a module at `level`. Rejects with `EC20_RADIO_OFF` when it stays there. */
export async function switchOn(channel: Channel, level: number, signal?: AbortSignal): Promise<void> {
  try {
    await perform(channel, commandLine('AT+CFUN=', FULL_FUNCTIONALITY), DEADLINES.functionMs, signal);
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'EC20_MODULE_ERROR') throw error;
    throw new CodedError('EC20_RADIO_OFF', { params: { level }, outcome: 'rejected', cause: error });
  }
}

/**
 * Switches the radio off and on (AT+CFUN=0, else 4; then 1), so that the module registers again: after a refusal some
 * never retry. The card restarts too. Refusals are ignored; the next registration check shows the result.
 */
export async function cycleRadio(channel: Channel, clock: Clock, signal?: AbortSignal): Promise<void> {
  const off = (level: number) =>
    unlessRefused(
      perform(channel, commandLine('AT+CFUN=', level), DEADLINES.functionMs, signal).then(() => true),
    );
  try {
    if ((await off(0)) === undefined) await off(4);
    await sleep(clock, OFF_MS, signal);
  } finally {
    // An abort in the middle must not leave the radio off.
    await unlessRefused(perform(channel, commandLine('AT+CFUN=', FULL_FUNCTIONALITY), DEADLINES.functionMs));
  }
}
