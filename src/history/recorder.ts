import type { Clock, Timer } from '../base/clock';
import { type CodedError, asCodedError } from '../base/coded-error';
import type { SessionObserver } from '../session/observer';
import { CommitBudget } from './commit-budget';
import type { HistoryKeeping, HistoryReader, Instant, RecordedReason } from './history';
import type { HistoryStore } from './history-store';
import { Member } from './member';
import { RecordedHistory, type UsageReader } from './recorded-history';
import { recordedReason } from './reason';
import { Recording } from './recording';
import { beginOf, TEN_MINUTES_MS } from './span';

export interface RecorderOptions {
  readonly clock: Clock;
  /** This package's. */
  readonly version: string;
  /** Where history outlives the process; undefined: nowhere, for the reason in `notice`. */
  readonly store: HistoryStore | undefined;
  readonly notice?: CodedError | undefined;
}

/** What a modem node says of it. */
export interface RecorderSettings {
  /** How long it is kept on disk. */
  readonly days: number;
  /** Whether traces of faults keep the bytes of payloads. */
  readonly keepsPayload: boolean;
  /** The store has failed, told once until it works again; or its file was damaged. */
  readonly onTrouble?: (error: CodedError) => void;
}

/** One session that is recorded. */
export interface RecordedMember {
  readonly observer: SessionObserver;
  /** Estimated bytes on the air. */
  moved(airUp: number, airDown: number): void;
  /** Hears of the session from now on; to be called once, before it starts. */
  watch(session: Parameters<Member['watch']>[0]): void;
  /** The session has ended. Resolves when what is known of it is stored. Never rejects. */
  leave(): Promise<void>;
}

const MEMORY_DAYS = 1;
/** Least time between two regular commits: a clock that is set comes to other ten minutes at once. */
const PAUSE_MS = TEN_MINUTES_MS - 5000;
/** A program that was not yet due writes by then all the same: the power may fail each nine minutes. */
const FIRST_MS = 420_000;

/**
 * Records what happens to one device and how it is, whichever sessions it has: in memory for a day by the minute, in the
 * store by ten minutes. Outlives its sessions, so that a deploy takes nothing away.
 */
export class Recorder {
  readonly reader: HistoryReader;
  /** Where the use of data is counted; undefined: nowhere. */
  usage: UsageReader | undefined;
  readonly #options: RecorderOptions;
  readonly #recording: Recording;
  readonly #budget = new CommitBudget();
  readonly #members = new Set<Member>();
  #settings: RecorderSettings = { days: 90, keepsPayload: false };
  #timer: Timer | undefined;
  #writtenSlot: Instant;
  /** When it began, and when it last wrote regularly, by the monotonic clock. */
  readonly #begunMs: number;
  #regularMs = -Infinity;
  #hasWritten = false;
  /** From when on it may write before it is due: the last program has written long ago, or the clock is behind what it has written. */
  #firstFrom: Instant = -Infinity;
  /** What the store does, one after the other. */
  #work: Promise<unknown> = Promise.resolve();
  #isOpen = false;
  #isRestored = false;
  #trouble: RecordedReason | undefined;
  #readers = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#recording = new Recording(options.clock, (begun) => this.#minuteBegun(begun));
    this.#writtenSlot = beginOf(this.#recording.minute.at, TEN_MINUTES_MS);
    this.#begunMs = options.clock.now();
    this.reader = new RecordedHistory(this.#recording, {
      keeping: () => this.#keeping,
      fromStore: (read) => this.#read(read),
      usage: () => this.usage,
    });
  }

  /** One more session of the device. */
  join(settings: RecorderSettings): RecordedMember {
    this.#settings = settings;
    const member = new Member(this.#recording, {
      keepsPayload: settings.keepsPayload,
      stateChanged: () => this.#stateChanged(),
    });
    const isFirst = this.#members.size === 0;
    this.#members.add(member);
    if (isFirst) this.#begin();
    return {
      observer: member,
      moved: (airUp, airDown) => member.moved(airUp, airDown),
      watch: (session) => member.watch(session),
      leave: () => this.#leave(member),
    };
  }

  get #keeping(): HistoryKeeping {
    const { store, notice } = this.#options;
    const why = this.#trouble ?? (notice && recordedReason(notice));
    if (store === undefined || this.#trouble !== undefined) {
      return { where: 'memory', days: MEMORY_DAYS, notice: why };
    }
    return { where: 'disk', days: this.#settings.days, notice: undefined };
  }

  #begin(): void {
    this.#recording.now();
    this.#recording.mark(true, false);
    this.#recording.happened({ kind: 'started', version: this.#options.version });
    this.#arm();
    void this.#inTurn(() => this.#open());
  }

  async #leave(member: Member): Promise<void> {
    if (!this.#members.delete(member)) return;
    this.#recording.now();
    member.end();
    if (this.#members.size > 0) {
      this.#stateChanged();
      return;
    }
    this.#timer?.cancel();
    this.#recording.mark(false, false);
    this.#recording.happened({ kind: 'stopped' });
    await this.#flush(true);
    await this.#inTurn(() => this.#closeUnused());
  }

  #arm(): void {
    this.#timer = this.#options.clock.after(this.#recording.leftMs, () => {
      for (const member of this.#members) member.look();
      this.#recording.now();
      this.#arm();
    });
  }

  #minuteBegun(begun: Instant): void {
    if (this.#members.size === 0) return;
    const slot = beginOf(begun, TEN_MINUTES_MS);
    const nowMs = this.#options.clock.now();
    if (slot !== this.#writtenSlot && nowMs - this.#regularMs >= PAUSE_MS) {
      this.#writtenSlot = slot;
      this.#regularMs = nowMs;
    } else if (!this.#hasWritten && nowMs - this.#begunMs >= FIRST_MS && begun >= this.#firstFrom) {
      // One of those besides, as far as there are any left.
      this.#budget.take(begun);
    } else return;
    this.#hasWritten = true;
    void this.#write(false);
  }

  #stateChanged(): void {
    const wasOut = this.#recording.outages.isOut;
    const isOnline = [...this.#members].some((member) => member.isOnline);
    this.#recording.mark(true, isOnline);
    if (wasOut !== this.#wasOut) void this.#flush(false);
    this.#wasOut = wasOut;
  }

  #wasOut = false;

  /** Writes at once, if that many commits are left. */
  async #flush(isLast: boolean): Promise<void> {
    if (this.#options.store === undefined || !this.#budget.take(this.#recording.now())) return;
    await this.#write(isLast);
  }

  #write(isLast: boolean): Promise<void> {
    const { store } = this.#options;
    if (store === undefined) return Promise.resolve();
    return this.#inTurn(async () => {
      if (!(await this.#open())) return;
      const { days } = this.#settings;
      const batch = this.#recording.takeBatch({ days, isLast, besides: this.#budget.times });
      try {
        await store.write(batch);
        this.#recording.stored(batch);
        this.#trouble = undefined;
      } catch (error) {
        this.#recording.notStored(batch);
        // Its thread may have ended: the next write opens the file anew.
        this.#isOpen = false;
        this.#failed(asCodedError(error));
      }
    });
  }

  /** True when the store is open. */
  async #open(): Promise<boolean> {
    const { store, clock } = this.#options;
    if (store === undefined) return false;
    if (this.#isOpen) return true;
    try {
      const wallMs = clock.wallTime();
      const opening = await store.open(wallMs);
      this.#isOpen = true;
      if (!this.#isRestored) {
        this.#isRestored = true;
        const { writtenAt = -Infinity } = opening;
        this.#firstFrom = writtenAt > wallMs ? -Infinity : writtenAt + PAUSE_MS;
        this.#recording.restore(opening);
        this.#writtenSlot = beginOf(this.#recording.now(), TEN_MINUTES_MS);
        this.#budget.restore(opening.besides);
      }
      if (opening.notice !== undefined) this.#settings.onTrouble?.(opening.notice);
    } catch (error) {
      this.#failed(asCodedError(error));
    }
    return this.#isOpen;
  }

  #failed(error: CodedError): void {
    const isKnown = this.#trouble?.code === error.code;
    this.#trouble = recordedReason(error);
    if (!isKnown) this.#settings.onTrouble?.(error);
  }

  /** Reads from the store; `none` where there is none now. */
  async #read<Result>(read: (store: HistoryStore) => Promise<Result>): Promise<Result | undefined> {
    const { store } = this.#options;
    // A store that failed is tried again with the next write.
    if (store === undefined || (this.#trouble !== undefined && !this.#isOpen)) return undefined;
    this.#readers++;
    return this.#inTurn(async () => {
      try {
        return (await this.#open()) ? await read(store) : undefined;
      } catch (error) {
        this.#failed(asCodedError(error));
        return undefined;
      } finally {
        this.#readers--;
        await this.#closeUnused();
      }
    });
  }

  async #closeUnused(): Promise<void> {
    if (!this.#isOpen || this.#members.size > 0 || this.#readers > 0) return;
    this.#isOpen = false;
    await this.#options.store?.close().catch((error: unknown) => this.#failed(asCodedError(error)));
  }

  #inTurn<Result>(action: () => Promise<Result>): Promise<Result> {
    const turn = this.#work.then(action);
    this.#work = turn.catch(() => undefined);
    return turn;
  }
}
