import { type Clock, sleep } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import type { ForeignFailure } from '../base/foreign-code';
import { Listeners } from '../base/listeners';
import { ERRORS } from '../errors/catalogue';
import type { MqttClient } from '../ec20/mqtt-client';
import { STATE_CONNECTED } from '../ec20/result-codes';
import { isUndone } from '../ec20/query';
import { HANG_UP_MS, type HangUps } from './hang-ups';
import type { SessionObserver } from './observer';
import type { SkippedFilters } from './skipped-filters';
import type { Subscription, Subscriptions } from './subscriptions';

export interface SubscribeAttemptsOptions {
  readonly clock: Clock;
  readonly subscriptions: Subscriptions;
  readonly skipped: SkippedFilters;
  readonly hangUps: HangUps;
  /** The connection is no longer reliable. */
  readonly lost: (reason: CodedError) => void;
  /** Receives what a listener of the changes has thrown. */
  readonly listenerFailed: ForeignFailure;
  /** An attempt is over. */
  readonly over: () => void;
  readonly observer?: Pick<SessionObserver, 'subscribed'> | undefined;
}

/** A filter was skipped, for a new reason, or is granted again. */
export interface FilterChange {
  readonly filter: string;
  /** Its subscribers. */
  readonly owners: readonly string[];
  /** Owners whose `subscribe()` already rejects with the same error. */
  readonly askers: ReadonlySet<string>;
  /** Why it is skipped; undefined: it is granted. */
  readonly error: CodedError | undefined;
}

/** The attempt in progress for one filter. */
interface Attempt {
  readonly client: MqttClient;
  readonly qos: number;
  readonly promise: Promise<number>;
  readonly askers: Set<string>;
}

/** The connection on which filters are subscribed. */
export interface Destination {
  readonly client: MqttClient;
  readonly signal: AbortSignal;
  /** Filters tried on it, successfully or not. */
  readonly tried: Set<string>;
}

/** Maximum time that the next filter waits for the answer to this one. */
const PATIENCE_MS = 3000;

/** Subscribes single filters, with one of three outcomes: granted, skipped, or the end of the connection. */
export class SubscribeAttempts {
  /** Notifies of filters that are skipped, and of those granted after all. */
  readonly changes: Listeners<FilterChange>;
  readonly #options: SubscribeAttemptsOptions;
  readonly #attempts = new Map<string, Attempt>();

  constructor(options: SubscribeAttemptsOptions) {
    this.#options = options;
    this.changes = new Listeners('onSubscription', options.listenerFailed);
  }

  /** Whether a filter has been written to that connection and is unanswered. */
  isUnderWay(filter: string, client: MqttClient): boolean {
    return this.#attempts.get(filter)?.client === client;
  }

  /** Tries a filter; resolves with its answer, or earlier if that takes long and the connection is still up. */
  async take(place: Destination, wanted: Subscription): Promise<void> {
    const { clock, lost } = this.#options;
    const answer = this.attempt(place, wanted, undefined).then(ignored, ignored); // already reported
    if (await isWithin(clock, answer, PATIENCE_MS)) return;
    // Before another filter is written: afterwards the filter that made the broker hang up couldn't be identified.
    const end = await endOf(place.client);
    if (place.signal.aborted) return;
    if (end === undefined) this.#options.hangUps.answered(wanted.filter);
    else lost(end);
  }

  /** One attempt at a filter, shared by all who want it meanwhile. */
  attempt(place: Destination, wanted: Subscription, asker: string | undefined): Promise<number> {
    const { filter, qos } = wanted;
    const { client } = place;
    const current = this.#attempts.get(filter);
    if (current?.client === client && current.qos >= qos) {
      if (asker !== undefined) current.askers.add(asker);
      return current.promise;
    }
    place.tried.add(filter);
    const askers = new Set(asker === undefined ? [] : [asker]);
    const promise = this.#bring(place, wanted, askers).finally(() => {
      if (this.#attempts.get(filter)?.promise !== promise) return;
      this.#attempts.delete(filter);
      this.#options.over();
    });
    this.#attempts.set(filter, { client, qos, promise, askers });
    return promise;
  }

  async #bring(
    { client, signal }: Destination,
    { filter, qos }: Subscription,
    askers: ReadonlySet<string>,
  ): Promise<number> {
    const { clock, subscriptions, lost } = this.#options;
    this.#options.hangUps.began(filter);
    this.#options.observer?.subscribed(Buffer.byteLength(filter));
    try {
      const granted = await client.subscribe(filter, qos);
      signal.throwIfAborted();
      this.#options.hangUps.answered(filter);
      if (!subscriptions.has(filter)) return granted;
      subscriptions.grant(filter, granted);
      // Some brokers grant it first.
      if (this.#options.skipped.of(filter)?.isCostly === true) await sleep(clock, HANG_UP_MS, signal);
      if (this.#options.skipped.remove(filter)) this.notify(filter, undefined, askers);
      return granted;
    } catch (error) {
      signal.throwIfAborted();
      const coded = asCodedError(error);
      const end = await endAfter(client, coded);
      signal.throwIfAborted();
      if (end === undefined) {
        this.#options.hangUps.answered(filter);
        this.leaveOut(filter, coded, askers);
      } else {
        lost(end);
      }
      throw end ?? coded;
    }
  }

  /** Skips a filter; reported when the reason is new. */
  leaveOut(filter: string, error: CodedError, askers: ReadonlySet<string>): void {
    const { subscriptions } = this.#options;
    if (!subscriptions.has(filter)) return;
    subscriptions.revoke(filter);
    const isNew = this.#options.skipped.add(filter, error, error.code === 'EC20_SUBSCRIBE_HANGUP');
    if (isNew) this.notify(filter, error, askers);
  }

  /** Notifies listeners of the outcome for a filter. */
  notify(filter: string, error: CodedError | undefined, askers: ReadonlySet<string>): void {
    this.changes.emit({ filter, owners: this.#options.subscriptions.owners(filter), askers, error });
  }
}

/** Why the connection is broken; undefined: it is still up, and only the attempt has failed. */
async function endOf(client: MqttClient): Promise<CodedError | undefined> {
  try {
    if ((await client.state()) === STATE_CONNECTED) return undefined;
    return new CodedError('EC20_LINK_SILENT', { outcome: 'unknown' });
  } catch (error) {
    const coded = asCodedError(error);
    // The module doesn't support the query: a dead line would cause another error.
    return isUndone(coded.code) ? undefined : coded;
  }
}

/** Why the connection is broken, after a filter has failed on it. */
async function endAfter(client: MqttClient, failure: CodedError): Promise<CodedError | undefined> {
  const { subscribe } = ERRORS[failure.code];
  // The broker's refusal, or a filter that fits no command.
  if (subscribe === 'own') return undefined;
  return subscribe === 'unclear' ? endOf(client) : failure;
}

const ignored = (): void => undefined;

/** Resolves when `promise`, which must not reject, settles, or after `ms`; true when the promise came first. */
export function isWithin(clock: Clock, promise: Promise<void>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = clock.after(ms, () => resolve(false));
    void promise.then(() => {
      timer.cancel();
      resolve(true);
    });
  });
}
