import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const HAN = /\p{Script=Han}/u;

/** A Chinese text that a user reads, and where it stands. */
export interface ChineseText {
  readonly file: string;
  readonly text: string;
}

const FOLDERS = ['bin', 'docs', 'examples', 'nodes', 'src'];

/** Files of each kind, and how the texts in them are found. */
const KINDS: readonly { readonly files: RegExp; readonly texts: (content: string) => string[] }[] = [
  { files: /\.zh-CN\.md$/, texts: proseOf },
  { files: /\/locales\/zh-CN\/.*\.html$/, texts: helpOf },
  { files: /\/locales\/zh-CN\/.*\.json$|^examples\/中文\/.*\.json$/, texts: stringsOf },
  { files: /^(src|nodes|bin)\/.*\.ts$/, texts: literalsOf },
];

/** Words that a user pastes, or that the clouds use: not ours to choose. */
const FOREIGN = /pasted-words\.ts$|^src\/simulator\/cloud\/|^src\/settings\/regions\.ts$/;

/** Every Chinese text of the package, without code, commands and links. */
export function chineseTexts(): ChineseText[] {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(folder, file).replaceAll('\\', '/'),
    ),
  );
  return [...readdirSync(ROOT), ...inFolders]
    .filter((file) => !FOREIGN.test(file))
    .sort()
    .flatMap((file) =>
      KINDS.filter(({ files }) => files.test(file)).flatMap(({ texts }) =>
        texts(readFileSync(join(ROOT, file), 'utf8')).map((text) => ({ file, text })),
      ),
    )
    .filter(({ text }) => HAN.test(text));
}

function proseOf(markdown: string): string[] {
  return markdown
    .replace(/^ *```[^]*?^ *```$/gm, '')
    .replace(/`[^`\n]*`/g, '`')
    .replace(/\]\([^)\n]*\)/g, ']')
    .split('\n');
}

function helpOf(html: string): string[] {
  return html
    .replace(/<code\s*>[^]*?<\/code\s*>/g, '`')
    .replace(/<\/?(?:b|a|span)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, '\n')
    .split(/\n\s*\n/)
    .map((text) => text.replace(/\s*\n\s*/g, ' '));
}

/** The values of a JSON file; the lines of code in them that are comments, or texts in quotes. */
function stringsOf(json: string): string[] {
  const found: string[] = [];
  JSON.parse(json, (_key, value: unknown) => {
    if (typeof value === 'string') found.push(...value.replace(/`[^`\n]*`/g, '`').split('\n'));
    return value;
  });
  return found;
}

function literalsOf(code: string): string[] {
  const bare = code.replace(/\/\*[^]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return [...bare.matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)]
    .map(([, single, template]) => single ?? template ?? '')
    .flatMap((text) => text.replaceAll('\\n', '\n').split('\n'));
}
