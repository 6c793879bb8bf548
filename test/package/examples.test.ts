import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_FILES, pageOf } from '../support/node-files';

const ROOT = join(__dirname, '..', '..', '..');

/** What every node of an exported flow has, and what it may. */
interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
  readonly wires?: readonly (readonly string[])[];
  readonly [property: string]: unknown;
}

/** Nodes that come with Node-RED: an example must not need another package. */
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

const examples = readdirSync(join(ROOT, 'examples')).map((file) => {
  const text = readFileSync(join(ROOT, 'examples', file), 'utf8');
  return { file, text, nodes: JSON.parse(text) as FlowNode[] };
});

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

  for (const { file, text, nodes } of examples) {
    describe(file, () => {
      it('has ids that are used once, in all examples', () => {
        const all = examples.flatMap((example) => example.nodes.map(({ id }) => id));
        for (const { id } of nodes) assert.equal(all.filter((other) => other === id).length, 1, id);
      });

      it('refers only to nodes that it holds', () => {
        const ids = new Set(nodes.map(({ id }) => id));
        for (const node of nodes) {
          const referred = [node.z, node['modem'], ...(node.wires ?? []).flat()];
          for (const id of referred) {
            if (typeof id === 'string' && id !== '') assert.ok(ids.has(id), `${node.id} → ${id}`);
          }
        }
      });

      it('needs no other package', () => {
        const foreign = nodes
          .map(({ type }) => type)
          .filter((type) => !CORE_TYPES.includes(type) && !type.startsWith('ec20-'));
        assert.deepEqual(foreign, []);
      });

      it('runs on the simulator and holds no secret', () => {
        const modems = nodes.filter(({ type }) => type === 'ec20-modem');
        assert.equal(modems.length, 1);
        assert.match(String(modems[0]?.['port']), /^simulator/);
        assert.doesNotMatch(text, SECRET);
      });

      it('describes its purpose, in English and in Chinese', () => {
        const comments = nodes
          .filter(({ type }) => type === 'comment')
          .map(({ info, name }) => `${String(name)} ${String(info)}`);
        assert.ok(comments.some((comment) => /[a-z]{3}/i.test(comment)));
        assert.ok(comments.some((comment) => /\p{Script=Han}{3}/u.test(comment)));
      });
    });
  }
});
