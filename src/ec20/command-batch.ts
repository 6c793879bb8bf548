import type { Channel } from '../at/channel';
import type { ResponseMatch } from '../at/response-match';
import { type CommandLine, type Parameter, readParameters } from '../at/parameter';
import { CodedError } from '../base/coded-error';
import { DEADLINES } from './deadlines';

/** One of several commands in one line. */
export interface Question {
  readonly line: CommandLine;
  /** Matches its information lines; undefined: it returns only a final result. */
  readonly answer?: Expected;
  /** Timeout in milliseconds, where the manual allows more than 300 ms. */
  readonly replyMs?: number;
  /** The answer holds a secret: all answers of its line are masked in the trace. */
  readonly secretAnswer?: boolean;
}

/** Lines with a prefix, at least one unless `mayBeNone`; or one line without a prefix, recognised by its shape. */
export type Expected =
  | {
      readonly prefix: string;
      readonly accept?: (params: readonly Parameter[]) => boolean;
      readonly mayBeNone?: boolean;
    }
  | { readonly bare: (line: string) => boolean };

/** Outcome of a question: its lines, or why it has none. */
export type Reply = { readonly lines: readonly (readonly Parameter[])[] } | { readonly refusal: CodedError };

export interface Replies {
  /** One per question, in their order. */
  readonly replies: readonly Reply[];
  /** The module has run several commands in one line, to the end. */
  readonly isJoined: boolean;
}

export interface BatchOptions {
  readonly signal?: AbortSignal;
  /**
   * What an earlier line has shown. `true`: the module accepts joined commands, so a refusal is that of the first
   * command without an answer, which isn't run twice. `false`: nothing is joined. Undefined: it is tried.
   */
  readonly joins?: boolean;
  /**
   * Silence counts as a refusal: the answer is optional, and the other questions are still asked. If the line is dead,
   * the channel ends and the next question rejects.
   */
  readonly mayBeMissing?: boolean;
}

/**
 * The maximum length of a command line isn't documented (EC2x AT manual §1.4); other Quectel modules take 556 bytes.
 */
const LONGEST_JOINED_BYTES = 400;

/** What a busy computer and a USB hub add to the module's own time, once per line. */
const ALLOWANCE_MS = DEADLINES.simpleMs - DEADLINES.manualMs;

/**
 * Asks several questions in as few lines as possible: commands joined by `;` run in order, and the first that fails
 * ends the line (EC2x AT manual §1.4). Those without an answer are then asked one by one, since one unknown command, or
 * firmware that accepts no joined ones, fails the whole line. Writes may thus be done twice. Rejects as
 * {@link Channel.run} does, except for refusals, which are replies.
 */
export async function askBatch(
  channel: Channel,
  questions: readonly Question[],
  options: BatchOptions = {},
): Promise<Replies> {
  const replies: Reply[] = [];
  let isJoined = false;
  for (const group of groupsOf(questions, options.joins !== false)) {
    const answer = await readAnswers(channel, group, options);
    isJoined ||= group.length > 1 && answer.refusal === undefined;
    for (const [place, question] of group.entries()) {
      const isOver = isForeign(answer) || place === refusedPlace(group, answer, options.joins);
      const found = replyOf(group, answer, place);
      if (found !== undefined) replies.push(found);
      else if (isOver || group.length === 1) replies.push(failureOf(question, answer));
      else replies.push(await askOneOf(channel, question, options));
    }
  }
  return { replies, isJoined };
}

/** Asks one question as {@link askBatch} does. */
export async function askAlone(channel: Channel, question: Question, signal?: AbortSignal): Promise<Reply> {
  return askOneOf(channel, question, signal === undefined ? {} : { signal });
}

/** Whether a question got no answer at all. */
export function isSilence(reply: Reply): boolean {
  return 'refusal' in reply && reply.refusal.code === 'EC20_TIMEOUT';
}

async function askOneOf(channel: Channel, question: Question, options: BatchOptions): Promise<Reply> {
  const answer = await readAnswers(channel, [question], options);
  return replyOf([question], answer, 0) ?? failureOf(question, answer);
}

/** The lines of a reply; none when it was refused. */
export function linesOf(reply: Reply | undefined): readonly (readonly Parameter[])[] {
  return reply !== undefined && 'lines' in reply ? reply.lines : [];
}

/** The fields of a reply's first line; undefined when it was refused or has none. */
export function fieldsOf(reply: Reply | undefined): readonly Parameter[] | undefined {
  return linesOf(reply)[0];
}

/** A reply's lines. Throws its refusal. */
export function required(reply: Reply | undefined): readonly (readonly Parameter[])[] {
  if (reply === undefined) return [];
  if ('refusal' in reply) throw reply.refusal;
  return reply.lines;
}

/** Lines received for the questions of one line. */
interface BatchAnswer {
  /** The lines of each question. */
  readonly lines: readonly Parameter[][][];
  /** Lines without a prefix that fit no question, where several wait for such a line. */
  readonly surplus: number;
  readonly refusal: CodedError | undefined;
}

async function readAnswers(
  channel: Channel,
  group: readonly Question[],
  { signal, mayBeMissing = false }: BatchOptions,
): Promise<BatchAnswer> {
  const lines = group.map((): Parameter[][] => []);
  let surplus = 0;
  const matches = group.flatMap(({ answer }, place) =>
    answer === undefined ? [] : [observing(answer, (params) => lines[place]?.push(params))],
  );
  if (group.filter(isBare).length > 1)
    matches.push(observing({ bare: () => true }, () => surplus++, MAX_LINES));
  try {
    await channel.run({
      line: joinedLine(group),
      matches,
      replyMs: deadlineOf(group),
      secretAnswer: group.some(({ secretAnswer }) => secretAnswer === true),
      ...(signal === undefined ? {} : { signal }),
    });
    return { lines, surplus, refusal: undefined };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const isReply = error.code === 'EC20_MODULE_ERROR' || (mayBeMissing && error.code === 'EC20_TIMEOUT');
    if (!isReply) throw error;
    return { lines, surplus, refusal: error };
  }
}

const MAX_LINES = 64;

/** A match that records what it takes: the channel returns no answers for a line that is refused in the end. */
function observing(expected: Expected, note: (params: Parameter[]) => void, max?: number): ResponseMatch {
  if ('bare' in expected) {
    const bare = (line: string) => {
      const isOwn = expected.bare(line);
      if (isOwn) note(readParameters(line));
      return isOwn;
    };
    return { bare, max: max ?? 1 };
  }
  const accept = (params: readonly Parameter[]) => {
    const isOwn = expected.accept?.(params) ?? true;
    if (isOwn) note([...params]);
    return isOwn;
  };
  return { prefix: expected.prefix, max: max ?? MAX_LINES, accept };
}

/** A question's reply, as far as its line shows it. */
function replyOf(group: readonly Question[], answer: BatchAnswer, place: number): Reply | undefined {
  const question = group[place];
  const lines = answer.lines[place] ?? [];
  if (question === undefined) return undefined;
  if (lines.length > 0) return isBare(question) && isShifted(group, answer) ? undefined : { lines };
  const isRun = answer.refusal === undefined || answer.lines.slice(place).some((later) => later.length > 0);
  return isRun && mayBeSilent(question) ? { lines } : undefined;
}

/** Lines without a prefix differ only in their order: with one too few or too many, none is used. */
function isShifted(group: readonly Question[], { lines, surplus }: BatchAnswer): boolean {
  if (group.filter(isBare).length < 2) return false;
  return surplus > 0 || group.some((question, place) => isBare(question) && lines[place]?.length === 0);
}

/**
 * An OK without any line may be an older command's, repeated: the answer is still on its way, and nothing may be
 * written before it.
 */
function isForeign({ lines, refusal }: BatchAnswer): boolean {
  return refusal === undefined && lines.every((lines) => lines.length === 0);
}

/** The command that the module refused, where that is certain. */
function refusedPlace(
  group: readonly Question[],
  answer: BatchAnswer,
  joins: boolean | undefined,
): number | undefined {
  if (joins !== true || answer.refusal === undefined) return undefined;
  return group.findIndex((_, place) => replyOf(group, answer, place) === undefined);
}

/** Refused, or answered without the required line. */
function failureOf({ line }: Question, { refusal }: BatchAnswer): Reply {
  const params = { command: line.masked, answer: 'OK' };
  return { refusal: refusal ?? new CodedError('EC20_ANSWER_SHAPE', { params, outcome: 'unknown' }) };
}

function isBare({ answer }: Question): boolean {
  return answer !== undefined && 'bare' in answer;
}

function mayBeSilent({ answer }: Question): boolean {
  return answer === undefined || ('prefix' in answer && answer.mayBeNone === true);
}

/**
 * Consecutive commands share a line while it is short. A `;` within quotes stays alone: not every firmware parses
 * quotes.
 */
function groupsOf(questions: readonly Question[], mayJoin: boolean): readonly (readonly Question[])[] {
  const groups: Question[][] = [];
  let bytes = Infinity;
  for (const question of questions) {
    const { length } = question.line.text;
    const isLoner = !mayJoin || question.line.text.includes(';');
    if (isLoner || bytes + length > LONGEST_JOINED_BYTES) {
      groups.push([question]);
      bytes = isLoner ? Infinity : length;
    } else {
      groups.at(-1)?.push(question);
      bytes += length;
    }
  }
  return groups;
}

const ATTENTION = 'AT';

/** Only the first command keeps its AT. */
function joinedLine(group: readonly Question[]): CommandLine {
  const join = (texts: readonly string[]) =>
    ATTENTION + texts.map((text) => text.slice(ATTENTION.length)).join(';');
  return {
    text: join(group.map(({ line }) => line.text)),
    masked: join(group.map(({ line }) => line.masked)),
    secrets: group.flatMap(({ line }) => line.secrets),
  };
}

/** The manual's times of all commands and the margin of the line, in milliseconds. */
function deadlineOf(group: readonly Question[]): number {
  const [first] = group;
  if (first !== undefined && group.length === 1) return first.replyMs ?? DEADLINES.simpleMs;
  return group.reduce((sum, { replyMs }) => sum + (replyMs ?? DEADLINES.manualMs), ALLOWANCE_MS);
}
