import type { NodeMessageInFlow, Node } from 'node-red';

import { listenerError } from '../../src/base/foreign-code';
import { type FlowError, flowError, type Reader } from './flow-error';

/** A message of a flow. */
export type FlowMessage = NodeMessageInFlow;

export type Send = (msg: FlowMessage) => void;
export type Done = (error?: Error) => void;

/**
 * Reports an error at a node, for the Catch nodes with `msg`. A message that can’t be copied for them is left out, so that
 * the error still arrives; Node-RED would end with what is thrown here.
 */
export function reportError(node: Node, error: FlowError, msg: Partial<FlowMessage>): void {
  for (const attempt of [msg, {}]) {
    try {
      node.error(error, attempt);
      return;
    } catch {
      // The next attempt, or nothing more than can be done.
    }
  }
}

/** Runs a node's `send`. What a node behind it throws (a message that can’t be copied) is reported at the node, once. */
export function sendGuarded(node: Node, reader: Reader, send: () => void): void {
  try {
    send();
  } catch (error) {
    reportError(node, flowError(listenerError('send', error), reader), {});
  }
}

/** A `done` that doesn't throw: what Complete and Catch nodes throw is reported at the node, once. */
export function guardedDone(node: Node, reader: Reader, done: Done): Done {
  return (error) => {
    try {
      done(error);
    } catch (thrown) {
      const reported = error ?? listenerError('done', thrown);
      reportError(node, flowError(reported, reader), {});
    }
  };
}

/**
 * Answers each input message by `handle`, then calls `done` exactly once: a handler that throws or rejects reaches the
 * Catch nodes as a coded error. (A rejected listener would crash Node-RED, which also counts the listener's parameters:
 * exactly three.)
 */
export function onInput(
  node: Node,
  reader: Reader,
  handle: (msg: FlowMessage, send: Send) => Promise<void> | void,
): void {
  const answer = async (msg: FlowMessage, send: Send, done: Done): Promise<void> => {
    try {
      await handle(msg, send);
    } catch (error) {
      done(flowError(error, reader));
      return;
    }
    done();
  };
  node.on('input', (msg, send, done) => {
    void answer(msg, (each) => sendGuarded(node, reader, () => send(each)), guardedDone(node, reader, done));
  });
}
