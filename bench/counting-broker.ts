import type { Broker, BrokerLink, BrokerLinkListener, BrokerMessage } from '../src/simulator/broker';
import type { TlsRequest } from '../src/simulator/tls';
import type { PassingMessage } from '../src/session/observer';

/** A broker behind the virtual module, with what passes its link counted. */
export class CountingBroker implements Broker {
  readonly up: PassingMessage[] = [];
  readonly down: PassingMessage[] = [];
  pings = 0;

  constructor(private readonly inner: Broker) {}

  /** Forgets what has passed so far. */
  begin(): void {
    this.up.length = 0;
    this.down.length = 0;
    this.pings = 0;
  }

  probe(host: string, port: number, tls?: TlsRequest): Promise<void> {
    return this.inner.probe(host, port, tls);
  }

  async open(
    host: string,
    port: number,
    listener: BrokerLinkListener,
    tls?: TlsRequest,
  ): Promise<BrokerLink> {
    const tapped: BrokerLinkListener = {
      message: (message, messageId) => {
        this.down.push(passed(message));
        listener.message(message, messageId);
      },
      closed: () => listener.closed(),
    };
    const link = await this.inner.open(host, port, tapped, tls);
    return {
      connect: (request) => link.connect(request),
      subscribe: (filters) => link.subscribe(filters),
      unsubscribe: (filters) => link.unsubscribe(filters),
      publish: (message) => {
        this.up.push(passed(message));
        return link.publish(message);
      },
      ping: () => {
        this.pings++;
        return link.ping();
      },
      close: (orderly) => link.close(orderly),
    };
  }
}

function passed({ topic, payload, qos }: BrokerMessage): PassingMessage {
  return { topicBytes: Buffer.byteLength(topic), payloadBytes: payload.length, qos };
}
