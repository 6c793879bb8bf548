import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** The repository's root, as seen from the compiled test. */
export const ROOT = join(__dirname, '..', '..', '..');

/** One import, of any form: static, type-only, re-export, `import()`, `import('…').Type`, `require`, a worker's file. */
export interface Import {
  readonly specifier: string;
  /** Erased by the compiler: nothing is loaded at run time. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** From the root, with forward slashes: `src/at/lexer.ts`. */
  readonly path: string;
  readonly syntax: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** Every TypeScript source below the given folders of the repository. */
export function sourceFiles(...folders: string[]): SourceFile[] {
  return folders.flatMap((folder) => filesUnder(folder, '.ts').map(parse));
}

/** Files below a folder of the repository, from the root, sorted; none when the folder is missing. */
export function filesUnder(folder: string, ending: string): string[] {
  let names: string[];
  try {
    names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith(ending))
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .sort();
}

/** The file of the repository that a relative import means, or undefined when it names a package. */
export function importedPath(from: SourceFile, imported: Import): string | undefined {
  if (!imported.specifier.startsWith('.')) return undefined;
  const target = posix.join(posix.dirname(from.path), imported.specifier);
  return target.endsWith('.json') || target.endsWith('.ts') ? target : `${target.replace(/\.js$/, '')}.ts`;
}

/** Calls `visit` with every node of a file, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => {
    walk(child, visit);
  });
}

/** `src/at/lexer.ts:12`, for the message of a failed test. */
export function place(file: SourceFile, node: ts.Node): string {
  return `${file.path}:${file.syntax.getLineAndCharacterOfPosition(node.getStart(file.syntax)).line + 1}`;
}

function parse(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const syntax = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const imports: Import[] = [];
  walk(syntax, (node) => {
    const found = importOf(node);
    if (found !== undefined) imports.push(found);
  });
  return { path, syntax, imports };
}

function importOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node)) {
    return literal(node.moduleSpecifier, isTypeOnlyClause(node.importClause));
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return literal(node.moduleSpecifier, node.isTypeOnly);
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return literal(node.argument.literal, true);
  }
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    return literal(node.moduleReference.expression, node.isTypeOnly);
  }
  const argument = ts.isCallExpression(node) ? node.arguments[0] : undefined;
  if (ts.isCallExpression(node) && argument !== undefined && loadsAModule(node.expression)) {
    return literal(argument, false);
  }
  return workerFile(node);
}

/** `new Worker(join(__dirname, 'worker.js'))` leads to a file as an import does. */
function workerFile(node: ts.Node): Import | undefined {
  if (!ts.isNewExpression(node) || !/^(Worker|WriterThread)$/.test(node.expression.getText()))
    return undefined;
  const name = /^join\(__dirname, '([^']+)'\)$/.exec(node.arguments?.[0]?.getText() ?? '')?.[1];
  return name === undefined ? undefined : { specifier: `./${name}`, typeOnly: false };
}

function loadsAModule(callee: ts.Expression): boolean {
  return (
    callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
  );
}

/** `import type { … }`, and `import { type A, type B }`, which loads nothing either. */
function isTypeOnlyClause(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  if (clause.name !== undefined || named === undefined || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
}

function literal(node: ts.Node, typeOnly: boolean): Import | undefined {
  return ts.isStringLiteralLike(node) ? { specifier: node.text, typeOnly } : undefined;
}
