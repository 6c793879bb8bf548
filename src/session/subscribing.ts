import { type Clock, type Timer, sleep } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import type { Listeners } from '../base/listeners';
import type { MqttClient } from '../ec20/mqtt-client';
import { SubscribeAttempts, type Destination, type FilterChange, isWithin } from './subscribe-attempts';
import { HANG_UP_MS, HangUps } from './hang-ups';
import { SkippedFilters } from './skipped-filters';
import type { LeftOut } from './snapshot';
import type { Subscription, Subscriptions } from './subscriptions';
import { matchesFilter } from './topic-filter';

export interface SubscribingOptions {
  readonly clock: Clock;
  readonly subscriptions: Subscriptions;
  /** How many publishes await the broker at this moment. */
  readonly publishing: () => number;
  /** Lets no publish leave until the result is called. */
  readonly hold: () => () => void;
  /** The connection can't be trusted any more. */
  readonly lost: (reason: CodedError) => void;
}

/** The connection, and how far it has come. */
interface Place extends Destination {
  /** The filters that nothing speaks against are through. */
  first: Promise<void>;
  /** Since when it carries traffic. */
  onlineSinceMs: number;
  isBusy: boolean;
}

/** Publishes don't wait longer for all answers. */
const ALL_PATIENCE_MS = 5000;
/** Online for so long, a connection may be risked; back-off has started anew by then. */
const STEADY_MS = 60_000;
/** What was to blame once is tried again at the end of the next connection, unless more than so many were lost running. */
const PROMPT_LOSSES = 1;
/** Publishes on their way get so long before a filter is tried that may end the connection, */
const QUIET_MS = 3000;
const QUIET_POLL_MS = 100;
/** and so long to leave before the next one. */
const TURN_MS = 1000;

/**
 * Brings every filter that somebody wants to the broker, on each connection anew. One that fails is left out, told, and tried
 * again later; nothing else waits for it. What might end the connection is tried last, by itself, while no publish is on
 * its way, so that it is clear who was to blame.
 */
export class Subscribing {
  /** Hears which filters are left out, and which are granted after all. */
  readonly changes: Listeners<FilterChange>;
  readonly #options: SubscribingOptions;
  readonly #skipped: SkippedFilters;
  readonly #hangUps: HangUps;
  readonly #attempts: SubscribeAttempts;
  #place: Place | undefined;
  #timer: Timer | undefined;

  constructor(options: SubscribingOptions) {
    this.#options = options;
    this.#skipped = new SkippedFilters(options.clock);
    this.#hangUps = new HangUps(options.clock);
    const { clock, subscriptions, lost } = options;
    this.#attempts = new SubscribeAttempts({
      clock,
      subscriptions,
      skipped: this.#skipped,
      hangUps: this.#hangUps,
      lost,
      over: () => {
        if (this.#place !== undefined) this.#plan(this.#place);
      },
    });
    this.changes = this.#attempts.changes;
  }

  /** The filters that are left out at the moment. */
  get leftOut(): readonly LeftOut[] {
    const { clock, subscriptions } = this.#options;
    return this.#skipped.all.map(({ filter, error, dueMs }) => ({
      filter,
      error,
      owners: subscriptions.owners(filter),
      retryInMs: Math.max(0, dueMs - clock.now()),
    }));
  }

  /** Why messages on a topic don't come; undefined: nothing keeps them. */
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
   * Brings the filters that nothing speaks against to a new connection. Resolves when each has its answer, and after 5 s at the
   * latest: the rest comes to it beside the traffic. Never rejects; what is wrong with the connection, `lost` tells.
   */
  async begin(client: MqttClient, signal: AbortSignal): Promise<void> {
    const first = Promise.resolve();
    const place = { client, signal, tried: new Set<string>(), first, onlineSinceMs: Infinity, isBusy: false };
    this.#place = place;
    signal.addEventListener('abort', () => this.#leave(place), { once: true });
    place.first = this.#takeGood(place);
    await isWithin(this.#options.clock, place.first, ALL_PATIENCE_MS);
  }

  /** The connection carries traffic: what was put off is tried from now on, and again and again. */
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
   * Brings one more filter to the connection, at once. Resolves with the granted QoS; with the asked one where the connection ends
   * meanwhile or the filter has to wait for its turn. Rejects with `EC20_SUBSCRIBE_…`.
   */
  async subscribe(owner: string, wanted: Subscription): Promise<number> {
    const place = this.#place;
    const { filter, qos } = wanted;
    if (place === undefined) return qos;
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

  /** Nobody wants the filter any more. True when the broker has to be told. */
  forget(filter: string): boolean {
    this.#hangUps.forget(filter);
    if (!this.#skipped.remove(filter)) return true;
    this.#attempts.tell(filter, undefined, new Set());
    return false;
  }

  /**
   * The connection is over. Gives what is to be told as the reason: a filter's own, once it is sure that the broker hangs up
   * on it. `blamed`: one was just being subscribed, so that whatever else was on its way may not be at fault.
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

  /** Takes the filters that nothing speaks against, one after the other, and those that come meanwhile. */
  async #takeGood(place: Place): Promise<void> {
    const next = () =>
      this.#waiting(place).find(
        ({ filter }) =>
          !place.tried.has(filter) && this.#skipped.of(filter) === undefined && !this.#isRisky(filter),
      );
    for (let wanted = next(); wanted !== undefined; wanted = next()) await this.#attempts.take(place, wanted);
  }

  /** Filters that the broker hasn't granted on this connection, and that aren't just being tried. */
  #waiting({ client, signal }: Place): readonly Subscription[] {
    const { subscriptions } = this.#options;
    if (signal.aborted) return [];
    return subscriptions
      .all()
      .filter(
        ({ filter }) =>
          subscriptions.granted(filter) === undefined && !this.#attempts.isUnderWay(filter, client),
      );
  }

  /** Whether the broker might hang up on it. */
  #isRisky(filter: string): boolean {
    return this.#skipped.of(filter)?.isCostly === true || this.#hangUps.isSuspect(filter);
  }

  /** The clock's reading when a waiting filter is to be tried; undefined: not on this connection. */
  #dueMs({ tried, onlineSinceMs }: Place, filter: string): number | undefined {
    const entry = this.#skipped.of(filter);
    const steadyMs = onlineSinceMs + STEADY_MS;
    if (entry?.isCostly === true) return Math.max(entry.dueMs, steadyMs);
    const isRash = this.#hangUps.strikes(filter) > 0 && this.#hangUps.inRow > PROMPT_LOSSES;
    if (isRash) return Math.max(entry?.dueMs ?? 0, steadyMs);
    return tried.has(filter) ? entry?.dueMs : onlineSinceMs;
  }

  /** What is due now: what does no harm first, and what was to blame most often last. */
  #due(place: Place): Subscription | undefined {
    const nowMs = this.#options.clock.now();
    const rank = ({ filter }: Subscription) =>
      this.#isRisky(filter) ? 1 + this.#hangUps.strikes(filter) : 0;
    return this.#waiting(place)
      .filter(({ filter }) => (this.#dueMs(place, filter) ?? Infinity) <= nowMs)
      .sort((one, other) => rank(one) - rank(other))[0];
  }

  /** Tries all that is due, one by one, and plans the next round. Never rejects. */
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

  /** Sets the clock for what is due next. */
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

  /** Tries a filter on which the broker may hang up, while no publish is on its way. Rejects with the connection's end. */
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
