import assert from 'node:assert/strict';
import { Channel } from '../../src/at/channel';
import { commandLine, plain, quoted } from '../../src/at/parameter';
import { CodedError } from '../../src/base/coded-error';
import { seededRandom } from '../../src/base/random';
import type { Broker, BrokerMessage } from '../../src/simulator/broker';
import { Simulator, type SimulatorSettings } from '../../src/simulator/simulator';
import { createPair } from '../../src/transport/pair';
import { VirtualClock } from '../support/virtual-clock';

const PROBES = [
  { line: plain('AT+CMEE?'), match: { prefix: '+CMEE' }, replyMs: 1000 },
  { line: plain('AT+QURCCFG="urcport"'), match: { prefix: '+QURCCFG' }, replyMs: 1000 },
] as const;

/** The channel on the virtual module: two readings of the manual, made apart. */
async function bench(settings: Partial<SimulatorSettings> = {}, seed = 1) {
  const clock = new VirtualClock();
  const published: string[] = [];
  const simulator = new Simulator({
    clock,
    random: seededRandom(seed),
    broker: brokerInto(published),
    settings,
  });
  const pair = createPair('pair');
  await simulator.attach(pair.right);
  const told: string[] = [];
  const open = async () => {
    const line = await pair.left.open({
      received: (bytes) => channel.received(bytes),
      lost: (reason) => channel.end(reason),
    });
    const channel = new Channel((bytes) => line.write(bytes), {
      clock,
      countedPrefixes: [{ prefix: '+QMTRECV', lengthField: 3, maxBytes: 4096 }],
      probes: PROBES,
      largestPayloadBytes: 1500,
      onDamaged: () => told.push('damaged'),
      onDesync: (reason) => told.push(reason.code),
    });
    return { channel, close: () => line.close() };
  };
  return { clock, simulator, open, published, told };
}

function brokerInto(published: string[]): Broker {
  return {
    probe: () => Promise.resolve(),
    open: () =>
      Promise.resolve({
        connect: () => Promise.resolve(0),
        subscribe: (filters) => Promise.resolve(filters.map(({ qos }) => qos)),
        unsubscribe: () => Promise.resolve(),
        publish: (message: BrokerMessage) => {
          published.push(message.payload.toString());
          return Promise.resolve();
        },
        ping: () => Promise.resolve(),
        close: () => undefined,
      }),
  };
}

function publish(payload: string) {
  const bytes = Buffer.from(payload);
  return {
    line: commandLine('AT+QMTPUBEX=', 0, 0, 0, 0, quoted('topic', 'a/温'), bytes.length),
    replyMs: 5000,
    data: { bytes, prompt: '>', promptMs: 5000, replyMs: 15_000 },
  } as const;
}

async function connect(channel: Channel, clock: VirtualClock): Promise<void> {
  const run = (line: string) => clock.settle(channel.run({ line: plain(line), replyMs: 150_000 }), 200_000);
  await clock.settle(channel.resynchronise(false), 10_000);
  await run('AT+QIACT=1');
  for (const [line, prefix] of [
    ['AT+QMTOPEN=0,"broker.example",1883', '+QMTOPEN'],
    ['AT+QMTCONN=0,"me"', '+QMTCONN'],
  ] as const) {
    const completion = { prefix, accept: () => true, ms: 10_000 };
    await clock.settle(channel.exchange({ line: plain(line), replyMs: 150_000 }, completion), 200_000);
  }
}

describe('Channel on the simulator', () => {
  for (const echo of ['normal', 'never-off'] as const) {
    it(`publishes what looks like results, byte for byte, with echo ${echo}`, async () => {
      const { clock, open, published } = await bench({ echo });
      const { channel } = await open();
      await connect(channel, clock);
      if (echo === 'normal') await clock.settle(channel.run({ line: plain('ATE0'), replyMs: 1000 }), 2000);
      const payloads = ['{"温":"度"}', 'a\r\nOK\r\nERROR\r\n', ' > ', '\0\x1a"', 'x'.repeat(1500)];
      for (const payload of payloads) await clock.settle(channel.run(publish(payload)), 60_000);
      await clock.advance(1000);
      assert.deepEqual(published, payloads);
      // Where the echo stays, the greeting is given part by part too, and proved anew.
      assert.equal(channel.counters.probes, echo === 'normal' ? 1 : 2);
    });
  }

  it('Rule 6: finds a module that an earlier program has left in the data phase', async () => {
    const { clock, open, published, told } = await bench();
    const earlier = await open();
    await connect(earlier.channel, clock);
    const lost = earlier.channel.run(publish('x'.repeat(1000)));
    earlier.channel.end(new CodedError('EC20_CLOSED'));
    await earlier.close();
    await assert.rejects(lost, { code: 'EC20_CLOSED', outcome: 'unknown' });
    const { channel } = await open();
    await clock.settle(channel.resynchronise(true), 20_000);
    assert.deepEqual(told, ['damaged']);
    assert.equal(published.length, 1);
    await clock.settle(channel.run(publish('hello')), 10_000);
    await clock.advance(1000);
    assert.equal(published.at(-1), 'hello');
  });

  /** What waits for a text of any length: an SMS (text, PDU), one to be stored, a publish of firmware without a length. */
  const TEXTS = [
    ['AT+CMGF=1', 'AT+CMGS="13800138000"'],
    ['AT+CMGF=0', 'AT+CMGS=20'],
    ['AT+CMGF=1', 'AT+CMGW="13800138000"'],
    ['AT+CMGF=1', 'AT+QMTPUB=0,0,0,0,"t"'],
  ] as const;
  for (const [before, opening] of TEXTS) {
    const read = { matches: [{ prefix: '+CSQ' }], replyMs: 1000 };

    it(`Rule 6: finds a module that an earlier program has left behind ${opening}`, async () => {
      const { clock, open, published } = await bench();
      const earlier = await open();
      await connect(earlier.channel, clock);
      await clock.settle(earlier.channel.run({ line: plain(before), replyMs: 1000 }), 2000);
      const lost = earlier.channel.run({ line: plain(opening), replyMs: 60_000 });
      await clock.advance(100);
      earlier.channel.end(new CodedError('EC20_CLOSED'));
      await earlier.close();
      await assert.rejects(lost, { code: 'EC20_CLOSED' });
      const { channel } = await open();
      await clock.settle(channel.resynchronise(true), 20_000);
      const { lines } = await clock.settle(channel.run({ line: plain('AT+CSQ'), ...read }), 2000);
      assert.match(lines[0]?.text ?? '', /^\+CSQ: \d/);
      assert.deepEqual(published, []);
    });

    it(`Rule 6: cancels ${opening} whose text never comes, and goes on`, async () => {
      const { clock, open, published, told } = await bench();
      const { channel } = await open();
      await connect(channel, clock);
      await clock.settle(channel.run({ line: plain(before), replyMs: 1000 }), 2000);
      const without = channel.run({ line: plain(opening), replyMs: 5000 });
      const next = channel.run({ line: plain('AT+CSQ'), ...read });
      await assert.rejects(clock.settle(without, 60_000), { code: 'EC20_TIMEOUT' });
      const { lines } = await clock.settle(next, 60_000);
      assert.match(lines[0]?.text ?? '', /^\+CSQ: \d/);
      assert.deepEqual([published, told.filter((each) => each !== 'damaged')], [[], []]);
    });
  }

  it('settles every command on a line that loses bytes, and ends it rather than guess', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { clock, simulator, open } = await bench({ splitRate: 0.2 }, seed);
      const { channel } = await open();
      await connect(channel, clock);
      simulator.settings.dropRate = 0.01;
      let settled = 0;
      let wrong = 0;
      for (let index = 0; index < 40; index++) {
        const isQuery = index % 2 === 0;
        const asked = isQuery
          ? channel.run({ line: plain('AT+CSQ'), matches: [{ prefix: '+CSQ' }], replyMs: 1000 })
          : channel.run(publish(`message ${index} ${'x'.repeat(index)}`));
        asked
          .then(({ lines }) => {
            if (lines.some(({ text }) => !text.startsWith('+CSQ'))) wrong++;
          })
          .catch(() => undefined)
          .finally(() => settled++);
      }
      await clock.advance(1_000_000);
      assert.deepEqual([settled, wrong], [40, 0], `seed ${seed}`);
    }
  });
});
