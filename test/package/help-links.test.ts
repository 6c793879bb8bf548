import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localeOf, NODE_FILES } from '../support/node-files';

const ROOT = join(__dirname, '..', '..', '..');
const LANGUAGES = [
  { folder: 'en-US', guide: /^docs\/[\w-]+\.md$/ },
  { folder: 'zh-CN', guide: /^docs\/[\w-]+\.zh-CN\.md$/ },
] as const;

const { repository } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  repository: { url: string };
};
const BASE = `${repository.url.replace(/^git\+/, '').replace(/\.git$/, '')}/blob/main/`;

describe('The help of each node', () => {
  const withHelp = NODE_FILES.filter(({ type }) => localeOf(type, 'en-US', '.html') !== undefined);

  it('is there for seven nodes', () => {
    assert.equal(withHelp.length, 7);
  });

  for (const { type } of withHelp) {
    for (const { folder, guide } of LANGUAGES) {
      it(`${type}, ${folder}: links guides of this repository in the reader's language`, () => {
        const help = localeOf(type, folder, '.html') ?? '';
        const links = [...help.matchAll(/<a\s+href="([^"]*)"/g)].map(([, target = '']) => target);
        assert.notDeepEqual(links, []);
        for (const link of links) {
          assert.ok(link.startsWith(BASE), link);
          const path = link.slice(BASE.length);
          assert.match(path, guide);
          assert.ok(existsSync(join(ROOT, path)), path);
        }
        // A guide has one name, that of the README.
        const readme = readFileSync(join(ROOT, folder === 'zh-CN' ? 'README.zh-CN.md' : 'README.md'), 'utf8');
        for (const [, target = '', name = ''] of help.matchAll(/<a\s+href="([^"]*)"[^>]*>([^<]*)</g)) {
          const named = `[${name.trim().replace(/\s+/g, ' ')}](${target.slice(BASE.length)}`;
          assert.ok(readme.toLowerCase().includes(named.toLowerCase()), named);
        }
        const opened = [...help.matchAll(/<a\s[^>]*>/g)].map(([tag]) => tag);
        for (const tag of opened) assert.match(tag, /target="_blank"\s+rel="noopener"/);
      });
    }
  }
});
