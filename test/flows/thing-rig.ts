import assert from 'node:assert/strict';
import type { ErrorCode } from '../../src/errors/catalogue';
import { assertSentence } from '../support/sentences';
import type { CaughtMessage, FlowNode } from './rig';

/** An ec20-publish for a kind of the thing model, and what it sends on. */
export function publish(kind: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode[] {
  return [
    { id: 'publish', type: 'ec20-publish', modem: 'modem', kind, wires: [['out']], ...properties },
    { id: 'out', type: 'helper' },
  ];
}

/** Asserts that a Catch node got that error, with its sentence. */
export function told({ code, message }: CaughtMessage['error'], expected: ErrorCode): void {
  assert.equal(code, expected);
  assertSentence(expected, message, 'en');
}
