import type { Broker, BrokerLink, BrokerLinkListener } from '../src/simulator/broker';

/** A broker that accepts and grants everything at once; the delay to it is the simulator's `ackMs`. */
export class InstantBroker implements Broker {
  #listener: BrokerLinkListener | undefined;
  #published = 0;
  #sent = 0;

  /** Number of messages received so far. */
  get published(): number {
    return this.#published;
  }

  probe(): Promise<void> {
    return Promise.resolve();
  }

  open(_host: string, _port: number, listener: BrokerLinkListener): Promise<BrokerLink> {
    this.#listener = listener;
    return Promise.resolve({
      connect: () => Promise.resolve(0),
      subscribe: (filters) => Promise.resolve(filters.map(({ qos }) => qos)),
      unsubscribe: () => Promise.resolve(),
      publish: () => {
        this.#published++;
        return Promise.resolve();
      },
      ping: () => Promise.resolve(),
      close: () => {
        if (this.#listener === listener) this.#listener = undefined;
      },
    });
  }

  /** Sends a message to whichever client is connected, as QoS 1. */
  deliver(topic: string, payload: Buffer): void {
    this.#sent = (this.#sent % 65_535) + 1;
    this.#listener?.message({ topic, payload, qos: 1, retain: false }, this.#sent);
  }
}
