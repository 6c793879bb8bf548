// Writes docs/errors.md from the compiled error catalogue, so that the two never differ.
//
//   node scripts/errors-doc.mjs           writes the file
//   node scripts/errors-doc.mjs --check   fails when the file is stale
//
// Build first (npx tsc): it reads dist/src/base/error-catalogue.js.

import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const CATALOGUE = fileURLToPath(new URL('../dist/src/base/error-catalogue.js', import.meta.url));
const DOCUMENT = fileURLToPath(new URL('../docs/errors.md', import.meta.url));

const PREFACE = `# 错误码 / Errors

<!-- Made by scripts/errors-doc.mjs from src/base/error-catalogue.ts. Don't edit: change the catalogue. -->

错误码出现在 \`msg.error.code\`（catch 节点）、ec20-status 节点的 \`msg.payload.code\` 和日志里，今后不会改名。用浏览器在本页搜索错误码即可。
\`{…}\` 处会换成实际的值。

A code stands in \`msg.error.code\` (catch node), in \`msg.payload.code\` of the ec20-status node and in the log; it never changes its name.
Search this page for it. \`{…}\` stands for the actual value.
`;

const LABELS = {
  zh: { why: '原因：', cure: '办法：' },
  en: { why: 'Why: ', cure: 'What to do: ' },
};

/** The whole document for a catalogue: `{ EC20_…: { en: { what, why, cure }, zh: { … } } }`. */
function errorsDocument(catalogue) {
  const codes = Object.keys(catalogue);
  const index = codes.map((code) => `- [${code}](#${code.toLowerCase()}) ${prose(catalogue[code].zh.what)}`);
  const chapters = codes.map((code) =>
    [`## ${code}`, chapter(catalogue[code].zh, LABELS.zh), chapter(catalogue[code].en, LABELS.en)].join(
      '\n\n',
    ),
  );
  return `${[PREFACE.trimEnd(), index.join('\n'), ...chapters].join('\n\n')}\n`;
}

function chapter(text, label) {
  return [
    `**${prose(text.what)}**`,
    `- ${label.why}${prose(text.why)}`,
    `- ${label.cure}${prose(text.cure)}`,
  ].join('\n');
}

/** Markdown that shows `text` literally: placeholders as code, Markdown's special characters escaped. */
function prose(text) {
  return text
    .replace(/[\\`*_<>#[\]]/g, (sign) => `\\${sign}`)
    .replace(/\{(\w+)\}/g, (placeholder) => `\`${placeholder}\``);
}

let catalogue;
try {
  catalogue = createRequire(import.meta.url)(CATALOGUE).ERROR_CATALOGUE;
} catch (error) {
  console.error(`The compiled error catalogue can't be loaded; build first (npx tsc). ${error.message}`);
  process.exit(1);
}

const document = errorsDocument(catalogue);
if (process.argv.includes('--check')) {
  const present = await readFile(DOCUMENT, 'utf8').catch(() => '');
  if (present !== document) {
    console.error('docs/errors.md is stale: run node scripts/errors-doc.mjs');
    process.exit(1);
  }
} else {
  await writeFile(DOCUMENT, document);
}
