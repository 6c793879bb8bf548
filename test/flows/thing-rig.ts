import assert from 'node:assert/strict';
import type { ErrorCode } from '../../src/errors/catalogue';
import { assertSentence } from '../support/sentences';
import { helper, type CaughtMessage, type FlowNode } from './rig';

/** An ec20-publish for a kind of the thing model, and what it sends on. */
export function publish(kind: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode[] {
  return [
    { id: 'publish', type: 'ec20-publish', modem: 'modem', kind, wires: [['out']], ...properties },
    { id: 'out', type: 'helper' },
  ];
}

/** Sends a message into that node; without a payload of its own it has none. */
export function send(msg: object): void {
  helper.getNode('publish').receive({ payload: undefined, ...msg });
}

/** Asserts that a Catch node got that error, with its sentence. */
export function told({ code, message }: CaughtMessage['error'], expected: ErrorCode): void {
  assert.equal(code, expected);
  assertSentence(expected, message, 'en');
}
