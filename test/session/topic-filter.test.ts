import assert from 'node:assert/strict';
import { isValidFilter, matchesFilter } from '../../src/session/topic-filter';

describe('topic filters (MQTT 3.1.1 §4.7)', () => {
  const cases: readonly [filter: string, topic: string, matches: boolean][] = [
    ['sport/tennis/player1/#', 'sport/tennis/player1', true],
    ['sport/tennis/player1/#', 'sport/tennis/player1/ranking', true],
    ['sport/tennis/player1/#', 'sport/tennis/player1/score/wimbledon', true],
    ['sport/tennis/player1/#', 'sport/tennis/player10', false],
    ['sport/#', 'sport', true],
    ['#', 'a', true],
    ['#', '/a/b', true],
    ['sport/tennis/+', 'sport/tennis/player1', true],
    ['sport/tennis/+', 'sport/tennis/player1/ranking', false],
    ['sport/+', 'sport', false],
    ['sport/+', 'sport/', true],
    ['+/+', '/finance', true],
    ['/+', '/finance', true],
    ['+', '/finance', false],
    ['+', 'finance', true],
    ['+/b/#', 'a/b', true],
    ['+/b/#', 'a/c', false],
    ['#', '$SYS/broker', false],
    ['+/broker', '$SYS/broker', false],
    ['$SYS/#', '$SYS/broker', true],
    ['$SYS/+', '$SYS/broker', true],
    ['a/+', 'a/$b', true],
    ['a/b', 'a/b', true],
    ['a/b', 'A/b', false],
    ['a/b', 'a/b/', false],
    ['a/b/', 'a/b', false],
    ['/a', 'a', false],
    ['a.b', 'axb', false],
    ['/sys/a1/+/thing/service/property/set', '/sys/a1/dn/thing/service/property/set', true],
  ];
  for (const [filter, topic, matches] of cases) {
    it(`${filter} ${matches ? 'gets' : 'does not get'} ${topic}`, () => {
      assert.equal(matchesFilter(filter, topic), matches);
    });
  }

  for (const filter of ['#', '+', '/', '/#', 'a/#', '+/+', 'a/+/b', '+/a/#', 'a//b', '$SYS/#', '温度/+']) {
    it(`${filter} can be subscribed to`, () => assert(isValidFilter(filter)));
  }
  for (const filter of ['', 'a#', '#/a', 'a/#/b', 'a+', '+a', 'a/b+/c', 'a/+b', '##', '++', 'a/#b']) {
    it(`${JSON.stringify(filter)} can't be subscribed to`, () => assert(!isValidFilter(filter)));
  }
});
