import assert from 'node:assert/strict';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { Channel } from '../../src/at/channel';
import { plain } from '../../src/at/parameter';
import { Trace } from '../../src/at/trace';
import { SystemClock } from '../../src/base/clock';
import { CodedError } from '../../src/base/coded-error';
import { receivePrefix } from '../../src/ec20/profile';
import { EC20 } from '../../src/ec20/profiles/dialects';
import { tcpTransport } from '../../src/transport/tcp';

/** Minimum amount of each flood that is received, */
const FLOOD_BYTES = 4 * 1024 * 1024;
/** maximum memory that may still be held then, */
const MAX_GROWTH_BYTES = 2 * 1024 * 1024;
/** and the number of samples of the event loop: the longest of a hundred pauses counts. */
const SAMPLES = 100;
/**
 * Longest pause of the event loop during a flood, compared with the same machine idle: far below what a person or a keep-alive
 * notices.
 */
const MAX_PAUSE_MS = 150;

/** Endless output of a malicious module. */
const FLOODS: readonly (readonly [what: string, text: string])[] = [
  ['a line that never ends', 'x'.repeat(65_536)],
  ['codes as fast as the line carries them', '\r\n+QMTSTAT: 0,9\r\n'.repeat(4096)],
  ['unknown codes', '\r\n+WHAT: 1,2,3\r\n'.repeat(4096)],
  ['announced lengths of a gigabyte', '\r\n+QMTRECV: 0,1,"t",999999999,"aaaa"\r\n'.repeat(2048)],
  ['messages that are shorter than announced', '\r\n+QMTRECV: 0,1,"t",1500,"aaaa"\r\n'.repeat(2048)],
  ['messages that open a quote and never close it', '\r\n+QMTRECV: 0,1,"t","aaaa\r\n'.repeat(2048)],
  ['prompts', '\r\n> '.repeat(16_384)],
  ['unsolicited final results', '\r\nOK\r\n\r\nERROR\r\n'.repeat(4096)],
];

/** Serves a flood from another thread, as fast as it is read. */
const SERVER = `
  const { workerData, parentPort } = require('node:worker_threads');
  const bytes = Buffer.from(workerData, 'latin1');
  require('node:net').createServer((socket) => {
    socket.on('error', () => undefined);
    socket.resume();
    const pour = () => { while (!socket.destroyed && socket.write(bytes)); };
    socket.on('drain', pour);
    pour();
  }).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });
`;

async function flood(
  text: string,
  allowedPauseMs: number,
): Promise<{ received: number; grownBytes: number; pauseMs: number }> {
  const server = new Worker(SERVER, { eval: true, workerData: text });
  const [port] = (await once(server, 'message')) as [number];
  const clock = new SystemClock();
  let received = 0;
  let onEnough: () => void = () => undefined;
  const enough = new Promise<void>((resolve) => (onEnough = resolve));
  const channel = new Channel(() => Promise.resolve(), {
    clock,
    countedPrefixes: [receivePrefix(EC20)],
    probes: [
      { line: plain('AT+CMEE?'), match: { prefix: '+CMEE' }, replyMs: 2000 },
      { line: plain('AT+QURCCFG="urcport"'), match: { prefix: '+QURCCFG' }, replyMs: 2000 },
    ],
    largestPayloadBytes: EC20.largestPayloadBytes,
    trace: new Trace(clock),
  });
  // A command is pending all the time: its deadline must hold.
  const outcome = channel.run({ line: plain('AT+CSQ'), matches: [{ prefix: '+CSQ' }], replyMs: 300 }).then(
    () => 'answered',
    (error: unknown) => (error instanceof CodedError ? error.code : String(error)),
  );
  const beforeBytes = await heldBytes();
  const line = await tcpTransport(`tcp://127.0.0.1:${port}`).open({
    received: (bytes) => {
      received += bytes.length;
      channel.received(bytes);
      if (received >= FLOOD_BYTES) onEnough();
    },
    lost: () => undefined,
  });
  // The test's own timeout ends these, if a deadline should not hold or nothing else should get a turn.
  const pauseMs = await pausesMs(allowedPauseMs);
  assert.match(
    await outcome,
    /^(answered|EC20_TIMEOUT|EC20_MODULE_ERROR)$/,
    'the deadline of a command held',
  );
  await enough;
  const grownBytes = (await heldBytes(beforeBytes + MAX_GROWTH_BYTES)) - beforeBytes;
  await line.close();
  channel.end(new CodedError('EC20_LINE_CLOSED'));
  await server.terminate();
  return { received, grownBytes, pauseMs };
}

/**
 * Memory held after garbage collection. The memory of dead buffers is freed by another thread, later on a busy machine, so the
 * minimum of several samples counts: what is really held shows in each of them. Repeated while the result exceeds what is hoped
 * for.
 */
async function heldBytes(hopedFor = Infinity): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let least = Infinity;
  for (let sample = 0; sample < 5 || (least > hopedFor && sample < 250); sample++) {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    least = Math.min(least, heapUsed + arrayBuffers);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return least;
}

/**
 * The 99th percentile of the event loop's delay, from now on. Other programs on the machine cause occasional pauses, a flood
 * permanent ones: the minimum of several windows counts, and another one is measured while it exceeds what is allowed.
 */
async function pausesMs(allowedMs = Infinity): Promise<number> {
  let least = Infinity;
  for (let window = 0; window === 0 || (least > allowedMs && window < 5); window++) {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    while (delay.count < SAMPLES) await new Promise((resolve) => setTimeout(resolve, 20));
    delay.disable();
    least = Math.min(least, delay.percentile(99) / 1e6);
  }
  return least;
}

describe('a module that means harm', () => {
  for (const [what, text] of FLOODS) {
    it(`sends ${what}: memory stays bounded, and everybody else has a turn`, async () => {
      const idleMs = await pausesMs();
      const { received, grownBytes, pauseMs } = await flood(text, idleMs + MAX_PAUSE_MS);
      console.log(
        `      ${(received / 1e6).toFixed(1)} MB received, ${(grownBytes / 1e6).toFixed(2)} MB held, ` +
          `pauses (99 %) ${pauseMs.toFixed(0)} ms, idle ${idleMs.toFixed(0)} ms`,
      );
      assert(received >= FLOOD_BYTES, `only ${received} bytes came`);
      assert(grownBytes < MAX_GROWTH_BYTES, `${grownBytes} bytes held`);
      assert(pauseMs < idleMs + MAX_PAUSE_MS, `${pauseMs} ms, idle ${idleMs} ms`);
    }).timeout(60_000);
  }
});
