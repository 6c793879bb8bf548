import { CodedError } from '../base/coded-error';
import type { ModuleProfile } from '../ec20/profile';
import { PROFILES } from '../ec20/profiles/families';

/** The profile of a family by its name, such as `EC200U`. Throws `EC20_SETTING` for an unknown name. */
export function familyProfile(name: string): ModuleProfile {
  const profile = PROFILES.get(name);
  if (profile !== undefined) return profile;
  const params = { field: 'module', value: name, allowed: [...PROFILES.keys()].join(', ') };
  throw new CodedError('EC20_SETTING', { params });
}
