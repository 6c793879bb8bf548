// A package's JavaScript is read by machines and in stack traces: its lines stay as they are, their indentation goes (a seventh of the
// package's size).
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const INDENTED = /^[ \t]+/m;

/** Removes the indentation of all JavaScript below a folder. Files done before cost only their reading. */
export function removeIndentation(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.js')) continue;
    const file = join(entry.parentPath, entry.name);
    const text = readFileSync(file, 'utf8');
    if (!INDENTED.test(text)) continue;
    const flat = withoutIndentation(file, text);
    if (flat !== text) writeFileSync(file, flat);
  }
}

/** Inside a template literal white space is content. */
function withoutIndentation(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const templates = [];
  const visit = (node) => {
    if (ts.isTemplateLiteralToken(node) && text.slice(node.pos, node.end).includes('\n'))
      templates.push([node.pos, node.end]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return text.replace(/^[ \t]+/gm, (spaces, at) =>
    templates.some(([from, to]) => at > from && at < to) ? spaces : '',
  );
}
