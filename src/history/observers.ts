import type { SessionObserver } from '../session/observer';

/** All of them as one, told in turn. */
export function observers(...all: readonly (SessionObserver | undefined)[]): SessionObserver {
  const some = all.filter((each) => each !== undefined);
  return {
    connected: (connection) => some.forEach((each) => each.connected(connection)),
    subscribed: (filterBytes) => some.forEach((each) => each.subscribed(filterBytes)),
    unsubscribed: (filterBytes) => some.forEach((each) => each.unsubscribed?.(filterBytes)),
    sent: (message) => some.forEach((each) => each.sent(message)),
    acknowledged: (roundTripMs) => some.forEach((each) => each.acknowledged(roundTripMs)),
    received: (message) => some.forEach((each) => each.received(message)),
    failed: (code, count) => some.forEach((each) => each.failed(code, count)),
  };
}
