import { type Clock, sleep } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import { Listeners } from '../base/listeners';
import { ERRORS } from '../errors/catalogue';
import type { MqttClient } from '../ec20/mqtt-client';
import { STATE_CONNECTED } from '../ec20/result-codes';
import { isUndone } from '../ec20/query';
import { HANG_UP_MS, type HangUps } from './hang-ups';
import type { SkippedFilters } from './skipped-filters';
import type { Subscription, Subscriptions } from './subscriptions';

export interface SubscribeAttemptsOptions {
  readonly clock: Clock;
  readonly subscriptions: Subscriptions;
  readonly skipped: SkippedFilters;
  readonly hangUps: HangUps;
  /** The connection can't be trusted any more. */
  readonly lost: (reason: CodedError) => void;
  /** An attempt is over. */
  readonly over: () => void;
}

/** A filter has been left out, for a reason that is new, or is granted again. */
export interface FilterChange {
  readonly filter: string;
  /** Who wants it. */
  readonly owners: readonly string[];
  /** Owners that a rejected `subscribe()` tells the same. */
  readonly askers: ReadonlySet<string>;
  /** Why it is left out; undefined: it is granted. */
  readonly error: CodedError | undefined;
}

/** What is under way for one filter. */
interface Attempt {
  readonly client: MqttClient;
  readonly qos: number;
  readonly promise: Promise<number>;
  readonly askers: Set<string>;
}

/** The connection that filters are brought to. */
export interface Destination {
  readonly client: MqttClient;
  readonly signal: AbortSignal;
  /** What was tried on it, with or without success. */
  readonly tried: Set<string>;
}

/** The next filter doesn't wait longer for the answer to this one. */
const PATIENCE_MS = 3000;

/** Brings single filters to the broker, and sees what becomes of each: granted, left out, or the end of the connection. */
export class SubscribeAttempts {
  /** Hears which filters are left out, and which are granted after all. */
  readonly changes = new Listeners<FilterChange>();
  readonly #options: SubscribeAttemptsOptions;
  readonly #attempts = new Map<string, Attempt>();

  constructor(options: SubscribeAttemptsOptions) {
    this.#options = options;
  }

  /** Whether a filter has been written to that connection and has no answer yet. */
  isUnderWay(filter: string, client: MqttClient): boolean {
    return this.#attempts.get(filter)?.client === client;
  }

  /** Tries a filter; resolves with its answer, or when that takes long though the connection lives. */
  async take(place: Destination, wanted: Subscription): Promise<void> {
    const { clock, lost } = this.#options;
    const answer = this.attempt(place, wanted, undefined).then(ignored, ignored); // told already
    if (await isWithin(clock, answer, PATIENCE_MS)) return;
    // Before another filter is written: later nobody could tell which of them the broker has hung up on.
    const end = await endOf(place.client);
    if (place.signal.aborted) return;
    if (end === undefined) this.#options.hangUps.answered(wanted.filter);
    else lost(end);
  }

  /** One filter's way to the broker, shared by all who want it meanwhile. */
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
    try {
      const granted = await client.subscribe(filter, qos);
      signal.throwIfAborted();
      this.#options.hangUps.answered(filter);
      if (!subscriptions.has(filter)) return granted;
      subscriptions.grant(filter, granted);
      // Some brokers grant it first.
      if (this.#options.skipped.of(filter)?.isCostly === true) await sleep(clock, HANG_UP_MS, signal);
      if (this.#options.skipped.remove(filter)) this.tell(filter, undefined, askers);
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

  /** A filter goes on without the broker; told where the reason is new. */
  leaveOut(filter: string, error: CodedError, askers: ReadonlySet<string>): void {
    const { subscriptions } = this.#options;
    if (!subscriptions.has(filter)) return;
    subscriptions.revoke(filter);
    const isNew = this.#options.skipped.add(filter, error, error.code === 'EC20_SUBSCRIBE_HANGUP');
    if (isNew) this.tell(filter, error, askers);
  }

  /** Tells those who listen what has become of a filter. */
  tell(filter: string, error: CodedError | undefined, askers: ReadonlySet<string>): void {
    this.changes.emit({ filter, owners: this.#options.subscriptions.owners(filter), askers, error });
  }
}

/** Why the connection is no good; undefined: it lives, and what has failed has failed by itself. */
async function endOf(client: MqttClient): Promise<CodedError | undefined> {
  try {
    if ((await client.state()) === STATE_CONNECTED) return undefined;
    return new CodedError('EC20_LINK_SILENT', { outcome: 'unknown' });
  } catch (error) {
    const coded = asCodedError(error);
    // A module that doesn't tell: with a line that is dead this would be another error.
    return isUndone(coded.code) ? undefined : coded;
  }
}

/** Why the connection is no good, after a filter has failed on it. */
async function endAfter(client: MqttClient, failure: CodedError): Promise<CodedError | undefined> {
  const { subscribe } = ERRORS[failure.code];
  // The broker's word, or no command can hold it.
  if (subscribe === 'own') return undefined;
  return subscribe === 'unclear' ? endOf(client) : failure;
}

const ignored = (): void => undefined;

/** Resolves with `promise`, which must not reject, or after `ms`; true when the promise came first. */
export function isWithin(clock: Clock, promise: Promise<void>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = clock.after(ms, () => resolve(false));
    void promise.then(() => {
      timer.cancel();
      resolve(true);
    });
  });
}
