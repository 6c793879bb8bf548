import assert from 'node:assert/strict';
import { CodedError } from '../../src/base/coded-error';
import { checkTopic, checkTopicFilter } from '../../src/cloud/topic';
import { expandPlaceholders } from '../../src/settings/topic';
import { editorScripts, plain } from '../support/editor-script';
import { localeOf } from '../support/node-files';

const DEVICE = { productKey: 'a1B2c3D4e5F', deviceName: 'ec20-001' };
const SYS = '/sys/${productKey}/${deviceName}';

interface Row {
  readonly topic: string;
  readonly key: string;
  readonly instead?: string;
}
interface TopicHelp {
  fault(text: string, isFilter: boolean, server: string): { readonly key: string } | undefined;
  asFilter(text: string): string;
  look(text: string, isFilter: boolean, server: string, device: object): { topic: string; notes: string[] };
  usual(server: string, use: string): readonly Row[];
}

/** A text, what is said of it as a topic and as a filter; undefined: nothing. */
const TEXTS: readonly (readonly [text: string, topic: string | undefined, filter: string | undefined])[] = [
  ['/a/b', undefined, undefined],
  [`${SYS}/thing/event/property/post`, undefined, undefined],
  ['/sys/${YourProductKey}/${YourDeviceName}/x', undefined, undefined],
  ['/a/+/b', 'topicWildcard', undefined],
  ['/a/#', 'topicWildcard', undefined],
  ['/a/#/b', 'topicWildcard', 'filterWildcard'],
  ['/a/b+', 'topicWildcard', 'filterWildcard'],
  ['/a，b', 'character', 'character'],
  ['/a\u200bb', 'character', 'character'],
  ['/a"b', 'topicCharacter', 'topicCharacter'],
  ['/a\nb', 'topicCharacter', 'topicCharacter'],
  ['/a/${room}', 'placeholder', 'placeholder'],
  ['/a/${constructor}', 'placeholder', 'placeholder'],
  ['/a/${deviceName', 'placeholder', 'placeholder'],
  [`${SYS}/thing/event/\${tsl.event.identifier}/post`, 'tslTopic', 'tslFilter'],
  [`/${'a'.repeat(127)}`, undefined, undefined],
  [`/${'a'.repeat(128)}`, 'topicLong', 'topicLong'],
  [`/${'度'.repeat(43)}`, 'topicLong', 'topicLong'],
];

describe("The dialogs' topic help", () => {
  const help = editorScripts('topic-help.js')['ec20TopicHelp'] as TopicHelp;

  for (const [text, topic, filter] of TEXTS) {
    it(`says of ${JSON.stringify(text.slice(0, 60))} what the runtime would`, () => {
      assert.equal(help.fault(text, false, 'aliyun')?.key, topic);
      assert.equal(help.fault(text, true, 'aliyun')?.key, filter);
      const expanded = expandPlaceholders(text, DEVICE);
      const isRefused = (check: () => void): boolean => {
        try {
          check();
          return false;
        } catch (error) {
          assert.ok(error instanceof CodedError);
          return true;
        }
      };
      // The editor refuses a half-written placeholder as well, which no topic means as it stands.
      if (text.endsWith('${deviceName')) return;
      if (topic !== 'character')
        assert.equal(
          isRefused(() => checkTopic(expanded, 128)),
          topic !== undefined,
        );
      if (filter !== 'character')
        assert.equal(
          isRefused(() => checkTopicFilter(expanded, 128)),
          filter !== undefined,
        );
    });
  }

  it('takes 256 bytes to other servers', () => {
    assert.equal(help.fault(`/${'a'.repeat(255)}`, false, 'mqtt'), undefined);
    assert.equal(help.fault(`/${'a'.repeat(256)}`, false, 'mqtt')?.key, 'topicLong');
  });

  it('makes + of what the console writes for any identifier, and leaves all else', () => {
    for (const [text, filter] of [
      [`${SYS}/thing/event/\${tsl.event.identifier}/post_reply`, `${SYS}/thing/event/+/post_reply`],
      [`${SYS}/thing/service/\${tsl.service.identifier}`, `${SYS}/thing/service/+`],
      [`${SYS}/thing/service/\${tsl.service.identifier}_reply`, `${SYS}/thing/service/+`],
      [`${SYS}/thing/service/property/set`, `${SYS}/thing/service/property/set`],
    ] as const) {
      assert.equal(help.asFilter(text), filter);
    }
  });

  const LOOKS: readonly (readonly [string, boolean, readonly string[]])[] = [
    ['/${productKey}/${deviceName}/user/get', true, []],
    ['/a1B2c3D4e5F/ec20-002/user/get', true, ['otherDevice']],
    ['/sys/a1Other/ec20-001/thing/event/property/post', false, ['otherDevice']],
    ['/ota/device/inform/a1B2c3D4e5F/ec20-002', false, ['otherDevice']],
    ['/${productKey}/${deviceName}/user/+', true, ['wildcard']],
    [`${SYS}/thing/event/+/post_reply`, true, []],
    ['/a/b/c/d/e/f/g/h', false, ['slashes']],
  ];
  for (const [text, isFilter, notes] of LOOKS) {
    it(`has ${notes.join() || 'nothing'} to say of ${text}`, () => {
      const seen = help.look(text, isFilter, 'aliyun', DEVICE);
      assert.deepEqual(plain(seen.notes), notes);
      assert.equal(seen.topic, expandPlaceholders(text, DEVICE));
    });
  }

  it('offers only topics that are right, in words of both languages, and kinds that there are', () => {
    for (const language of ['en-US', 'zh-CN']) {
      const texts = (type: string): Record<string, Record<string, string> | undefined> => {
        const file = localeOf(type, language, '.json') ?? '';
        const read = JSON.parse(file) as Record<string, Record<string, Record<string, string>>>;
        return read[type] ?? {};
      };
      for (const server of ['aliyun', 'tencent', 'onenet', 'huawei']) {
        for (const use of ['publish', 'subscribe']) {
          const rows = help.usual(server, use);
          assert.notEqual(rows.length, 0);
          for (const { topic, key, instead } of rows) {
            assert.equal(help.fault(topic, use === 'subscribe', server), undefined, topic);
            assert.notEqual(texts('ec20-modem')['usual']?.[key] ?? '', '', key);
            if (instead !== undefined)
              assert.notEqual(texts(`ec20-${use}`)['kind']?.[instead] ?? '', '', instead);
          }
        }
      }
    }
    assert.equal(help.usual('mqtt', 'publish').length, 0);
  });
});
