/**
 * Subscriptions whose node a deploy has ended. Its successor usually needs them again a moment later: then nothing is
 * sent to the broker, and no message is missed (on Aliyun a new subscription takes effect only after about 10 s, §A2).
 * Those not adopted when flows have started are unsubscribed. When Node-RED itself stops they are not, so with
 * cleanSession off the broker keeps messages for the device.
 */
export class OrphanSubscriptions {
  readonly #filters = new Map<string, Set<string>>();

  /** `owner` has ended and leaves these filters. */
  leave(owner: string, filters: readonly string[]): void {
    this.#filters.set(owner, new Set(filters));
  }

  /** The successor of `owner` needs `filter`. */
  adopt(owner: string, filter: string): void {
    this.#filters.get(owner)?.delete(filter);
  }

  /** Hands over the filters that were not adopted. */
  take(): readonly { readonly owner: string; readonly filter: string }[] {
    const left = [...this.#filters].flatMap(([owner, filters]) =>
      [...filters].map((filter) => ({ owner, filter })),
    );
    this.#filters.clear();
    return left;
  }
}
