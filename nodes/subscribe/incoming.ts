import { isUtf8 } from 'node:buffer';

import { CodedError } from '../../src/base/coded-error';
import type { DATATYPES } from '../../src/settings/messages';

export type Datatype = (typeof DATATYPES)[number];

/** Node-RED copies messages by recursion, which a few thousand levels would exhaust; real documents have a few. */
const MOST_LEVELS = 256;

/** Whether JSON is nested too deep for a message. Brackets in texts don't count. */
function isTooDeep(payload: Buffer): boolean {
  let levels = 0;
  let isText = false;
  for (let index = 0; index < payload.length; index++) {
    const byte = payload[index];
    if (isText) {
      if (byte === BACKSLASH) index++;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === ARRAY || byte === OBJECT) {
      if (++levels > MOST_LEVELS) return true;
    } else if (byte === ARRAY_END || byte === OBJECT_END) levels--;
  }
  return false;
}

const [QUOTE, BACKSLASH, ARRAY, ARRAY_END, OBJECT, OBJECT_END] = Buffer.from('"\\[]{}');

/**
 * The payload as set by `datatype`. `auto-detect`: parsed JSON, else text, else the Buffer itself. Throws `EC20_JSON`
 * for invalid JSON when JSON is required. JSON of more than 256 levels counts as text.
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
    if (isUtf8(payload) && !isTooDeep(payload)) return JSON.parse(payload.toString('utf8')) as unknown;
  } catch (cause) {
    throw new CodedError('EC20_JSON', { params: { topic }, cause });
  }
  throw new CodedError('EC20_JSON', { params: { topic } });
}

function detect(payload: Buffer): unknown {
  if (!isUtf8(payload)) return payload;
  const text = payload.toString('utf8');
  if (isTooDeep(payload)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // most texts aren't JSON: not an error here
  }
}
