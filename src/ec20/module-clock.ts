import type { Channel } from '../at/channel';
import { type Parameter, commandLine, numberAt, plain, quoted, rawAt, textAt } from '../at/parameter';
import type { Clock } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { DEADLINES } from './deadlines';
import type { Question } from './command-batch';
import { askOne, perform, unlessUnanswered } from './query';

/** The module's clock: UTC in ms, who has set it, and how far it is ahead of ours. */
export interface ModuleTime {
  readonly utc: number;
  readonly source: 'network' | 'ntp' | 'computer';
  readonly offsetMs: number;
}

/** Earlier times mean that the clock was never set: it then runs from 1970 or 1980. */
const EARLIEST_MS = Date.UTC(2024, 0, 1);
/** Later ones come from two-digit years and run-down batteries: none of our certificates lives longer. */
const LATEST_MS = Date.UTC(2050, 0, 1);
const QUARTER_MS = 900_000;
const TIME_SERVER = 'ntp.aliyun.com';

/**
 * Sets the module's clock, to check certificates by: from the network, else a time server (AT+QNTP), else this
 * computer. Rejects with `EC20_CLOCK_UNSET` when none of them has the time.
 */
export async function ensureModuleClock(
  channel: Channel,
  clock: Clock,
  context: number,
  signal: AbortSignal,
): Promise<ModuleTime> {
  const network = await readModuleClock(channel);
  if (isPlausible(network)) return timeOf(clock, network, 'network');
  signal.throwIfAborted();
  const ntp = await askTimeServer(channel, context, signal);
  signal.throwIfAborted();
  if (isPlausible(ntp)) return timeOf(clock, ntp, 'ntp');
  const ownMs = clock.wallTime();
  if (isPlausible(ownMs)) {
    const line = commandLine('AT+CCLK=', quoted('time', clockText(ownMs)));
    await unlessUnanswered(perform(channel, line));
    const set = await readModuleClock(channel);
    if (isPlausible(set)) return timeOf(clock, set, 'computer');
  }
  throw new CodedError('EC20_CLOCK_UNSET', { params: { server: TIME_SERVER } });
}

/**
 * AT+CCLK?, as UTC; undefined when it can't be read. Whether the hour is local or UTC differs between firmware; the
 * zone is not subtracted, since certificates count in days (§M6).
 */
export async function readModuleClock(channel: Channel): Promise<number | undefined> {
  const params = await unlessUnanswered(askOne(channel, plain('AT+CCLK?'), '+CCLK'));
  return params === undefined ? undefined : parseClock(clockIn(params));
}

/** The date and time of an answer; without quotes (some firmware) its comma separates them. */
function clockIn(params: readonly Parameter[]): string {
  const first = rawAt(params, 0) ?? '';
  return /^\d+\/\d+\/\d+$/.test(first) ? `${first},${rawAt(params, 1) ?? ''}` : first;
}

/**
 * AT+QLTS=1: the time received from the network (EC2x AT manual §6.8, recalled: the hour is GMT whatever its zone
 * says).
 */
export const NETWORK_TIME: Question = { line: plain('AT+QLTS=1'), answer: { prefix: '+QLTS' } };

/** UTC in ms in the answer to {@link NETWORK_TIME}; undefined if the network has sent none. */
export function networkTimeIn(params: readonly Parameter[]): number | undefined {
  const networkMs = parseClock(clockIn(params).replace(/,\d$/, ''));
  return isPlausible(networkMs) ? networkMs : undefined;
}

/** Reads `yy/MM/dd,hh:mm:ss[±zz]` or `yyyy/…`, the zone ignored. */
export function parseClock(text: string): number | undefined {
  const match = /^(?:20)?(\d\d)\/(\d\d)\/(\d\d),(\d\d):(\d\d):(\d\d)(?:[+-]\d+)?$/.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  // 70 and 80 are the years in which clocks start.
  return Date.UTC(year >= 70 ? 1900 + year : 2000 + year, month - 1, day, hour, minute, second);
}

function clockText(ms: number): string {
  const text = new Date(ms).toISOString();
  return `${text.slice(2, 10).replaceAll('-', '/')},${text.slice(11, 19)}+00`;
}

function isPlausible(ms: number | undefined): ms is number {
  return ms !== undefined && ms >= EARLIEST_MS && ms < LATEST_MS;
}

/** An offset that equals a time zone is ignored. */
function timeOf(clock: Clock, moduleMs: number, source: ModuleTime['source']): ModuleTime {
  const offsetMs = moduleMs - clock.wallTime();
  const quarters = Math.round(offsetMs / QUARTER_MS);
  const isZone = Math.abs(quarters) <= 56 && Math.abs(offsetMs - quarters * QUARTER_MS) < 60_000;
  const zoneMs = isZone ? quarters * QUARTER_MS : 0;
  return { utc: moduleMs - zoneMs, source, offsetMs: offsetMs - zoneMs };
}

/** AT+QNTP: the answer's hour is UTC whatever its zone says (EG800K field log); undefined when no server answers. */
async function askTimeServer(
  channel: Channel,
  context: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const line = commandLine('AT+QNTP=', context, quoted('server', TIME_SERVER));
  const asked = channel.exchange(
    { line, replyMs: DEADLINES.acceptMs, signal },
    { prefix: '+QNTP', accept: () => true, ms: DEADLINES.timeMs },
  );
  const params = (await unlessUnanswered(asked))?.code.params;
  return params !== undefined && numberAt(params, 0) === 0 ? parseClock(textAt(params, 1) ?? '') : undefined;
}
