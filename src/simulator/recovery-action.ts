import { RECOVERY_ACTIONS } from './radio-settings';
import type { SimulatorSettings } from './settings';

/** What is done to revive a module, mildest first. */
export type RecoveryAction = Exclude<SimulatorSettings['stuckUntil'], 'never'>;

/** Ends the states that an action ends: a hung radio, a context held by another program. */
export function recover(settings: SimulatorSettings, action: RecoveryAction): void {
  if (ends(action, settings.stuckUntil) && settings.radioStuck !== 'no') settings.radioStuck = 'no';
  if (ends(action, settings.heldEnds) && settings.pdpHeld !== 0) settings.pdpHeld = 0;
}

function ends(action: RecoveryAction, needed: SimulatorSettings['stuckUntil']): boolean {
  return needed !== 'never' && RECOVERY_ACTIONS.indexOf(action) >= RECOVERY_ACTIONS.indexOf(needed);
}
