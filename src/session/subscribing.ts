import { type Clock, type Timer, sleep } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import { Deferred } from '../base/deferred';
import type { ForeignFailure } from '../base/foreign-code';
import type { Listeners } from '../base/listeners';
import type { MqttClient } from '../ec20/mqtt-client';
import { SubscribeAttempts, type Destination, type FilterChange, isWithin } from './subscribe-attempts';
import { HANG_UP_MS, HangUps } from './hang-ups';
import type { SessionObserver } from './observer';
import { SkippedFilters } from './skipped-filters';
import type { LeftOut } from './snapshot';
import type { Subscription, Subscriptions } from './subscriptions';
import { matchesFilter } from './topic-filter';

export interface SubscribingOptions {
  readonly clock: Clock;
  readonly subscriptions: Subscriptions;
  /** Number of publishes that await the broker. */
  readonly publishing: () => number;
  /** Stops publishing until the returned function is called. */
  readonly hold: () => () => void;
  /** Whether a filter's device can have subscriptions now; the others wait for {@link Subscribing.ready}. */
  readonly isReady: (filter: string) => boolean;
  /** The connection is no longer reliable. */
  readonly lost: (reason: CodedError) => void;
  /** Receives what a listener of the changes has thrown. */
  readonly listenerFailed: ForeignFailure;
  readonly observer?: Pick<SessionObserver, 'subscribed'> | undefined;
}

/** The connection and its progress. */
interface Place extends Destination {
  /** Resolves when the filters without a known problem are done. */
  first: Promise<void>;
  /** When it began to carry traffic. */
  onlineSinceMs: number;
  isBusy: boolean;
}

/** Maximum time that publishes wait for all answers. */
const ALL_PATIENCE_MS = 5000;
/** After this long online a connection may be risked; back-off has been reset by then. */
const STEADY_MS = 60_000;
/** A blamed filter is retried at the end of the next connection, unless more than this many were lost in a row. */
const PROMPT_LOSSES = 1;
/** Maximum wait for publishes in flight before trying a filter that may end the connection, */
const QUIET_MS = 3000;
const QUIET_POLL_MS = 100;
/** and the time for publishing before the next one. */
const TURN_MS = 1000;

/**
 * Subscribes every wanted filter on each connection. A filter that fails is skipped, reported, and retried later;
 * nothing else waits for it. Filters that might end the connection are tried last, alone, with no publish in flight,
 * so that it is clear which is to blame.
 */
export class Subscribing {
  /** Notifies of filters that are skipped, and of those granted after all. */
  readonly changes: Listeners<FilterChange>;
  readonly #options: SubscribingOptions;
  readonly #skipped: SkippedFilters;
  readonly #hangUps: HangUps;
  readonly #attempts: SubscribeAttempts;
  /** Who waits for filters looks again after each attempt. */
  readonly #awaiting = new Set<() => void>();
  #place: Place | undefined;
  #timer: Timer | undefined;

  constructor(options: SubscribingOptions) {
    this.#options = options;
    this.#skipped = new SkippedFilters(options.clock);
    this.#hangUps = new HangUps(options.clock);
    const { clock, subscriptions, lost, listenerFailed, observer } = options;
    this.#attempts = new SubscribeAttempts({
      clock,
      subscriptions,
      skipped: this.#skipped,
      hangUps: this.#hangUps,
      lost,
      listenerFailed,
      observer,
      over: () => {
        for (const look of [...this.#awaiting]) look();
        if (this.#place !== undefined) this.#plan(this.#place);
      },
    });
    this.changes = this.#attempts.changes;
  }

  /** The filters that are currently skipped. */
  get leftOut(): readonly LeftOut[] {
    const { clock, subscriptions } = this.#options;
    return this.#skipped.all.map(({ filter, error, dueMs }) => ({
      filter,
      error,
      owners: subscriptions.owners(filter),
      retryInMs: Math.max(0, dueMs - clock.now()),
    }));
  }

  /** Why messages on a topic can't arrive; undefined: they can. */
  whySkipped(topic: string): CodedError | undefined {
    if (this.#options.subscriptions.covers(topic)) return undefined;
    return this.#skipped.all.find(({ filter }) => matchesFilter(filter, topic))?.error;
  }

  /** A new connection: nothing is granted yet. */
  reset(): void {
    this.#hangUps.restart();
    this.#options.subscriptions.reset();
  }

  /**
   * Subscribes the filters without a known problem on a new connection. Resolves when each is answered, and after 5 s
   * at the latest: the rest is done alongside the traffic. Never rejects; a broken connection is reported by `lost`.
   */
  async begin(client: MqttClient, signal: AbortSignal): Promise<void> {
    const first = Promise.resolve();
    const place = { client, signal, tried: new Set<string>(), first, onlineSinceMs: Infinity, isBusy: false };
    this.#place = place;
    signal.addEventListener('abort', () => this.#leave(place), { once: true });
    place.first = this.#takeGood(place);
    await isWithin(this.#options.clock, place.first, ALL_PATIENCE_MS);
  }

  /** The connection carries traffic: filters that were put off are tried, and retried, from now on. */
  attend(signal: AbortSignal): void {
    const place = this.#place;
    if (place === undefined || signal.aborted) return;
    const { clock } = this.#options;
    place.onlineSinceMs = clock.now();
    const steady = clock.after(STEADY_MS, () => this.#hangUps.lasted());
    signal.addEventListener('abort', () => steady.cancel(), { once: true });
    void this.#round(place);
  }

  /**
   * Subscribes one more filter at once. Resolves with the granted QoS, or with the requested one if the connection
   * ends meanwhile or the filter has to wait for its turn. Rejects with `EC20_SUBSCRIBE_…`. `owner`: who learns of that;
   * undefined: nobody, so that its owners are told.
   */
  async subscribe(owner: string | undefined, wanted: Subscription): Promise<number> {
    const place = this.#place;
    const { filter, qos } = wanted;
    if (place === undefined || !this.#options.isReady(filter)) return qos;
    const entry = this.#skipped.of(filter);
    if (entry?.isCostly === true) throw entry.error;
    if (this.#hangUps.isSuspect(filter)) {
      this.#plan(place);
      return qos;
    }
    try {
      return await this.#attempts.attempt(place, wanted, owner);
    } catch (error) {
      if (place.signal.aborted) return qos;
      throw error;
    }
  }

  /** Resolves when each of the filters is granted or skipped, and after `ms` at the latest. Rejects with the reason of `signal`. */
  async settled(filters: readonly string[], ms: number, signal: AbortSignal): Promise<void> {
    const { clock, subscriptions } = this.#options;
    const isSettled = (filter: string) =>
      subscriptions.granted(filter) !== undefined || this.#skipped.of(filter) !== undefined;
    const over = new Deferred<void>();
    const look = () => {
      if (signal.aborted) over.reject(signal.reason);
      else if (filters.every(isSettled)) over.resolve();
    };
    const limit = clock.after(ms, () => over.resolve());
    this.#awaiting.add(look);
    signal.addEventListener('abort', look, { once: true });
    look();
    try {
      await over.promise;
    } finally {
      limit.cancel();
      this.#awaiting.delete(look);
      signal.removeEventListener('abort', look);
    }
  }

  /** A device has a new session: the filters that `isIts` are subscribed anew, those that it `shares` unless they are granted. */
  ready(isIts: (filter: string) => boolean, shares: (filter: string) => boolean): void {
    const { subscriptions } = this.#options;
    for (const { filter } of subscriptions.all()) if (isIts(filter)) subscriptions.revoke(filter);
    const place = this.#place;
    if (place === undefined || place.onlineSinceMs === Infinity) return;
    for (const { filter } of this.#waiting(place))
      if (isIts(filter) || shares(filter)) place.tried.delete(filter);
    void this.#round(place);
  }

  /** The filter is no longer wanted. True when the broker has to be unsubscribed. */
  forget(filter: string): boolean {
    this.#hangUps.forget(filter);
    if (!this.#skipped.remove(filter)) return true;
    this.#attempts.notify(filter, undefined, new Set());
    return false;
  }

  /**
   * The connection has ended. Returns the reason to report: the filter's own, once it is certain that the broker
   * hangs up on it. `blamed`: a filter was being subscribed, so other messages in flight may not be at fault.
   */
  ended(reason: CodedError): { readonly reason: CodedError; readonly blamed: CodedError | undefined } {
    const blame = this.#hangUps.ended(reason);
    if (blame === undefined) return { reason, blamed: undefined };
    const { filter, error, isProven } = blame;
    if (!isProven) return { reason, blamed: error };
    this.#attempts.leaveOut(filter, error, new Set());
    return { reason: error, blamed: error };
  }

  #leave(place: Place): void {
    if (this.#place !== place) return;
    this.#place = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Subscribes the filters without a known problem one by one, including those added meanwhile. */
  async #takeGood(place: Place): Promise<void> {
    const next = () =>
      this.#waiting(place).find(
        ({ filter }) =>
          !place.tried.has(filter) && this.#skipped.of(filter) === undefined && !this.#isRisky(filter),
      );
    for (let wanted = next(); wanted !== undefined; wanted = next()) await this.#attempts.take(place, wanted);
  }

  /** Filters not granted on this connection, and not being tried. */
  #waiting({ client, signal }: Place): readonly Subscription[] {
    const { subscriptions } = this.#options;
    if (signal.aborted) return [];
    return subscriptions
      .all()
      .filter(
        ({ filter }) =>
          subscriptions.granted(filter) === undefined &&
          this.#options.isReady(filter) &&
          !this.#attempts.isUnderWay(filter, client),
      );
  }

  /** Whether the broker might hang up on it. */
  #isRisky(filter: string): boolean {
    return this.#skipped.of(filter)?.isCostly === true || this.#hangUps.isSuspect(filter);
  }

  /** The clock's reading when a waiting filter is due; undefined: not on this connection. */
  #dueMs({ tried, onlineSinceMs }: Place, filter: string): number | undefined {
    const entry = this.#skipped.of(filter);
    const steadyMs = onlineSinceMs + STEADY_MS;
    if (entry?.isCostly === true) return Math.max(entry.dueMs, steadyMs);
    const isRash = this.#hangUps.strikes(filter) > 0 && this.#hangUps.inRow > PROMPT_LOSSES;
    if (isRash) return Math.max(entry?.dueMs ?? 0, steadyMs);
    return tried.has(filter) ? entry?.dueMs : onlineSinceMs;
  }

  /** The next due filter: harmless ones first, the most often blamed last. */
  #due(place: Place): Subscription | undefined {
    const nowMs = this.#options.clock.now();
    const rank = ({ filter }: Subscription) =>
      this.#isRisky(filter) ? 1 + this.#hangUps.strikes(filter) : 0;
    return this.#waiting(place)
      .filter(({ filter }) => (this.#dueMs(place, filter) ?? Infinity) <= nowMs)
      .sort((one, other) => rank(one) - rank(other))[0];
  }

  /** Tries all due filters one by one, and plans the next round. Never rejects. */
  async #round(place: Place): Promise<void> {
    if (place.isBusy) return;
    place.isBusy = true;
    try {
      await place.first;
      for (let next = this.#due(place); next !== undefined; next = this.#due(place)) {
        if (this.#isRisky(next.filter)) await this.#takeAlone(place, next);
        else await this.#attempts.take(place, next);
      }
      if (!this.#waiting(place).some(({ filter }) => this.#hangUps.isSuspect(filter)))
        this.#hangUps.cleared();
    } catch {
      // The connection has ended.
    }
    place.isBusy = false;
    this.#plan(place);
  }

  /** Sets the timer for the next due filter. */
  #plan(place: Place): void {
    if (this.#place !== place || place.isBusy || place.onlineSinceMs === Infinity) return;
    const { clock } = this.#options;
    this.#timer?.cancel();
    const dueMs = Math.min(
      ...this.#waiting(place).map(({ filter }) => this.#dueMs(place, filter) ?? Infinity),
    );
    this.#timer =
      dueMs === Infinity ? undefined : clock.after(dueMs - clock.now(), () => void this.#round(place));
  }

  /** Tries a filter on which the broker may hang up, while no publish is in flight. Rejects with the connection's end. */
  async #takeAlone(place: Place, wanted: Subscription): Promise<void> {
    const { clock, hold, publishing } = this.#options;
    const { signal } = place;
    const release = hold();
    try {
      const giveUpAt = clock.now() + QUIET_MS;
      while (publishing() > 0 && clock.now() < giveUpAt) await sleep(clock, QUIET_POLL_MS, signal);
      await this.#attempts.take(place, wanted);
      await sleep(clock, HANG_UP_MS, signal);
    } finally {
      release();
    }
    if (this.#due(place) !== undefined) await sleep(clock, TURN_MS, signal);
  }
}
