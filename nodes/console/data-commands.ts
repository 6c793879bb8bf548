import { CodedError } from '../../src/base/coded-error';
import type { RawCommand } from '../../src/session/raw-command';

/** Commands behind which the module waits for a text of any length, until it is cancelled. */
const TEXT = /^AT\s*\+CMG[SW]=(?!\?)/i;
/** Commands behind which it waits for so many bytes, and takes whatever comes for them. */
const BYTES = /^AT\s*\+(?:QISEND|QSSLSEND|QFUPL|QFWRITE|QHTTPURL|QHTTPPOST|QHTTPPUT|QFTPPUT)=(?!\?)/i;

/** Cancels what waits for a text. */
const ESCAPE = '\u001b';
/** The module asks for a text at once, or refuses the command. */
const CANCEL_MS = 1500;

/**
 * Runs a command of the console's line, which holds no data: a command that waits for a text is cancelled, one that waits for bytes is
 * not sent. Both reject with `EC20_COMMAND_INVALID`: left alone, the module would take the session's next commands for that data.
 */
export async function runWithoutData<Answer>(
  command: RawCommand,
  run: (command: RawCommand) => Promise<Answer>,
): Promise<Answer> {
  const line = command.command.trim();
  if (command.data !== undefined || command.ctrlZ === true) return run(command);
  if (BYTES.test(line)) throw wantsData(line);
  if (!TEXT.test(line)) return run(command);
  await run({ ...command, data: ESCAPE, timeoutMs: command.timeoutMs ?? CANCEL_MS });
  throw wantsData(line);
}

function wantsData(line: string): CodedError {
  const name = line.split('=', 1)[0] ?? '';
  return new CodedError('EC20_COMMAND_INVALID', {
    params: { detail: `${name} without data` },
    phrases: {
      detail: {
        en: `${name} is followed by data, which this line can not send; the node “ec20 command” can, in data`,
        zh: `${name} 后面还要发内容，这里发不了，请用“ec20 指令”节点的 data`,
      },
    },
  });
}
