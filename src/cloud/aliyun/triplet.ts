import { printable } from '../../base/character';
import { CodedError } from '../../base/coded-error';

/** The device's certificate as the console shows it (设备证书, 三元组). */
export interface Triplet {
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
}

/**
 * Checks what a person has typed or copied (§A1.1, field lengths). Throws `EC20_NO_SECRET` when there is none,
 * `EC20_PRODUCT_KEY` unless 1–20 letters and digits, `EC20_DEVICE_NAME` unless 4–32 letters, digits and `-_@.:`, and
 * `EC20_DEVICE_SECRET`, which tells the length only, unless 1–64 letters and digits.
 */
export function checkTriplet(triplet: Triplet): void {
  const { productKey, deviceName, deviceSecret } = triplet;
  // First, because a flow that was imported or copied has all but this.
  if (deviceSecret === '') throw new CodedError('EC20_NO_SECRET');
  if (!/^[A-Za-z0-9]{1,20}$/.test(productKey)) {
    throw new CodedError('EC20_PRODUCT_KEY', { params: { value: printable(productKey) } });
  }
  if (!/^[A-Za-z0-9_@.:-]{4,32}$/.test(deviceName)) {
    throw new CodedError('EC20_DEVICE_NAME', { params: { value: printable(deviceName) } });
  }
  if (!/^[A-Za-z0-9]{1,64}$/.test(deviceSecret)) {
    throw new CodedError('EC20_DEVICE_SECRET', { params: { length: deviceSecret.length } });
  }
}
