import { WAYS_OUT } from './radio-settings';
import type { SimulatorSettings } from './settings';

/** What is done to revive a module, mildest first. */
export type Remedy = Exclude<SimulatorSettings['stuckUntil'], 'never'>;

/** Ends the states that an action ends: a hung radio, a context held by another program. */
export function remedy(settings: SimulatorSettings, way: Remedy): void {
  if (ends(way, settings.stuckUntil) && settings.radioStuck !== 'no') settings.radioStuck = 'no';
  if (ends(way, settings.heldEnds) && settings.pdpHeld !== 0) settings.pdpHeld = 0;
}

function ends(way: Remedy, needed: SimulatorSettings['stuckUntil']): boolean {
  return needed !== 'never' && WAYS_OUT.indexOf(way) >= WAYS_OUT.indexOf(needed);
}
