const SMALLEST_BYTES = 256;

/** A buffer this large is released when it is emptied. */
const LARGEST_KEPT_BYTES = 16 * 1024;

/** Collects bytes one by one. Grows by doubling, so n bytes cost n steps however they arrive. */
export class ByteBuffer {
  #bytes = Buffer.allocUnsafe(SMALLEST_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = Buffer.allocUnsafe(this.#bytes.length * 2);
      this.#bytes.copy(larger);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }

  /** The byte at `index`; undefined when it has not arrived yet. */
  at(index: number): number | undefined {
    return index < this.#length ? this.#bytes[index] : undefined;
  }

  /** The bytes as latin1. */
  text(): string {
    return this.#bytes.toString('latin1', 0, this.#length);
  }

  /** A copy of the bytes from `start` up to `end` (not included). */
  copy(start = 0, end = this.#length): Buffer {
    return Buffer.from(this.#bytes.subarray(start, end));
  }

  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > LARGEST_KEPT_BYTES) this.#bytes = Buffer.allocUnsafe(SMALLEST_BYTES);
  }
}
