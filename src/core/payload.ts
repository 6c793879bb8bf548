import { type Bytes, contentOf } from '../base/bytes';
import { CodedError } from '../base/coded-error';

/** The bytes of this moment: a copy, since the caller may write into its own while they wait. Throws `EC20_SETTING`. */
export function payloadBytes(payload: string | Bytes, field = 'payload'): Buffer {
  const bytes = contentOf(payload);
  if (bytes !== undefined) return bytes;
  throw new CodedError('EC20_SETTING', {
    params: { field, value: typeof payload, allowed: 'string, Buffer, ArrayBuffer, DataView' },
  });
}
