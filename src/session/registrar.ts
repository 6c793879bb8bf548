import { randomInteger, type Random } from '../base/random';
import type { Clock } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import { Deferred } from '../base/deferred';
import type { Registration } from '../cloud/cloud-profile';
import type { MqttClient } from '../ec20/mqtt-client';

/** Stores a device's secret, so that the cloud is asked only once. */
export interface SecretStore {
  /** Resolves when it is safe from a power cut. Rejects with `EC20_REGISTER_STORE`. */
  keep(device: { readonly productKey: string; readonly deviceName: string }, secret: string): Promise<void>;
}

/** The platform closes a registration's connection after 15 s (§A1.4). */
const ANSWER_MS = 15_000;

/** Waits for the message with the secret. */
export class RegistrationAnswer {
  readonly #secret = new Deferred<string>().quiet();

  constructor(private readonly registration: Registration) {}

  received(topic: string, payload: Buffer): void {
    if (!this.registration.topics.includes(topic)) return;
    try {
      this.#secret.resolve(this.registration.secretOf(payload));
    } catch (error) {
      this.#secret.reject(error);
    }
  }

  ended(reason: CodedError): void {
    this.#secret.reject(refused(this.registration, reason));
  }

  within(clock: Clock): Promise<string> {
    this.#secret.within(clock, ANSWER_MS, () => refused(this.registration));
    return this.#secret.promise;
  }
}

export interface RegistrationRun {
  readonly registration: Registration;
  readonly client: MqttClient;
  readonly answer: RegistrationAnswer;
  readonly clock: Clock;
  readonly random: Random;
  readonly store: SecretStore;
  /** Masks the secret in every trace from now on. */
  conceal(secret: string): void;
}

/**
 * Registers over an open connection: logs in, receives the secret and stores it before its first use. A power cut
 * before that does no harm: a device that has never logged in may ask again. Returns the secret.
 */
export async function register(run: RegistrationRun): Promise<string> {
  const { registration, client, answer, clock, random, store } = run;
  const { clientId, username = '', password = '' } = registration.credentials(nonce(random));
  run.conceal(password);
  try {
    await client.connect({ clientId, username, password });
  } catch (error) {
    const coded = asCodedError(error);
    if (coded.code !== 'EC20_CONNECT_CREDENTIALS') throw coded;
    const params = { device: `${registration.productKey}/${registration.deviceName}` };
    throw new CodedError('EC20_REGISTER_SIGNATURE', { params, outcome: 'rejected', cause: coded });
  }
  const secret = await answer.within(clock);
  run.conceal(secret);
  await store.keep(registration, secret);
  await client.disconnect();
  return secret;
}

function nonce(random: Random): string {
  return String(randomInteger(random, 100_000_000, 999_999_999));
}

function refused({ productKey, deviceName }: Registration, cause?: CodedError): CodedError {
  return new CodedError('EC20_REGISTER_REFUSED', {
    params: { device: `${productKey}/${deviceName}` },
    outcome: 'unknown',
    ...(cause === undefined ? {} : { cause }),
  });
}
