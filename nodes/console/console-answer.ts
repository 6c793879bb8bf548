import type { Language } from '../../src/base/coded-error';
import { hintOf } from '../../src/ec20/hints/hint';
import type { RawAnswer } from '../../src/session/raw-command';
import type { ConsoleAnswer } from './console-reading';
import { withoutPersonalNumbers } from '../../src/base/personal-numbers';

/** The module's answer as the console shows it: each line with its meaning, personal numbers masked as in the trace. */
export function answerOf({ lines, result }: RawAnswer, language: Language): ConsoleAnswer {
  return {
    ok: true,
    lines: lines.map((line) => ({
      text: withoutPersonalNumbers(line),
      meaning: meaningOf(line, language),
    })),
    result,
  };
}

/** A hint on one line: its fields, or its title where it has none. */
function meaningOf(line: string, language: Language): string {
  const [title = '', ...fields] = hintOf('in', line)?.[language].split('\n') ?? [];
  const what = title.replace(/^[+\w ]+(?::\s|：)/, '');
  const text =
    fields.length === 0 ? what : fields.map((each) => each.trim()).join(language === 'zh' ? '；' : '; ');
  return withoutPersonalNumbers(text);
}
