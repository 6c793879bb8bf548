import { createHash } from 'node:crypto';

import fc from 'fast-check';

/** One message of a test's traffic. */
export interface TestMessage {
  readonly payload: Buffer;
  readonly qos: 0 | 1;
}

/** The largest payload of AT+QMTPUBEX (MQTT note §3.2.8). */
const LARGEST_BYTES = 1500;

/** A seed that is new each time; `TEST_SEED` repeats a run. */
export function newSeed(): number {
  const wanted = process.env['TEST_SEED'];
  return wanted === undefined ? Date.now() % 2 ** 31 : Number(wanted);
}

/** Random bytes of random length (1–1500) and QoS (0 or 1). */
export function randomTraffic(count: number, seed: number): TestMessage[] {
  const message = fc.record({
    payload: fc
      .uint8Array({ minLength: 1, maxLength: LARGEST_BYTES, size: 'max' })
      .map((bytes) => Buffer.from(bytes)),
    qos: fc.constantFrom(0 as const, 1 as const),
  });
  return fc.sample(message, { seed, numRuns: count });
}

/** Says where two lists of messages part, or undefined when they are the same: bytes, QoS and order. */
export function firstDifference(
  sent: readonly TestMessage[],
  received: readonly { readonly payload: Buffer; readonly qos: number }[],
): string | undefined {
  for (let i = 0; i < Math.max(sent.length, received.length); i += 1) {
    const from = describe(sent[i]);
    const to = describe(received[i]);
    if (from !== to) return `message ${i}: sent ${from}, received ${to}`;
  }
  return undefined;
}

function describe(message: { readonly payload: Buffer; readonly qos: number } | undefined): string {
  if (message === undefined) return 'nothing';
  const { payload, qos } = message;
  const digest = createHash('sha256').update(payload).digest('hex').slice(0, 12);
  return `QoS ${qos}, ${payload.length} bytes, SHA-256 ${digest}…, beginning ${payload.subarray(0, 16).toString('hex')}`;
}
