import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

import { CodedError } from '../src/base/coded-error';
import type { CloudSettings } from './settings';

/** The platform's own limit is 512 KB (aliyun.md §4). */
const LARGEST_BYTES = 1_048_576;

/**
 * The product's thing model as JSON text, from the setting or its file (a relative path is meant from `userDir`); empty for
 * none. Throws `EC20_TSL_FILE`.
 */
export function thingModelText({ tsl, tslFile }: CloudSettings, userDir: string): string {
  if (tsl !== '' || tslFile === '') return tsl;
  try {
    const text = readFileSync(isAbsolute(tslFile) ? tslFile : join(userDir, tslFile), 'utf8');
    if (text.length > LARGEST_BYTES) throw new Error(`${text.length} > ${LARGEST_BYTES}`);
    return text;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new CodedError('EC20_TSL_FILE', { params: { file: tslFile, detail } });
  }
}
