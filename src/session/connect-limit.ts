const MINUTE_MS = 60_000;

/**
 * When each device last connected to its cloud. Shared by all sessions of a process, so that a redeploy, or a second
 * config node with the same triplet, doesn't use up the cloud's connects per minute (§A2: 5 per device, the excess
 * refused).
 */
export class ConnectLimit {
  readonly #connects = new Map<string, number[]>();

  /** Milliseconds to wait at `nowMs` before the device may connect; 0: none. `perMinute` undefined: no limit. */
  waitMs(deviceKey: string, perMinute: number | undefined, nowMs: number): number {
    if (perMinute === undefined) return 0;
    const recent = this.#recent(deviceKey, nowMs);
    const blocking = recent[recent.length - perMinute];
    return blocking === undefined ? 0 : blocking + MINUTE_MS - nowMs;
  }

  /** Records that the device connects at `nowMs`; refused attempts count too. */
  note(deviceKey: string, nowMs: number): void {
    for (const key of [...this.#connects.keys()]) this.#recent(key, nowMs);
    this.#connects.set(deviceKey, [...this.#recent(deviceKey, nowMs), nowMs]);
  }

  /** Number of devices on record. */
  get size(): number {
    return this.#connects.size;
  }

  #recent(deviceKey: string, nowMs: number): readonly number[] {
    const connects = this.#connects.get(deviceKey) ?? [];
    const recent = connects.filter((atMs) => nowMs - atMs < MINUTE_MS);
    if (recent.length === 0) this.#connects.delete(deviceKey);
    else this.#connects.set(deviceKey, recent);
    return recent;
  }
}
