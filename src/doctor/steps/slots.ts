import type { Examination } from '../examination';
import { readReceived } from '../publishing';
import { refusal, valuesOf } from '../dialogue';
import { finding } from '../texts';
import { backMs, tagOf } from './payload';
import { ensureSession, needsSession } from './session';
import type { Step } from './step';

const MAX_MESSAGES = 17;
const QUIET_MS = 1000;
const QUIET_LIMIT_MS = 5000;

/** How many messages the module stores in recv/mode 1, how it numbers them, and which one it loses when all slots are taken. */
export const slots: Step = {
  name: 'slots',
  level: 'broker',
  effect: 'traffic',
  seconds: 15,
  skips: needsSession,
  async run(examination) {
    const { dialogue, session, measured } = examination;
    const mode = `AT+QMTCFG="recv/mode",${session.index}`;
    await dialogue.wire.quiet(QUIET_MS, QUIET_LIMIT_MS, dialogue.signal);
    if ((await dialogue.ask(`${mode},1,1`)).result?.kind !== 'ok') return finding('noSlots');
    const { tags, reported, isFull } = await fill(examination);
    const kept = valuesOf(await dialogue.ask('AT+QMTRECV?'), '+QMTRECV');
    const bits = kept?.startsWith(`${session.index},`) === true ? kept.split(',').length - 1 : 0;
    const count = bits || new Set(reported).size;
    const found = new Map<number, string>();
    for (let slot = 0; slot < count; slot++) {
      const answer = await dialogue.ask(`AT+QMTRECV=${session.index},${slot}`);
      if (answer.result === undefined) throw refusal(answer);
      const [message] = readReceived(answer.text);
      if (message !== undefined) found.set(slot, message.payload);
    }
    await dialogue.demand(`${mode},0,1`);
    if (count > 0) {
      const order = orderOf(tags[1], reported[1], count, found);
      const overflow = isFull ? overflowOf(tags, found) : undefined;
      measured.slots = {
        count,
        ...(order === undefined ? {} : { order }),
        ...(overflow === undefined ? {} : { overflow }),
      };
    }
    await ensureSession(examination);
    const { order, overflow } = measured.slots ?? {};
    return finding('slots', { count, order: order ?? '?', overflow: overflow ?? '?' });
  },
};

/** Sends messages until one is not reported, or reuses a slot. */
async function fill(
  examination: Examination,
): Promise<{ readonly tags: string[]; readonly reported: number[]; readonly isFull: boolean }> {
  const { dialogue, publishing, session } = examination;
  const tags: string[] = [];
  const reported: number[] = [];
  for (let message = 0; message < MAX_MESSAGES; message++) {
    const tag = tagOf(examination);
    const start = dialogue.wire.end;
    tags.push(tag);
    if (!(await publishing.send(tag))) break;
    const code = await dialogue.code('QMTRECV', [session.index], start, backMs(examination));
    const slot = code?.values[1];
    if (slot === undefined || reported.includes(slot)) return { tags, reported, isFull: true };
    reported.push(slot);
  }
  return { tags, reported, isFull: false };
}

/** By the second message: it is there whichever is lost, and seldom in the middle. */
function orderOf(
  tag: string | undefined,
  reported: number | undefined,
  count: number,
  found: ReadonlyMap<number, string>,
): 'normal' | 'reversed' | undefined {
  if (tag === undefined || reported === undefined || reported === count - 1 - reported) return undefined;
  if (found.get(reported) === tag) return 'normal';
  return found.get(count - 1 - reported) === tag ? 'reversed' : undefined;
}

function overflowOf(
  tags: readonly string[],
  found: ReadonlyMap<number, string>,
): 'newest-lost' | 'oldest-lost' | undefined {
  const kept = new Set(found.values());
  const hasFirst = kept.has(tags[0] ?? '');
  const hasLast = kept.has(tags.at(-1) ?? '');
  if (hasFirst === hasLast) return undefined;
  return hasFirst ? 'newest-lost' : 'oldest-lost';
}
