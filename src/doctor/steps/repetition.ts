import type { Examination } from '../examination';
import type { Repetition } from '../report';

const REPLY_MS = 4000;
const CODE_MS = 5000;

/** The late result code of a command: its name, the numbers before the result, and the result's position. */
export interface ExpectedCode {
  readonly name: string;
  readonly first: readonly number[];
}

/** Repeats a command with nothing left to do, and returns the outcome. */
export async function repetition(
  { dialogue }: Examination,
  command: string,
  expected: ExpectedCode | undefined,
  replyMs = REPLY_MS,
): Promise<Repetition> {
  const start = dialogue.wire.end;
  const answer = await dialogue.ask(command, replyMs);
  if (answer.result === undefined) {
    await dialogue.recover();
    return 'none';
  }
  if (answer.result.kind === 'error') return 'ERROR';
  if (expected === undefined) return 'OK';
  const code = await dialogue.code(expected.name, expected.first, start, CODE_MS);
  return code === undefined ? 'OK' : `OK, code ${code.values[expected.first.length] ?? 0}`;
}
