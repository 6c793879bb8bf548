const MINUTE_MS = 60_000;

/**
 * When each device last asked its cloud for a connection. One for all sessions of a process, so that a redeploy, or a
 * second config node with the same triplet, does not spend the cloud's connects a minute (§A2: 5 for a device,
 * the excess refused).
 */
export class ConnectLimit {
  readonly #connects = new Map<string, number[]>();

  /** Milliseconds to wait at `nowMs` before the device may connect; 0: at once. `perMinute` undefined: no limit. */
  waitMs(deviceKey: string, perMinute: number | undefined, nowMs: number): number {
    if (perMinute === undefined) return 0;
    const recent = this.#recent(deviceKey, nowMs);
    const blocking = recent[recent.length - perMinute];
    return blocking === undefined ? 0 : blocking + MINUTE_MS - nowMs;
  }

  /** Remembers that the device connects at `nowMs`, whatever becomes of it: refused attempts count as well. */
  note(deviceKey: string, nowMs: number): void {
    for (const key of [...this.#connects.keys()]) this.#recent(key, nowMs);
    this.#connects.set(deviceKey, [...this.#recent(deviceKey, nowMs), nowMs]);
  }

  /** How many devices are remembered. */
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
