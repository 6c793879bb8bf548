import { characterName, firstUnsafeCharacter, printable } from '../base/character';
import { type Problem, wrongSetting } from './fault';

/** Shapes of what identifies a device and its server; sources: §A1.1 (field lengths), §A1.6. */

/** An empty value in words: nothing is to be seen of it between quotes. */
function ifEmpty(value: string): Pick<Problem, 'phrases'> {
  return value === '' ? { phrases: { value: { en: '(empty)', zh: '（空）' } } } : {};
}

/** `EC20_PRODUCT_KEY` unless 1–20 letters and digits. */
export function productKeyProblem(value: string): Problem | undefined {
  if (/^[A-Za-z0-9]{1,20}$/.test(value)) return undefined;
  return { code: 'EC20_PRODUCT_KEY', params: { value: printable(value) }, ...ifEmpty(value) };
}

/** `EC20_DEVICE_NAME` unless 4–32 letters, digits and `-_@.:`. */
export function deviceNameProblem(value: string): Problem | undefined {
  if (/^[A-Za-z0-9_@.:-]{4,32}$/.test(value)) return undefined;
  return { code: 'EC20_DEVICE_NAME', params: { value: printable(value) }, ...ifEmpty(value) };
}

/** `EC20_DEVICE_SECRET`, which states only the length, unless 1–64 letters and digits. */
export function deviceSecretProblem(value: string): Problem | undefined {
  if (isSecret(value)) return undefined;
  return { code: 'EC20_DEVICE_SECRET', params: { length: value.length } };
}

/** `EC20_PRODUCT_SECRET`, as {@link deviceSecretProblem}. */
export function productSecretProblem(value: string): Problem | undefined {
  if (isSecret(value)) return undefined;
  return { code: 'EC20_PRODUCT_SECRET', params: { length: value.length } };
}

/** `EC20_DEVICE_KEY`, which states only the length, for a key that no login can be computed with: it must be base64. */
export function deviceKeyProblem(value: string): Problem | undefined {
  const digits = /^([A-Za-z0-9+/_-]+)={0,2}$/.exec(value)?.[1];
  // Four digits are three bytes; a single one that is left over is none.
  if (digits !== undefined && digits.length % 4 !== 1) return undefined;
  return { code: 'EC20_DEVICE_KEY', params: { field: 'deviceSecret', length: value.length } };
}

/** Whether a text may be a DeviceSecret or a ProductSecret. */
export function isSecret(value: string): boolean {
  return /^[A-Za-z0-9]{1,64}$/.test(value);
}

/** 实例ID of the console. */
export function instanceIdProblem(value: string): Problem | undefined {
  if (/^[A-Za-z0-9-]{1,63}$/.test(value)) return undefined;
  return wrongSetting('instanceId', printable(value), 'iot-06z00abcdefghij');
}

/**
 * A host name or an IPv4 address has at most 100 characters (§M1.5). `EC20_SETTING` for anything else, such as a URL or
 * a name with a port.
 */
export function hostProblem(value: string, field = 'host'): Problem | undefined {
  if (/^[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/.test(value)) return undefined;
  return wrongSetting(field, printable(value), 'mqtt.example.com');
}

/** Characters of Aliyun's client id, which `|` and `,` would end and add options to. */
const LONGEST_CLIENT_ID = 64;

/** The base of Aliyun's client id; empty: made from the device's names. */
export function baseClientIdProblem(value: string): Problem | undefined {
  if (value.length <= LONGEST_CLIENT_ID && !/[^\x21-\x7e]|["|,]/.test(value)) return undefined;
  return wrongSetting('clientId', printable(value), '0–64 × a-z A-Z 0-9 - _ . : & @');
}

/** `EC20_AT_TEXT` for a character that can't go through an AT command. */
export function atTextProblem(field: string, value: string): Problem | undefined {
  const character = firstUnsafeCharacter(value);
  if (character === undefined) return undefined;
  return { code: 'EC20_AT_TEXT', params: { field, character: characterName(character) } };
}
