import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Language, Phrase } from '../errors/row';
import { languageNamed, localeLanguage } from './locale';

/** The options of a program, as `parseArgs` takes them. */
export type ProgramOptions = NonNullable<ParseArgsConfig['options']>;

export interface ProgramArguments {
  readonly options: ProgramOptions;
  /** Whether there are arguments beside the options. */
  readonly allowPositionals: boolean;
}

const LANGUAGE_NAME = /^(zh|en)([-_.].*)?$/i;

function tokensOf(words: readonly string[], options: ProgramOptions) {
  return parseArgs({ args: [...words], options, strict: false, tokens: true, allowPositionals: true }).tokens;
}

/** The language of a program: that of `--lang`, wherever it stands and whatever else is wrong; otherwise the system's. */
export function programLanguage(
  words: readonly string[],
  options: ProgramOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const given = tokensOf(words, options)
    .flatMap((token) => (token.kind === 'option' && token.name === 'lang' ? [token.value ?? ''] : []))
    .at(-1);
  return given !== undefined && LANGUAGE_NAME.test(given)
    ? languageNamed(given)
    : localeLanguage(environment);
}

/** What `parseArgs` would refuse, in our words; undefined: nothing. */
export function argumentsFault(
  words: readonly string[],
  { options, allowPositionals }: ProgramArguments,
): Phrase | undefined {
  for (const token of tokensOf(words, options)) {
    if (token.kind === 'positional' && !allowPositionals)
      return {
        en: `“${token.value}” is one argument too many.`,
        zh: `多了一个参数“${token.value}”。`,
      };
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined)
      return { en: `There is no option ${rawName}.`, zh: `没有 ${rawName} 这个选项。` };
    if (option.type === 'boolean' && value !== undefined)
      return { en: `${rawName} takes no value.`, zh: `${rawName} 后面不能带值。` };
    const isOption = inlineValue === false && value.startsWith('-') && value.length > 1;
    if (option.type === 'string' && (value === undefined || isOption))
      return { en: `${rawName} needs a value.`, zh: `${rawName} 后面缺少值。` };
    if (name === 'lang' && !LANGUAGE_NAME.test(value ?? ''))
      return {
        en: `--lang ${value ?? ''}: expected is zh or en.`,
        zh: `--lang ${value ?? ''}：应为 zh 或 en。`,
      };
  }
  return undefined;
}
