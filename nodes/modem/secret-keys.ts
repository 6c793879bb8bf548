import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';

/** The passphrases of this Node-RED. Read at each use: Node-RED makes and drops its own one while it runs. */
export interface SecretKeys {
  readonly current: string;
  /** Any that may have been the current one before; the current one is not repeated. */
  former(): readonly string[];
  /** Whether the next deploy makes Node-RED forget a former one: settings.js has a credentialSecret for the first time. */
  readonly isChanging: boolean;
}

/** The name under which Node-RED keeps the key that it has generated. */
const GENERATED = '_credentialSecret';
/**
 * Where Node-RED's own storage keeps its runtime settings. Node-RED drops the generated key at the first deploy with a
 * credentialSecret; the backup still has it then. The last two are those of Node-RED before 1.2, which stay after an update.
 */
const RUNTIME_FILES = [
  '.config.runtime.json',
  '.config.runtime.json.backup',
  '.config.json',
  '.config.json.backup',
];

/** What Node-RED gives a node of its settings, those of its storage among them by `get`. */
type Settings = NodeAPI['settings'] & {
  readonly credentialSecret?: unknown;
};

/**
 * The key follows Node-RED's for its own credentials: `credentialSecret` from settings.js, without one the key that
 * Node-RED has generated, and none (an empty one) where credentialSecret is `false` or no key can be had.
 */
export function secretKeys(settings: Settings, userDir: string): SecretKeys {
  const current = () => {
    const { credentialSecret } = settings;
    if (typeof credentialSecret === 'string') return credentialSecret;
    return credentialSecret === false ? '' : (generatedKey(settings) ?? '');
  };
  return {
    get current() {
      return current();
    },
    get isChanging() {
      const generated = generatedKey(settings);
      return generated !== undefined && generated !== current();
    },
    former() {
      const inFiles = RUNTIME_FILES.map((file) => keyIn(join(userDir, file)));
      const keys = [generatedKey(settings), ...inFiles, ''].filter((key) => key !== undefined);
      return [...new Set(keys)].filter((key) => key !== current());
    },
  };
}

function generatedKey(settings: Settings): string | undefined {
  try {
    return textOf(settings.get(GENERATED));
  } catch {
    return undefined; // Not loaded, as in a program that embeds nodes alone.
  }
}

function keyIn(file: string): string | undefined {
  try {
    const stored = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')) as Record<
      string,
      unknown
    > | null;
    return textOf(stored?.[GENERATED]);
  } catch {
    return undefined;
  }
}

function textOf(key: unknown): string | undefined {
  return typeof key === 'string' && key !== '' ? key : undefined;
}
