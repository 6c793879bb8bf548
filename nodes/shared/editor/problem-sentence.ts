import { shownValues } from '../../../src/base/coded-error';
import { rowAt, sentenceOf, valuesAt } from '../../../src/base/sentence';
import { CERTIFICATE_ERRORS } from '../../../src/errors/certificate';
import { MODEL_ERRORS } from '../../../src/errors/model';
import { MODULE_ERRORS } from '../../../src/errors/module';
import { PAYLOAD_ERRORS } from '../../../src/errors/payload';
import { PORT_ERRORS } from '../../../src/errors/port';
import { REGISTRATION_ERRORS } from '../../../src/errors/registration';
import { REPLY_ERRORS } from '../../../src/errors/reply';
import type { ErrorRow, Language } from '../../../src/errors/row';
import { SETTINGS_ERRORS } from '../../../src/errors/settings';
import { SUB_DEVICE_ERRORS } from '../../../src/errors/sub-device';
import { TOPIC_ERRORS } from '../../../src/errors/topic';
import type { Problem, ServerName } from '../../../src/settings/settings';
import { editorLanguage } from './definition';

/** The rows of the rules' codes: dialogs need no other domain. */
const ROWS: Readonly<Record<string, ErrorRow | undefined>> = {
  ...SETTINGS_ERRORS,
  ...TOPIC_ERRORS,
  ...PAYLOAD_ERRORS,
  ...MODEL_ERRORS,
  ...CERTIFICATE_ERRORS,
  ...REGISTRATION_ERRORS,
  ...REPLY_ERRORS,
  ...PORT_ERRORS,
  ...MODULE_ERRORS,
  ...SUB_DEVICE_ERRORS,
};

/** The editor's language, as far as our sentences have it. */
export function language(): Language {
  return /^zh/i.test(editorLanguage()) ? 'zh' : 'en';
}

/**
 * What is wrong with a value and its cure, in the runtime's words; `label` is the field's label in the dialog, `server` the one whose words it speaks. Throws
 * for a code without a row here, which test/nodes/dialog-against-runtime.test.ts looks for.
 */
export function problemSentence(
  { code, params, phrases = {} }: Problem,
  server?: ServerName,
  label?: string,
): string {
  const row = ROWS[code];
  if (row === undefined) throw new Error(`${code} has no sentence in the dialogs`);
  const words = Object.entries(phrases).map(([name, phrase]) => [name, phrase[language()]] as const);
  const field = label === undefined || params['field'] === undefined ? {} : { field: label };
  const values = { ...shownValues(params), ...Object.fromEntries(words), ...field };
  return sentenceOf(rowAt(row, server), 'node', language(), valuesAt(values, server, language()));
}
