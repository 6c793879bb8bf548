import type { Channel } from '../at/channel';
import { plain, rawAt } from '../at/parameter';
import { DEADLINES } from './deadlines';
import { type Question, type Reply, askAlone, askBatch, fieldsOf } from './command-batch';
import { unlessRefused, unlessUnanswered } from './query';

/** Identity of a module. */
export interface Identity {
  readonly model: string;
  readonly revision: string;
  /** The name of the family's profile in use; empty until it is chosen. */
  readonly profile: string;
  /** 15 digits; a personal datum, masked in traces. */
  readonly imei: string;
}

export const UNKNOWN_IDENTITY: Identity = { model: '', revision: '', profile: '', imei: '' };

/** Answers to the first questions. What is refused stays empty. */
export interface Introduction extends Pick<Identity, 'model' | 'revision'> {
  /** Replies to the other questions in the same line. */
  readonly others: readonly Reply[];
}

/** Manufacturer, model, revision, and what a firmware may add. */
const MAX_LINES = 8;

const isImei = (line: string) => /^\d{14,17}$/.test(line);
const isName = (line: string) => /^[A-Za-z0-9][\w .:/-]{1,63}$/.test(line);

const NAMES: readonly Question[] = [
  { line: plain('AT+CGMM'), answer: { bare: isName } },
  { line: plain('AT+CGMR'), answer: { bare: isName } },
];
const INTRODUCTION: readonly Question[] = [
  ...NAMES,
  // Not first: the line must resemble one of the two probes only (rule 5).
  { line: plain('AT+CMEE=1') },
];

/** In a line of its own, so that the other answers show in the trace. */
const IMEI: Question = { line: plain('AT+GSN'), answer: { bare: isImei }, secretAnswer: true };

/**
 * Asks for model and revision (AT+CGMM, AT+CGMR; EC2x AT manual §2.6, §2.7), requests numeric errors (AT+CMEE=1), and
 * asks the other questions for a newly opened module. Each answer's shape is checked, so that a boot code never passes
 * for the model's name.
 */
export async function introduce(channel: Channel, others: readonly Question[]): Promise<Introduction> {
  const { replies } = await askBatch(channel, [...INTRODUCTION, ...others], { mayBeMissing: true });
  const [model, revision] = replies;
  return { model: nameIn(model), revision: nameIn(revision), others: replies.slice(INTRODUCTION.length) };
}

/** The lines of ATI: manufacturer, model, revision (EC2x AT manual §2.1); none when it is refused. */
export async function describe(channel: Channel): Promise<readonly string[]> {
  const command = {
    line: plain('ATI'),
    matches: [{ bare: isName, max: MAX_LINES }],
    replyMs: DEADLINES.simpleMs,
  };
  const answer = await unlessRefused(channel.run(command));
  return answer?.lines.map(({ text }) => text) ?? [];
}

/** Model and revision, and nothing else; what is refused stays empty. */
export async function readNames(channel: Channel): Promise<Pick<Identity, 'model' | 'revision'>> {
  const [model, revision] = (await askBatch(channel, NAMES)).replies;
  return { model: nameIn(model), revision: nameIn(revision) };
}

/** The IMEI, by AT+GSN; empty when it is refused or left unanswered. */
export async function readImei(channel: Channel): Promise<string> {
  return nameIn(await unlessUnanswered(askAlone(channel, IMEI)));
}

function nameIn(reply: Reply | undefined): string {
  return rawAt(fieldsOf(reply) ?? [], 0) ?? '';
}
