/** Who wants to hear of something, in the order of their coming. */
export class Listeners<T> {
  #listeners: readonly ((value: T) => void)[] = [];

  /** How many listen: a test's way to see that nobody is left behind. */
  get size(): number {
    return this.#listeners.length;
  }

  /** Adds a listener; the answer takes it away again. */
  add(listener: (value: T) => void): () => void {
    const own = (value: T) => listener(value);
    this.#listeners = [...this.#listeners, own];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== own);
    };
  }

  /** Tells everyone who listens at this moment. */
  emit(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
}
