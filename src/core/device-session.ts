import type { CodedError } from '../base/coded-error';
import type { Overflow } from '../session/overflow';
import type { Delivery, PublicationListener, QualityOfService } from '../session/publication';
import type { RawAnswer, RawCommand } from '../session/raw-command';
import { Session as Driver } from '../session/session';
import type { HistoryReader } from '../history/history';
import type { SessionOptions } from '../session/session-options';
import type { SessionSnapshot } from '../session/snapshot';
import type { FilterChange } from '../session/subscribe-attempts';
import type { RoutedMessage } from '../session/subscriptions';
import type { UnclaimedEnds } from '../session/unclaimed';
import type { AliyunDevice } from './clouds';
import { type OutgoingMessage, publishAs } from './outgoing-message';
import { SubDevice } from './sub-device';

import type { SessionPast } from './session-past';
import type { Trace } from './trace';

/** A message without its own listener: restored after a restart, or spilled from a long backlog. */
export interface StoredMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: QualityOfService;
  readonly retain: boolean;
  readonly origin: 'restored' | 'spilled';
}

/** Receives the results of one sender's stored messages. */
export interface StoredMessageListener {
  delivered(message: StoredMessage, delivery: Delivery): void;
  failed(message: StoredMessage, error: CodedError): void;
}

/**
 * One device online: takes the module from its port to the broker, keeps it there, and carries messages both ways.
 * Created by {@link createSession}. Retries after every failure until it is closed. Each `on…` returns a function
 * that unsubscribes.
 */
export class Session {
  readonly #driver: Driver;
  readonly #past: SessionPast;

  private constructor(driver: Driver, past: SessionPast) {
    this.#driver = driver;
    this.#past = past;
  }

  /** @internal */
  static of(options: SessionOptions, past: SessionPast): Session {
    return new Session(new Driver(options), past);
  }

  /** Traffic on the line, secrets masked. */
  get trace(): Trace {
    return this.#driver.trace;
  }

  /**
   * What happened to the device and how it was, what its data has cost and what of the budget is left; after {@link Session.close}
   * too. Empty with `history: 'off'`.
   */
  get history(): HistoryReader {
    return this.#past.reader;
  }

  /** Maximum bytes of payload in one publish. */
  get largestPayloadBytes(): number {
    return this.#driver.largestPayloadBytes;
  }

  /** Starts, or starts again after {@link Session.release}. */
  start(): void {
    this.#past.begin(this.#driver);
    this.#driver.start();
  }

  /** Frees the port for another program, with the module as such a program expects it; messages wait until {@link Session.start}. */
  async release(): Promise<void> {
    await this.#driver.release();
  }

  /** Ends for good: disconnects from the broker, closes port and queue. Takes less than 5 s in every state. */
  async close(): Promise<void> {
    try {
      await this.#driver.close();
    } finally {
      await this.#past.end();
    }
  }

  /**
   * Publishes one message, now or when the session is online. The listener receives its result, and the error of a message
   * that is refused at once. Never throws; {@link send} is the same with promises.
   */
  publish(message: OutgoingMessage, listener: PublicationListener): void {
    publishAs(this.#driver, this.#driver, message, listener);
  }

  /** Receives the results of a sender's messages that were restored after a restart or spilled from a long backlog. */
  claim(sender: string, listener: StoredMessageListener): () => void {
    return this.#driver.claim(sender, listener);
  }

  /**
   * Subscribes an owner to a filter, at this connection and each later one. Resolves with the granted QoS when the
   * broker has answered, at once with the requested one while offline. Rejects with `EC20_SUBSCRIBE_REFUSED`,
   * `EC20_SUBSCRIBE_FAILED`, `EC20_SUBSCRIBE_HANGUP` or the filter's own fault. A filter that fails is retried later:
   * {@link Session.onSubscription}.
   */
  async subscribe(
    owner: string,
    filter: string,
    qos: QualityOfService,
    listener: (message: RoutedMessage) => void,
  ): Promise<number> {
    return this.#driver.subscribe(owner, filter, qos, listener);
  }

  /** Removes an owner's filter; the broker is unsubscribed with the last owner. Rejects with `EC20_UNSUBSCRIBE_FAILED`. */
  async unsubscribe(owner: string, filter: string): Promise<void> {
    await this.#driver.unsubscribe(owner, filter);
  }

  /**
   * Brings a device behind this gateway online, now or with the session: its product is of the node type 网关子设备. Without a
   * `deviceSecret` the gateway registers it (thing/sub/register), and the session needs a `secretStore`; what that has kept goes
   * here from then on. Throws `EC20_SUB_SERVER` at a cloud other than {@link aliyun}, `EC20_SUB_TWICE`, or for invalid device
   * data `EC20_PRODUCT_KEY`, `EC20_DEVICE_NAME`, `EC20_DEVICE_SECRET`, `EC20_NO_SECRET`, `EC20_TSL`. What the platform refuses
   * later is an error of {@link SubDevice.snapshot}.
   */
  attachSubDevice(
    device: Pick<AliyunDevice, 'productKey' | 'deviceName' | 'deviceSecret' | 'thingModel'>,
  ): SubDevice {
    return SubDevice.attach(this.#driver, device);
  }

  /** Runs an AT command in its turn. Rejects with `EC20_COMMAND_INVALID`, `EC20_RESERVED`, `EC20_LINE_CLOSED`, … */
  async command(command: RawCommand): Promise<RawAnswer> {
    return this.#driver.command(command);
  }

  /** UTC in ms as reported by the cloud or the module; undefined until then. */
  time(): number | undefined {
    return this.#driver.time();
  }

  /** The current state, error, module, network, queue and counters. */
  snapshot(): SessionSnapshot {
    return this.#driver.snapshot();
  }

  /** Each change of state, error, or length of the queue by a drop or a restore. */
  onChange(listener: (snapshot: SessionSnapshot) => void): () => void {
    return this.#driver.onChange(listener);
  }

  /** Each fresh signal reading. */
  onReading(listener: (snapshot: SessionSnapshot) => void): () => void {
    return this.#driver.onReading(listener);
  }

  /**
   * Each new fault once: not each retry, only a change of its code. What a listener throws is reported here too, as
   * `EC20_LISTENER`: it disturbs neither the session nor other listeners. A budget that is used up is one too, once a month.
   */
  onFault(listener: (error: CodedError) => void): () => void {
    return both(this.#driver.onFault(listener), this.#past.onFault(listener));
  }

  /** Each filter that is skipped, for a new reason, and each that is granted after all. */
  onSubscription(listener: (change: FilterChange) => void): () => void {
    return this.#driver.onSubscription(listener);
  }

  /**
   * Each condition that works but should be known, or was corrected, once: an unknown module, a radio left off, a history that can't be
   * written, a budget of which 80 % are used.
   */
  onWarning(listener: (warning: CodedError) => void): () => void {
    return both(this.#driver.onWarning(listener), this.#past.onWarning(listener));
  }

  /** Messages dropped by a full queue: once, and again after ten minutes without a drop. */
  onOverflow(listener: (overflow: Overflow) => void): () => void {
    return this.#driver.onOverflow(listener);
  }

  /**
   * Stored messages that failed while nothing {@link Session.claim}ed their sender: expired, dropped or refused. Summed up by
   * code over a second, then over ten minutes.
   */
  onUnclaimed(listener: (ends: UnclaimedEnds) => void): () => void {
    return this.#driver.onUnclaimed(listener);
  }
}

function both(one: () => void, other: () => void): () => void {
  return () => {
    one();
    other();
  };
}
