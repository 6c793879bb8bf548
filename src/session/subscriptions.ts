import type { QualityOfService, ReceivedMessage } from './publication';
import { matchesFilter } from './topic-filter';

/** A message with the QoS at which it arrived. */
export interface RoutedMessage extends ReceivedMessage {
  readonly qos: number;
}

type MessageListener = (message: RoutedMessage) => void;

interface Subscriber {
  readonly qos: QualityOfService;
  readonly listener: MessageListener;
}

/** One filter at the broker, shared by all its subscribers. */
export interface Subscription {
  readonly filter: string;
  /** The highest QoS requested by a subscriber. */
  readonly qos: QualityOfService;
}

/** Subscribers by filter and owner, counted so that a filter leaves the broker with its last owner. */
export class Subscriptions {
  readonly #owners = new Map<string, Map<string, Subscriber>>();
  /** Listeners for messages that arrive without a subscription, by owner and filter. */
  readonly #unasked = new Map<string, Map<string, MessageListener>>();
  /** The QoS granted on this connection. */
  #granted = new Map<string, number>();

  /** Every filter, once. */
  all(): readonly Subscription[] {
    return [...this.#owners].map(([filter, owners]) => ({
      filter,
      qos: [...owners.values()].reduce<QualityOfService>((high, { qos }) => (qos > high ? qos : high), 0),
    }));
  }

  /** Whether the filter has a subscriber. */
  has(filter: string): boolean {
    return this.#owners.has(filter);
  }

  /** The subscribers of the filter. */
  owners(filter: string): readonly string[] {
    return [...(this.#owners.get(filter)?.keys() ?? [])];
  }

  /** The filters of one owner. */
  of(owner: string): readonly { topic: string; qos: QualityOfService }[] {
    const found: { topic: string; qos: QualityOfService }[] = [];
    for (const [filter, owners] of this.#owners) {
      const subscriber = owners.get(owner);
      if (subscriber !== undefined) found.push({ topic: filter, qos: subscriber.qos });
    }
    return found;
  }

  /** Adds or renews; returns what to request from the broker, undefined if it is already granted. */
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

  /** Receives messages that the broker sends without a subscription; the broker isn't sent the filter. */
  addUnasked(owner: string, filter: string, listener: MessageListener): void {
    const filters = this.#unasked.get(owner) ?? new Map<string, MessageListener>();
    this.#unasked.set(owner, filters.set(filter, listener));
  }

  removeUnasked(owner: string): void {
    this.#unasked.delete(owner);
  }

  /** Removes a subscriber; true when it was the filter's last. */
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

  /** The broker no longer has it, or not as requested. */
  revoke(filter: string): void {
    this.#granted.delete(filter);
  }

  /** The granted QoS, or undefined. */
  granted(filter: string): number | undefined {
    return this.#granted.get(filter);
  }

  /** Whether the broker has granted a filter that matches the topic. */
  covers(topic: string): boolean {
    return [...this.#granted.keys()].some((filter) => matchesFilter(filter, topic));
  }

  /** Passes a message to each owner with a matching filter, once. */
  route(message: ReceivedMessage): void {
    const notified = new Set<string>();
    for (const [filter, owners] of [...this.#owners]) {
      if (!matchesFilter(filter, message.topic)) continue;
      const qos = message.messageId === 0 ? 0 : (this.#granted.get(filter) ?? 1);
      for (const [owner, subscriber] of [...owners]) {
        if (notified.has(owner)) continue;
        notified.add(owner);
        subscriber.listener(ownCopy(message, qos));
      }
    }
    for (const [owner, filters] of [...this.#unasked]) {
      const listener = [...filters].find(([filter]) => matchesFilter(filter, message.topic))?.[1];
      if (listener === undefined || notified.has(owner)) continue;
      listener(ownCopy(message, message.messageId === 0 ? 0 : 1));
    }
  }
}

/** Each owner's own bytes: what one of them writes into its message must not be what another reads. */
function ownCopy(message: ReceivedMessage, qos: number): RoutedMessage {
  return { ...message, payload: Buffer.from(message.payload), qos };
}
