/**
 * Subscriptions whose node a deploy has ended. Its successor usually wants them again a moment later: then nothing is
 * told to the broker, and no message is missed (on Aliyun a new subscription takes effect only after about 10 s,
 * §A2). What nobody has adopted when flows have started is to be unsubscribed. At Node-RED's own end nobody
 * does, so that with cleanSession off the broker keeps messages for the device.
 */
export class OrphanSubscriptions {
  readonly #filters = new Map<string, Set<string>>();

  /** `owner` has ended and leaves these filters. */
  leave(owner: string, filters: readonly string[]): void {
    this.#filters.set(owner, new Set(filters));
  }

  /** The successor of `owner` wants `filter`. */
  adopt(owner: string, filter: string): void {
    this.#filters.get(owner)?.delete(filter);
  }

  /** Hands over what nobody has adopted. */
  take(): readonly { readonly owner: string; readonly filter: string }[] {
    const left = [...this.#filters].flatMap(([owner, filters]) =>
      [...filters].map((filter) => ({ owner, filter })),
    );
    this.#filters.clear();
    return left;
  }
}
