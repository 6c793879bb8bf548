import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Random, randomInteger, seededRandom } from '../../src/base/random';
import type { CodedError } from '../../src/base/coded-error';
import type { DownlinkKind } from '../../src/cloud/thing-dialogue';
import { EC20 } from '../../src/ec20/profiles/dialects';
import { PendingReplies } from '../../src/session/pending-replies';
import { DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import { dialogue, TSL } from '../cloud/aliyun/rig';
import { Tap } from '../support/tap';
import { VirtualClock } from '../support/virtual-clock';
import { VirtualDevice } from '../support/virtual-device';
import { seed } from './seed';

const SYSTEM = `/sys/${DEMO_TRIPLET.productKey}/${DEMO_TRIPLET.deviceName}`;
/** In no topic and no command of ours. */
const MARK = 'h0stile';
const MAX_GROWTH_BYTES = 1024 * 1024;
const FOREIGN_REPLIES = 100_000;

/** Topics on which the session, or a node, reads JSON. */
const READ: readonly string[] = [
  'thing/event/property/post_reply',
  'thing/event/property/history/post_reply',
  'thing/event/alarm/post_reply',
  'thing/service/property/set',
  'thing/service/restart',
  'thing/property/desired/get_reply',
  'thing/config/push',
  'thing/config/get_reply',
  'rrpc/request/123',
  'ext/ntp/response',
];

const DEEPEST = Math.floor(EC20.largestReceiveBytes / 2) - 50;

/** JSON as deep as one message may hold. */
const DEEP: Readonly<Record<string, string>> = {
  lists: '['.repeat(EC20.largestReceiveBytes - 10),
  'closed lists': '['.repeat(DEEPEST) + ']'.repeat(DEEPEST),
  objects: `{"id":"1","code":200,"data":${'{"a":'.repeat(DEEPEST / 4)}1${'}'.repeat(DEEPEST / 4)}}`,
  'an id of lists': `{"id":${'['.repeat(1500)}${']'.repeat(1500)},"code":200,"data":{}}`,
};

const KINDS: readonly DownlinkKind[] = [
  'property-set',
  'service',
  'rrpc',
  'broadcast',
  'desired',
  'ota',
  'config',
  'raw',
];

/** A device online, with all the filters on which the cloud is read. */
async function online() {
  const made: { tap?: Tap } = {};
  const device = new VirtualDevice({}, ({ pair }) => {
    const tap = (made.tap = new Tap(pair.left));
    return { findTransport: () => Promise.resolve(tap) };
  });
  const received: string[] = [];
  await device.session.subscribe('node', device.downlink, 1, ({ payload }) =>
    received.push(payload.toString()),
  );
  device.session.listen('node', `${SYSTEM}/#`, () => undefined);
  await device.online();
  await device.clock.advance(60_000);
  const { tap } = made;
  assert(tap !== undefined);
  return { device, tap, received };
}

const message = (topic: string, payload: string) =>
  `\r\n+QMTRECV: 0,0,"${topic}",${Buffer.byteLength(payload)},"${payload}"\r\n`;

/** A broker’s topic with characters that mean something on the line. */
function topic(random: Random): string {
  const parts = [
    '\r\n',
    '\r',
    '\n',
    '\0',
    '\x1a',
    '\x1b[2J',
    '"',
    '\\',
    ',',
    '> ',
    '\r\nERROR\r\n',
    '\r\n+QMTRECV: 0,0,',
    'ü',
  ];
  const pieces = Array.from(
    { length: randomInteger(random, 1, 6) },
    () => parts[randomInteger(random, 0, parts.length - 1)],
  );
  return `${MARK}${pieces.join('/')}${MARK}`;
}

describe('messages that a broker means harm with', () => {
  it(`topics with line ends and control characters stay data (EC20_FUZZ_SEED=${seed()})`, async () => {
    const random = seededRandom(seed());
    const { device, tap, received } = await online();
    for (let round = 0; round < 300; round++) {
      tap.say(message(topic(random), 'x'.repeat(randomInteger(random, 1, 50))));
      await device.clock.advance(randomInteger(random, 0, 200));
    }
    await device.clock.advance(60_000);
    await device.clock.until(() => device.session.snapshot().state === 'online', 600_000, 'being online');
    tap.say(message(device.downlink, 'still received'));
    const sent = device.publish('still sent');
    await device.clock.until(() => sent.delivered.length === 1, 60_000, 'the delivery');
    assert(received.includes('still received'), received.join());
    assert.deepEqual(
      tap.written.filter((text) => text.includes(MARK)),
      [],
    );
    for (const { text } of device.session.trace.entries) assert.doesNotMatch(text, /\p{Cc}/u);
    await device.close();
  });

  for (const [what, payload] of Object.entries(DEEP)) {
    it(`JSON too deep to read, ${what}, on each topic that is read`, async () => {
      const { device, tap } = await online();
      for (const each of READ) {
        tap.say(message(`${SYSTEM}/${each}`, payload));
        await device.clock.advance(1000);
      }
      const sent = device.publish('after it');
      await device.clock.until(() => sent.delivered.length === 1, 60_000, 'the delivery');
      assert.deepEqual([device.faults, device.session.snapshot().counters.reconnects], [[], 0]);
      await device.close();
    });
  }

  for (const kind of KINDS)
    it(`deep JSON is EC20_JSON for a flow, or can be copied and written again: ${kind}`, () => {
      const thing = dialogue(TSL);
      const downlink = thing.downlink(kind, { identifier: '', topic: '' });
      for (const { filter } of downlink.filters)
        for (const deep of Object.values(DEEP)) {
          const reading = () =>
            downlink.read({ topic: filter.replaceAll('+', '1'), payload: Buffer.from(deep) });
          try {
            JSON.stringify(reading()?.payload);
          } catch (error) {
            assert.equal((error as CodedError).code, 'EC20_JSON');
          }
        }
    });

  it(`${FOREIGN_REPLIES} replies to no message of ours keep no memory`, () => {
    const replied: string[] = [];
    const pending = new PendingReplies(new VirtualClock(), {
      replied: (_batch, _ack, { id }) => replied.push(id ?? 'none'),
      unanswered: () => undefined,
    });
    const batchOf = (id: string) => ({ reply: { topic: 't', id }, replyMs: 1000 }) as never;
    for (let id = 0; id < 10; id++) pending.expect(batchOf(String(id)));
    const before = heldBytes();
    for (let id = 10; id < FOREIGN_REPLIES; id++) {
      pending.received({ topic: 't', id: `${id}${'x'.repeat(100)}`, code: 200 } as never);
      pending.received({ topic: `other/${id}`, id: undefined, code: 400 } as never);
    }
    const grownBytes = heldBytes() - before;
    console.log(`      ${(grownBytes / 1e6).toFixed(2)} MB held`);
    assert(grownBytes < MAX_GROWTH_BYTES, `${grownBytes} bytes`);
    assert.deepEqual(replied, []);
    pending.close();
  });
});

function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
