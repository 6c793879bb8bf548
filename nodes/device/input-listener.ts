import type { NodeMessageInFlow, Node } from 'node-red';

import { flowError, type Reader } from './flow-error';

/** A message of a flow. */
export type FlowMessage = NodeMessageInFlow;

type Send = (msg: FlowMessage) => void;
type Done = (error?: Error) => void;

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
    void answer(msg, send, done);
  });
}
