import { nextTurn, type Clock, type Timer } from '../base/clock';

interface Entry {
  readonly dueMs: number;
  readonly order: number;
  readonly action: () => void;
}

/** A clock that advances to the next timer as soon as everything is waiting: a replay takes only its computing time. */
export class ReplayClock implements Clock {
  readonly #entries = new Set<Entry>();
  #nowMs = 0;
  #order = 0;
  #isTurning = false;

  /** `startWallMs`: the wall clock's time at the start. */
  constructor(private readonly startWallMs: number) {}

  now(): number {
    return this.#nowMs;
  }

  wallTime(): number {
    return this.startWallMs + this.#nowMs;
  }

  after(delayMs: number, action: () => void): Timer {
    const entry = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, action };
    this.#entries.add(entry);
    this.#turn();
    return { cancel: () => void this.#entries.delete(entry) };
  }

  #turn(): void {
    if (this.#isTurning) return;
    this.#isTurning = true;
    nextTurn(() => {
      this.#isTurning = false;
      const [first] = [...this.#entries].sort(
        (one, other) => one.dueMs - other.dueMs || one.order - other.order,
      );
      if (first === undefined) return;
      this.#entries.delete(first);
      this.#nowMs = first.dueMs;
      first.action();
      if (this.#entries.size > 0) this.#turn();
    });
  }
}
