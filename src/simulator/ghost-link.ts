import type { Broker, BrokerLink } from './broker';

/** Stands for a connection of an earlier program: accepts everything and does nothing. */
export const GHOST_LINK: BrokerLink = {
  connect: () => Promise.resolve(0),
  subscribe: (filters) => Promise.resolve(filters.map(({ qos }) => qos)),
  unsubscribe: () => Promise.resolve(),
  publish: () => Promise.resolve(),
  ping: () => Promise.resolve(),
  close: () => undefined,
};

/** The broker of an earlier program. */
export const GHOST_BROKER: Broker = {
  open: () => Promise.resolve(GHOST_LINK),
  probe: () => Promise.resolve(),
};
