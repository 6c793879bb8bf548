import assert from 'node:assert/strict';
import type { Field } from '../../src/settings/field';
import { SERVER_NAMES } from '../../src/settings/servers';
import { NODES, type NodeType } from '../../src/settings/settings';
import { localeOf, pageOf } from '../support/node-files';

const LANGUAGES = ['en-US', 'zh-CN'] as const;

/** Shown by another control, or not at all. */
const WITHOUT_LABEL = new Set(['version', 'willQos', 'inputs', 'subDeviceSecrets']);
/** Numbers that the help names otherwise, or whose label says it all. */
const WITHOUT_HELP = new Set([
  'baudRate',
  'apnAuth',
  'pdpContext',
  'clientIndex',
  'mqttPort',
  'queueLimit',
  'replyTimeout',
  'autoReplyAfter',
]);

interface Texts {
  readonly label: Readonly<Record<string, string>>;
  readonly server?: Readonly<Record<string, string>>;
}

function textsOf(type: NodeType, language: string): Texts {
  const texts = JSON.parse(localeOf(type, language, '.json') ?? '{}') as Readonly<Record<string, Texts>>;
  return texts[type] ?? assert.fail(`${type} has no texts in ${language}`);
}

describe('The words for settings', () => {
  for (const [type, rows] of Object.entries(NODES) as [
    NodeType,
    Readonly<Record<string, Field<unknown>>>,
  ][]) {
    for (const language of LANGUAGES) {
      it(`of ${type} in ${language}: each has a label`, () => {
        const { label } = textsOf(type, language);
        const wanted = Object.keys(rows).filter((name) => !WITHOUT_LABEL.has(name));
        assert.deepEqual(
          wanted.filter((name) => (label[name] ?? '') === ''),
          [],
        );
      });

      it(`of ${type} in ${language}: a number is in the help by its label`, () => {
        const { label } = textsOf(type, language);
        const help = (localeOf(type, language, '.html') ?? '').replace(/\s+/g, ' ').toLowerCase();
        const numbers = Object.entries(rows).filter(
          ([name, { kind }]) => kind === 'number' && !WITHOUT_HELP.has(name),
        );
        const words = numbers.map(
          ([name]) => [name, (label[name] ?? '').replace(/\s*[(（].*$/, '').toLowerCase()] as const,
        );
        assert.deepEqual(
          words.filter(([name, word]) => name !== 'inputs' && !help.includes(word)),
          [],
        );
      });
    }
  }

  for (const language of LANGUAGES) {
    it(`for each server stand in the list in ${language}`, () => {
      const { server = {} } = textsOf('ec20-modem', language);
      assert.deepEqual(Object.keys(server).sort(), [...SERVER_NAMES].sort());
    });
  }

  for (const [type, rows] of Object.entries(NODES) as [
    NodeType,
    Readonly<Record<string, Field<unknown>>>,
  ][]) {
    it(`of ${type}: a list in the page offers every choice of its setting`, () => {
      const lists = [
        ...pageOf(type).matchAll(/<select\s[^>]*id="node-(?:config-)?input-(\w+)"[^>]*>([^]*?)<\/select>/g),
      ];
      for (const [, name = '', entries = ''] of lists) {
        const { choices, default: byDefault, initial } = rows[name] ?? assert.fail(name);
        const offered = [...entries.matchAll(/<option value="([^"]*)"/g)].map(([, value = '']) => value);
        if (choices === undefined || offered.length === 0) continue;
        // An empty entry leaves it to the default, or to the message.
        const wanted = choices
          .map(String)
          .map((value) => (initial === '' && value === byDefault ? '' : value));
        assert.deepEqual(
          offered.filter((value) => value !== '').sort(),
          wanted.filter((value) => value !== '').sort(),
          name,
        );
      }
    });
  }
});
