import { isUtf8 } from 'node:buffer';

import { CodedError } from '../../src/base/coded-error';
import type { DATATYPES } from '../../src/settings/messages';

export type Datatype = (typeof DATATYPES)[number];

/**
 * The payload as set by `datatype`. `auto-detect`: parsed JSON, else text, else the Buffer itself. Throws `EC20_JSON`
 * for invalid JSON when JSON is required.
 */
export function incomingPayload(topic: string, payload: Buffer, datatype: Datatype): unknown {
  switch (datatype) {
    case 'buffer':
      return payload;
    case 'base64':
      return payload.toString('base64');
    case 'utf8':
      return payload.toString('utf8');
    case 'json':
      return parseJson(topic, payload);
    case 'auto-detect':
      return detect(payload);
  }
}

function parseJson(topic: string, payload: Buffer): unknown {
  try {
    if (isUtf8(payload)) return JSON.parse(payload.toString('utf8')) as unknown;
  } catch (cause) {
    throw new CodedError('EC20_JSON', { params: { topic }, cause });
  }
  throw new CodedError('EC20_JSON', { params: { topic } });
}

function detect(payload: Buffer): unknown {
  if (!isUtf8(payload)) return payload;
  const text = payload.toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // most texts aren't JSON: not an error here
  }
}
