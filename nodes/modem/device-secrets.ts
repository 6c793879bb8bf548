import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../src/base/coded-error';
import { thrownText } from '../../src/base/thrown-text';
import type { SecretStore } from '../../src/session/registrar';
import { writeWhole } from './whole-file';

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

/**
 * Secrets that devices have received by registration, one file per device in `userDir`/ec20, readable by Node-RED's
 * user alone, and encrypted with Node-RED's own credentialSecret where the settings have one. Written whole and flushed
 * before it is renamed, so a power cut leaves the old file or the new one.
 */
export class DeviceSecrets implements SecretStore {
  constructor(
    private readonly userDir: string,
    private readonly passphrase: string,
  ) {}

  /** The secret stored for this device; undefined: none, or one that this Node-RED can no longer read. */
  find(device: Device): string | undefined {
    try {
      const sealed = JSON.parse(readFileSync(this.#file(device), 'utf8')) as Sealed;
      if (sealed.device !== nameOf(device)) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', this.#key(sealed.salt), bytes(sealed.iv));
      decipher.setAuthTag(bytes(sealed.tag));
      return decipher.update(sealed.secret, 'base64', 'utf8') + decipher.final('utf8');
    } catch {
      return undefined;
    }
  }

  keep(device: Device, secret: string): Promise<void> {
    const file = this.#file(device);
    try {
      writeWhole(file, JSON.stringify(this.#seal(device, secret)));
    } catch (error) {
      const detail = thrownText(error);
      const failed = new CodedError('EC20_REGISTER_STORE', { params: { file, detail }, cause: error });
      return Promise.reject(failed);
    }
    return Promise.resolve();
  }

  #seal(device: Device, secret: string): Sealed {
    const [salt, iv] = [randomBytes(16).toString('base64'), randomBytes(12)];
    const cipher = createCipheriv('aes-256-gcm', this.#key(salt), iv);
    const text = cipher.update(secret, 'utf8', 'base64') + cipher.final('base64');
    const tag = cipher.getAuthTag().toString('base64');
    return { version: 1, device: nameOf(device), salt, iv: iv.toString('base64'), tag, secret: text };
  }

  #key(salt: string): Buffer {
    return scryptSync(this.passphrase, bytes(salt), 32);
  }

  /** A device name may hold characters that a file name may not. */
  #file(device: Device): string {
    const digest = createHash('sha256').update(nameOf(device)).digest('hex').slice(0, 16);
    return join(this.userDir, 'ec20', `secret-${digest}.json`);
  }
}

function nameOf({ productKey, deviceName }: Device): string {
  return `${productKey}/${deviceName}`;
}

function bytes(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}
