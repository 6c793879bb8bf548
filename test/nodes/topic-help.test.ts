import assert from 'node:assert/strict';
import { asFilter, documentedPlaceholders, lookAtTopic } from '../../nodes/shared/editor/topic-help';
import { checkField, expandPlaceholders, SERVERS, type ServerName } from '../../src/settings/settings';
import { localeOf } from '../support/node-files';

const DEVICE = { productKey: 'a1B2c3D4e5F', deviceName: 'ec20-001' };
const SYS = '/sys/${productKey}/${deviceName}';

/** A text, what is said of it as a topic and as a filter; undefined: nothing. */
const TEXTS: readonly (readonly [text: string, topic: string | undefined, filter: string | undefined])[] = [
  ['/a/b', undefined, undefined],
  [`${SYS}/thing/event/property/post`, undefined, undefined],
  ['/sys/${YourProductKey}/${YourDeviceName}/x', undefined, undefined],
  ['/a/+/b', 'EC20_TOPIC_WILDCARD', undefined],
  ['/a/#', 'EC20_TOPIC_WILDCARD', undefined],
  ['/a/#/b', 'EC20_TOPIC_WILDCARD', 'EC20_FILTER_INVALID'],
  ['/a/b+', 'EC20_TOPIC_WILDCARD', 'EC20_FILTER_INVALID'],
  ['/a，b', 'EC20_FULL_WIDTH', 'EC20_FULL_WIDTH'],
  ['/a\u200bb', 'EC20_FULL_WIDTH', 'EC20_FULL_WIDTH'],
  ['/a"b', 'EC20_TOPIC_CHARACTER', 'EC20_TOPIC_CHARACTER'],
  ['/a\nb', 'EC20_TOPIC_CHARACTER', 'EC20_TOPIC_CHARACTER'],
  // Environment variables, of which only the runtime knows whether they are defined.
  ['/a/${room}', undefined, undefined],
  ['/a/${constructor}', undefined, undefined],
  ['/a/${devicename}', 'EC20_TOPIC_PLACEHOLDER', 'EC20_TOPIC_PLACEHOLDER'],
  ['/a/${product_key}', 'EC20_TOPIC_PLACEHOLDER', 'EC20_TOPIC_PLACEHOLDER'],
  ['/a/${deviceName', 'EC20_TOPIC_PLACEHOLDER', 'EC20_TOPIC_PLACEHOLDER'],
  [`${SYS}/thing/event/\${tsl.event.identifier}/post`, 'EC20_TOPIC_PLACEHOLDER', 'EC20_TOPIC_PLACEHOLDER'],
  [`/${'a'.repeat(127)}`, undefined, undefined],
  [`/${'a'.repeat(128)}`, 'EC20_TOPIC_LONG', 'EC20_TOPIC_LONG'],
  [`/${'度'.repeat(43)}`, 'EC20_TOPIC_LONG', 'EC20_TOPIC_LONG'],
];

describe("The dialogs' topic help", () => {
  const fault = (topic: string, use: 'publish' | 'subscribe', server: ServerName) =>
    checkField(`ec20-${use}`, 'topic', { kind: 'topic', topic }, { server, ...DEVICE })?.code;

  for (const [text, topic, filter] of TEXTS) {
    it(`says of ${JSON.stringify(text.slice(0, 60))} what the runtime would`, () => {
      assert.equal(fault(text, 'publish', 'aliyun'), topic);
      assert.equal(fault(text, 'subscribe', 'aliyun'), filter);
    });
  }

  it('takes 256 bytes to other servers', () => {
    assert.equal(fault(`/${'a'.repeat(255)}`, 'publish', 'mqtt'), undefined);
    assert.equal(fault(`/${'a'.repeat(256)}`, 'publish', 'mqtt'), 'EC20_TOPIC_LONG');
  });

  it('recognises a usual topic as the console writes it', () => {
    assert.equal(documentedPlaceholders('/sys/${YourProductKey}/${YourDeviceName}/x'), `${SYS}/x`);
  });

  it('makes + of what the console writes for any identifier, and leaves all else', () => {
    for (const [text, filter] of [
      [`${SYS}/thing/event/\${tsl.event.identifier}/post_reply`, `${SYS}/thing/event/+/post_reply`],
      [`${SYS}/thing/service/\${tsl.service.identifier}`, `${SYS}/thing/service/+`],
      [`${SYS}/thing/service/\${tsl.service.identifier}_reply`, `${SYS}/thing/service/+`],
      [`${SYS}/thing/service/property/set`, `${SYS}/thing/service/property/set`],
    ] as const) {
      assert.equal(asFilter(text), filter);
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
      const seen = lookAtTopic(text, isFilter ? 'subscribe' : 'publish', SERVERS.aliyun, DEVICE);
      assert.deepEqual(seen.notes, notes);
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
      for (const server of ['aliyun', 'tencent', 'onenet', 'huawei'] as const) {
        for (const use of ['publish', 'subscribe'] as const) {
          const rows = SERVERS[server].usualTopics[use];
          assert.notEqual(rows.length, 0);
          for (const { topic, key, instead } of rows) {
            assert.equal(fault(topic, use, server), undefined, topic);
            assert.notEqual(texts('ec20-modem')['usual']?.[key] ?? '', '', key);
            if (instead !== undefined)
              assert.notEqual(texts(`ec20-${use}`)['kind']?.[instead] ?? '', '', instead);
          }
        }
      }
    }
    assert.equal(SERVERS.mqtt.usualTopics.publish.length, 0);
  });
});
