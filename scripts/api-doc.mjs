// Writes docs/api.md, the reference of what package.json exports, from the compiled declarations and their docstrings, so that the
// two never differ.
//
//   node scripts/api-doc.mjs           writes the file
//   node scripts/api-doc.mjs --check   fails when the file is stale
//
// Either way it fails when an exported name has no docstring, or refers to a type that isn't exported: users couldn't name it.
// Build first: it reads dist/.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const load = createRequire(import.meta.url);
const ts = load('typescript');

const root = fileURLToPath(new URL('..', import.meta.url));
const DOCUMENT = join(root, 'docs', 'api.md');
const OWN = join(root, 'dist', 'src') + sep;

const PREFACE = `# API

<!-- Made by scripts/api-doc.mjs from the docstrings. Don't edit: change those. -->

What programs without Node-RED can load; how to begin: [core.md](core.md). Times are milliseconds unless a name or a line says otherwise,
sizes are bytes. Errors are \`CodedError\`s; what each code means and what to do about it: [errors.md](errors.md). The names under
“The short ways” are kept as [Semantic Versioning](https://semver.org/) asks; those below are the driver's own parts, and may change in a minor
version before 1.0.
`;

const { name: packageName, exports: exported } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const entries = Object.entries(exported)
  .filter(([, target]) => typeof target === 'object')
  .map(([path, { types }]) => ({ title: packageName + path.slice(1), file: join(root, types) }));

/** The origin of a type that its declaration doesn't show. */
const TABLES = {
  SimulatorSettings() {
    const { describeSettings } = load(join(root, 'dist', 'src', 'simulator', 'settings.js'));
    // The first is a preset of others.
    const rows = describeSettings()
      .slice(1)
      .map(
        ({ key, values, default: initial, meaning }) =>
          `| \`${key}\` | ${cell(values)} | ${cell(initial)} | ${cell(meaning)} |`,
      );
    return ['| setting | values | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
  },
};

/** Types that are made from the settings' rows: shown as what they come to. */
const MADE_OF_ROWS = new Set(['PlatformName', 'SessionDelivery', 'SessionModemOptions']);

const program = ts.createProgram(
  entries.map(({ file }) => file),
  {
    module: ts.ModuleKind.Node20,
    target: ts.ScriptTarget.ES2022,
    types: ['node'],
    strict: true,
    noEmit: true,
  },
);
const checker = program.getTypeChecker();
const complaints = [];
/** Names exported by any of the entries. */
const offered = new Set(entries.flatMap(({ file }) => symbolsOf(program.getSourceFile(file)).map(resolved)));

const chapters = entries.flatMap(({ title, file }) => {
  const source = program.getSourceFile(file);
  const groups = groupsOf(source);
  const index = groups.map(({ heading, symbols }) => `- ${heading}: ${symbols.map(link).join(', ')}`);
  const sections = groups.map(
    ({ heading, symbols }) => `### ${heading}\n\n${symbols.map(section).join('\n\n')}`,
  );
  return [`## \`${title}\``, moduleText(source), index.join('\n'), ...sections];
});
const document = `${[PREFACE.trimEnd(), ...chapters].join('\n\n')}\n`;

if (complaints.length > 0) {
  console.error([...new Set(complaints)].sort().join('\n'));
  process.exitCode = 1;
} else if (!process.argv.includes('--check')) {
  writeFileSync(DOCUMENT, document);
} else if (readFileSync(DOCUMENT, 'utf8') !== document) {
  console.error('docs/api.md is stale: run npm run api');
  process.exitCode = 1;
}

function symbolsOf(source) {
  return checker.getExportsOfModule(checker.getSymbolAtLocation(source));
}

function resolved(symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The exports in the file's order, grouped by the line comments above them; its own declarations come first. */
function groupsOf(source) {
  const groups = [];
  const add = (heading, found) => {
    const group = groups.find((each) => each.heading === heading) ?? { heading, symbols: [] };
    if (!groups.includes(group)) groups.push(group);
    group.symbols.push(...found);
  };
  const text = readFileSync(
    source.fileName.replace(`${sep}dist${sep}`, sep).replace(/\.d\.ts$/, '.ts'),
    'utf8',
  );
  const headings = new Map();
  let heading = 'The short ways';
  for (const line of text.split('\n')) {
    heading = /^\/\/ (.*)$/.exec(line)?.[1] ?? heading;
    for (const [name] of line.matchAll(/\b[A-Za-z]\w*\b/g))
      if (!headings.has(name)) headings.set(name, heading);
  }
  for (const symbol of symbolsOf(source)) add(headings.get(symbol.name) ?? heading, [symbol]);
  const order = [...new Set(headings.values())];
  return groups.sort((one, two) => order.indexOf(one.heading) - order.indexOf(two.heading));
}

/** The comment at the head of a file, before its first statement. */
function moduleText(source) {
  const [comment] = /\/\*\*[^]*?\*\//.exec(source.text) ?? [''];
  return prose(comment.replace(/^\/\*\*|\*\/$/g, '').replace(/^ \* ?/gm, ''));
}

function link({ name }) {
  return `[${name}](#${name.toLowerCase()})`;
}

/** One name: its docstring, and its declaration with those of its members. */
function section(offering) {
  const { name } = offering;
  const symbol = resolved(offering);
  const declarations = symbol.declarations ?? [];
  const described = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  if (described === '') complaints.push(`${name} has no docstring`);
  const isMade = MADE_OF_ROWS.has(name);
  if (!isMade) for (const declaration of declarations) lookAtNames(symbol, declaration);
  const code = (isMade ? [expanded(symbol, name)] : declarations.map(declarationText))
    .join('\n')
    .replaceAll(new RegExp(`\\b${symbol.name}\\b`, 'g'), name);
  const table = TABLES[name] === undefined ? '' : `\n\n${TABLES[name]()}`;
  return `#### ${name}\n\n${prose(described)}\n\n\`\`\`ts\n${code}\n\`\`\`${table}`;
}

/** What a type comes to: a union, or an interface with the docstrings that its members have in their table. */
function expanded(symbol, name) {
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const text = (each) =>
    checker.typeToString(each, undefined, ts.TypeFormatFlags.NoTruncation).replaceAll('"', "'");
  if (type.isUnion()) return `type ${name} = ${type.types.map(text).join(' | ')};`;
  const members = checker.getPropertiesOfType(type).map((member) => {
    const described = ts.displayPartsToString(member.getDocumentationComment(checker));
    const mark = member.flags & ts.SymbolFlags.Optional ? '?' : '';
    const valueType = checker.getNonNullableType(checker.getTypeOfSymbol(member));
    const line = `  readonly ${member.name}${mark}: ${text(valueType)};`;
    return described === '' ? line : `  /** ${described} */\n${line}`;
  });
  return [`interface ${name} {`, ...members, '}'].join('\n');
}

function declarationText(declaration) {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return statement
    .getText()
    .replace(/^export /, '')
    .replace(/^declare /, '')
    .replace(/^ *(#private|private .*);\n/gm, '')
    .replace(/^( *)private readonly /gm, '$1')
    .replace(/^ {4,}/gm, (blanks) => ' '.repeat(blanks.length / 2))
    .replace(/^( *)\*/gm, '$1 *')
    .replace(/\{@link (\w+(?:\.\w+)?)\}/g, '$1')
    .replace(/import\("[^"]*"\)\./g, '');
}

/**
 * Reports names of types that a reader can't look up: ours and not exported. A `typeof` shows its value's keys, which are listed.
 */
function lookAtNames(symbol, declaration) {
  const visit = (node) => {
    // Made from a table's rows: the table is described where it is declared.
    if (ts.isMappedTypeNode(node)) return;
    if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
      const place = ts.isTypeReferenceNode(node) ? node.typeName : node.expression;
      const named = checker.getSymbolAtLocation(place);
      const target = named && resolved(named);
      const [where] = target?.declarations ?? [];
      const isOurs = where?.getSourceFile().fileName.split('/').join(sep).startsWith(OWN) === true;
      if (isOurs && !ts.isTypeParameterDeclaration(where) && !offered.has(target))
        complaints.push(
          `${symbol.name} names ${target.name} (${relative(OWN, where.getSourceFile().fileName)}), which is not exported`,
        );
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(declaration, visit);
}

function cell(value) {
  return String(value).replaceAll('|', '\\|');
}

function prose(text) {
  return text.replace(/\{@link (\w+(?:\.\w+)?) ?\}/g, '`$1`').trim();
}
