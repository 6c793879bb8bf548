import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import type { CloudProfile } from '../cloud/cloud-profile';
import { DataUsage } from '../history/data-usage';
import { heldMessage } from '../history/usage-budget';
import type { UsageStore } from '../history/usage-store';
import type { HeldBack } from '../session/session';
import { matchesFilter } from '../session/topic-filter';
import { serverOf, type ServerName } from '../settings/servers';
import type { BudgetSettings } from '../settings/modem';

export interface DeviceUsageOptions {
  readonly clock: Clock;
  readonly settings: BudgetSettings;
  readonly server: ServerName;
  readonly profile: Pick<CloudProfile, 'expandTopic'>;
  /** Whether messages on a topic are never held: events and answers, of sub-devices too. */
  readonly isUrgent: (topic: string) => boolean;
  readonly store: UsageStore;
  /** Holds the session's messages back; undefined: no longer. */
  readonly hold: (heldBack: HeldBack | undefined) => void;
  readonly warn: (warning: CodedError) => void;
  readonly report: (error: CodedError) => void;
  /** So many bytes more have passed over the air. */
  readonly moved: (airUp: number, airDown: number) => void;
}

/** A device's use of data, with its budget. */
export function deviceUsage(options: DeviceUsageOptions): DataUsage {
  const { clock, settings, server, store, hold, warn, report, moved } = options;
  const { budget, budgetUnit, budgetDay, budgetThen } = settings;
  const mayLeave = budgetThen === 'events' ? eventTopics(options) : undefined;
  return new DataUsage({
    clock,
    store,
    messageUnitBytes: serverOf(server).messageUnitBytes,
    budget:
      budget === 0 ? undefined : { limit: budget, unit: budgetUnit, resetDay: budgetDay, then: budgetThen },
    listener: {
      moved,
      told: (warning) => (warning.code === 'EC20_BUDGET_SPENT' ? report : warn)(warning),
      held: (reason) => hold(reason && { reason, refusal: heldMessage(reason), mayLeave }),
    },
  });
}

/** Topics whose messages leave when only events may: the thing model's events, answers, and those that the setting names. */
function eventTopics({ settings, profile, isUrgent }: DeviceUsageOptions): (topic: string) => boolean {
  const filter = profile.expandTopic(settings.budgetEvents);
  return (topic) => isUrgent(topic) || (filter !== '' && matchesFilter(filter, topic));
}
