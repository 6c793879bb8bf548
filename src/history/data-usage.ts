import type { Clock, Timer } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import type { DataCount } from '../ec20/data-counter';
import type { ConnectionFacts, PassingMessage, SessionObserver } from '../session/observer';
import type { Session } from '../session/session';
import type { SessionState } from '../session/snapshot';
import type { BudgetState, HistoryReader, Instant, UsageDay } from './history';
import { NO_HISTORY } from './recorded-history';
import { type Budget, reviewBudget } from './usage-budget';
import { UsageLedger } from './usage-ledger';
import { UsageMeter } from './usage-meter';
import type { Told, UsageCounts, UsageStore } from './usage-store';

export interface DataUsageOptions {
  readonly clock: Clock;
  readonly store: UsageStore;
  /** Bytes of payload that the cloud bills as one message; undefined: each publish is one. */
  readonly messageUnitBytes: number | undefined;
  /** Undefined: none. */
  readonly budget: Budget | undefined;
  readonly listener: DataUsageListener;
}

export interface DataUsageListener {
  /** `EC20_BUDGET_NEAR` or `EC20_BUDGET_SPENT`, each once in a month of the budget. */
  told(warning: CodedError): void;
  /** So many bytes more have passed over the air, by the estimate. */
  moved?(airUp: number, airDown: number): void;
  /** Messages are held back from now on, for this reason; undefined: all leave again. */
  held(reason: CodedError | undefined): void;
}

/** How often pings are counted and the calendar is looked at. */
const REVIEW_MS = 60_000;
/** A power cut costs no more than this. */
const SAVE_MS = 600_000;

/**
 * A device's use of data, by day, over restarts, against its budget. Hears of a session as its observer, and by
 * {@link watch}.
 */
export class DataUsage implements SessionObserver {
  readonly #options: DataUsageOptions;
  readonly #ledger: UsageLedger;
  readonly #meter: UsageMeter;
  #told: Told | undefined;
  #isHeld = false;
  #isOpen = false;
  #isClosed = false;
  #isChanged = false;
  #savedAtMs: number;
  #timer: Timer | undefined;
  #module: DataCount | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(options: DataUsageOptions) {
    const { clock, messageUnitBytes } = options;
    this.#options = options;
    this.#ledger = new UsageLedger(clock);
    this.#meter = new UsageMeter({ clock, messageUnitBytes, count: (counts) => this.#count(counts) });
    this.#savedAtMs = clock.now();
  }

  /** Loads what was kept; to be called once, before the session starts. Never rejects. */
  async open(): Promise<void> {
    const { days, told } = await this.#options.store.load();
    if (this.#isClosed) return;
    this.#ledger.restore(days);
    this.#told = told;
    this.#isOpen = true;
    this.#review();
    this.#arm();
  }

  /** Ends, and saves. Never rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#meter.ended(true);
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (this.#isChanged) this.#save();
    await this.#saving;
  }

  /** Calendar days, oldest first. */
  usage(from: Instant, to: Instant): readonly UsageDay[] {
    this.#meter.ping();
    return this.#ledger.between(from, to);
  }

  /** Undefined: there is no budget. */
  budget(): BudgetState | undefined {
    const { budget } = this.#options;
    return budget && reviewBudget(budget, this.#ledger.days, this.#ledger.today, this.#told).state;
  }

  /** The history of a device of which nothing else is recorded. */
  get alone(): HistoryReader {
    return {
      ...NO_HISTORY,
      usage: (from, to) => Promise.resolve(this.usage(from, to)),
      budget: () => this.budget(),
    };
  }

  /** Hears of the session from now on; to be called once, before it starts. */
  watch(session: Pick<Session, 'onChange' | 'onReading'>): void {
    session.onChange(({ state }) => this.stateChanged(state));
    session.onReading(({ dataCount }) => this.moduleCounted(dataCount));
  }

  /** The session has another state. */
  stateChanged(state: SessionState): void {
    // A connection is made in the first of the two. Closed on purpose: the device has logged out.
    if (state !== 'connecting' && state !== 'online') this.#meter.ended(state === 'closed');
  }

  /** The module's own counter was read: what it has counted since the session began; undefined: it has none. */
  moduleCounted(count: DataCount | undefined): void {
    if (count === undefined || count === this.#module) return;
    const before = this.#module ?? { sentBytes: 0, receivedBytes: 0 };
    this.#module = count;
    this.#count({
      moduleUp: Math.max(0, count.sentBytes - before.sentBytes),
      moduleDown: Math.max(0, count.receivedBytes - before.receivedBytes),
    });
  }

  connected(facts: ConnectionFacts): void {
    this.#meter.connected(facts);
  }

  subscribed(filterBytes: number): void {
    this.#meter.subscribed(filterBytes);
  }

  unsubscribed(filterBytes: number): void {
    this.#meter.unsubscribed(filterBytes);
  }

  sent(message: PassingMessage): void {
    this.#meter.sent(message);
  }

  acknowledged(): void {
    this.#meter.acknowledged();
  }

  received(message: PassingMessage): void {
    this.#meter.received(message);
  }

  failed(): void {
    this.#meter.failed();
  }

  #count(counts: Partial<UsageCounts>): void {
    this.#ledger.add(counts);
    this.#isChanged = true;
    const { airUp = 0, airDown = 0 } = counts;
    if (airUp > 0 || airDown > 0) this.#options.listener.moved?.(airUp, airDown);
    this.#review();
  }

  #review(): void {
    const { budget, listener } = this.#options;
    if (budget === undefined || !this.#isOpen) return;
    const { held, warning, told } = reviewBudget(budget, this.#ledger.days, this.#ledger.today, this.#told);
    if (told !== this.#told) this.#isChanged = true;
    this.#told = told;
    const isHeld = held !== undefined;
    if (isHeld !== this.#isHeld) {
      this.#isHeld = isHeld;
      listener.held(held);
    }
    if (warning !== undefined) {
      // Told once: not again where the power fails right after it.
      this.#save();
      listener.told(warning);
    }
  }

  #arm(): void {
    this.#timer = this.#options.clock.after(REVIEW_MS, () => {
      this.#meter.ping();
      this.#review();
      if (this.#isChanged && this.#options.clock.now() - this.#savedAtMs >= SAVE_MS) this.#save();
      this.#arm();
    });
  }

  #save(): void {
    this.#isChanged = false;
    this.#savedAtMs = this.#options.clock.now();
    const kept = { days: [...this.#ledger.days], told: this.#told };
    this.#saving = this.#saving
      .then(() => this.#options.store.save(kept))
      .catch(() => {
        // A full disk: the next save has everything.
        this.#isChanged = true;
      });
  }
}
