/** Subscribers to an event, in order of subscription. */
export class Listeners<T> {
  #listeners: readonly ((value: T) => void)[] = [];

  /** The number of listeners, for tests that check for leaks. */
  get size(): number {
    return this.#listeners.length;
  }

  /** Adds a listener; returns a function that removes it. */
  add(listener: (value: T) => void): () => void {
    const own = (value: T) => listener(value);
    this.#listeners = [...this.#listeners, own];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== own);
    };
  }

  /** Calls everyone subscribed at this moment. */
  emit(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
}
