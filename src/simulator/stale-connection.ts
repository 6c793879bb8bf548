import type { Broker, BrokerLink } from './broker';

/** Stands for a connection of an earlier program: accepts everything and does nothing. */
export const STALE_LINK: BrokerLink = {
  connect: () => Promise.resolve(0),
  subscribe: (filters) => Promise.resolve(filters.map(({ qos }) => qos)),
  unsubscribe: () => Promise.resolve(),
  publish: () => Promise.resolve(),
  ping: () => Promise.resolve(),
  close: () => undefined,
};

/** The broker of an earlier program. */
export const STALE_BROKER: Broker = {
  open: () => Promise.resolve(STALE_LINK),
  probe: () => Promise.resolve(),
};
