import type { Clock } from '../../src/base/clock';
import type { CodedError } from '../../src/base/coded-error';
import type { CloudProfile } from '../../src/cloud/cloud-profile';
import { DataUsage } from '../../src/history/data-usage';
import { heldMessage } from '../../src/history/usage-budget';
import type { UsageStore } from '../../src/history/usage-store';
import type { HeldBack } from '../../src/session/session';
import { matchesFilter } from '../../src/session/topic-filter';
import { serverOf } from '../../src/settings/servers';
import type { ModemSettings } from '../modem/settings';

export interface DeviceUsageOptions {
  readonly clock: Clock;
  readonly settings: Pick<ModemSettings, 'budget' | 'cloud'>;
  readonly profile: Pick<CloudProfile, 'thing' | 'expandTopic'>;
  readonly store: UsageStore;
  /** Holds the session's messages back; undefined: no longer. */
  readonly hold: (heldBack: HeldBack | undefined) => void;
  readonly warn: (warning: CodedError) => void;
  readonly report: (error: CodedError) => void;
  /** So many bytes more have passed over the air. */
  readonly moved: (airUp: number, airDown: number) => void;
}

/** The use of data of a config node's device, with the budget that the node is set to. */
export function deviceUsage(options: DeviceUsageOptions): DataUsage {
  const { clock, settings, store, hold, warn, report, moved } = options;
  const { budget, budgetUnit, budgetDay, budgetThen } = settings.budget;
  const mayLeave = budgetThen === 'events' ? eventTopics(options) : undefined;
  return new DataUsage({
    clock,
    store,
    messageUnitBytes: serverOf(settings.cloud.server).messageUnitBytes,
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
function eventTopics({ settings, profile }: DeviceUsageOptions): (topic: string) => boolean {
  const filter = profile.expandTopic(settings.budget.budgetEvents);
  return (topic) =>
    profile.thing?.isUrgent(topic) === true || (filter !== '' && matchesFilter(filter, topic));
}
