import { type ForeignFailure, callForeign } from './foreign-code';

type Listener<T> = (value: T) => void;

/** Subscribers to an event, in order of subscription. One that throws is reported, and the others are still called. */
export class Listeners<T> {
  #listeners: readonly Listener<T>[] = [];

  constructor(
    /** The event's name in errors, such as `onChange`. */
    private readonly name: string,
    /** Receives what a listener has thrown, and that listener. */
    private readonly failed: (...args: [...Parameters<ForeignFailure>, thrower: Listener<T>]) => void,
  ) {}

  /** The number of listeners, for tests that check for leaks. */
  get size(): number {
    return this.#listeners.length;
  }

  /** Adds a listener; returns a function that removes it. */
  add(listener: Listener<T>): () => void {
    const own = (value: T) => listener(value);
    this.#listeners = [...this.#listeners, own];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== own);
    };
  }

  /** Calls everyone subscribed at this moment. */
  emit(value: T): void {
    for (const listener of this.#listeners) {
      callForeign(
        this.name,
        () => listener(value),
        (error) => this.failed(error, listener),
      );
    }
  }

  /** Calls everyone but `thrower`; what one of them throws as well is dropped, or the two would go on for ever. */
  emitToOthers(value: T, thrower: Listener<T>): void {
    for (const listener of this.#listeners) {
      if (listener !== thrower) callForeign(this.name, () => listener(value), ignored);
    }
  }
}

const ignored = (): void => undefined;
