import type { QualityOfService, ReceivedMessage } from './publication';
import { matchesFilter } from './topic-filter';

/** A message with the QoS at which it came. */
export interface RoutedMessage extends ReceivedMessage {
  readonly qos: number;
}

type MessageListener = (message: RoutedMessage) => void;

interface Subscriber {
  readonly qos: QualityOfService;
  readonly listener: MessageListener;
}

/** One filter at the broker, shared by every node that wants it. */
export interface Subscription {
  readonly filter: string;
  /** The highest QoS that one of its subscribers asked for. */
  readonly qos: QualityOfService;
}

/** Who wants what: counted by filter and owner, so that a filter leaves the broker with its last owner. */
export class Subscriptions {
  readonly #owners = new Map<string, Map<string, Subscriber>>();
  /** Of messages that come without a subscription: by owner, its filters and who hears them. */
  readonly #unasked = new Map<string, Map<string, MessageListener>>();
  /** What the broker granted on this connection. */
  #granted = new Map<string, number>();

  /** Every filter, once. */
  all(): readonly Subscription[] {
    return [...this.#owners].map(([filter, owners]) => ({
      filter,
      qos: [...owners.values()].reduce<QualityOfService>((high, { qos }) => (qos > high ? qos : high), 0),
    }));
  }

  /** Whether anybody wants that filter. */
  has(filter: string): boolean {
    return this.#owners.has(filter);
  }

  /** Who wants that filter. */
  owners(filter: string): readonly string[] {
    return [...(this.#owners.get(filter)?.keys() ?? [])];
  }

  /** What one owner has asked for. */
  of(owner: string): readonly { topic: string; qos: QualityOfService }[] {
    const found: { topic: string; qos: QualityOfService }[] = [];
    for (const [filter, owners] of this.#owners) {
      const subscriber = owners.get(owner);
      if (subscriber !== undefined) found.push({ topic: filter, qos: subscriber.qos });
    }
    return found;
  }

  /** Adds or renews; the answer is what the broker has to be asked for, undefined when it has that already. */
  add(
    owner: string,
    filter: string,
    qos: QualityOfService,
    listener: MessageListener,
  ): Subscription | undefined {
    const before = this.all().find((each) => each.filter === filter);
    const owners = this.#owners.get(filter) ?? new Map<string, Subscriber>();
    owners.set(owner, { qos, listener });
    this.#owners.set(filter, owners);
    const after = this.all().find((each) => each.filter === filter);
    return before?.qos === after?.qos && this.#granted.has(filter) ? undefined : after;
  }

  /** Hears messages that the broker sends unasked; it is not told of the filter. */
  addUnasked(owner: string, filter: string, listener: MessageListener): void {
    const filters = this.#unasked.get(owner) ?? new Map<string, MessageListener>();
    this.#unasked.set(owner, filters.set(filter, listener));
  }

  removeUnasked(owner: string): void {
    this.#unasked.delete(owner);
  }

  /** Takes away; true when nobody wants the filter any more. */
  remove(owner: string, filter: string): boolean {
    const owners = this.#owners.get(filter);
    if (owners?.delete(owner) !== true || owners.size > 0) return false;
    this.#owners.delete(filter);
    this.#granted.delete(filter);
    return true;
  }

  /** A new connection: nothing is granted yet. */
  reset(): void {
    this.#granted = new Map();
  }

  grant(filter: string, qos: number): void {
    this.#granted.set(filter, qos);
  }

  /** The broker has it no more, or not as it is wanted. */
  revoke(filter: string): void {
    this.#granted.delete(filter);
  }

  /** The granted QoS, or undefined. */
  granted(filter: string): number | undefined {
    return this.#granted.get(filter);
  }

  /** Whether the broker has granted a filter that fits a topic. */
  covers(topic: string): boolean {
    return [...this.#granted.keys()].some((filter) => matchesFilter(filter, topic));
  }

  /** Hands a message to each owner with a filter that matches, once. */
  route(message: ReceivedMessage): void {
    const told = new Set<string>();
    for (const [filter, owners] of [...this.#owners]) {
      if (!matchesFilter(filter, message.topic)) continue;
      const qos = message.messageId === 0 ? 0 : (this.#granted.get(filter) ?? 1);
      for (const [owner, subscriber] of [...owners]) {
        if (told.has(owner)) continue;
        told.add(owner);
        subscriber.listener({ ...message, qos });
      }
    }
    for (const [owner, filters] of [...this.#unasked]) {
      const listener = [...filters].find(([filter]) => matchesFilter(filter, message.topic))?.[1];
      if (listener === undefined || told.has(owner)) continue;
      listener({ ...message, qos: message.messageId === 0 ? 0 : 1 });
    }
  }
}
