// Writes docs/errors.md from the compiled rows of src/errors, so that the two never differ.
//
//   node scripts/errors-doc.mjs           writes the file
//   node scripts/errors-doc.mjs --check   fails when the file is stale
//
// Build first (npx tsc): it reads dist/src/errors.

import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const COMPILED = new URL('../dist/src/', import.meta.url);
const DOCUMENT = fileURLToPath(new URL('../docs/errors.md', import.meta.url));

const PREFACE = `# 错误码 / Errors

<!-- Made by scripts/errors-doc.mjs from the rows in src/errors. Don't edit: change the rows. -->

错误码出现在 \`msg.error.code\`（catch 节点）、“ec20 状态”节点的 \`msg.payload.code\` 和日志里，今后不会改名。用浏览器在本页搜索错误码即可。
\`{…}\` 处会换成实际的值。

A code stands in \`msg.error.code\` (catch node), in \`msg.payload.code\` of the ec20-status node and in the log; it never changes its name.
Search this page for it. \`{…}\` stands for the actual value.
`;

const LABELS = {
  zh: { why: '原因：', cure: '办法：', library: '在自己的程序里：', other: '其他服务器：' },
  en: {
    why: 'Why: ',
    cure: 'What to do: ',
    library: 'In a program of your own: ',
    other: 'At another server: ',
  },
};

/** The whole document for rows by code: the first name of an index entry is its code. */
function errorsDocument(errors) {
  const codes = Object.keys(errors);
  const index = codes.map((code) => `- [${code}](#${code.toLowerCase()}) ${prose(errors[code].fact.zh)}`);
  const chapters = codes.map((code) =>
    [`## ${code}`, chapter(errors[code], 'zh'), chapter(errors[code], 'en')].join('\n\n'),
  );
  return `${[PREFACE.trimEnd(), index.join('\n'), ...chapters].join('\n\n')}\n`;
}

/** Its readers use Node-RED; who writes a program finds the cure of another place behind it, where it differs. */
function chapter(row, language) {
  const label = LABELS[language];
  const [cure, elsewhere] = [cureAt(row, 'node')[language], cureAt(row, 'library')[language]];
  // Of the servers that are not Alibaba Cloud, a broker with user name and password speaks for all.
  const other = filledIn(cureAt(rowAt(row, 'mqtt'), 'node')[language], wordsAt('mqtt', language));
  return [
    `**${prose(row.fact[language])}**`,
    `- ${label.why}${prose(row.why[language])}`,
    `- ${label.cure}${prose(cure)}`,
    ...(elsewhere === cure ? [] : [`- ${label.library}${prose(elsewhere)}`]),
    ...(other === cure ? [] : [`- ${label.other}${prose(other)}`]),
  ].join('\n');
}

/** Markdown that shows `text` literally: placeholders as code, Markdown's special characters escaped. */
function prose(text) {
  return text
    .replace(/[\\`*_<>#[\]]/g, (sign) => `\\${sign}`)
    .replace(/\{(\w+)\}/g, (placeholder) => `\`${placeholder}\``);
}

const require = createRequire(import.meta.url);
let ERRORS;
let cureAt;
let filledIn;
let rowAt;
let wordsAt;
try {
  ({ ERRORS } = require(fileURLToPath(new URL('errors/catalogue.js', COMPILED))));
  ({ cureAt, filledIn, rowAt } = require(fileURLToPath(new URL('base/sentence.js', COMPILED))));
  ({ wordsAt } = require(fileURLToPath(new URL('base/server-words.js', COMPILED))));
} catch (error) {
  console.error(`The compiled rows can't be loaded; build first (npx tsc). ${error.message}`);
  process.exit(1);
}

const document = errorsDocument(ERRORS);
if (process.argv.includes('--check')) {
  const present = await readFile(DOCUMENT, 'utf8').catch(() => '');
  if (present !== document) {
    console.error('docs/errors.md is stale: run node scripts/errors-doc.mjs');
    process.exit(1);
  }
} else {
  await writeFile(DOCUMENT, document);
}
