import type { Flash, Memory, SavedValues } from './module-state';
import { commandNames, factoryProfile, valuesOf } from './profile';
import type { SimulatorSettings } from './settings';

/** Saves the values of the commands named in a setting such as `keeps`, or all of them. */
export function save(memory: Memory, saved: SavedValues, commands?: string): void {
  const names = commandNames(commands ?? '');
  const isMeant = (name: string) => commands === undefined || names.has(name);
  Object.assign(saved.profile, commands === undefined ? memory.profile : valuesOf(memory.profile, commands));
  for (const name of saved.kept.keys()) if (isMeant(name)) saved.kept.delete(name);
  for (const [name, values] of memory.kept) if (isMeant(name)) saved.kept.set(name, values);
  if (isMeant('+CSCS')) saved.characterSet = memory.messages.characterSet;
}

/** ATZ: restores the saved values of the commands that AT&W saves. */
export function recall(memory: Memory, { saved }: Flash, settings: SimulatorSettings): void {
  const names = commandNames(settings.profileSaves);
  const profile = { ...factoryProfile(settings), ...saved.profile };
  Object.assign(memory.profile, valuesOf(profile, settings.profileSaves));
  for (const name of memory.kept.keys()) if (names.has(name)) memory.kept.delete(name);
  for (const [name, values] of saved.kept) if (names.has(name)) memory.kept.set(name, values);
  if (names.has('+CSCS')) memory.messages.characterSet = saved.characterSet ?? 'GSM';
}
