// Makes what the package says of its types, from the entries in package.json's `exports`, by api-extractor:
//
//   types/<entry>.d.ts         each entry's declarations in one file, which the package ships (not committed)
//   docs/api/                  for each entry the report of what is offered, so that a review sees each change of it
//   docs/api.md                the reference: the same declarations with their docstrings
//
//   node scripts/api.mjs           writes them
//   node scripts/api.mjs --types   writes types/ only
//   node scripts/api.mjs --check   as --types, and fails when a document is stale
//
// It fails when an exported name has no docstring, or names a type that no entry exports. Build first: the meanings of the
// simulator's settings are read from dist/. Its own files are in .api/.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import ts from 'typescript';

const load = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const WORK = join(root, '.api');
const DECLARED = join(WORK, 'types');

const PREFACE = `# API

<!-- Made by scripts/api.mjs from the docstrings. Don't edit: change those. -->

What programs without Node-RED can load; how to begin: [core.md](core.md). Times are milliseconds and sizes are bytes unless stated otherwise.
Errors are \`CodedError\`s; what each code means and what to do about it: [errors.md](errors.md). These names are kept as
[Semantic Versioning](https://semver.org/) asks; nothing else of the package is public.`;

/** Types that are computed from a table. They are written out, since the table itself is not for the public. */
const WRITTEN_OUT = ['ErrorCode', 'PlatformName', 'SimulatorSettings'];

/** What api-extractor finds: `error` fails, the rest is not shown. */
const REPORTED = {
  compilerMessageReporting: { default: { logLevel: 'error' } },
  extractorMessageReporting: {
    default: { logLevel: 'error' },
    // Everything that is exported is public.
    'ae-missing-release-tag': { logLevel: 'none' },
    // Members may speak for themselves; names are looked at in reference().
    'ae-undocumented': { logLevel: 'none' },
  },
  tsdocMessageReporting: { default: { logLevel: 'none' } },
};

class Complaint extends Error {}

const { values: options } = parseArgs({
  options: { check: { type: 'boolean' }, types: { type: 'boolean' } },
});
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const entries = Object.entries(manifest.exports)
  .filter(([, target]) => target.types !== undefined)
  .map(([path, target]) => ({
    title: manifest.name + path.slice(1),
    declared: join(DECLARED, target.default.replace('./dist/src/', '').replace(/\.js$/, '.d.ts')),
    types: join(root, target.types),
    report: `${path.slice('./'.length)}.api.md`,
  }));

try {
  declare();
  writeOut();
  rollUp();
  if (options.types !== true) {
    for (const { report } of entries) settle(`docs/api/${report}`, readFileSync(join(WORK, report), 'utf8'));
    settle('docs/api.md', reference());
  }
} catch (error) {
  if (!(error instanceof Complaint)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Compiles the declarations; what is marked `@internal` is left out. */
function declare() {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [compiler, '-p', join(root, 'tsconfig.api.json')];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Complaint('The declarations do not compile.');
}

/** Replaces each computed type by what it comes to: a union of strings, or an interface with the meaning of each member. */
function writeOut() {
  const declares = new RegExp(`^export type (${WRITTEN_OUT.join('|')}) =`, 'm');
  const paths = declaredFiles().filter((path) => declares.test(readFileSync(path, 'utf8')));
  const program = ts.createProgram(paths, { noEmit: true, strict: true, types: [] });
  const checker = program.getTypeChecker();
  for (const path of paths) {
    const source = program.getSourceFile(path);
    const aliases = source.statements.filter(
      (each) => ts.isTypeAliasDeclaration(each) && WRITTEN_OUT.includes(each.name.text),
    );
    // From the last to the first, so that the places of the others stay.
    const text = aliases.reverse().reduce((before, alias) => {
      const written = declaration(checker, alias.name.text, checker.getTypeAtLocation(alias.name));
      return before.slice(0, alias.getStart()) + written + before.slice(alias.end);
    }, source.text);
    writeFileSync(path, text);
  }
}

function declaration(checker, name, type) {
  if (type.isUnion())
    return `export type ${name} =${alternatives(checker, type)
      .map((text) => `\n    | ${text}`)
      .join('')};`;
  return `export interface ${name} {\n${members(checker, type, settingMeanings()).join('')}}`;
}

function members(checker, type, meanings) {
  return type.getProperties().map((member) => {
    const is = checker.getTypeOfSymbol(member);
    const text = alternatives(checker, is).join(' | ');
    return `    /** ${meanings.get(member.name)} */\n    ${member.name}: ${text};\n`;
  });
}

/** What a type can be, sorted: the compiler's own order follows what it has read before. */
function alternatives(checker, type) {
  const isUnion = type.isUnion() && (type.flags & ts.TypeFlags.Boolean) === 0;
  const types = isUnion ? type.types : [type];
  return types.map((each) => checker.typeToString(each, undefined, ts.TypeFormatFlags.NoTruncation)).sort();
}

function settingMeanings() {
  const { describeSettings } = load(join(root, 'dist', 'src', 'simulator', 'settings.js'));
  return new Map(
    describeSettings().map(({ key, values, default: initial, meaning }) => {
      const range = /^[\d.-]+$/.test(values) ? ` ${values},` : '';
      return [key, `${meaning};${range} default ${initial === '' ? 'empty' : `\`${initial}\``}.`];
    }),
  );
}

/** Rolls the declarations of each entry up, and reports what is offered; nothing where neither has changed. */
function rollUp() {
  const made = entries.flatMap(({ types, report }) => [types, join(WORK, report)]);
  const mark = join(WORK, 'made');
  const print = fingerprint();
  if (made.every(existsSync) && existsSync(mark) && readFileSync(mark, 'utf8') === print) return;
  rmSync(mark, { force: true });
  const complaints = entries.flatMap(extract);
  const offered = new Set(entries.flatMap(({ types }) => offeredIn(types).map(({ name }) => name)));
  const serious = complaints.filter(({ forgotten }) => !offered.has(forgotten));
  if (serious.length > 0) throw new Complaint(serious.map(({ text }) => text).join('\n'));
  writeFileSync(mark, print);
}

/** The compiled declarations, in order. */
function declaredFiles() {
  const files = readdirSync(DECLARED, { recursive: true }).filter((file) => file.endsWith('.d.ts'));
  return files.sort().map((file) => join(DECLARED, file));
}

function fingerprint() {
  const sum = createHash('sha256');
  for (const path of declaredFiles()) sum.update(`${path}\n${readFileSync(path, 'utf8')}`);
  return sum.update(readFileSync(fileURLToPath(import.meta.url))).digest('hex');
}

/** What is wrong with an entry; `forgotten` is a name that it uses and doesn't export. */
function extract({ declared, types, report }) {
  const { config: own } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) =>
    readFileSync(path, 'utf8'),
  );
  // api-extractor would look for paths from another folder.
  const compiler = { ...own.compilerOptions, paths: {}, types: ['node'], skipLibCheck: true };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: declared,
      compiler: { overrideTsconfig: { compilerOptions: compiler, include: [], files: [declared] } },
      apiReport: {
        enabled: true,
        reportFileName: report,
        reportFolder: WORK,
        reportTempFolder: join(WORK, 'new'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: types },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: REPORTED,
    },
    packageJsonFullPath: join(root, 'package.json'),
  });
  const complaints = [];
  Extractor.invoke(config, {
    localBuild: true,
    messageCallback(message) {
      const { logLevel, messageId, text } = message;
      message.handled = true;
      if (logLevel !== 'error') return;
      const forgotten = messageId === 'ae-forgotten-export' ? /"(\w+)"/.exec(text)?.[1] : undefined;
      complaints.push({ forgotten, text: `${message.formatMessageWithLocation(root)}` });
    },
  });
  return complaints;
}

/** Every name that a rolled-up file exports, with its docstring and its declaration; `Group.Name` where names are grouped. */
function offeredIn(types) {
  const text = readFileSync(types, 'utf8');
  const groups = new Map();
  for (const [, group, names] of text.matchAll(/^export declare namespace (\w+) \{\s+export \{([^}]*)\}/gm)) {
    for (const [name] of names.matchAll(/\w+/g)) groups.set(name, group);
  }
  return text.split(/\n\n(?=\/\*\*|export |declare )/).flatMap((block) => {
    const [, comment = '', code, exported, kind, name] =
      /^(\/\*\*[^]*?\*\/\n)?((export )?declare (class|const|function|interface|type) (\w+)[^]*)$/.exec(
        block,
      ) ?? [];
    const group = groups.get(name);
    if (name === undefined || (exported === undefined && group === undefined)) return [];
    const full = group === undefined ? name : `${group}.${name}`;
    return [{ name: full, kind, text: prose(comment), code: code.replace(/^(export )?declare /, '').trim() }];
  });
}

/** The reference: for each entry what can be called and then the types, each in the order of the alphabet. */
function reference() {
  const chapters = entries.flatMap(({ title, types, declared }) => {
    const offered = offeredIn(types);
    const silent = offered.filter(({ text }) => text === '').map(({ name }) => name);
    if (silent.length > 0) throw new Complaint(`${title}: no docstring at ${silent.join(', ')}`);
    const [values, others] = [true, false].map((isValue) =>
      offered
        .filter(({ kind }) => isValue === /^(class|const|function)$/.test(kind))
        .sort((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1)),
    );
    const [head = ''] = /\/\*\*[^]*?\*\//.exec(readFileSync(declared, 'utf8')) ?? [];
    return [
      `## \`${title}\``,
      prose(head),
      `- Values: ${values.map(link).join(', ')}\n- Types: ${others.map(link).join(', ')}`,
      ...[...values, ...others].map(
        ({ name, text, code }) => `### ${name}\n\n${text}\n\n\`\`\`ts\n${plain(code)}\n\`\`\``,
      ),
    ];
  });
  return `${[PREFACE, ...chapters].join('\n\n')}\n`;
}

/** A link to a name's section; of names that differ in capitals only, GitHub numbers the second. */
function link({ name }, place, all) {
  const anchor = (title) => title.toLowerCase().replace('.', '');
  const alike = all.slice(0, place).filter((other) => anchor(other.name) === anchor(name));
  return `[${name}](#${anchor(name)}${alike.length === 0 ? '' : `-${alike.length}`})`;
}

/** A comment's text. */
function prose(comment) {
  const lines = comment.replace(/^\/\*\*|\*\/\s*$/g, '').replace(/^ \* ?/gm, '');
  return lines
    .replace('@packageDocumentation', '')
    .replace(/\{@link (\w+(?:\.\w+)?) ?\}/g, '`$1`')
    .trim();
}

/** A declaration as a reader wants it: links as names, nothing that is private, indented by two. */
function plain(code) {
  return code
    .replace(/^ +(#private|private constructor\(\));\n/gm, '')
    .replace(/^( {4})+/gm, (blanks) => ' '.repeat(blanks.length / 2))
    .replace(/\{@link (\w+(?:\.\w+)?) ?\}/g, '$1');
}

/** Writes a document, or complains where it is to be checked and differs. */
function settle(document, text) {
  const path = join(root, document);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  if (options.check === true) throw new Complaint(`${document} is stale: run npm run api`);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}
