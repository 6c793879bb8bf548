import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesUnder, ROOT } from '../architecture/source-files';
import { folderOf, localeOf, NODE_FILES, pageOf } from '../support/node-files';

const LANGUAGES = ['en-US', 'zh-CN'] as const;

const types = NODE_FILES.map(({ type }) => type);

/** A sidebar has no help, and its scripts are in resources/. */
const PLUGINS = ['ec20-console'];

/** The texts of a catalogue by their keys: `ec20-modem.label.port`. */
function textsOf(language: string, type: string): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (value: unknown, key: string): void => {
    if (typeof value === 'string') found.set(key, value);
    else
      for (const [name, inner] of Object.entries(value as object))
        visit(inner, key === '' ? name : `${key}.${name}`);
  };
  visit(JSON.parse(localeOf(type, language, '.json') ?? ''), '');
  return found;
}

/** A dialog's page with the modules of its node's editor; what all dialogs say is among the texts of ec20-modem. */
function dialogOf(type: string): string {
  const folders = type === 'ec20-modem' ? [folderOf(type), 'nodes/shared'] : [folderOf(type)];
  const modules = folders
    .flatMap((folder) => filesUnder(folder, '.ts'))
    .filter((path) => /\/editor(\.ts$|\/)/.test(path))
    .map((path) => readFileSync(join(ROOT, path), 'utf8'));
  return [pageOf(type), ...modules].join('\n');
}

/** The keys that a dialog names, in attributes and in calls; keys of another type's belong to that type. */
function keysUsed(type: string, html: string): string[] {
  const attributes = [...html.matchAll(/data-i18n="([^"]+)"/g)].flatMap(([, value = '']) =>
    value.split(';').map((key) => key.replace(/^\[[^\]]+\]/, '')),
  );
  const calls = [...html.matchAll(/\b_\(\s*'([^']+)'/g)].map(([, key = '']) => key);
  const composed = [...html.matchAll(/\b_\(\s*`([^`$]+)\$\{/g)].map(([, key = '']) => key);
  const shared = [...html.matchAll(/\bsharedText\([`']([^`'$]+)/g)].map(
    ([, key = '']) => `ec20-modem.${key}`,
  );
  // A list that is empty in the page is filled with the choices of its setting.
  const lists = [...html.matchAll(/<select[^>]* id="node-(?:config-)?input-(\w+)"[^>]*><\/select>/g)];
  const choices = lists.map(([, name = '']) => `${type}.${name}.`);
  return [...attributes, ...calls, ...composed, ...shared, ...choices];
}

/** Keys made of a beginning and a value, such as `ec20-modem.port.` + kind. */
function isBeginning(key: string): boolean {
  return key.endsWith('.');
}

/** Values that are the same in every language: names of the console's fields and of the protocols, separators, codes. */
const WITHOUT_CHINESE =
  /^(ProductKey|DeviceName|DeviceSecret|ProductSecret|Topic|QoS|MQTT|TSL|Buffer|JSON|msg|[\s:：、,.…_-]|__\w+__)*$/;

describe('The editor’s texts', () => {
  for (const type of types) {
    it(`of ${type} have the same keys and the same values to fill in, in both languages`, () => {
      const [english, chinese] = LANGUAGES.map((language) => textsOf(language, type));
      assert.ok(english !== undefined && chinese !== undefined);
      assert.deepEqual([...chinese.keys()].sort(), [...english.keys()].sort());
      for (const [key, text] of english) {
        assert.notEqual(text.trim(), '', key);
        const translated: string = chinese.get(key) ?? '';
        const isTranslated = translated !== text && /[\u4e00-\u9fff]/.test(translated);
        assert.ok(isTranslated || WITHOUT_CHINESE.test(translated), `${key}: ${translated}`);
        const values = (each: string): string[] => (each.match(/__\w+?__/g) ?? []).sort();
        assert.deepEqual(values(translated), values(text), key);
      }
    });

    it(`of ${type} hold every key that its dialog names, and no other`, () => {
      const texts = textsOf('en-US', type);
      const used = keysUsed(type, dialogOf(type)).filter((key) => key.startsWith(type));
      assert.deepEqual(
        used.filter((key) => !isBeginning(key) && !texts.has(key)),
        [],
      );
      const unused = [...texts.keys()].filter((key) => {
        return !used.some((name) => name === key || (isBeginning(name) && key.startsWith(name)));
      });
      assert.deepEqual(unused, []);
    });

    if (PLUGINS.includes(type)) continue;

    it(`of ${type} come with help in both languages, Chinese in the one and English in the other`, () => {
      const [english, chinese] = LANGUAGES.map((language) => localeOf(type, language, '.html'));
      for (const help of [english, chinese]) assert.ok(help?.includes(`data-help-name="${type}"`));
      assert.match(chinese ?? '', /[\u4e00-\u9fff]/);
      assert.doesNotMatch(english ?? '', /[\u4e00-\u9fff]/);
      const tags = (help = ''): string[] =>
        help.match(/<\/?[a-z0-9]+/g)?.filter((tag) => !tag.includes('code')) ?? [];
      assert.deepEqual(tags(chinese), tags(english));
    });
  }
});
