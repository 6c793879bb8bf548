import type { CloudConnection } from './connection';
import type { DeviceRecord, Product } from './device-record';
import { CONNACK, type RegistrationRequest } from './login';

/** One secret per product (一型一密): connections that request a device's secret. Source: §A1.4. */
export class Registrations {
  /** False: connections are accepted but never answered. */
  areAnswered = true;
  readonly #answers = new Map<CloudConnection, string>();

  /** The CONNACK code: 2 without TLS, 4 for a bad signature; the rest follows as a message. */
  judge(
    connection: CloudConnection,
    { identity, isSignedWith }: RegistrationRequest,
    { secret, registers }: Product,
    record: DeviceRecord | undefined,
  ): number {
    const { productKey, deviceName } = identity;
    if (!connection.isSecure) return CONNACK.badClientId;
    if (secret === undefined || record === undefined || !isSignedWith(secret)) return CONNACK.badCredentials;
    const refusal = !registers ? 6288 : record.activated ? 6289 : undefined;
    const answer =
      refusal === undefined
        ? { productKey, deviceName, deviceSecret: record.deviceSecret }
        : { code: refusal, productKey, deviceName };
    this.#answers.set(connection, JSON.stringify(answer));
    return CONNACK.accepted;
  }

  /** Sends an accepted connection its answer; false when it is not a registration. */
  answer(connection: CloudConnection): boolean {
    const answer = this.#answers.get(connection);
    if (answer === undefined) return false;
    if (!this.areAnswered) return true;
    connection.deliver({ topic: '/ext/register', payload: Buffer.from(answer), qos: 0, retain: false });
    return true;
  }

  ended(connection: CloudConnection): void {
    this.#answers.delete(connection);
  }
}
