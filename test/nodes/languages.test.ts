import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';

import { type EditorAction, Languages } from '../../nodes/shared/languages';

type Environment = Readonly<Record<string, string>>;

describe('The language of statuses and errors', () => {
  let userDir: string;
  let events: EventEmitter;

  beforeEach(() => {
    userDir = mkdtempSync(join(tmpdir(), 'ec20-language-'));
    events = new EventEmitter();
  });
  afterEach(() => rmSync(userDir, { recursive: true, force: true }));

  function languages(settings: object = {}, environment: Environment = {}): Languages {
    const red = { settings: { userDir, ...settings }, events } as unknown as NodeAPI;
    return new Languages(red, environment);
  }

  const installed: [settings: object, environment: Environment, expected: string][] = [
    [{ lang: 'zh-CN' }, { LANG: 'en_US.UTF-8' }, 'zh'],
    [{ lang: 'de' }, { LANG: 'zh_CN.UTF-8' }, 'en'],
    [{}, { LANG: 'zh_CN.UTF-8' }, 'zh'],
    [{}, { LANG: 'zh' }, 'zh'],
    [{}, { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' }, 'en'],
    [{}, {}, 'en'],
  ];
  for (const [settings, environment, expected] of installed) {
    it(`is ${expected} for ${JSON.stringify([settings, environment])} before an editor is opened`, () => {
      assert.equal(languages(settings, environment).of(), expected);
    });
  }

  const reports: [reports: readonly [string, EditorAction][], expected: string][] = [
    [[['zh-CN', 'look']], 'zh'],
    [[['zh-TW', 'deploy']], 'zh'],
    [[['de', 'deploy']], 'en'],
    [[['zh-CN', 'look'], ['en-US', 'look']], 'en'],
    [[['zh-CN', 'deploy'], ['en-US', 'look']], 'zh'],
    [[['en-US', 'deploy'], ['zh-CN', 'deploy']], 'zh'],
    [[['en-US', 'look'], ['zh-CN', 'deploy'], ['en-US', 'look'], ['en-US', 'deploy']], 'en'],
  ]; // prettier-ignore
  for (const [made, expected] of reports) {
    it(`is ${expected} after ${JSON.stringify(made)}, whatever the system speaks, and after a restart`, () => {
      for (const system of ['zh_CN.UTF-8', 'en_GB.UTF-8']) {
        rmSync(join(userDir, 'ec20'), { recursive: true, force: true });
        const first = languages({}, { LANG: system });
        for (const [language, action] of made) first.report(language, action);
        assert.equal(first.of(), expected);
        assert.equal(languages({}, { LANG: system }).of(), expected);
      }
    });
  }

  it('is that of a config node that is set to one', () => {
    const both = languages();
    both.report('zh-CN', 'deploy');
    assert.deepEqual([both.of('en'), both.of('zh'), both.of('auto')], ['en', 'zh', 'zh']);
  });

  it('reaches every type of node at once, listeners once', () => {
    const [one, other] = [languages(), languages()];
    let changes = 0;
    const end = other.onChange(() => changes++);
    assert.equal(other.of(), 'en');
    one.report('zh-CN', 'deploy');
    one.report('zh-CN', 'deploy');
    assert.deepEqual([other.of(), one.of(), changes], ['zh', 'zh', 1]);
    end();
    assert.equal(events.listenerCount('ec20:editor-language'), 0);
    one.report('en-US', 'deploy');
    assert.deepEqual([other.of(), changes], ['en', 1]);
  });

  for (const content of ['', '{', '[]', '{"language":"fr"}', 'null']) {
    it(`is the system’s where its file is damaged: ${JSON.stringify(content)}`, () => {
      languages().report('zh-CN', 'deploy');
      writeFileSync(join(userDir, 'ec20', 'language.json'), content);
      assert.equal(languages({}, { LANG: 'en_GB.UTF-8' }).of(), 'en');
    });
  }

  it('holds until a restart where it can’t be stored', () => {
    writeFileSync(join(userDir, 'ec20'), 'a file in the way');
    const running = languages();
    running.onChange(() => undefined);
    running.report('zh-CN', 'deploy');
    assert.equal(running.of(), 'zh');
    assert.equal(languages().of(), 'en');
    assert.equal(readFileSync(join(userDir, 'ec20'), 'utf8'), 'a file in the way');
  });
});
