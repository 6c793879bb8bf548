import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError, type Phrase } from '../../src/base/coded-error';
import { UnreadableFile } from '../../src/core/setting-file';
import { thrownText } from '../../src/base/thrown-text';
import type { SecretStore } from '../../src/session/registrar';
import { isPlainObject } from '../shared/plain-object';
import type { SecretKeys } from './secret-keys';
import { readWhole, writeWhole } from '../../src/core/whole-file';

interface Device {
  readonly productKey: string;
  readonly deviceName: string;
}

/** What one file holds. */
interface Sealed {
  readonly version: 1;
  readonly device: string;
  readonly salt: string;
  readonly iv: string;
  readonly tag: string;
  readonly secret: string;
}

/** What is kept for a device. Only `none` means that it may register. */
export type Kept =
  | { readonly kind: 'none' }
  | { readonly kind: 'secret'; readonly secret: string }
  /** `EC20_SECRET_SEALED` or `EC20_SECRET_FILE`. */
  | { readonly kind: 'shut'; readonly error: CodedError };

const FILE_NAME = /^secret-[0-9a-f]{16}\.json$/;
const DAMAGED: Phrase = { en: 'it is damaged', zh: '文件已损坏' };
const OTHER_DEVICE: Phrase = { en: 'it belongs to another device', zh: '它是另一台设备的' };

/**
 * Secrets that devices have received by registration, one file per device in `userDir`/ec20, readable by Node-RED's
 * user alone, and encrypted with the key that Node-RED uses for its own credentials. Written whole and flushed before it
 * is renamed, so a power cut leaves the old file or the new one. The cloud gives a secret only once: what is there but
 * can't be opened is never taken for absent.
 */
export class DeviceSecrets implements SecretStore {
  constructor(
    private readonly userDir: string,
    private readonly keys: SecretKeys,
  ) {}

  /** What is kept for this device. A file with a former key is written again with the current one. */
  find(device: Device): Kept {
    const file = this.#file(device);
    const params = { device: nameOf(device), file };
    const unusable = (why: Phrase, cause?: unknown): Kept => ({
      kind: 'shut',
      error: new CodedError('EC20_SECRET_FILE', { params, phrases: { detail: why }, cause }),
    });
    try {
      const text = readWhole(file);
      if (text === undefined) return { kind: 'none' };
      const sealed = sealedIn(text);
      if (sealed === undefined) return unusable(DAMAGED);
      if (sealed.device !== nameOf(device)) return unusable(OTHER_DEVICE);
      const secret = this.#openOrFollow(sealed, file);
      if (secret !== undefined) return { kind: 'secret', secret };
      return { kind: 'shut', error: new CodedError('EC20_SECRET_SEALED', { params }) };
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      return unusable(error.why, error);
    }
  }

  /** Rejects with the error of {@link find} rather than replace a file that can't be opened. */
  keep(device: Device, secret: string): Promise<void> {
    const file = this.#file(device);
    try {
      const before = this.find(device);
      if (before.kind === 'shut') throw before.error;
      writeWhole(file, JSON.stringify(this.#seal(nameOf(device), secret)));
    } catch (error) {
      if (error instanceof CodedError) return Promise.reject(error);
      const detail = thrownText(error);
      const failed = new CodedError('EC20_REGISTER_STORE', { params: { file, detail }, cause: error });
      return Promise.reject(failed);
    }
    return Promise.resolve();
  }

  /**
   * Writes every file again that a key opens which Node-RED is about to forget: a device that is disabled now would lose
   * its secret. Never throws.
   */
  followKey(): void {
    if (!this.keys.isChanging) return;
    const folder = join(this.userDir, 'ec20');
    for (const name of secretFilesIn(folder)) {
      const file = join(folder, name);
      try {
        const sealed = sealedIn(readWhole(file) ?? '');
        if (sealed !== undefined) this.#openOrFollow(sealed, file);
      } catch {
        // Reported when its device is used.
      }
    }
  }

  #openOrFollow(sealed: Sealed, file: string): string | undefined {
    const secret = opened(sealed, this.keys.current);
    if (secret !== undefined) return secret;
    for (const key of this.keys.former()) {
      const found = opened(sealed, key);
      if (found === undefined) continue;
      try {
        writeWhole(file, JSON.stringify(this.#seal(sealed.device, found)));
      } catch {
        // The secret is usable all the same, and this is tried again at each start.
      }
      return found;
    }
    return undefined;
  }

  #seal(device: string, secret: string): Sealed {
    const [salt, iv] = [randomBytes(16).toString('base64'), randomBytes(12)];
    const cipher = createCipheriv('aes-256-gcm', keyFrom(this.keys.current, salt), iv);
    const text = cipher.update(secret, 'utf8', 'base64') + cipher.final('base64');
    const tag = cipher.getAuthTag().toString('base64');
    return { version: 1, device, salt, iv: iv.toString('base64'), tag, secret: text };
  }

  /** A device name may hold characters that a file name may not. */
  #file(device: Device): string {
    const digest = createHash('sha256').update(nameOf(device)).digest('hex').slice(0, 16);
    return join(this.userDir, 'ec20', `secret-${digest}.json`);
  }
}

function secretFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => FILE_NAME.test(name));
  } catch {
    return [];
  }
}

/** Undefined: not what {@link DeviceSecrets} writes. */
function sealedIn(text: string): Sealed | undefined {
  try {
    const found: unknown = JSON.parse(text);
    if (!isPlainObject(found)) return undefined;
    const { device, salt, iv, tag, secret } = found;
    const isComplete = [device, salt, iv, tag, secret].every((each) => typeof each === 'string');
    const isWhole = isComplete && bytes(String(iv)).length === 12 && bytes(String(tag)).length === 16;
    return isWhole ? (found as unknown as Sealed) : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined: sealed with another passphrase. */
function opened({ salt, iv, tag, secret }: Sealed, passphrase: string): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', keyFrom(passphrase, salt), bytes(iv));
  decipher.setAuthTag(bytes(tag));
  try {
    return decipher.update(secret, 'base64', 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}

function keyFrom(passphrase: string, salt: string): Buffer {
  return scryptSync(passphrase, bytes(salt), 32);
}

function nameOf({ productKey, deviceName }: Device): string {
  return `${productKey}/${deviceName}`;
}

function bytes(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}
