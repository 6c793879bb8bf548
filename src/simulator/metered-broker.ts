import type { Broker, BrokerLink, BrokerLinkListener, BrokerMessage, ConnectRequest } from './broker';
import type { DataCount } from './module-state';
import type { TlsRequest } from './tls';

/** IPv4 and TCP, without options. */
const HEADERS = 40;
/** Content of a full segment. */
const MSS = 1360;
/** What TLS 1.2 adds to a record with AES-GCM. */
const RECORD = 29;
/** TCP's handshake with the option MSS, and a name's resolution before it. */
const OPENING = { sent: 159, received: 174 };
/** FIN and ACK. */
const CLOSING = { sent: 2 * HEADERS, received: 2 * HEADERS };
/** TLS's handshake with a chain of two certificates. */
const HANDSHAKE = { sent: 860, received: 4460 };
/** PUBACK, PUBREC, PUBREL, PUBCOMP, CONNACK, UNSUBACK. */
const SHORT = 4;
const PING = 2;

/** The network behind the module, with every byte over the air counted as AT+QGDCNT does. */
export class MeteredBroker implements Broker {
  constructor(
    private readonly broker: Broker,
    private readonly count: DataCount,
  ) {}

  probe(host: string, port: number, tls?: TlsRequest): Promise<void> {
    return this.broker.probe(host, port, tls);
  }

  async open(
    host: string,
    port: number,
    listener: BrokerLinkListener,
    tls?: TlsRequest,
  ): Promise<BrokerLink> {
    const wire = new Wire(this.count, tls !== undefined);
    const heard: BrokerLinkListener = {
      message: (message, messageId) => {
        wire.received(publishBytes(message));
        if (message.qos > 0) wire.sent(SHORT);
        if (message.qos === 2) wire.answered(SHORT, SHORT);
        if (message.qos === 0) wire.acknowledged('sent');
        else wire.acknowledged('received');
        listener.message(message, messageId);
      },
      closed: () => {
        wire.add(CLOSING);
        listener.closed();
      },
    };
    const link = await this.broker.open(host, port, heard, tls);
    wire.add(OPENING);
    if (tls !== undefined) wire.add(HANDSHAKE);
    return meteredLink(link, wire);
  }
}

function meteredLink(link: BrokerLink, wire: Wire): BrokerLink {
  return {
    async connect(request) {
      wire.sent(connectBytes(request));
      const code = await link.connect(request);
      wire.received(SHORT);
      wire.acknowledged('sent');
      return code;
    },
    async subscribe(filters) {
      wire.sent(packetBytes(2 + filters.reduce((bytes, { filter }) => bytes + textBytes(filter) + 1, 0)));
      const granted = await link.subscribe(filters);
      wire.received(packetBytes(2 + granted.length));
      wire.acknowledged('sent');
      return granted;
    },
    async unsubscribe(filters) {
      wire.sent(packetBytes(2 + filters.reduce((bytes, filter) => bytes + textBytes(filter), 0)));
      await link.unsubscribe(filters);
      wire.received(SHORT);
      wire.acknowledged('sent');
    },
    async publish(message) {
      wire.sent(publishBytes(message));
      await link.publish(message);
      if (message.qos === 0) {
        wire.acknowledged('received');
        return;
      }
      wire.received(SHORT);
      if (message.qos === 2) {
        wire.sent(SHORT);
        wire.received(SHORT);
      }
      wire.acknowledged('sent');
    },
    async ping() {
      wire.sent(PING);
      await link.ping();
      wire.received(PING);
      wire.acknowledged('sent');
    },
    close(orderly) {
      if (orderly) wire.sent(PING);
      wire.add(CLOSING);
      link.close(orderly);
    },
  };
}

/** One TCP connection as a counter of IP packets sees it. */
class Wire {
  constructor(
    private readonly count: DataCount,
    private readonly tls: boolean,
  ) {}

  add({ sent, received }: Readonly<DataCount>): void {
    this.count.sent += sent;
    this.count.received += received;
  }

  sent(bytes: number): void {
    this.add({ sent: this.#segments(bytes), received: 0 });
  }

  received(bytes: number): void {
    this.add({ sent: 0, received: this.#segments(bytes) });
  }

  /** Two packets in turn. */
  answered(received: number, sent: number): void {
    this.received(received);
    this.sent(sent);
  }

  /** Headers alone, where no answer carries the acknowledgement. */
  acknowledged(direction: 'sent' | 'received'): void {
    this.count[direction] += HEADERS;
  }

  #segments(bytes: number): number {
    const all = bytes + (this.tls ? RECORD : 0);
    return all + HEADERS * Math.ceil(all / MSS);
  }
}

function connectBytes({ protocolLevel, clientId, username, password, will }: ConnectRequest): number {
  // The protocol's name is MQTT, or MQIsdp before 3.1.1; level, flags and keep-alive are four bytes.
  const fields = [protocolLevel === 4 ? 'MQTT' : 'MQIsdp', clientId, will?.topic, username, password];
  const texts = fields.reduce((bytes, text) => bytes + (text === undefined ? 0 : textBytes(text)), 0);
  return packetBytes(texts + 4 + (will === undefined ? 0 : 2 + will.payload.length));
}

function publishBytes({ topic, payload, qos }: BrokerMessage): number {
  return packetBytes(textBytes(topic) + (qos === 0 ? 0 : 2) + payload.length);
}

function textBytes(text: string): number {
  return 2 + Buffer.byteLength(text);
}

/** With the type and the remaining length, seven bits a byte (MQTT 3.1.1 §2.2). */
function packetBytes(remaining: number): number {
  const lengthBytes = remaining < 128 ? 1 : remaining < 16_384 ? 2 : remaining < 2_097_152 ? 3 : 4;
  return 1 + lengthBytes + remaining;
}
