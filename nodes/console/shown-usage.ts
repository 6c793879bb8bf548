import type { UsageDay } from '../../src/history/history';
import type { ShownUsage } from './history-reading';

/** Today's use of data and that of `days` together. */
export function usageOf(
  days: readonly UsageDay[],
  nowMs: number,
): { readonly today: ShownUsage; readonly month: ShownUsage } {
  const today = dayOf(nowMs);
  return { today: sumOf(days.filter(({ day }) => day === today)), month: sumOf(days) };
}

function sumOf(days: readonly UsageDay[]): ShownUsage {
  const sum = (value: (day: UsageDay) => number) => days.reduce((total, day) => total + value(day), 0);
  const counted = days.filter(
    ({ moduleUp, moduleDown }) => moduleUp !== undefined || moduleDown !== undefined,
  );
  return {
    payload: sum(({ payloadUp, payloadDown }) => payloadUp + payloadDown),
    mqtt: sum(({ mqttUp, mqttDown }) => mqttUp + mqttDown),
    air: sum(({ airUp, airDown }) => airUp + airDown),
    messages: sum(({ messagesUp, messagesDown }) => messagesUp + messagesDown),
    module: counted.length === 0 ? null : sum(({ moduleUp = 0, moduleDown = 0 }) => moduleUp + moduleDown),
  };
}

/** As {@link UsageDay} names its day: in the computer's time zone. */
export function dayOf(ms: number): string {
  const date = new Date(ms);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

/** In the computer's time zone. */
export function startOfMonth(ms: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth()).getTime();
}
