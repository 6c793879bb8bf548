// Writes docs/licences.md: what is installed with the package, under which licence, and where its text is.
//
//   node scripts/licences.mjs           writes the file
//   node scripts/licences.mjs --check   fails when it is stale, or a licence is not in ALLOWED
//
// Reads the lock file and node_modules/: install first.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const DOCUMENT = join(root, 'docs', 'licences.md');

/** SPDX names of licences that require attribution at most. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

const PREFACE = `# Licences

<!-- Made by scripts/licences.mjs from package-lock.json. Don't edit. -->

This package is under the [MIT licence](../LICENSE). npm installs what it needs beside it, each with its own licence; what is marked as bundled is in
\`resources/plots.js\`, its licence at the head of that file. 本包采用 MIT 许可证；下列软件包由 npm 另行安装，各有自己的许可证；标有 bundled 的已打包在
\`resources/plots.js\` 里，许可证写在该文件开头。

Optional ones are for one program, \`ec20-simulator --pty\`, and differ by system. The folder \`certificates/\` holds the public root certificates
GlobalSign R1 and R6, unchanged, as GlobalSign publishes them.

| package | version | licence | its text |
| ------- | ------- | ------- | -------- |
`;

/** Tools' packages whose code the build puts into the package. */
const BUNDLED = ['uplot'];

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const shipped = Object.entries(packages)
  .filter(([path, { dev }]) => path !== '' && (dev !== true || isBundled(path)))
  .map(([path, { version, license, optional, os }]) => ({
    name: path.replace(/^.*node_modules\//, ''),
    version,
    licence: license ?? 'unknown',
    optional: optional === true,
    text: os === undefined ? textOf(join(root, path)) : 'in the package of each system',
    bundled: isBundled(path),
  }));
const rows = [...new Set(shipped.map(row))].sort();
const document = PREFACE + rows.join('\n') + '\n';

const strange = shipped.filter(({ licence }) => !ALLOWED.includes(licence));
for (const { name, version, licence } of strange) {
  console.error(`${name} ${version} is under ${licence}, which is none of ${ALLOWED.join(', ')}`);
}
const isStale = process.argv.includes('--check') && readFileSync(DOCUMENT, 'utf8') !== document;
if (isStale) console.error('docs/licences.md is stale: run npm run licences');
if (strange.length > 0 || isStale) process.exitCode = 1;
else if (!process.argv.includes('--check')) writeFileSync(DOCUMENT, document);

function isBundled(path) {
  return BUNDLED.includes(path.replace(/^node_modules\//, ''));
}

function row({ name, version, licence, optional, bundled, text }) {
  const how = optional ? ' (optional)' : bundled ? ' (bundled)' : '';
  return `| ${name}${how} | ${version} | ${licence} | ${text} |`;
}

/** The file with a package's licence; some only name it in their package.json. */
function textOf(folder) {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.find((file) => /^(licen[cs]e|copying)/i.test(file)) ?? 'named in its package.json';
}
