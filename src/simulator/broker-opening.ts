import {
  BrokerUnreachable,
  type Broker,
  type BrokerLink,
  type BrokerMessage,
  type ReachFailure,
} from './broker';
import type { ClientHost } from './client-host';
import type { Endpoint } from './client-state';
import type { MqttOptions } from './mqtt-options';
import type { SimulatorSettings } from './settings';

/** QMTOPEN results (MQTT note §3.2.2). */
export const OPEN_RESULT = { opened: 0, occupied: 2, pdp: 3, dns: 4, network: 5, failed: -1 } as const;

const REACH_RESULT: Readonly<Record<ReachFailure, number>> = {
  dns: OPEN_RESULT.dns,
  refused: OPEN_RESULT.network,
  timeout: OPEN_RESULT.failed,
  tls: OPEN_RESULT.failed,
};

/** Outcome of an attempt to open. */
export interface Reached {
  /** One of {@link OPEN_RESULT}. */
  readonly result: number;
  readonly link?: BrokerLink;
  /** The peer has closed the connection again. */
  readonly isPeerClosed: boolean;
}

/** Told what happens on the connection once it is up. */
export interface LinkListener {
  message(link: BrokerLink, message: BrokerMessage, messageId: number): void;
  closed(link: BrokerLink): void;
}

/** Makes the TCP connection that QMTOPEN asks for, or finds out why there is none. */
export async function reachBroker(
  module: ClientHost,
  options: MqttOptions,
  { host, port }: Endpoint,
  listener: LinkListener,
): Promise<Reached> {
  const waited = module.delay(module.settings.openMs);
  const ready = await module.contextReady(options.number('pdpcid'));
  await waited;
  if (!ready) return failed(OPEN_RESULT.pdp);
  const reach = module.reach();
  if (reach === 'no-dns') return failed(OPEN_RESULT.dns);
  if (reach === 'no-tcp') return failed(OPEN_RESULT.network);
  const isSecure = options.number('ssl') === 1;
  const tls = isSecure ? module.tls(options.number('ssl', 1), host) : undefined;
  if (isSecure && tls === undefined) return failed(OPEN_RESULT.failed);
  const reached: { -readonly [K in keyof Reached]: Reached[K] } = {
    result: OPEN_RESULT.opened,
    isPeerClosed: false,
  };
  const linkListener: Parameters<Broker['open']>[2] = {
    message: (message, messageId) => {
      if (reached.link !== undefined) listener.message(reached.link, message, messageId);
    },
    closed: () => {
      reached.isPeerClosed = true;
      if (reached.link !== undefined) listener.closed(reached.link);
    },
  };
  try {
    reached.link = await module.broker.open(host, port, linkListener, tls);
  } catch (error) {
    const failure = error instanceof BrokerUnreachable ? error.failure : 'timeout';
    reached.result = REACH_RESULT[failure];
  }
  return reached;
}

/** The result that the settings force on QMTOPEN. */
export function forcedOpen({ openResult, radioStuck }: SimulatorSettings): SimulatorSettings['openResult'] {
  return openResult === 'auto' ? STUCK_OPEN[radioStuck] : openResult;
}

/** The result of each QMTOPEN while the radio is stuck. */
const STUCK_OPEN: Readonly<Record<SimulatorSettings['radioStuck'], SimulatorSettings['openResult']>> = {
  no: 'auto',
  pdp: 'auto',
  'open--1': '-1',
  'open-2': '2',
  'open-3': '3',
  'open-4': '4',
  'open-5': '5',
  'open-none': 'none',
};

function failed(result: number): Reached {
  return { result, isPeerClosed: false };
}
