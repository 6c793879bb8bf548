import type { CloudMessage } from '../thing-dialogue';
import type { TopicNames } from '../../settings/topic';
import type { QuotesMode } from '../quotes';
import { readObject, writePayload, writtenId } from './alink-json';
import { uplinkTopic } from './uplink';

/** The last level of the topic of answers. */
export const NTP_REPLY = 'response';

/** An answer that took longer is too imprecise, or answers another program's question. */
const LONGEST_TRIP_MS = 60_000;

export function ntpTopic(names: TopicNames): string {
  return uplinkTopic('ntp', '', names);
}

/** `sentMs` is repeated in the answer and identifies it: ms of the sender's clock, or any other digits. */
export function writeNtpRequest(sentMs: string, quotes: QuotesMode): Buffer {
  return writePayload({ deviceSendTime: writtenId(sentMs, quotes) }, quotes);
}

/** What identifies a question or an answer; undefined when the payload is neither. */
export function ntpId(payload: Buffer): string | undefined {
  const sent = readObject(payload)?.['deviceSendTime'];
  return typeof sent === 'string' || typeof sent === 'number' ? String(sent) : undefined;
}

/**
 * UTC in ms when the answer arrived, `nowMs` on the clock that put `deviceSendTime` into the question (NTP服务: half of
 * the round trip). Undefined for another program's answer and for anything else. Never throws.
 */
export function readNtpAnswer({ payload }: CloudMessage, nowMs: number): number | undefined {
  const answer = readObject(payload);
  if (answer === undefined) return undefined;
  const [sent, received, answered] = ['deviceSendTime', 'serverRecvTime', 'serverSendTime'].map((name) =>
    numberOf(answer[name]),
  );
  if (sent === undefined || received === undefined || answered === undefined) return undefined;
  const tripMs = nowMs - sent - (answered - received);
  // The question's time is rounded down to whole ms.
  if (answered < received || tripMs < -1 || tripMs > LONGEST_TRIP_MS) return undefined;
  return Math.round((received + answered + nowMs - sent) / 2);
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
