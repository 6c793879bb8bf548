import type { BudgetState } from '../../../src/history/history';
import type { PlotSpec } from './plot-data';
import { localeOf } from './shown-time';

const SECOND_MS = 1000;
const KB = 1000;
const MB = 1000 * KB;

/** Units of time by locale. */
const TIME_UNITS: Readonly<Record<ReturnType<typeof localeOf>, { readonly ms: string; readonly s: string }>> =
  {
    'en-US': { ms: 'ms', s: 's' },
    'zh-CN': { ms: '毫秒', s: '秒' },
  };

/** Values of a plot with their unit: `-71 dBm`, `340 ms`, `1.2 s`, `12`. */
export function valueText(language: string, unit: PlotSpec['unit'], value: number): string {
  switch (unit) {
    case 'dbm':
      return `${number(language, value, 0)} dBm`;
    case 'ms': {
      const { ms, s } = TIME_UNITS[localeOf(language)];
      return value < SECOND_MS
        ? `${number(language, value, 0)} ${ms}`
        : `${number(language, value / SECOND_MS, 1)} ${s}`;
    }
    case 'count':
      return number(language, value, Number.isInteger(value) ? 0 : 1);
  }
}

/** Bytes in a unit that people compare with their SIM card's plan: `12.3 MB`, with 1 MB = 1,000,000 bytes. */
export function bytesText(language: string, bytes: number): string {
  if (bytes >= MB) return `${number(language, bytes / MB, 1)} MB`;
  if (bytes >= KB) return `${number(language, bytes / KB, 1)} kB`;
  return `${number(language, bytes, 0)} B`;
}

/** A share in percent, `98.7%`; one that is not whole is never shown as such. */
export function percentText(language: string, share: number): string {
  const percent = share * 100;
  const shown = percent > 99.9 && percent < 100 ? 99.9 : percent;
  return `${number(language, shown, 1)}%`;
}

/** A count with the separators of the language. */
export function countText(language: string, count: number): string {
  return number(language, count, 0);
}

/** The used part of a budget, 0 and more; over 1: it is exceeded. */
export function usedShare({ used, limit }: BudgetState): number {
  return limit > 0 ? used / limit : 1;
}

function number(language: string, value: number, digits: number): string {
  return new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: digits }).format(value);
}
