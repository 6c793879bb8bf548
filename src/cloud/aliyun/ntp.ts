import type { CloudMessage } from '../thing-dialogue';
import type { TopicNames } from '../../settings/topic';
import type { QuotesMode } from '../quotes';
import { readObject, writePayload, writtenId } from './alink-json';
import { uplinkTopic } from './uplink';

/** The last level of the topic of answers. */
export const NTP_REPLY = 'response';

/** An answer that took longer than this says too little of the time, or answers somebody else's question. */
const LONGEST_TRIP_MS = 60_000;

export function ntpTopic(names: TopicNames): string {
  return uplinkTopic('ntp', '', names);
}

/** `sentMs` comes back in the answer and tells one from another: ms of the asker's own clock, or any other digits. */
export function writeNtpRequest(sentMs: string, quotes: QuotesMode): Buffer {
  return writePayload({ deviceSendTime: writtenId(sentMs, quotes) }, quotes);
}

/** What a question or an answer is known by; undefined when the payload is neither. */
export function ntpId(payload: Buffer): string | undefined {
  const sent = readObject(payload)?.['deviceSendTime'];
  return typeof sent === 'string' || typeof sent === 'number' ? String(sent) : undefined;
}

/**
 * UTC in ms at the moment when the answer came, `nowMs` on the clock that put `deviceSendTime` into the question (NTP服务:
 * half of the way there and back). Undefined for an answer to somebody else and for all else. Never throws.
 */
export function readNtpAnswer({ payload }: CloudMessage, nowMs: number): number | undefined {
  const answer = readObject(payload);
  if (answer === undefined) return undefined;
  const [sent, received, answered] = ['deviceSendTime', 'serverRecvTime', 'serverSendTime'].map((name) =>
    numberOf(answer[name]),
  );
  if (sent === undefined || received === undefined || answered === undefined) return undefined;
  const tripMs = nowMs - sent - (answered - received);
  // The question's time has lost its fraction.
  if (answered < received || tripMs < -1 || tripMs > LONGEST_TRIP_MS) return undefined;
  return Math.round((received + answered + nowMs - sent) / 2);
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
