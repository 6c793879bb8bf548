import { CodedError } from '../../src/base/coded-error';
import { type ReadFile, UnreadableFile } from '../../src/core/setting-file';
import type { CloudSettings } from './settings';

/** The platform's own limit is 512 KB (§A4). */
const LARGEST_BYTES = 1_048_576;

/** The settings of a thing model. */
export type ModelSettings = Pick<CloudSettings, 'server' | 'tsl' | 'tslFile'>;

/** Whether the thing model is in a file; the dialog's text takes precedence. */
export function namesThingModelFile({ server, tsl, tslFile }: ModelSettings): boolean {
  return server === 'aliyun' && tsl === '' && tslFile !== '';
}

/** The product's thing model as JSON text, from the setting or its file; empty for none. Rejects with `EC20_TSL_FILE`. */
export async function readThingModelFile(settings: ModelSettings, readFile: ReadFile): Promise<string> {
  const { tsl, tslFile: file } = settings;
  if (!namesThingModelFile(settings)) return tsl;
  try {
    return (await readFile(file, LARGEST_BYTES)).toString('utf8');
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new CodedError('EC20_TSL_FILE', { params: { file }, phrases: { detail: error.why }, cause: error });
  }
}
