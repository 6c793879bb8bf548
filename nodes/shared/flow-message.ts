import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';

import { CodedError } from '../../src/base/coded-error';
import { unboxed } from '../../src/base/foreign-value';
import { thrownText } from '../../src/base/thrown-text';
import type { FlowError } from './flow-error';

/** A message of a flow. */
export type FlowMessage = NodeMessageInFlow;

/**
 * A property of a message, or of an object in one; a primitive also where it is one in an object. Throws
 * `EC20_MESSAGE_UNREADABLE` where a getter of the flow throws.
 */
export function propertyOf(owner: object, name: string): unknown {
  try {
    return unboxed((owner as Readonly<Record<string, unknown>>)[name]);
  } catch (error) {
    throw unreadable(`${name}: ${thrownText(error)}`, error);
  }
}

export function unreadable(detail: string, cause: unknown): CodedError {
  return new CodedError('EC20_MESSAGE_UNREADABLE', { params: { detail }, cause });
}

/** The message with these properties: itself, or a copy where a flow has frozen it. */
export function withProperties(msg: FlowMessage, properties: Partial<FlowMessage>): FlowMessage {
  try {
    return Object.assign(msg, properties);
  } catch {
    return { ...msg, ...properties };
  }
}

/**
 * The message as it is now, for an output later on: whoever sent it may go on to change it. Node-RED's own copy shares
 * the bytes of Buffers with the original. A message that can't be copied is kept as it is.
 */
export function keptMessage(red: NodeAPI, msg: FlowMessage): FlowMessage {
  try {
    const kept = red.util.cloneMessage(msg);
    copyBuffers(kept, new Set(UNCOPIED.map((name) => kept[name])));
    return kept;
  } catch {
    return msg;
  }
}

/** What Node-RED does not copy either: a web request and its response. */
const UNCOPIED = ['req', 'res'];

function copyBuffers(owner: object, seen: Set<unknown>): void {
  for (const [name, value] of Object.entries(owner) as [string, unknown][]) {
    if (Buffer.isBuffer(value)) (owner as Record<string, unknown>)[name] = Buffer.from(value);
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) continue;
    seen.add(value);
    copyBuffers(value, seen);
  }
}

/**
 * Reports an error with its message. Node-RED copies that for each Catch node, which throws for a message with a getter
 * that throws; outside of a message's own event that would end Node-RED. Then the Catch nodes get what is plain in it.
 */
export function reportError(node: Node, error: FlowError, msg: Partial<FlowMessage>): void {
  try {
    node.error(error, msg);
  } catch {
    node.error(error, plainPart(msg));
  }
}

/** The texts, numbers and booleans of a message. */
function plainPart(msg: object): Partial<FlowMessage> {
  return Object.fromEntries(
    Object.keys(msg).flatMap((name) => {
      try {
        const value = propertyOf(msg, name);
        return typeof value === 'object' || typeof value === 'function' ? [] : [[name, value] as const];
      } catch {
        return [];
      }
    }),
  );
}
