import { type ForeignFailure, callForeign } from '../base/foreign-code';
import type { NodeListener, PublicationListener } from './publication';

/** The listener of one message; what it throws goes to `failed` instead of into the queue that notifies it. */
export function guardedPublication(
  listener: PublicationListener,
  failed: ForeignFailure,
): PublicationListener {
  return {
    accepted: () => callForeign('accepted', () => listener.accepted(), failed),
    delivered: (delivery) => callForeign('delivered', () => listener.delivered(delivery), failed),
    failed: (error) => callForeign('failed', () => listener.failed(error), failed),
  };
}

/** The listener of stored messages, guarded as {@link guardedPublication} does. */
export function guardedClaim(listener: NodeListener, failed: ForeignFailure): NodeListener {
  return {
    delivered: (message, delivery) =>
      callForeign('claim: delivered', () => listener.delivered(message, delivery), failed),
    failed: (message, error) => callForeign('claim: failed', () => listener.failed(message, error), failed),
  };
}
