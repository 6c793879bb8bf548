import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../src/base/coded-error';
import { ERRORS } from '../../src/errors/catalogue';
import { OUTCOMES } from '../../nodes/modem/simulator-outcomes';
import { EXAMPLE_SETS, examplesOf, type ExampleSet } from '../support/examples';
import { folderOf, localeOf, NODE_FILES, pageOf } from '../support/node-files';

const ROOT = join(__dirname, '..', '..', '..');

/** Names of the clouds' consoles, of other programs, and words that are quoted for their own sake. A label of ours is never among them. */
const OTHERS: Readonly<Record<Language, readonly string[]>> = {
  zh: [
    // Alibaba Cloud's console.
    '物联网平台', '实例概览', '实例详情', '查看开发配置', '启用 TCP 接入', '设备管理', '产品', '设备', '查看', '产品详情', '设备详情', 'DeviceSecret 查看',
    '功能定义', '物模型 TSL', '完整物模型', '导出模型文件', '发布上线', '动态注册', '未激活', '物模型数据', '发布消息', '发布', '订阅', '弱校验',
    'MQTT 连接参数', '透传/自定义', '自定义', '网关设备', '网关子设备', '子设备管理', 'Topic 类列表', '监控运维', '日志服务',
    // Its documents.
    '设备接入', 'MQTT-TLS 连接', 'MQTT-TLS 连接通信', '阿里云物联网平台自签名证书', '设备端错误码', 'IoT Platform (Deprecated)',
    '设备使用 TCP 接入的安全风险非常高，新建的企业版实例默认关闭 TCP 接入方式',
    // A serial terminal, a board, this package's page.
    'TCPClient', '加回车换行', 'HEX 发送', '上电自启动',   'global-config',
    // Not names.
    '温度', '上报成功、控制台没有数据', '收到了', 'ProductKey/DeviceName', '有据', '推断', 'AT 指令发不了双引号', '到期', '–', '上海', 'sign', 'topic',
    '事件', '指令都回 `，却等不到结果',
  ],
  en: [
    'gateway device', 'gateway sub-device', 'global-config',   'TCPClient',
    'Seen', 'recalled', 'Events', 'release', 'topic', 'lines', 'array', 'sign',
  ],
}; // prettier-ignore

/** Documents for users, without their ending. */
const GUIDES = readdirSync(join(ROOT, 'docs'))
  .filter((file) => file.endsWith('.zh-CN.md'))
  .map((file) => file.replace('.zh-CN.md', ''));

/** What is quoted: in Chinese and in sentences by quotation marks, in English documents in italics. */
const QUOTED = /“([^”\n]{1,60})”/g;
const ITALIC = /(?<![\w`_])_([^_\n]{1,60})_(?![\w`_])/g;
const PLACEHOLDER = /\{\w+\}|__\w+__/;
/** Shorter parts of a sentence are in many sentences. */
const SHORTEST_PART = 6;

interface Quote {
  readonly place: string;
  readonly text: string;
}

for (const set of EXAMPLE_SETS) {
  describe(`What texts quote of the editor (${set.locale})`, () => {
    const shown = shownTexts(set);
    const beginnings = new Set([...shown].flatMap((text) => [text, beginning(text)]));
    const foreign = new Set(OTHERS[set.language]);

    it('is sought among all that is shown', () => {
      assert.ok(shown.size > 900, `${shown.size} texts`);
    });

    for (const [what, quotes] of Object.entries(quotesOf(set))) {
      it(`${what}: stands there word for word`, () => {
        assert.ok(quotes.length >= 2, `${quotes.length} quotes`);
        const wrong = quotes.filter(({ text }) => !text.split(/ (?:→|>|&gt;) /).every(isThere));
        assert.deepEqual(wrong, []);
      });
    }

    for (const type of ['ec20-modem', 'ec20-device']) {
      it(`${type}: each entry of its help is a field of its dialog`, () => {
        const help = localeOf(type, set.locale, '.html') ?? '';
        const entries = entriesOf(help);
        assert.ok(entries.length >= 3);
        const fields = new Set(labelsOf(type, set).flatMap((label) => [label, beginning(label)]));
        assert.deepEqual(
          entries.filter((entry) => !fields.has(entry)),
          [],
        );
      });
    }

    it('ec20-modem: each entry of its help stands below the tab that has the field', () => {
      const { label, tab } = (
        JSON.parse(localeOf('ec20-modem', set.locale, '.json') ?? '{}') as {
          'ec20-modem': Readonly<Record<'label' | 'tab', Readonly<Record<string, string>>>>;
        }
      )['ec20-modem'];
      const [, ...tabs] = pageOf('ec20-modem').split(/id="ec20-modem-tab-(?=\w+" style)/);
      const sections = (localeOf('ec20-modem', set.locale, '.html') ?? '').split('<h3>');
      const checked = tabs.map((page) => {
        const title = tab[/^\w+/.exec(page)?.[0] ?? ''] ?? '';
        const section = sections.find((each) => each.startsWith(title)) ?? '';
        const fields = [...page.matchAll(/ec20-modem\.label\.(\w+)/g)].flatMap(([, key = '']) => [
          label[key] ?? '',
          beginning(label[key] ?? ''),
        ]);
        const entries = entriesOf(section);
        assert.deepEqual(
          entries.filter((entry) => !fields.includes(entry)),
          [],
          title,
        );
        return entries.length;
      });
      assert.equal(checked.length, 6);
      assert.ok(checked.filter((count) => count > 0).length >= 5, String(checked));
    });

    /** A sentence that is shown with values ends before the first of them. */
    function isThere(part: string): boolean {
      const whole = part.replaceAll('**', '').trim();
      const withoutValues = whole.replace(/(?<=\D) [{\d].*$/, '').trim();
      return [whole, withoutValues].some(
        (text) =>
          beginnings.has(text) ||
          foreign.has(text) ||
          (text.length >= SHORTEST_PART && [...shown].some((each) => each.includes(text))),
      );
    }
  });
}

/** All that the editor, the nodes and the examples show in a language. */
function shownTexts(set: ExampleSet): Set<string> {
  const ours = NODE_FILES.flatMap(({ type }) => labelsOf(type, set));
  const nodeRed = ['editor-client', 'nodes'].flatMap((part) => {
    const folder = join(ROOT, 'node_modules', '@node-red', part, 'locales', set.locale);
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => stringsOf(readFileSync(join(folder, file), 'utf8')));
  });
  const examples = examplesOf(set).flatMap(({ path, nodes }) => [
    path.replace(`${set.folder}/`, '').replace('.json', ''),
    set.folder,
    ...nodes.flatMap(({ name, label, complete }) =>
      [name, label, complete].filter((text) => typeof text === 'string'),
    ),
  ]);
  const statuses = Object.values(ERRORS).flatMap(({ short }) =>
    'never' in short ? [] : [short[set.language]],
  );
  const words = readFileSync(join(ROOT, 'nodes', 'shared', 'status-text.ts'), 'utf8');
  const states = [...words.matchAll(new RegExp(`\\b${set.language}: '([^']+)'`, 'g'))].map(
    ([, word = '']) => word,
  );
  const outcomes = Object.values(OUTCOMES).map((text) => text[set.language]);
  const readme = readFileSync(join(ROOT, `README${set.language === 'zh' ? '.zh-CN' : ''}.md`), 'utf8');
  const guides = [...readme.matchAll(/(?<!!)\[([^\]]+)\]\(docs\//g)].map(
    ([, name = '']) => name.charAt(0).toUpperCase() + name.slice(1),
  );
  return new Set([...ours, ...nodeRed, ...examples, ...statuses, ...states, ...guides, ...outcomes]);
}

function labelsOf(type: string, { locale }: ExampleSet): string[] {
  const path = join(ROOT, folderOf(type), 'locales', locale, `${type}.json`);
  return existsSync(path) ? stringsOf(readFileSync(path, 'utf8')) : [];
}

function quotesOf(set: ExampleSet): Readonly<Record<string, readonly Quote[]>> {
  const ending = set.language === 'zh' ? '.zh-CN.md' : '.md';
  const documents = [...GUIDES.map((guide) => `docs/${guide}${ending}`), `README${ending}`];
  const pattern = set.language === 'zh' ? QUOTED : ITALIC;
  const guides = documents.flatMap((place) =>
    quoted(place, readFileSync(join(ROOT, place), 'utf8').replace(/^ *```[^]*?^ *```$/gm, ''), pattern),
  );
  const nodes = NODE_FILES.flatMap(({ type }) => [
    ...quoted(`${type}, help`, (localeOf(type, set.locale, '.html') ?? '').replace(/\s*\n\s*/g, ' '), QUOTED),
    ...labelsOf(type, set).flatMap((label) => quoted(`${type}, labels`, label, QUOTED)),
  ]);
  const errors = Object.entries(ERRORS).flatMap(([code, { why, cures }]) =>
    [why, ...Object.values(cures)]
      .filter((text) => typeof text !== 'string')
      .flatMap((text) => quoted(code, text[set.language], QUOTED)),
  );
  return { 'guides and README': guides, 'help and labels': nodes, errors };
}

function quoted(place: string, text: string, pattern: RegExp): Quote[] {
  return [...text.replace(/`[^`\n]*`/g, '`').matchAll(pattern)]
    .map(([, quote = '']) => ({ place, text: quote }))
    .filter(({ text: quote }) => !PLACEHOLDER.test(quote));
}

/** The fields that a help text explains; the cloud's own names may share an entry. */
function entriesOf(help: string): string[] {
  return [...help.matchAll(/<dt>([^]*?)(?:<span|<\/dt>)/g)].flatMap(([, entry = '']) =>
    entry
      .replace(/\s+/g, ' ')
      .trim()
      .split(/、|, (?=[A-Z])/),
  );
}

/** A label without what is put behind it: 接入点 APN（…）, “auto – by its model name”, Keep-alive (s). */
function beginning(label: string): string {
  return label.replace(/(?:\s*[（(：:…，,]| – | \.\.\.| …).*$/, '').trim();
}

function stringsOf(json: string): string[] {
  const found: string[] = [];
  JSON.parse(json, (_key, value: unknown) => {
    if (typeof value === 'string') found.push(value);
    return value;
  });
  return found;
}
