import { valuesOf, type Dialogue } from '../dialogue';
import { afterEcho } from '../publishing';
import { finding } from '../texts';
import type { Step } from './step';

/** Whether ATE0 turns off the echo. */
export const echo: Step = {
  name: 'echo',
  level: 'line',
  effect: 'volatile',
  seconds: 1,
  async run({ dialogue, measured, undoLater }) {
    const before = await dialogue.query('AT');
    if (before.text.startsWith('AT\r')) undoLater({ command: 'ATE1' });
    await dialogue.demand('ATE0');
    const after = await dialogue.query('AT');
    measured.echo = after.text.startsWith('AT\r') ? 'stays' : 'off';
    return finding(measured.echo === 'off' ? 'echoOff' : 'echoStays');
  },
};

/** The form in which QMT commands are refused with AT+CMEE=1. */
export const errors: Step = {
  name: 'errors',
  level: 'line',
  effect: 'volatile',
  seconds: 1,
  async run({ dialogue, measured, session, undoLater }) {
    const before = valuesOf(await dialogue.query('AT+CMEE?'), '+CMEE');
    if (before !== undefined && before !== '1') undoLater({ command: `AT+CMEE=${before}` });
    await dialogue.ask('AT+CMEE=1');
    const { result } = await dialogue.query(`AT+QMTCFG="ec20-doctor",${session.index}`);
    if (result?.kind !== 'error') return finding('errorsUnknown');
    measured.errors =
      result.moduleCode !== undefined ? 'number' : result.detail !== undefined ? 'text' : 'bare';
    return finding('errors', { answer: result.text });
  },
};

/** Whether a line that follows a line end starts with its own CR LF. */
export const framing: Step = {
  name: 'framing',
  level: 'line',
  effect: 'none',
  seconds: 1,
  async run({ dialogue, measured }) {
    const { text } = await dialogue.query('AT+CSQ');
    if (!text.startsWith('+CSQ') && !text.startsWith('\r\n+CSQ')) return finding('framingLater');
    measured.codeFraming = text.startsWith('\r\n') ? 'own-lines' : 'glued';
    return finding(measured.codeFraming === 'glued' ? 'framingGlued' : 'framingOwn');
  },
};

/** Whether a line may contain several commands. */
export const joined: Step = {
  name: 'joined',
  level: 'line',
  effect: 'none',
  seconds: 1,
  async run({ dialogue, measured }) {
    const answer = await dialogue.ask('AT+CMEE?;+CSQ');
    if (answer.result === undefined) await dialogue.recover();
    measured.joined =
      answer.result?.kind === 'ok' && ['+CMEE', '+CSQ'].every((name) => valuesOf(answer, name) !== undefined);
    return finding(measured.joined ? 'joined' : 'notJoined');
  },
};

const SHORTEST_BYTES = 64;
const LONGEST_BYTES = 4096;
const LINE_MS = 2500;

/** The longest accepted line: spaces before a command have no meaning, so a line can have any length. */
export const lineLength: Step = {
  name: 'lineLength',
  level: 'line',
  effect: 'volatile',
  seconds: 15,
  async run({ dialogue, measured }) {
    let taken = 0;
    let refused: number | undefined;
    for (let bytes = SHORTEST_BYTES; bytes <= LONGEST_BYTES && refused === undefined; bytes *= 2) {
      if (await takes(dialogue, bytes)) taken = bytes;
      else refused = bytes;
    }
    if (taken === 0) return finding('lineUnknown');
    if (refused === undefined) {
      measured.longestLineAtLeast = taken;
      return finding('lineAtLeast', { bytes: taken });
    }
    while (refused - taken > 1) {
      const middle: number = Math.floor((taken + refused) / 2);
      if (await takes(dialogue, middle)) taken = middle;
      else refused = middle;
    }
    measured.longestLineBytes = taken;
    return finding('line', { bytes: taken });
  },
};

async function takes(dialogue: Dialogue, bytes: number): Promise<boolean> {
  const command = '+CMEE?';
  const line = `AT${' '.repeat(bytes - 'AT'.length - command.length)}${command}`;
  const answer = await dialogue.ask(line, LINE_MS);
  // The remainder of a truncated line is discarded with the next CR.
  if (answer.result?.kind !== 'ok') await dialogue.recover();
  return answer.result?.kind === 'ok' && afterEcho(answer.text, line).includes('+CMEE: ');
}
