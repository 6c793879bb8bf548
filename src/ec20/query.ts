import type { Channel } from '../at/channel';
import type { ResponseMatch } from '../at/response-match';
import { type CommandLine, type Parameter, readParameters } from '../at/parameter';
import { CodedError } from '../base/coded-error';
import { type ErrorCode, ERRORS } from '../errors/catalogue';
import { DEADLINES } from './deadlines';

export interface QueryOptions {
  readonly replyMs?: number;
  /** The answer holds a secret: it is masked in the trace. */
  readonly secretAnswer?: boolean;
  readonly accept?: (params: readonly Parameter[]) => boolean;
  readonly signal?: AbortSignal;
}

/** The fields after `+NAME:` in an information line. */
export function valueOf(text: string): string {
  return text.slice(text.indexOf(':') + 1).trimStart();
}

/** Runs a command that returns only a final result. Rejects as {@link Channel.run} does. */
export async function perform(
  channel: Channel,
  line: CommandLine,
  replyMs: number = DEADLINES.simpleMs,
  signal?: AbortSignal,
): Promise<void> {
  await channel.run({ line, replyMs, ...(signal === undefined ? {} : { signal }) });
}

/** Queries the lines that begin with `prefix`; there may be none. */
export async function askAll(
  channel: Channel,
  line: CommandLine,
  prefix: string,
  options: QueryOptions = {},
): Promise<readonly Parameter[][]> {
  const match: ResponseMatch = {
    prefix,
    max: 64,
    ...(options.accept === undefined ? {} : { accept: options.accept }),
  };
  const answer = await channel.run({
    line,
    matches: [match],
    replyMs: options.replyMs ?? DEADLINES.simpleMs,
    ...(options.secretAnswer === undefined ? {} : { secretAnswer: options.secretAnswer }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return answer.lines.map((each) => readParameters(valueOf(each.text)));
}

/** Queries one line that begins with `prefix`. Rejects with `EC20_ANSWER_SHAPE` when there is none. */
export async function askOne(
  channel: Channel,
  line: CommandLine,
  prefix: string,
  options: QueryOptions = {},
): Promise<readonly Parameter[]> {
  const lines = await askAll(channel, line, prefix, options);
  const first = lines[0];
  if (first === undefined) {
    throw new CodedError('EC20_ANSWER_SHAPE', {
      params: { command: line.masked, answer: 'OK' },
      outcome: 'unknown',
    });
  }
  return first;
}

/**
 * The result of a command that some firmware lacks: `undefined` when the module refuses it, or its answer can't be
 * read; other errors are rethrown.
 */
export async function unlessRefused<T>(asked: Promise<T>): Promise<T | undefined> {
  return unless(asked, (code) => ['command', 'shape'].includes(ERRORS[code].refused));
}

/** As {@link unlessRefused}, and `undefined` when there is no answer: for optional information. */
export async function unlessUnanswered<T>(asked: Promise<T>): Promise<T | undefined> {
  return unless(asked, (code) => ERRORS[code].refused === 'shape' || isUndone(code));
}

/** Whether the module has refused a command, or has not answered it: otherwise the line itself is at fault. */
export function isUndone(code: ErrorCode): boolean {
  return ['command', 'answer'].includes(ERRORS[code].refused);
}

/** `undefined` for an excused error; others are rethrown. */
export async function unless<T>(
  asked: Promise<T>,
  isExcused: (code: ErrorCode) => boolean,
): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CodedError && isExcused(error.code)) return undefined;
    throw error;
  }
}
