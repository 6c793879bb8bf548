import { moduleError } from '../../at/module-error';
import { refusal } from '../dialogue';
import type { Examination } from '../examination';
import { PUBLISH_FORMS, type OpenPublish, type Received } from '../publishing';
import { finding } from '../texts';
import { ensureSession, needsSession, rounded } from './session';
import type { Step } from './step';

const ROUNDS = 3;
const PROMPT_QUIET_MS = 300;
const LEAST_BACK_MS = 5000;

/** How a publish proceeds: its prompt, its times, and the form of the message received back. */
export const publish: Step = {
  name: 'publish',
  level: 'broker',
  effect: 'traffic',
  seconds: 5,
  skips: needsSession,
  async run(examination) {
    const { dialogue, publishing, measured, times } = examination;
    const data = `${tagOf(examination)}hello`;
    let opened = await firstOpened(examination, data.length);
    for (let round = 0; round < ROUNDS; round++) {
      if (round > 0) opened = await publishing.demand(data.length, 0);
      if (round === 0) await readPrompt(examination, opened);
      times.prompt.push(opened.promptMs);
      const { result, tookMs, endMs } = await publishing.finish(opened, data);
      if (result.kind === 'error')
        throw moduleError({ command: publishing.form.command, result: result.text, outcome: 'rejected' });
      times.data.push(tookMs);
      const code = await publishing.result(opened);
      if (code !== undefined) times.result.push(code.ms - endMs);
    }
    const start = dialogue.wire.end;
    for (let round = 0; round < ROUNDS; round++) {
      const acknowledged = await publishing.demand(data.length, 1);
      const { endMs } = await publishing.finish(acknowledged, data);
      const code = await publishing.result(acknowledged);
      if (code?.values[2] === 0) times.ack.push(code.ms - endMs);
    }
    const back = await publishing.received(data, start, backMs(examination));
    if (back !== undefined) measured.receive = back.layout;
    return finding('published', {
      command: publishing.form.command,
      data: rounded(times.data[0]),
      ack: rounded(times.ack[0]),
    });
  },
};

/** Whether double quotes are transmitted. */
export const quotes: Step = {
  name: 'quotes',
  level: 'broker',
  effect: 'traffic',
  seconds: 2,
  skips: needsSession,
  async run(examination) {
    const trial = await send(examination, (tag) => `${tag}{"q":"1"}`);
    const { measured } = examination;
    if (trial.kind === 'refused') measured.quotes = 'error';
    else if (trial.kind === 'whole') measured.quotes = 'fine';
    else if (trial.kind === 'cut') measured.quotes = 'cut';
    await ensureSession(examination);
    return finding(`quotes-${trial.kind}`);
  },
};

/** NUL, line ends, Ctrl-Z and bytes above 127; Ctrl-Z only where it doesn't end the data. */
const ODD_BYTES = Buffer.from('\0\r\n\x1a|温度 21.5 °C', 'utf8').toString('latin1');

/** Whether non-text bytes are transmitted. */
export const bytes: Step = {
  name: 'bytes',
  level: 'broker',
  effect: 'traffic',
  seconds: 2,
  skips: needsSession,
  async run(examination) {
    const { publishing, measured } = examination;
    const odd = publishing.form.isCounted ? ODD_BYTES : ODD_BYTES.replace('\x1a', '');
    const trial = await send(examination, (tag) => tag + odd);
    if (trial.kind === 'whole') measured.bytes = 'fine';
    else if (trial.kind === 'cut') measured.bytes = 'changed';
    await ensureSession(examination);
    return finding(`bytes-${trial.kind}`);
  },
};

const SMALLEST_BYTES = 64;
const TRIED_BYTES = [1024, 1500, 2048, 4096];

/** The longest payload that comes back intact, and what happens with one byte more. */
export const largestPayload: Step = {
  name: 'largestPayload',
  level: 'broker',
  effect: 'traffic',
  seconds: 30,
  skips: needsSession,
  async run(examination) {
    const { measured } = examination;
    let whole = 0;
    let beyond: { bytes: number; kind: 'refused' | 'cut' | 'lost' } | undefined;
    const attempt = async (size: number) => {
      const { kind } = await send(examination, (tag) => filled(tag, size));
      if (kind === 'whole') whole = size;
      else {
        beyond = { bytes: size, kind };
        await ensureSession(examination);
      }
    };
    for (const size of [SMALLEST_BYTES, ...TRIED_BYTES]) if (beyond === undefined) await attempt(size);
    while (beyond !== undefined && beyond.bytes - whole > 1 && whole > 0) {
      await attempt(Math.floor((whole + beyond.bytes) / 2));
    }
    if (whole === 0) return finding('largestUnknown');
    measured.largestPayloadBytes = whole;
    measured.payloadBeyond = beyond?.kind ?? 'none-tried';
    return finding(`largest-${measured.payloadBeyond}`, { bytes: whole });
  },
};

/** Outcome of a message: it came back intact, changed, or not at all; or the module refused it. */
interface Trial {
  readonly kind: 'whole' | 'cut' | 'lost' | 'refused';
  readonly back?: Received;
}

async function send(examination: Examination, dataOf: (tag: string) => string): Promise<Trial> {
  const { dialogue, publishing } = examination;
  const tag = tagOf(examination);
  const data = dataOf(tag);
  const start = dialogue.wire.end;
  const opened = await publishing.open(data.length, 1);
  if ('lines' in opened) return { kind: 'refused' };
  const { result } = await publishing.finish(opened, data);
  if (result.kind === 'error') return { kind: 'refused' };
  await publishing.result(opened);
  const back = await publishing.received(tag, start, backMs(examination));
  if (back === undefined) return { kind: 'lost' };
  return { kind: back.payload === data ? 'whole' : 'cut', back };
}

/** The first form that the module accepts. */
async function firstOpened(examination: Examination, size: number): Promise<OpenPublish> {
  const { publishing, measured } = examination;
  let failure = moduleError({ command: 'AT+QMTPUBEX', result: 'ERROR', outcome: 'rejected' });
  for (const form of PUBLISH_FORMS) {
    publishing.form = form;
    const opened = await publishing.open(size, 0);
    if (!('lines' in opened)) {
      measured.publish = form.command;
      return opened;
    }
    failure = refusal(opened);
  }
  throw failure;
}

async function readPrompt({ dialogue, measured }: Examination, opened: OpenPublish): Promise<void> {
  const { wire, signal } = dialogue;
  await wire.quiet(PROMPT_QUIET_MS, 2 * PROMPT_QUIET_MS, signal);
  const prompt = wire.text(opened.promptStart);
  if (/^[\r\n]*> *[\r\n]*$/.test(prompt))
    measured.promptBytes = Buffer.from(prompt, 'latin1').toString('hex');
}

/** Maximum round-trip time of a message. */
export function backMs({ times }: Examination): number {
  return Math.max(LEAST_BACK_MS, 5 * Math.max(0, ...times.ack));
}

/** Identifies a message when it comes back; its number has no meaning. */
export function tagOf({ publishing }: Examination): string {
  return `m${publishing.nextId()}:`;
}

function filled(tag: string, size: number): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz';
  return (tag + alphabet.repeat(Math.ceil(size / alphabet.length))).slice(0, size);
}
