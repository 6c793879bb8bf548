import { finalIn } from '../dialogue';
import type { Examination } from '../examination';
import { finding, type Finding } from '../texts';
import { ensureSession, needsSession } from './session';
import { tagOf } from './payload';
import type { Step } from './step';

const ESCAPE = '\x1b';
const ESCAPE_MS = 1000;
const SURPLUS_MS = 1500;
const SHORT_MS = 40_000;

/** Data up to Ctrl-Z has no length to fall short of. */
function needsCount(examination: Examination): Finding | undefined {
  return (
    needsSession(examination) ?? (examination.publishing.form.isCounted ? undefined : finding('uncounted'))
  );
}

/** Whether the byte ESC is ordinary data. */
export const escape: Step = {
  name: 'escape',
  level: 'broker',
  effect: 'traffic',
  seconds: 2,
  skips: needsCount,
  async run(examination) {
    const { dialogue, publishing, measured } = examination;
    const head = tagOf(examination) + ESCAPE;
    const rest = 'end';
    const opened = await publishing.demand(head.length + rest.length, 1);
    await publishing.write(head);
    const isOver = () => finalIn(dialogue.wire.text(opened.start));
    if ((await dialogue.wire.until(isOver, ESCAPE_MS, dialogue.signal)) !== undefined) {
      dialogue.dataBytes = 0;
      measured.escape = 'cancels';
    } else {
      const { result } = await publishing.finish(opened, rest);
      if (result.kind === 'ok') await publishing.result(opened);
      measured.escape = 'data';
    }
    await dialogue.recover();
    await ensureSession(examination);
    return finding(`escape-${measured.escape}`);
  },
};

/** What happens to bytes beyond the announced length. */
export const surplus: Step = {
  name: 'surplus',
  level: 'broker',
  effect: 'traffic',
  seconds: 3,
  skips: needsCount,
  async run(examination) {
    const { dialogue, publishing, measured } = examination;
    const data = tagOf(examination);
    const opened = await publishing.demand(data.length, 1);
    await publishing.finish(opened, `${data}AT+CMEE?\r`);
    const isRead = () => (dialogue.wire.text(opened.start).includes('+CMEE: ') ? true : undefined);
    const read = await dialogue.wire.until(isRead, SURPLUS_MS, dialogue.signal);
    measured.surplus = read === undefined ? 'swallowed' : 'read';
    await publishing.result(opened);
    await dialogue.recover();
    await ensureSession(examination);
    return finding(`surplus-${measured.surplus}`);
  },
};

/** What the module does when fewer bytes than announced arrive. The rest is sent after 40 s at the latest. */
export const shortData: Step = {
  name: 'shortData',
  level: 'broker',
  effect: 'risky',
  seconds: 45,
  skips: needsCount,
  async run(examination) {
    const { dialogue, publishing, measured } = examination;
    const { wire, signal } = dialogue;
    const head = tagOf(examination);
    const rest = 'rest';
    const opened = await publishing.demand(head.length + rest.length, 1);
    const writtenMs = await publishing.write(head);
    const final = await wire.until(() => finalIn(wire.text(opened.start)), SHORT_MS, signal);
    if (final === undefined) {
      const { result } = await publishing.finish(opened, rest);
      if (result.kind === 'ok') await publishing.result(opened);
      measured.shortData = { end: 'waits' };
    } else {
      dialogue.dataBytes = 0;
      // From the write, not from the prompt: a replay repeats the delay after a write, not the time the doctor took until then.
      const exactMs = wire.timeBefore(opened.start + final.end) - writtenMs;
      // To the microsecond first, as in the trace: a replay must not round half a millisecond the other way.
      const afterMs = Math.round(Math.round(exactMs * 1000) / 1000);
      measured.shortData = { end: 'times-out', afterMs };
    }
    await dialogue.recover();
    await ensureSession(examination);
    return measured.shortData.end === 'waits'
      ? finding('shortWaits', { seconds: SHORT_MS / 1000 })
      : finding('shortTimesOut', { seconds: Math.round(measured.shortData.afterMs / 1000) });
  },
};
