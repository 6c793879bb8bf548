import type { Node } from 'node-red';

import { thrownText } from '../../src/base/thrown-text';
import { flowError, type Reader } from './flow-error';
import { type FlowMessage, reportError, unreadable } from './flow-message';

export type Send = (msg: FlowMessage) => void;
export type Done = (error?: unknown) => void;

/**
 * Calls `handle` with each input message. Neither `send` nor `done` throws, whatever a flow has put into the message:
 * they are also called from the session's callbacks, where an exception would end Node-RED. `done` takes any error, and
 * gives it to the Catch nodes as a coded one; so does what `handle` throws. (Node-RED counts the listener's parameters:
 * exactly three.)
 */
export function onMessage(
  node: Node,
  reader: Reader,
  handle: (msg: FlowMessage, send: Send, done: Done) => void,
): void {
  node.on('input', (msg, nodeSend, nodeDone) => {
    const failed = (cause: unknown) =>
      reportError(node, flowError(unreadable(thrownText(cause), cause), reader), msg);
    const send: Send = (answer) => {
      try {
        nodeSend(answer);
      } catch (error) {
        failed(error);
      }
    };
    const done: Done = (reason) => {
      const error = reason === undefined ? undefined : flowError(reason, reader);
      try {
        nodeDone(error);
      } catch (cause) {
        // The Catch nodes have not got it: the message could not be copied for them.
        if (error === undefined) failed(cause);
        else reportError(node, error, msg);
      }
    };
    try {
      handle(msg, send, done);
    } catch (error) {
      done(error);
    }
  });
}

/** The same for a handler that ends with the message: `done` is called once, when it has resolved or rejected. */
export function onInput(
  node: Node,
  reader: Reader,
  handle: (msg: FlowMessage, send: Send) => Promise<void> | void,
): void {
  const answer = async (msg: FlowMessage, send: Send, done: Done): Promise<void> => {
    try {
      await handle(msg, send);
    } catch (error) {
      done(error);
      return;
    }
    done();
  };
  onMessage(node, reader, (msg, send, done) => void answer(msg, send, done));
}
