import type { Clock } from '../base/clock';
import type { ConnectionFacts, PassingMessage, SessionObserver } from '../session/observer';
import {
  acknowledgementCost,
  billedMessages,
  connectionCost,
  type Cost,
  endCost,
  pingCost,
  receivedCost,
  sentCost,
  subscriptionCost,
  unsubscriptionCost,
} from './usage-bytes';
import type { UsageCounts } from './usage-store';

export interface UsageMeterOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Bytes of payload that the cloud bills as one message; undefined: each publish is one. */
  readonly messageUnitBytes: number | undefined;
  /** Called with everything that has moved. */
  readonly count: (counts: Partial<UsageCounts>) => void;
}

/** The connection that there is now. */
interface Connection {
  readonly facts: ConnectionFacts;
  readonly sinceMs: number;
  pings: number;
  /** Publishes at QoS 2 without the broker's acknowledgement; one at QoS 1 is assumed where there is none. */
  exactlyOnce: number;
}

/** Counts what a session moves, from what it says of it: the module itself shows no byte of MQTT, TLS or TCP. */
export class UsageMeter implements SessionObserver {
  readonly #options: UsageMeterOptions;
  #connection: Connection | undefined;

  constructor(options: UsageMeterOptions) {
    this.#options = options;
  }

  connected(facts: ConnectionFacts): void {
    this.ended(false);
    const sinceMs = this.#options.clock.now();
    this.#connection = { facts, sinceMs, pings: 0, exactlyOnce: 0 };
    this.#count(connectionCost(facts));
  }

  /** The connection is over; `orderly`: the device has logged out. Does nothing without one. */
  ended(orderly: boolean): void {
    if (this.#connection === undefined) return;
    this.ping();
    this.#count(endCost(orderly, this.#tls));
    this.#connection = undefined;
  }

  /** Counts the pings that have become due: the module sends one each keep-alive interval (§D2). */
  ping(): void {
    const connection = this.#connection;
    if (connection === undefined || connection.facts.keepAliveS === 0) return;
    const onlineMs = this.#options.clock.now() - connection.sinceMs;
    const due = Math.floor(onlineMs / (1000 * connection.facts.keepAliveS)) - connection.pings;
    if (due <= 0) return;
    connection.pings += due;
    this.#count(pingCost(this.#tls), {}, due);
  }

  subscribed(filterBytes: number): void {
    this.#count(subscriptionCost(filterBytes, this.#tls));
  }

  unsubscribed(filterBytes: number): void {
    this.#count(unsubscriptionCost(filterBytes, this.#tls));
  }

  sent(message: PassingMessage): void {
    const { payloadBytes, qos } = message;
    if (qos === 2 && this.#connection !== undefined) this.#connection.exactlyOnce++;
    this.#count(sentCost(message, this.#tls), {
      payloadUp: payloadBytes,
      messagesUp: billedMessages(payloadBytes, this.#options.messageUnitBytes),
    });
  }

  acknowledged(): void {
    const connection = this.#connection;
    const isExactlyOnce = connection !== undefined && connection.exactlyOnce > 0;
    if (isExactlyOnce) connection.exactlyOnce--;
    this.#count(acknowledgementCost(isExactlyOnce ? 2 : 1, this.#tls));
  }

  received(message: PassingMessage): void {
    const { payloadBytes } = message;
    this.#count(receivedCost(message, this.#tls), {
      payloadDown: payloadBytes,
      messagesDown: billedMessages(payloadBytes, this.#options.messageUnitBytes),
    });
  }

  failed(): void {
    // What didn't leave cost nothing.
  }

  get #tls(): boolean {
    return this.#connection?.facts.tls === true;
  }

  #count({ mqtt, air }: Cost, counts: Partial<UsageCounts> = {}, times = 1): void {
    // Every member each time: this is on the path of each message, and objects of one shape are fast.
    const { payloadUp = 0, payloadDown = 0, messagesUp = 0, messagesDown = 0 } = counts;
    this.#options.count({
      payloadUp,
      payloadDown,
      messagesUp,
      messagesDown,
      mqttUp: times * mqtt.up,
      mqttDown: times * mqtt.down,
      airUp: times * air.up,
      airDown: times * air.down,
    });
  }
}
