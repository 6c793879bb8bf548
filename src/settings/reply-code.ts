import type { Problem } from './fault';

/** Codes that a device may answer with, beside those of its own (§A3.1). */
const CODES: ReadonlySet<unknown> = new Set([200, 400, 429, 460]);
const OWN_CODES = { min: 100_000, max: 110_000 } as const;

/** `EC20_REPLY_CODE` for a code that the cloud doesn't accept from a device. */
export function replyCodeProblem(code: unknown): Problem | undefined {
  if (CODES.has(code)) return undefined;
  const isOwn =
    typeof code === 'number' && Number.isInteger(code) && code >= OWN_CODES.min && code <= OWN_CODES.max;
  return isOwn
    ? undefined
    : { code: 'EC20_REPLY_CODE', params: { value: typeof code === 'number' ? code : typeof code } };
}
