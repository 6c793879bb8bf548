import { isAnyArrayBuffer, isArrayBufferView } from 'node:util/types';

/** Everything that holds bytes: a Buffer, any typed array, a DataView, an ArrayBuffer or a SharedArrayBuffer. */
export type Bytes = ArrayBufferView | ArrayBuffer | SharedArrayBuffer;

/**
 * Whether `value` holds bytes. Recognised by what it is: a function node has a realm of its own, in which
 * `new Uint8Array(3) instanceof Uint8Array` of ours is false.
 */
export function isBytes(value: unknown): value is Bytes {
  return isArrayBufferView(value) || isAnyArrayBuffer(value);
}

/**
 * The bytes of this moment, of exactly that view: a copy, since their owner may write into them while they wait.
 * Undefined for anything that holds none.
 */
export function bytesOf(value: unknown): Buffer | undefined {
  if (isArrayBufferView(value)) {
    // One whose memory was handed over has none left; a DataView throws then.
    if (value.buffer.byteLength === 0) return Buffer.alloc(0);
    return copied(value.buffer, value.byteOffset, value.byteLength);
  }
  return isAnyArrayBuffer(value) ? copied(value, 0, value.byteLength) : undefined;
}

/** The same, and a text as UTF-8. */
export function contentOf(value: unknown): Buffer | undefined {
  return typeof value === 'string' ? Buffer.from(value, 'utf8') : bytesOf(value);
}

function copied(memory: ArrayBufferLike, offset: number, length: number): Buffer {
  return length === 0 ? Buffer.alloc(0) : Buffer.from(new Uint8Array(memory, offset, length));
}
