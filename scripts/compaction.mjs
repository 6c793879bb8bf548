// A package's JavaScript is read by machines and in stack traces: statements and names stay as they are, white space goes (a ninth of
// the package's size), as it does in the texts of each language and in the pages.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { transform } from 'esbuild';

/** Columns after which a line ends, so that a stack trace's line means a few statements. */
const LINE = 160;
/** The compiler ends the first statement's line. */
const AS_COMPILED = /^(#!.*\n)?"use strict";\n/;
const MAP_COMMENT = /\n?\/\/# sourceMappingURL=\S+\s*$/;

/** Compacts all JavaScript below a folder, with its source maps, JSON, and the pages. Files done before stay as they are. */
export async function compact(folder) {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.filter((name) => name.endsWith('.json'))) {
    writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))));
  }
  // A browser takes a line's end for white space as well as its indentation.
  for (const file of files.filter((name) => name.endsWith('.html'))) {
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\n\s+/g, '\n'));
  }
  await Promise.all(files.filter((name) => name.endsWith('.js')).map(compactFile));
}

async function compactFile(file) {
  const text = readFileSync(file, 'utf8');
  if (!AS_COMPILED.test(text)) return;
  const map = `${file}.map`;
  const hasMap = existsSync(map);
  const source = text.replace(MAP_COMMENT, '');
  const mapped = hasMap
    ? `${source}\n//# sourceMappingURL=data:application/json;base64,${readFileSync(map).toString('base64')}`
    : source;
  const result = await transform(mapped, {
    minifyWhitespace: true,
    lineLimit: LINE,
    charset: 'utf8',
    platform: 'node',
    target: 'node20',
    sourcefile: basename(file),
    sourcemap: hasMap ? 'external' : false,
    sourcesContent: false,
    logLevel: 'silent',
  });
  writeFileSync(file, `${result.code}${hasMap ? `//# sourceMappingURL=${basename(map)}\n` : ''}`);
  if (hasMap) writeFileSync(map, result.map);
}
