import { CodedError, type Phrase } from '../base/coded-error';
import type { BudgetState, UsageDay } from './history';
import { beginOf, monthOf } from './usage-calendar';
import type { Told } from './usage-store';

/** What may move in a month, and what happens then. */
export interface Budget {
  /** Megabytes of 1,000,000 bytes, or messages; more than 0. */
  readonly limit: number;
  readonly unit: 'MB' | 'messages';
  /** The day of the month on which it begins anew, 1–28. */
  readonly resetDay: number;
  /** `go`: all leave all the same; `events`: only events do; `hold`: none does. */
  readonly then: 'go' | 'events' | 'hold';
}

/** What the use of a budget comes to. */
export interface BudgetReview {
  readonly state: BudgetState;
  /** Messages are held back, and why; undefined: all leave. */
  readonly held: CodedError | undefined;
  /** To be told now, since it has not been in this month. */
  readonly warning: CodedError | undefined;
  /** What has been told, to be kept. */
  readonly told: Told | undefined;
}

const BYTES_PER_MB = 1_000_000;
const NEAR_PERCENT = 80;
const SPENT_PERCENT = 100;

const UNITS: Readonly<Record<Budget['unit'], Phrase>> = {
  MB: { en: 'MB', zh: 'MB' },
  messages: { en: 'messages', zh: '条消息' },
};

const CONSEQUENCES: Readonly<Record<Budget['then'], Phrase>> = {
  go: { en: 'messages leave all the same', zh: '消息照常发送' },
  events: {
    en: 'only events and answers leave, and the rest waits in the queue',
    zh: '只发送事件和应答，其余消息在队列里等待',
  },
  hold: { en: 'all messages wait in the queue', zh: '所有消息都在队列里等待' },
};

/** Compares the days of a month with its budget. `today` is the day that counts belong to. */
export function reviewBudget(
  budget: Budget,
  days: readonly UsageDay[],
  today: string,
  told: Told | undefined,
): BudgetReview {
  const { limit, unit, resetDay, then } = budget;
  const month = monthOf(today, resetDay);
  const used = usedIn(
    days.filter(({ day }) => day >= month.from && day < month.to),
    unit,
  );
  const state: BudgetState = { unit, limit, used, from: beginOf(month.from), to: beginOf(month.to), then };
  const percent = used >= limit ? SPENT_PERCENT : used >= (limit * NEAR_PERCENT) / 100 ? NEAR_PERCENT : 0;
  // Another budget, or another month of it, is told of anew.
  const key = `${limit} ${unit} ${month.from}`;
  const before = told?.budget === key ? told.percent : 0;
  const isNews = percent > before;
  const details = {
    params: { percent, used: rounded(used), limit, reset: month.to },
    phrases: { unit: UNITS[unit], consequence: CONSEQUENCES[then] },
  };
  return {
    state,
    held:
      percent === SPENT_PERCENT && then !== 'go' ? new CodedError('EC20_BUDGET_SPENT', details) : undefined,
    warning: isNews
      ? new CodedError(percent === SPENT_PERCENT ? 'EC20_BUDGET_SPENT' : 'EC20_BUDGET_NEAR', details)
      : undefined,
    told: isNews ? { budget: key, percent } : told,
  };
}

/** A message that was not to wait is dropped, because all that isn't an event has to. */
export function heldMessage({ params }: CodedError): CodedError {
  return new CodedError('EC20_BUDGET_HELD', { params: { reset: params['reset'] ?? '' } });
}

/** Of estimate and module's counter the larger: that counts what other programs move over the same card, too. */
function usedIn(days: readonly UsageDay[], unit: Budget['unit']): number {
  if (unit === 'messages') {
    return days.reduce((total, { messagesUp, messagesDown }) => total + messagesUp + messagesDown, 0);
  }
  const bytes = days.reduce((total, { airUp, airDown, moduleUp = 0, moduleDown = 0 }) => {
    return total + Math.max(airUp + airDown, moduleUp + moduleDown);
  }, 0);
  return bytes / BYTES_PER_MB;
}

function rounded(used: number): number {
  return Math.round(used * 100) / 100;
}
