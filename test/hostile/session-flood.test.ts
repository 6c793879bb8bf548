import assert from 'node:assert/strict';
import { queryObjects } from 'node:v8';
import { AwaitedUrcs } from '../../src/at/awaited-urc';
import { PendingCommand } from '../../src/at/pending-command';
import { UnsolicitedCodes } from '../../src/at/unsolicited';
import { CodedError } from '../../src/base/coded-error';
import { type Random, randomInteger, seededRandom } from '../../src/base/random';
import { HINTED_NAMES } from '../../src/ec20/hints/hint';
import { MqttClient } from '../../src/ec20/mqtt-client';
import { RESTART_CODES } from '../../src/ec20/modem';
import { EC20 } from '../../src/ec20/profiles/dialects';
import type { Session } from '../../src/session/session';
import { Tap } from '../support/tap';
import { VirtualDevice } from '../support/virtual-device';
import { seed } from './seed';

const RUNS = 5;
/** Bursts in one flood, codes in a burst, and the maximum time between two: enough to be online again, or to be met on the way. */
const BURSTS = 40;
const CODES = 200;
const LONGEST_PAUSE_MS = 8000;
/** Every recovery is over then: restarts of the module are an hour apart, logins limited, waits a few minutes. */
const RECOVERY_MS = 3 * 3_600_000;
/** Time in which one device online is compared with another. */
const CALM_MS = 600_000;

/** Maximum commands that may wait right after a burst, whatever its size: one for each slot, and one of each kind of question. */
const MAX_WAITING = EC20.receiveSlots + 2;
/** Maximum commands for each burst on average: a burst may cost a reconnection’s worth of them, but not one for each code. */
const MAX_COMMANDS_PER_BURST = 20;
/** More than a calm connection sends: the minute after coming online has its own questions. */
const MORE_COMMANDS = 40;
/** Objects that the collector may still find, besides those of one connection. */
const FLEETING = 20;
const MORE_TIMERS = 6;

/** Codes of modules and other programs that the driver has no table of. */
const OTHERS = [
  '+CPIN',
  '+QUSIM',
  '+QIND',
  '+CMT',
  '+CMTI',
  '+CDS',
  '+CBM',
  '+CLIP',
  '+CGEV',
  '+QNTP',
  'RING',
  'NO CARRIER',
  '^MODE',
];
const WORDS = [
  'pdpdeact',
  'recv',
  'closed',
  'SMS DONE',
  'PB DONE',
  'csq',
  'act',
  'usbat',
  'READY',
  'SIM PIN',
  'IPV4',
  't',
  '',
  '10.0.0.1',
];

/** Notes every code that anything of the driver listens for or awaits, so that a new one is part of the flood. */
function listened(): { readonly names: Set<string>; restore(): void } {
  const names = new Set<string>();
  const on = Reflect.get(UnsolicitedCodes.prototype, 'on');
  const expect = Reflect.get(AwaitedUrcs.prototype, 'expect');
  UnsolicitedCodes.prototype.on = function (prefix, listener) {
    names.add(prefix);
    return on.call(this, prefix, listener);
  };
  AwaitedUrcs.prototype.expect = function (completion) {
    names.add(completion.prefix);
    return expect.call(this, completion);
  };
  const restore = () => {
    UnsolicitedCodes.prototype.on = on;
    AwaitedUrcs.prototype.expect = expect;
  };
  return { names, restore };
}

function oneOf(random: Random, list: readonly string[]): string {
  return list[randomInteger(random, 0, list.length - 1)] ?? '';
}

function value(random: Random): string {
  const kind = randomInteger(random, 0, 9);
  if (kind < 6) return String(randomInteger(random, 0, 9));
  if (kind === 6) return String(randomInteger(random, -1, 70_000));
  return `"${oneOf(random, WORDS)}"`;
}

function code(random: Random, names: readonly string[]): string {
  const name = oneOf(random, names);
  if (!name.startsWith('+') || random.next() < 0.05) return name;
  const values = Array.from({ length: randomInteger(random, 0, 5) }, () => value(random));
  // Most are about our own connection and context.
  if (random.next() < 0.7 && values.length > 0)
    values[0] = name.startsWith('+QMT') ? '0' : (values[0] ?? '1');
  return `${name}: ${values.join(',')}`;
}

/** Commands that wait for the module. */
function waiting(session: Session): number {
  const { modem } = session.inspected;
  return modem.isOpen ? modem.channel.waiting : 0;
}

/** Everything that a flood could leave behind. */
function held({ session, clock }: VirtualDevice) {
  return {
    waiting: waiting(session),
    timers: clock.armed,
    queued: session.snapshot().queue.length,
    objects: [PendingCommand, MqttClient, CodedError].map((each) => queryObjects(each, { format: 'count' })),
  };
}

describe('a session flooded with every code', function () {
  this.timeout(120_000);

  for (let run = 0; run < RUNS; run++) {
    const runSeed = (seed() + run) >>> 0;

    it(`sends few commands, keeps nothing, and is online again (EC20_FUZZ_SEED=${runSeed})`, async () => {
      const random = seededRandom(runSeed);
      const known = listened();
      const tap: { line?: Tap } = {};
      const device = new VirtualDevice({}, (made) => {
        const line = (tap.line = new Tap(made.pair.left));
        return { findTransport: () => Promise.resolve(line) };
      });
      const { session, clock } = device;
      try {
        await session.subscribe('node', device.downlink, 1, () => undefined);
        await device.online();
        await clock.advance(CALM_MS);
        const line = tap.line;
        assert(line !== undefined);
        const asked = async (ms: number) => {
          const before = line.commands;
          await clock.advance(ms);
          return line.commands - before;
        };
        const calm = await asked(CALM_MS);
        const before = held(device);

        const names = [...new Set([...known.names, ...RESTART_CODES, ...HINTED_NAMES, ...OTHERS])];
        for (const name of [
          '+QMTSTAT',
          '+QMTRECV',
          '+QIURC',
          '+QMTPING',
          'RDY',
          '+CREG',
          '+CPIN',
          '+QMTOPEN',
        ])
          assert(names.includes(name), `${name} is missing`);
        let mostWaiting = 0;
        const inFlood = line.commands;
        for (let burst = 0; burst < BURSTS; burst++) {
          // Few kinds at a time, or one that ends each connection hides what the others do.
          const pool = random.next() < 0.7 ? [...known.names] : names;
          const count = randomInteger(random, 1, 3);
          const kinds =
            random.next() < 0.1 ? names : Array.from({ length: count }, () => oneOf(random, pool));
          const codes = Array.from({ length: CODES }, () => `\r\n${code(random, kinds)}\r\n`);
          line.say(codes.join(''));
          mostWaiting = Math.max(mostWaiting, waiting(session));
          await clock.advance(randomInteger(random, 0, LONGEST_PAUSE_MS));
        }
        const spent = line.commands - inFlood;
        const floodedMs = clock.now();
        await clock.until(() => session.snapshot().state === 'online', RECOVERY_MS, 'being online again');
        const recoveredMs = clock.now() - floodedMs;
        await clock.advance(CALM_MS);
        await clock.until(() => session.snapshot().state === 'online', RECOVERY_MS, 'staying online');
        const after = await asked(CALM_MS);
        const message = device.publish('after the flood');
        await clock.until(() => message.delivered.length === 1, 60_000, 'a message’s delivery');
        device.faults.length = 0;
        const left = held(device);
        console.log(
          `      ${BURSTS * CODES} codes of ${names.length} kinds: ${spent} commands meanwhile, at most ${mostWaiting} waiting, ` +
            `online ${Math.round(recoveredMs / 1000)} s later, then ${after} commands in 10 min (calm: ${calm})`,
        );
        assert(mostWaiting <= MAX_WAITING, `${mostWaiting} commands waited`);
        assert(spent <= BURSTS * MAX_COMMANDS_PER_BURST, `${spent} commands for ${BURSTS * CODES} codes`);
        assert(after <= calm + MORE_COMMANDS, `${after} commands afterwards, ${calm} on a calm line`);
        assert.deepEqual([left.waiting, left.queued], [0, 0]);
        assert(left.timers <= before.timers + MORE_TIMERS, `${left.timers} timers, ${before.timers} before`);
        for (const [index, count] of left.objects.entries())
          assert(
            count <= (before.objects[index] ?? 0) + FLEETING,
            `objects ${before.objects.join()} -> ${left.objects.join()}`,
          );
      } finally {
        known.restore();
        await device.close();
      }
    });
  }
});
