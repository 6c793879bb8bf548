import { CodedError } from '../base/coded-error';
import type { GatherForm } from './publication';

/** How payloads of one topic become one: what stands before, between and behind them. */
interface Frame {
  readonly before: string;
  readonly between: string;
  readonly behind: string;
}

/** The forms that join bytes as they are; posts have a cloud's form of their own. */
export type PlainForm = Exclude<GatherForm, 'posts'>;

const FRAMES: Readonly<Record<PlainForm, Frame>> = {
  lines: { before: '', between: '\n', behind: '' },
  array: { before: '[', between: ',', behind: ']' },
};

/** Bytes of `payloads` together. */
export function joinedBytes(payloads: readonly Buffer[], form: PlainForm): number {
  const { before, between, behind } = FRAMES[form];
  const content = payloads.reduce((sum, { length }) => sum + length, 0);
  return before.length + content + between.length * (payloads.length - 1) + behind.length;
}

/** As many of `payloads`, one at least, as fit into `limitBytes` together; an array also of one. */
export function joinPayloads(
  payloads: readonly [Buffer, ...Buffer[]],
  form: PlainForm,
  limitBytes: number,
): { readonly payload: Buffer; readonly count: number } {
  const { before, between, behind } = FRAMES[form];
  let count = 1;
  let bytes = joinedBytes([payloads[0]], form);
  for (const { length } of payloads.slice(1)) {
    bytes += between.length + length;
    if (bytes > limitBytes) break;
    count++;
  }
  const parts = payloads
    .slice(0, count)
    .flatMap((payload, place) => (place === 0 ? [payload] : [Buffer.from(between), payload]));
  return { payload: Buffer.concat([Buffer.from(before), ...parts, Buffer.from(behind)]), count };
}

/**
 * Refuses what would be torn apart or spoil the whole: line breaks in one of many lines, and in an array what isn't JSON.
 * `isJson`: it is known to be. Throws `EC20_GATHER_FORM`.
 */
export function checkGathered(payload: Buffer, form: PlainForm, isJson: boolean): void {
  const fits = form === 'lines' ? !hasLineBreak(payload) : isJson || isJsonText(payload);
  if (!fits) throw new CodedError('EC20_GATHER_FORM', { params: { form } });
}

function hasLineBreak(payload: Buffer): boolean {
  return payload.includes('\n') || payload.includes('\r');
}

function isJsonText(payload: Buffer): boolean {
  try {
    JSON.parse(payload.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
