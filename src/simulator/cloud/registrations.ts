import type { CloudConnection } from './connection';
import type { DeviceRecord, Product } from './device-record';
import { CONNACK, type RegistrationRequest } from './login';

/** One product, one secret (一型一密): connections that ask for a device's secret. Source: aliyun.md §1.4. */
export class Registrations {
  /** False: they are accepted and never told anything. */
  areAnswered = true;
  readonly #answers = new Map<CloudConnection, string>();

  /** The CONNACK: 2 without TLS, 4 for a bad signature; the rest comes as a message. */
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

  /** Tells a connection that has been accepted its answer; false when it isn't here to register. */
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
