import type { Clock, Timer } from '../../base/clock';
import type { BrokerLink, BrokerLinkListener, BrokerMessage, ConnectRequest } from '../broker';

/** One filter of a SUBSCRIBE packet. */
export interface Subscription {
  readonly filter: string;
  readonly qos: 0 | 1 | 2;
}

/** What the platform provides to its connections. */
export interface ConnectionOwner {
  /** Checks a CONNECT; returns the CONNACK code, undefined to close the connection instead. */
  login(connection: CloudConnection, request: ConnectRequest): number | undefined;
  /** CONNACK 0 has been sent. */
  accepted(connection: CloudConnection): void;
  /** Takes a message; false when it is to remain unacknowledged. */
  published(connection: CloudConnection, message: BrokerMessage): boolean;
  subscribed(connection: CloudConnection, subscriptions: readonly Subscription[]): readonly boolean[];
  unsubscribed(connection: CloudConnection, filters: readonly string[]): void;
  /** The connection has ended, on either side; `orderly`: by DISCONNECT. */
  ended(connection: CloudConnection, orderly: boolean): void;
}

/** A connection without CONNECT is closed after this time. Source: §A1.3. */
const CONNECT_GRACE_MS = 5000;

/** One TCP connection as seen by the platform: the MQTT rules that require no knowledge of devices. */
export class CloudConnection implements BrokerLink {
  #state: 'opened' | 'refused' | 'online' | 'ended' = 'opened';
  #timer: Timer;
  #keepAliveMs = 0;
  #lastPacketMs = 0;
  #messageId = 0;

  constructor(
    private readonly clock: Clock,
    private readonly listener: BrokerLinkListener,
    private readonly owner: ConnectionOwner,
    private readonly way: { readonly isSecure: boolean; onFinished(): void },
  ) {
    this.#timer = clock.after(CONNECT_GRACE_MS, () => this.end());
  }

  /** Whether it is TLS. */
  get isSecure(): boolean {
    return this.way.isSecure;
  }

  connect(request: ConnectRequest): Promise<number> {
    if (this.#state !== 'opened') return this.#violation();
    this.#timer.cancel();
    const returnCode = this.owner.login(this, request);
    if (returnCode === undefined) return this.#violation();
    if (returnCode !== 0) {
      this.#state = 'refused';
      this.#timer = this.clock.after(0, () => this.end());
      return Promise.resolve(returnCode);
    }
    this.#state = 'online';
    this.#keepAliveMs = request.keepAliveSeconds * 1500;
    this.#lastPacketMs = this.clock.now();
    if (this.#keepAliveMs > 0) this.#watch(this.#keepAliveMs);
    this.clock.after(0, () => {
      if (this.#state === 'online') this.owner.accepted(this);
    });
    return Promise.resolve(returnCode);
  }

  subscribe(subscriptions: readonly Subscription[]): Promise<readonly number[]> {
    if (!this.#packet()) return this.#violation();
    const granted = this.owner.subscribed(this, subscriptions);
    // QoS 2 is not supported: 1 is granted instead (seen on a real module, §A1.3).
    return Promise.resolve(
      subscriptions.map(({ qos }, index) => (granted[index] === true ? Math.min(qos, 1) : 128)),
    );
  }

  unsubscribe(filters: readonly string[]): Promise<void> {
    if (!this.#packet()) return this.#violation();
    this.owner.unsubscribed(this, filters);
    return Promise.resolve();
  }

  publish(message: BrokerMessage): Promise<void> {
    if (!this.#packet()) return this.#violation();
    return this.owner.published(this, message) || message.qos === 0 ? Promise.resolve() : unanswered();
  }

  ping(): Promise<void> {
    return this.#packet() ? Promise.resolve() : this.#violation();
  }

  close(orderly: boolean): void {
    this.#finish(orderly);
  }

  /** Sends a message to the client. */
  deliver(message: BrokerMessage): void {
    if (this.#state !== 'online') return;
    if (message.qos !== 0) this.#messageId = (this.#messageId % 0xffff) + 1;
    this.listener.message(message, message.qos === 0 ? 0 : this.#messageId);
  }

  /** Closes the connection from the platform's side. */
  end(): void {
    if (this.#finish(false)) this.listener.closed();
  }

  #finish(orderly: boolean): boolean {
    if (this.#state === 'ended') return false;
    this.#state = 'ended';
    this.#timer.cancel();
    this.owner.ended(this, orderly);
    this.way.onFinished();
    return true;
  }

  #packet(): boolean {
    this.#lastPacketMs = this.clock.now();
    return this.#state === 'online';
  }

  #watch(delayMs: number): void {
    this.#timer = this.clock.after(delayMs, () => {
      const silentMs = this.clock.now() - this.#lastPacketMs;
      if (silentMs >= this.#keepAliveMs) this.end();
      else this.#watch(this.#keepAliveMs - silentMs);
    });
  }

  /** A packet out of sequence: the connection ends and the packet is never answered (MQTT 3.1.1 §4.8). */
  #violation<T>(): Promise<T> {
    this.end();
    return unanswered();
  }
}

function unanswered<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}
