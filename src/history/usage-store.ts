import type { UsageDay } from './history';

/** What is kept of a device's use of data. */
export interface KeptUsage {
  /** Oldest first. */
  readonly days: readonly UsageDay[];
  /** Which budget's month has been told of, and how far; undefined: none. */
  readonly told: Told | undefined;
}

/** `budget` names the budget and its month: another one is told of anew. */
export interface Told {
  readonly budget: string;
  readonly percent: number;
}

export const NOTHING_KEPT: KeptUsage = { days: [], told: undefined };

/** Where it is kept between two runs. */
export interface UsageStore {
  /** What was saved last; nothing, where that can't be read. Never rejects. */
  load(): Promise<KeptUsage>;
  /** Rejects where it can't be saved now. */
  save(kept: KeptUsage): Promise<void>;
}

/** Kept for as long as the process runs. */
export class MemoryUsageStore implements UsageStore {
  #kept: KeptUsage = NOTHING_KEPT;

  load(): Promise<KeptUsage> {
    return Promise.resolve(this.#kept);
  }

  save(kept: KeptUsage): Promise<void> {
    this.#kept = kept;
    return Promise.resolve();
  }
}

/** Every count of a day, by its name. */
const COUNTS = [
  'payloadUp',
  'payloadDown',
  'mqttUp',
  'mqttDown',
  'airUp',
  'airDown',
  'messagesUp',
  'messagesDown',
] as const satisfies readonly (keyof UsageDay)[];
const MODULE_COUNTS = ['moduleUp', 'moduleDown'] as const satisfies readonly (keyof UsageDay)[];

export type UsageCounts = Omit<UsageDay, 'day'>;

export const NO_COUNTS: UsageCounts = {
  payloadUp: 0,
  payloadDown: 0,
  mqttUp: 0,
  mqttDown: 0,
  airUp: 0,
  airDown: 0,
  messagesUp: 0,
  messagesDown: 0,
  moduleUp: undefined,
  moduleDown: undefined,
};

/** Counts that grow. */
export type Countable = { -readonly [Name in keyof UsageCounts]: UsageCounts[Name] };

/** Adds counts to others, which change. By their names one by one: this is on the path of each message. */
export function addInPlace(total: Countable, counts: Partial<UsageCounts>): void {
  total.payloadUp += counts.payloadUp ?? 0;
  total.payloadDown += counts.payloadDown ?? 0;
  total.mqttUp += counts.mqttUp ?? 0;
  total.mqttDown += counts.mqttDown ?? 0;
  total.airUp += counts.airUp ?? 0;
  total.airDown += counts.airDown ?? 0;
  total.messagesUp += counts.messagesUp ?? 0;
  total.messagesDown += counts.messagesDown ?? 0;
  if (counts.moduleUp !== undefined) total.moduleUp = (total.moduleUp ?? 0) + counts.moduleUp;
  if (counts.moduleDown !== undefined) total.moduleDown = (total.moduleDown ?? 0) + counts.moduleDown;
}

/** The sum of two counts; of the module's, where either has one. */
export function added(one: UsageCounts, other: Partial<UsageCounts>): UsageCounts {
  const total: Record<string, number | undefined> = {};
  for (const name of COUNTS) total[name] = one[name] + (other[name] ?? 0);
  for (const name of MODULE_COUNTS) {
    const isKnown = one[name] !== undefined || other[name] !== undefined;
    total[name] = isKnown ? (one[name] ?? 0) + (other[name] ?? 0) : undefined;
  }
  return total as unknown as UsageCounts;
}

/** Reads what {@link usageText} has written; nothing where the text is damaged. Days that make no sense are left out. */
export function readUsage(text: string): KeptUsage {
  try {
    const { days, told } = JSON.parse(text) as { days?: unknown; told?: unknown };
    const found = Array.isArray(days) ? days.flatMap((each: unknown) => dayIn(each)) : [];
    found.sort((one, other) => (one.day < other.day ? -1 : 1));
    return { days: found, told: toldIn(told) };
  } catch {
    return NOTHING_KEPT;
  }
}

export function usageText({ days, told }: KeptUsage): string {
  const rows = days.map((each) => [
    each.day,
    ...COUNTS.map((name) => each[name]),
    ...MODULE_COUNTS.map((name) => each[name] ?? null),
  ]);
  return JSON.stringify({ version: 1, days: rows, told });
}

function dayIn(row: unknown): UsageDay[] {
  if (!Array.isArray(row)) return [];
  const [day, ...values] = row as unknown[];
  if (typeof day !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(day)) return [];
  const count = (value: unknown) => (typeof value === 'number' && value >= 0 ? value : 0);
  const counts: Record<string, number | undefined> = {};
  for (const [place, name] of COUNTS.entries()) counts[name] = count(values[place]);
  for (const [place, name] of MODULE_COUNTS.entries()) {
    const value = values[COUNTS.length + place];
    counts[name] = typeof value === 'number' ? count(value) : undefined;
  }
  return [{ day, ...(counts as unknown as UsageCounts) }];
}

function toldIn(told: unknown): Told | undefined {
  if (typeof told !== 'object' || told === null) return undefined;
  const { budget, percent } = told as Record<string, unknown>;
  return typeof budget === 'string' && typeof percent === 'number' ? { budget, percent } : undefined;
}
