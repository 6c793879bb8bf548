import type { ModuleProfile } from '../../src/ec20/profile';
import { PROFILES } from '../../src/ec20/profiles/families';
import {
  BUDGET,
  type BudgetSettings,
  CLOUD,
  type CloudSettings,
  DELIVERY,
  type DeliverySettings,
  GATEWAY,
  type GatewaySettings,
  HISTORY,
  type HistorySettings,
  LINE,
  type LineSettings,
  MODEM,
  MODULE,
  type ModuleSettings,
} from '../../src/settings/modem';
import { refuseAll } from '../../src/settings/refusal';
import type { Fault } from '../../src/settings/fault';
import { withDemoDevice } from '../../src/settings/settings';
import { checkValues, joined, readRows, settingsIn } from '../../src/settings/table';

export type { CloudSettings };

/** A node's properties from a flow file: any may be absent, or text instead of a number. */
export type Properties = Readonly<Record<string, unknown>>;

/** The settings of ec20-modem, every property concrete. */
export interface ModemSettings {
  readonly name: string;
  readonly line: LineSettings;
  readonly module: ModuleSettings;
  /** The module's family; undefined: from its own name. */
  readonly family: ModuleProfile | undefined;
  readonly cloud: CloudSettings;
  readonly delivery: DeliverySettings;
  readonly history: HistorySettings;
  readonly budget: BudgetSettings;
  readonly gateway: GatewaySettings;
}

/** Faults of single values, and after them those of values beside each other, which a reader corrects at the same time. */
function withThoseOfOthers(faults: readonly Fault[], values: Properties): readonly Fault[] {
  const own = new Set(faults.map(({ field }) => field));
  return [...faults, ...checkValues(MODEM, withDemoDevice(values)).filter(({ field }) => !own.has(field))];
}

/**
 * Reads ec20-modem's properties and credentials. Throws `EC20_SETTING`, `EC20_ENV_MISSING`, `EC20_FULL_WIDTH` or
 * `EC20_KEEPALIVE`; combinations (triplet, region, host …) are checked by the cloud's profile.
 */
export function modemSettings(config: Properties, credentials: Properties): ModemSettings {
  const values = joined(MODEM, config, credentials);
  const { settings, faults } = readRows(MODEM, values);
  if (faults.length > 0) refuseAll(withThoseOfOthers(faults, values), settings.server);
  return {
    name: settings.name,
    line: settingsIn(LINE, settings),
    module: settingsIn(MODULE, settings),
    family: PROFILES.get(settings.module),
    cloud: settingsIn(CLOUD, settings),
    delivery: settingsIn(DELIVERY, settings),
    history: settingsIn(HISTORY, settings),
    budget: settingsIn(BUDGET, settings),
    gateway: settingsIn(GATEWAY, settings),
  };
}
