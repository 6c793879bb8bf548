import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allExamples, EXAMPLE_SETS, examplesOf } from '../support/examples';
import { localeOf, NODE_FILES, pageOf } from '../support/node-files';

const ROOT = join(__dirname, '..', '..', '..');

/** Nodes that come with Node-RED. */
const CORE_TYPES = [
  'tab', 'group', 'comment', 'inject', 'debug', 'function', 'change', 'switch', 'template', 'delay', 'trigger',
  'catch', 'status', 'complete', 'link in', 'link out', 'join', 'split', 'json', 'rbe', 'exec',
]; // prettier-ignore

/** The drop-downs of the two nodes: their `kind`. */
const KINDS_SENT = [
  'topic', 'property', 'event', 'history', 'desired', 'desired-delete', 'raw', 'tags', 'tags-delete', 'config', 'ota-version',
  'ota-progress', 'ota-firmware', 'ntp',
]; // prettier-ignore
const KINDS_RECEIVED = [
  'topic', 'property-set', 'service', 'desired', 'raw', 'rrpc', 'broadcast', 'config', 'ota',
]; // prettier-ignore

/** Where a secret would be in an exported flow. */
const SECRET = /"(deviceSecret|password|apnPassword|simPin|productSecret|credentials)"\s*:/;

const examples = allExamples();
/** Names that are the same in each language: identifiers, topics, values with their unit. */
const NAMELESS = /^(EC20|RRPC|ReadNow|Reboot|user\/update|-?[\d.]+ °C)$/;
/** A word in quotes, in an expression. */
const LITERAL = /'[^']*[A-Za-z\p{Script=Han}]{3}[^']*'/u;
/** What a text of a set looks like. English ones may end with the Chinese names of the console. */
const READS_AS = { en: /^[^\p{Script=Han}]{8}/u, zh: /\p{Script=Han}{2}/u } as const;

/** All guides of each language, as one text. */
function guidesOf() {
  return EXAMPLE_SETS.map((set) => {
    const files = readdirSync(join(ROOT, 'docs')).filter(
      (file) => file.endsWith('.md') && file.endsWith('.zh-CN.md') === (set.language === 'zh'),
    );
    return { set, text: files.map((file) => readFileSync(join(ROOT, 'docs', file), 'utf8')).join('\n') };
  });
}

describe('The examples', () => {
  it('show every node that can be placed in a flow', () => {
    const placed = new Set(examples.flatMap(({ nodes }) => nodes.map(({ type }) => type)));
    const types = NODE_FILES.flatMap(({ type: name }) =>
      [...pageOf(name).matchAll(/registerType\(\s*'([^']+)'/g)].map(([, type]) => type),
    );
    const { 'node-red': parts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      'node-red': { nodes: object };
    };
    assert.equal(types.length, Object.keys(parts.nodes).length);
    assert.deepEqual(
      types.filter((type) => type !== undefined && !placed.has(type)),
      [],
    );
  });

  it('send every kind of message, and receive every kind', () => {
    for (const [type, shown] of [
      ['ec20-publish', KINDS_SENT],
      ['ec20-subscribe', KINDS_RECEIVED],
    ] as const) {
      const offered = [...pageOf(type).matchAll(/<option value="([\w-]+)" data-i18n="ec20-\w+\.kind\./g)];
      assert.deepEqual(offered.map(([, kind]) => kind).sort(), [...shown].sort());
      const placed = examples.flatMap(({ nodes }) => nodes.filter((node) => node.type === type));
      const kinds = new Set(placed.map((node) => node['kind']));
      assert.deepEqual(
        shown.filter((kind) => !kinds.has(kind)),
        [],
      );
    }
  });

  it('are in the import menu in a folder for each language, and nowhere else', () => {
    assert.deepEqual(
      readdirSync(join(ROOT, 'examples')).sort(),
      EXAMPLE_SETS.map(({ folder }) => folder).sort(),
    );
  });

  it('are named in the guides of their language as they are in the menu', () => {
    for (const { set, text } of guidesOf()) {
      const named = [...text.matchAll(/(?:[“_]|\*\*)(\d\d-[^”_*]+)/g)].map(
        ([, name]) => `${set.folder}/${name ?? ''}.json`,
      );
      const paths = examplesOf(set).map(({ path }) => path);
      assert.ok(named.length >= 5, named.join());
      assert.deepEqual(
        named.filter((path) => !paths.includes(path)),
        [],
      );
    }
  });

  it('show the kinds that docs/aliyun says they show', () => {
    for (const { set, text } of guidesOf()) {
      const [sent = '', received = ''] = text.split(
        /^(?:What ec20 subscribe receives|“ec20 订阅”的“接收内容”)/m,
      );
      for (const [type, tables, count] of [
        ['ec20-publish', sent, KINDS_SENT.length],
        ['ec20-subscribe', received, KINDS_RECEIVED.length],
      ] as const) {
        const rows = [...tables.matchAll(/^\| ([^|]*`[^|]*)\|.*\| (\d\d) +\|$/gm)].flatMap(
          ([, cell = '', number]) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, kind]) => ({ kind, number })),
        );
        assert.equal(rows.length, count, `${set.folder}, ${type}`);
        const wrong = rows.filter(
          ({ kind, number }) =>
            !examplesOf(set).some(
              (example) =>
                example.number === number &&
                example.nodes.some((node) => node.type === type && node['kind'] === kind),
            ),
        );
        assert.deepEqual(wrong, [], set.folder);
      }
    }
  });

  it('are the same flows in both languages', () => {
    const [english = [], chinese = []] = EXAMPLE_SETS.map((set) =>
      examplesOf(set).map(({ number, nodes }) => [
        number,
        nodes.map(({ id, type, wires }) => [id, type, wires]),
      ]),
    );
    assert.deepEqual(english, chinese);
    assert.ok(english.length >= 14);
  });

  it('begin with properties of the thing model, without a topic', () => {
    for (const set of EXAMPLE_SETS) {
      const first = examplesOf(set)[0]?.nodes.filter(({ type }) => type === 'ec20-publish') ?? [];
      assert.ok(first.length > 0);
      for (const { kind, topic } of first) assert.deepEqual([kind, topic], ['property', '']);
    }
  });

  for (const set of EXAMPLE_SETS) {
    describe(set.folder, () => {
      const own = examplesOf(set);

      it('has one modem node, the same everywhere but where a table is in it, and each other id once', () => {
        const modems = own.flatMap(({ nodes }) => nodes.filter(({ type }) => type === 'ec20-modem'));
        assert.equal(modems.length, own.length);
        const shared = modems.filter((modem) => !('subDevices' in modem));
        assert.equal(shared.length, own.length - 1);
        for (const modem of shared) assert.deepEqual(modem, shared[0]);
        const ids = [
          ...new Set(modems.map(({ id }) => id)),
          ...own.flatMap(({ nodes }) =>
            nodes.filter(({ type }) => type !== 'ec20-modem').map(({ id }) => id),
          ),
        ];
        assert.deepEqual(
          ids.filter((id, index) => ids.indexOf(id) !== index),
          [],
        );
        assert.equal(new Set(modems.map(({ id }) => id)).size, 2);
      });

      it('speaks its language: tabs, infos and comments of code', () => {
        const texts = own.flatMap(({ path, nodes }) =>
          nodes
            .flatMap(({ type, label, info, func }) => [
              ...(type === 'tab' ? [label, info] : []),
              ...(type === 'comment' ? [info] : []),
              ...[...(typeof func === 'string' ? func : '').matchAll(/^\s*\/\/.*/gm)].map(
                ([comment]) => comment,
              ),
            ])
            .map((text) => ({ path, text: String(text) })),
        );
        assert.ok(texts.length > 3 * own.length);
        const wrong = texts.filter(({ text }) => !READS_AS[set.language].test(text));
        assert.deepEqual(wrong, []);
      });

      it('speaks its language: names of nodes and sentences of debug nodes', () => {
        const isOwn = (text: string) => /\p{Script=Han}/u.test(text) === (set.language === 'zh');
        const wrong = own.flatMap(({ path, nodes }) =>
          nodes.flatMap(({ type, name = '', complete, label }) => [
            ...[name, type.startsWith('ui-') && typeof label === 'string' ? label : '']
              .filter((text) => text !== '' && !NAMELESS.test(text) && !isOwn(text))
              .map((text) => ({ path, text })),
            ...(type === 'debug' && LITERAL.test(String(complete)) && !isOwn(String(complete))
              ? [{ path, text: String(complete) }]
              : []),
          ]),
        );
        assert.deepEqual(wrong, []);
      });
    });
  }

  it('03 names every state as the console does, in Chinese', () => {
    const catalogue = localeOf('ec20-console', 'zh-CN', '.json') ?? '{}';
    const { state } = (
      JSON.parse(catalogue) as { 'ec20-console': { state: Readonly<Record<string, string>> } }
    )['ec20-console'];
    const seen = examplesOf({ folder: '中文' })
      .flatMap(({ nodes }) => nodes)
      .find(({ id }) => id === 'ec20ex3seen');
    for (const [name, word] of Object.entries(state).filter(([each]) => each !== 'missing'))
      assert.ok(String(seen?.['complete']).includes(`'${name}': '${word}'`), `${name}: ${word}`);
  });

  it('need no other package, except one that shows FlowFuse’s dashboard', () => {
    assert.deepEqual(
      examples.filter(({ needs }) => needs.length > 0).map(({ number, needs }) => [number, ...needs]),
      EXAMPLE_SETS.map(() => ['16', '@flowfuse/node-red-dashboard']),
    );
  });

  for (const { path, text, nodes, needs } of examples) {
    describe(path, () => {
      it('refers only to nodes that it holds', () => {
        const ids = new Set(nodes.map(({ id }) => id));
        for (const node of nodes) {
          const uses = ['modem', 'device', 'group', 'page', 'ui', 'theme'].map((name) => node[name]);
          const referred = [node.z, ...uses, ...(node.wires ?? []).flat()];
          for (const id of referred) {
            if (typeof id === 'string' && id !== '') assert.ok(ids.has(id), `${node.id} → ${id}`);
          }
        }
      });

      it('needs no other package, or names it in its comment', () => {
        const foreign = nodes
          .map(({ type }) => type)
          .filter((type) => !CORE_TYPES.includes(type) && !type.startsWith('ec20-'));
        if (needs.length === 0) assert.deepEqual(foreign, []);
        const info = nodes.find(({ type }) => type === 'comment')?.info ?? '';
        for (const name of needs) assert.ok(info.includes(name));
      });

      it('runs on the simulator and holds no secret', () => {
        const modems = nodes.filter(({ type }) => type === 'ec20-modem');
        assert.equal(modems.length, 1);
        assert.match(String(modems[0]?.['port']), /^simulator/);
        assert.doesNotMatch(text, SECRET);
      });

      it('says in one comment and in the tab’s info, in a line each, what to press and what to see', () => {
        const comments = nodes.filter(({ type }) => type === 'comment');
        assert.equal(comments.length, 1);
        const tab = nodes.find(({ type }) => type === 'tab');
        for (const info of [comments[0]?.info, tab?.info]) {
          const [press = '', see = ''] = info?.split('\n') ?? [];
          assert.match(press, /^- (Press: |操作：)./);
          assert.match(see, /^- (See: |结果：)./);
        }
      });

      it('shows sentences: a debug node never prints an object', () => {
        const folded = nodes.filter(
          ({ type, targetType, complete }) =>
            type === 'debug' && targetType !== 'jsonata' && complete !== 'error.message',
        );
        assert.deepEqual(folded, []);
      });
    });
  }
});
