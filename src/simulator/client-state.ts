import type { BrokerLink } from './broker';

/** Where a client connects to. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** An MQTT client's states (MQTT note §3.2.4); `link` is the TCP connection. */
export type ClientState =
  | { readonly kind: 'closed' }
  | ({ readonly kind: 'opening' } & Endpoint)
  | ({
      readonly kind: 'open' | 'connecting' | 'connected' | 'disconnecting';
      readonly link: BrokerLink;
    } & Endpoint);

/** QMTCONN? states (MQTT note §3.2.4). */
const CONN_STATE = { open: 1, connecting: 2, connected: 3, disconnecting: 4 } as const;

/** The TCP connection, if there is one. */
export function linkOf(state: ClientState): BrokerLink | undefined {
  return hasLink(state) ? state.link : undefined;
}

/** Host and port for QMTOPEN?, while there is a TCP connection. */
export function endpointOf(state: ClientState): Endpoint | undefined {
  return hasLink(state) ? { host: state.host, port: state.port } : undefined;
}

/** The state that QMTCONN? reports, undefined without a TCP connection. */
export function connectStateOf(state: ClientState): number | undefined {
  return hasLink(state) ? CONN_STATE[state.kind] : undefined;
}

function hasLink(state: ClientState): state is Exclude<ClientState, { kind: 'closed' | 'opening' }> {
  return state.kind !== 'closed' && state.kind !== 'opening';
}
