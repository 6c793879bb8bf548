import { createHash } from 'node:crypto';
import type { CloudConnection } from './connection';
import type { DeviceRecord, Product } from './device-record';
import { CONNACK, type RegistrationRequest } from './login';

/** Devices that may register one name without having been entered before (§A1.4). */
const MOST_OF_ONE_NAME = 5;

/** Where devices are looked up; `create` adds one that was not entered in the console. */
export interface Registry {
  readonly record: DeviceRecord | undefined;
  readonly create: () => DeviceRecord;
}

/** One secret per product (一型一密): connections that request a device's secret, or its token. Source: §A1.4. */
export class Registrations {
  /** False: connections are accepted but never answered. */
  areAnswered = true;
  readonly #answers = new Map<CloudConnection, { readonly topic: string; readonly body: string }>();

  /** The CONNACK code: 2 without TLS or without the product's instance, 4 for a bad signature; the rest follows as a message. */
  judge(
    connection: CloudConnection,
    request: RegistrationRequest,
    product: Product,
    registry: Registry,
  ): number {
    const { isFree, isSignedWith, instanceId } = request;
    if (!connection.isSecure) return CONNACK.badClientId;
    if (product.instanceId !== undefined && instanceId !== product.instanceId) return CONNACK.badClientId;
    const isKnown = isFree || registry.record !== undefined;
    if (product.secret === undefined || !isKnown || !isSignedWith(product.secret)) {
      return CONNACK.badCredentials;
    }
    const { productKey, deviceName } = request.identity;
    const answer = { productKey, deviceName, ...this.#answerOf(request, product, registry) };
    const topic = isFree ? '/ext/regnwl' : '/ext/register';
    this.#answers.set(connection, { topic, body: JSON.stringify(answer) });
    return CONNACK.accepted;
  }

  /** Sends an accepted connection its answer; false when it is not a registration. */
  answer(connection: CloudConnection): boolean {
    const answer = this.#answers.get(connection);
    if (answer === undefined) return false;
    if (!this.areAnswered) return true;
    const { topic, body } = answer;
    connection.deliver({ topic, payload: Buffer.from(body), qos: 0, retain: false });
    return true;
  }

  ended(connection: CloudConnection): void {
    this.#answers.delete(connection);
  }

  #answerOf({ isFree, identity }: RegistrationRequest, { registers }: Product, registry: Registry): object {
    if (!registers) return { code: 6288 };
    if (isFree) {
      const record = registry.record ?? registry.create();
      const count = record.tokens.size;
      if (count >= MOST_OF_ONE_NAME) return { code: 6289 };
      const digest = createHash('sha256').update(`${identity.productKey}&${identity.deviceName}&${count}`);
      const text = digest.digest('hex');
      const token = { clientId: text.slice(0, 24), deviceToken: text.slice(24, 56) };
      record.tokens.set(token.clientId, token.deviceToken);
      return token;
    }
    const { record } = registry;
    if (record === undefined || record.activated) return { code: 6289 };
    return { deviceSecret: record.deviceSecret };
  }
}
