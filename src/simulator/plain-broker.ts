import type { Clock } from '../base/clock';
import type { Broker, BrokerLink, BrokerLinkListener, BrokerMessage, ConnectRequest } from './broker';
import { CloudConnection, type ConnectionOwner, type Subscription } from './cloud/connection';
import { CONNACK } from './cloud/login';
import { filterMatches } from './cloud/topic-filter';

/** Options of {@link PlainBroker}. */
export interface PlainBrokerOptions {
  readonly clock: Clock;
  /** A longer payload ends the connection, as with mosquitto's `message_size_limit`. Default: 256 KB. */
  readonly largestMessageBytes?: number;
}

/** What a broker stores for one client id. */
interface Session {
  readonly filters: Map<string, 0 | 1>;
  /** QoS 1 messages received while the client was offline. */
  waiting: BrokerMessage[];
  isKept: boolean;
  connection: CloudConnection | undefined;
  will: BrokerMessage | undefined;
}

const LARGEST_MESSAGE_BYTES = 262_144;
/** Maximum messages stored for an offline client; newer ones are dropped. */
const MAX_WAITING = 1000;

/**
 * An ordinary MQTT broker in memory, reachable under every host name and port, with or without TLS: any client id, user and topic;
 * wildcards, retained messages, wills, persistent sessions, take-over of a client id. It grants QoS 1 at most.
 */
export class PlainBroker implements Broker {
  readonly #clock: Clock;
  readonly #router: Router;

  constructor({ clock, largestMessageBytes = LARGEST_MESSAGE_BYTES }: PlainBrokerOptions) {
    this.#clock = clock;
    this.#router = new Router(clock, largestMessageBytes);
  }

  open(_host: string, _port: number, listener: BrokerLinkListener, tls?: unknown): Promise<BrokerLink> {
    const way = { isSecure: tls !== undefined, onFinished: () => undefined };
    return Promise.resolve(new CloudConnection(this.#clock, listener, this.#router, way));
  }

  probe(): Promise<void> {
    return Promise.resolve();
  }

  /** The ids of the online clients. */
  get online(): readonly string[] {
    return this.#router.online;
  }

  /** Publishes as another client would. */
  publish(
    topic: string,
    payload: Buffer | string,
    { qos = 0, retain = false }: { readonly qos?: 0 | 1; readonly retain?: boolean } = {},
  ): void {
    this.#router.route({ topic, payload: Buffer.from(payload), qos, retain });
  }

  /** Ends a client's connection from the broker's side; does nothing if it is offline. */
  disconnect(clientId: string): void {
    this.#router.disconnect(clientId);
  }
}

/** The online clients, their subscriptions, and the retained messages. */
class Router implements ConnectionOwner {
  readonly #sessions = new Map<string, Session>();
  readonly #retained = new Map<string, BrokerMessage>();
  #named = 0;

  constructor(
    private readonly clock: Clock,
    private readonly largestMessageBytes: number,
  ) {}

  get online(): readonly string[] {
    return [...this.#sessions].flatMap(([id, { connection }]) => (connection === undefined ? [] : [id]));
  }

  disconnect(clientId: string): void {
    this.#sessions.get(clientId)?.connection?.end();
  }

  login(connection: CloudConnection, request: ConnectRequest): number {
    const { cleanSession, will } = request;
    if (request.clientId === '' && !cleanSession) return CONNACK.badClientId;
    const clientId = request.clientId === '' ? `unnamed-${++this.#named}` : request.clientId;
    this.disconnect(clientId);
    const kept = cleanSession ? undefined : this.#sessions.get(clientId);
    const session = kept ?? newSession();
    Object.assign(session, { connection, will, isKept: !cleanSession });
    this.#sessions.set(clientId, session);
    return CONNACK.accepted;
  }

  accepted(connection: CloudConnection): void {
    const session = this.#sessionOf(connection);
    for (const message of session?.waiting.splice(0) ?? []) connection.deliver(message);
  }

  published(connection: CloudConnection, message: BrokerMessage): boolean {
    if (message.payload.length > this.largestMessageBytes || /^$|[+#\0]/.test(message.topic)) {
      connection.end();
      return false;
    }
    // After the acknowledgement, as from a remote broker.
    this.clock.after(0, () => this.route(message));
    return true;
  }

  subscribed(connection: CloudConnection, subscriptions: readonly Subscription[]): readonly boolean[] {
    const session = this.#sessionOf(connection);
    return subscriptions.map(({ filter, qos }) => {
      if (session === undefined || !isFilter(filter)) return false;
      session.filters.set(filter, qos === 0 ? 0 : 1);
      const fitting = [...this.#retained.values()].filter(({ topic }) => filterMatches(filter, topic));
      this.clock.after(0, () => {
        for (const message of fitting) connection.deliver(withQos(message, qos === 0 ? 0 : 1));
      });
      return true;
    });
  }

  unsubscribed(connection: CloudConnection, filters: readonly string[]): void {
    for (const filter of filters) this.#sessionOf(connection)?.filters.delete(filter);
  }

  ended(connection: CloudConnection, orderly: boolean): void {
    const entry = [...this.#sessions].find(([, session]) => session.connection === connection);
    if (entry === undefined) return;
    const [clientId, session] = entry;
    session.connection = undefined;
    if (!session.isKept) this.#sessions.delete(clientId);
    if (session.will !== undefined && !orderly) this.route(session.will);
  }

  /** Delivers a message once to each subscriber, and stores it if it is to be retained. */
  route(message: BrokerMessage): void {
    if (message.retain && message.payload.length === 0) this.#retained.delete(message.topic);
    else if (message.retain) this.#retained.set(message.topic, message);
    for (const session of this.#sessions.values()) {
      const granted = [...session.filters].flatMap(([filter, qos]) =>
        filterMatches(filter, message.topic) ? [qos] : [],
      );
      if (granted.length === 0) continue;
      const copy = { ...withQos(message, granted.includes(1) ? 1 : 0), retain: false };
      if (session.connection !== undefined) session.connection.deliver(copy);
      else if (copy.qos !== 0 && session.waiting.length < MAX_WAITING) session.waiting.push(copy);
    }
  }

  #sessionOf(connection: CloudConnection): Session | undefined {
    return [...this.#sessions.values()].find((session) => session.connection === connection);
  }
}

function newSession(): Session {
  return { filters: new Map(), waiting: [], isKept: false, connection: undefined, will: undefined };
}

function withQos(message: BrokerMessage, granted: 0 | 1): BrokerMessage {
  return { ...message, qos: message.qos === 0 ? 0 : granted };
}

/** MQTT 3.1.1 §4.7: `#` comes last, a wildcard fills its level. */
function isFilter(filter: string): boolean {
  const levels = filter.split('/');
  return (
    filter !== '' &&
    levels.every(
      (level, place) =>
        !/[+#]/.test(level) || level === '+' || (level === '#' && place === levels.length - 1),
    )
  );
}
