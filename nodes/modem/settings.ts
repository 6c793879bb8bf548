import type { ModuleProfile } from '../../src/ec20/profile';
import { PROFILES } from '../../src/ec20/profiles/families';
import {
  CLOUD,
  type CloudSettings,
  DELIVERY,
  type DeliverySettings,
  LINE,
  type LineSettings,
  MODEM,
  MODULE,
  type ModuleSettings,
} from '../../src/settings/modem';
import { refuse } from '../../src/settings/refusal';
import { joined, readRows, settingsIn } from '../../src/settings/table';

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
}

/**
 * Reads ec20-modem's properties and credentials. Throws `EC20_SETTING`, `EC20_ENV_MISSING`, `EC20_FULL_WIDTH` or
 * `EC20_KEEPALIVE`; combinations (triplet, region, host …) are checked by the cloud's profile.
 */
export function modemSettings(config: Properties, credentials: Properties): ModemSettings {
  const { settings, faults } = readRows(MODEM, joined(MODEM, config, credentials));
  refuse(faults[0], settings.server);
  return {
    name: settings.name,
    line: settingsIn(LINE, settings),
    module: settingsIn(MODULE, settings),
    family: PROFILES.get(settings.module),
    cloud: settingsIn(CLOUD, settings),
    delivery: settingsIn(DELIVERY, settings),
  };
}
