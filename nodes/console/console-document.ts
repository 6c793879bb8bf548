import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../src/base/coded-error';

/** Folders of the editor's texts. */
const FOLDERS: Readonly<Record<Language, string>> = { en: 'en-US', zh: 'zh-CN' };

/** The bundle of the editor's modules, from the admin root. */
const BUNDLE = 'resources/@ec20/node-red-ec20-aliyun/editor.js';

interface Catalogue {
  readonly 'ec20-console': { readonly label: { readonly name: string } };
}

/**
 * The page of the console's own window, one level below the admin root: the editor's jQuery, icons and colours, and this package's bundle.
 * It holds texts only, nothing of a flow.
 */
export function consoleDocument(language: Language): string {
  const folder = FOLDERS[language];
  const words = readFileSync(join(__dirname, 'locales', folder, 'ec20-console.json'), 'utf8');
  const [style = ''] =
    /<style>[\s\S]*?<\/style>/.exec(readFileSync(join(__dirname, 'ec20-console.html'), 'utf8')) ?? [];
  const title = (JSON.parse(words) as Catalogue)['ec20-console'].label.name;
  return `<!doctype html>
<html lang="${folder}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<base href="../">
<title>${title}</title>
<link rel="stylesheet" href="vendor/font-awesome/css/font-awesome.min.css">
<link rel="stylesheet" href="red/style.min.css">
<style>
html, body { height: 100%; margin: 0; overflow: hidden; }
body.red-ui-editor { background: var(--red-ui-secondary-background, #fff); }
</style>
${style}
</head>
<body class="red-ui-editor">
<script type="application/json" id="ec20-console-words">${words.replaceAll('<', '\\u003c')}</script>
<script src="vendor/vendor.js"></script>
<script>var RED = {};</script>
<script src="${BUNDLE}"></script>
<script>RED.ec20.console.openWindow('${folder}');</script>
</body>
</html>
`;
}
