import type { SecretKeys } from '../../nodes/modem/secret-keys';

/** The keys of a Node-RED with this credentialSecret, and with the former ones as far as they can still be had. */
export function fixedKey(current: string, ...former: readonly string[]): SecretKeys {
  return { current, former: () => former, isChanging: former.length > 0 };
}
