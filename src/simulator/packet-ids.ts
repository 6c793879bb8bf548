const LAST = 0xffff;

/** MQTT packet ids of one connection: 1–65535 in turn, skipping those still in use (MQTT 3.1.1 §2.3.1). */
export class PacketIds {
  readonly #used = new Set<number>();
  #last = 0;

  /** Throws `RangeError` when all 65,535 are in use. */
  take(): number {
    if (this.#used.size === LAST) throw new RangeError('every packet id is in use');
    do this.#last = (this.#last % LAST) + 1;
    while (this.#used.has(this.#last));
    this.#used.add(this.#last);
    return this.#last;
  }

  release(id: number): void {
    this.#used.delete(id);
  }
}
