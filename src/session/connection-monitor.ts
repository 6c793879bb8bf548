import { type Clock, repeat } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import type { CloudProfile } from '../cloud/cloud-profile';
import type { CloudMessage } from '../cloud/thing-dialogue';
import type { Modem } from '../ec20/modem';
import type { MqttClient } from '../ec20/mqtt-client';
import { STATE_CONNECTED } from '../ec20/result-codes';
import type { DeviceTime } from './device-time';
import type { Subscribing } from './subscribing';

export interface ConnectionMonitorOptions {
  readonly clock: Clock;
  readonly profile: CloudProfile;
  readonly modem: Modem;
  readonly time: DeviceTime;
  /** The current subscriptions, and those that were put off. */
  readonly subscribing: Pick<Subscribing, 'attend'>;
  /** Milliseconds; 0: never. */
  readonly signalIntervalMs: number;
  readonly listener: ConnectionMonitorListener;
}

export interface ConnectionMonitorListener {
  /** There is a new signal reading. */
  read(): void;
  /** The connection is no longer reliable. */
  ended(reason: CodedError): void;
  /** The time is unknown: the cloud has to be asked. */
  timeWanted(question: CloudMessage, replyFilter: string): Promise<void>;
}

/** Rule 9: after this long online without traffic, or the keep-alive if that is shorter, AT+QMTCONN? is sent. */
const LIVENESS_MS = 60_000;
/** Maximum wait for a new reading on a busy line; after it the last reading is used. */
const FRESH_READING_MS = 2000;
/** Minimum time between two readings of the module's data counter. */
const COUNT_MS = 600_000;

/** Periodic work while online: checks the connection, reads the signal, keeps the time. */
export class ConnectionMonitor {
  readonly #options: ConnectionMonitorOptions;
  #lastAliveMs = 0;
  /** The last connection check got no answer. */
  #isUnanswered = false;
  /** When the module's data counter was last read. */
  #countedAtMs = -Infinity;
  /** The signal reading in progress, shared by everyone who waits for one. */
  #reading: Promise<void> | undefined;

  constructor(options: ConnectionMonitorOptions) {
    this.#options = options;
  }

  /** Monitors a new connection until `signal` aborts. */
  begin(client: MqttClient, signal: AbortSignal): void {
    const { clock, profile, signalIntervalMs, subscribing, listener } = this.#options;
    this.alive();
    this.#isUnanswered = false;
    subscribing.attend(signal);
    const failed = (error: unknown) => listener.ended(asCodedError(error));
    // A failed reading is only skipped: a fault of the line shows elsewhere.
    const read = () =>
      this.#readSignal()
        .then(() => this.#readCount())
        .catch(() => undefined);
    if (signalIntervalMs > 0) repeat(clock, signal, signalIntervalMs, read, failed);
    const keepAliveMs = profile.keepAliveSeconds * 1000;
    const livenessMs = keepAliveMs > 0 ? Math.min(LIVENESS_MS, keepAliveMs) : LIVENESS_MS;
    repeat(clock, signal, livenessMs, () => this.#checkAlive(client, livenessMs), failed);
    // If the cloud refuses the question, posts are sent without a time; a fault of the line shows elsewhere.
    this.#learnTime().catch(() => undefined);
  }

  /** The broker has just sent something. */
  alive(): void {
    this.#lastAliveMs = this.#options.clock.now();
  }

  /** Reads the signal; resolves when that has succeeded or failed, and after 2 s at the latest. */
  async refresh(): Promise<void> {
    this.#reading ??= this.#readSignal()
      .catch(() => undefined) // a fault of the line shows elsewhere; the last reading will do
      .finally(() => (this.#reading = undefined));
    const reading = this.#reading;
    await new Promise<void>((resolve) => {
      const timer = this.#options.clock.after(FRESH_READING_MS, resolve);
      void reading.then(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  async #readSignal(): Promise<void> {
    await this.#options.modem.refreshSignal();
    this.#options.listener.read();
  }

  async #readCount(): Promise<void> {
    const { clock, modem, listener } = this.#options;
    if (clock.now() - this.#countedAtMs < COUNT_MS) return;
    this.#countedAtMs = clock.now();
    await modem.refreshDataCount();
    if (modem.facts.dataCount !== undefined) listener.read();
  }

  /**
   * After a long silence, asks the module whether it is still connected (rule 9). A refused query, or a single missed
   * answer on a synchronised line, proves nothing; a dead line ends the connection anyway.
   */
  async #checkAlive(client: MqttClient, livenessMs: number): Promise<void> {
    if (this.#options.clock.now() - this.#lastAliveMs < livenessMs) return;
    const wasUnanswered = this.#isUnanswered;
    this.#isUnanswered = false;
    try {
      if ((await client.state()) === STATE_CONNECTED) this.alive();
      else this.#options.listener.ended(new CodedError('EC20_LINK_SILENT', { outcome: 'unknown' }));
    } catch (error) {
      const { code } = asCodedError(error);
      if (code === 'EC20_MODULE_ERROR') return;
      if (code !== 'EC20_TIMEOUT' || wasUnanswered) throw error;
      this.#isUnanswered = true;
    }
  }

  /** Uses the time from the module and the network; asks the cloud only if neither has one. */
  async #learnTime(): Promise<void> {
    const { clock, profile, modem, time: known, listener } = this.#options;
    const { time, networkTime } = modem.facts;
    // The NTP time, queried to check certificates, is free of the time-zone offset that the network's may carry.
    if (time?.source === 'ntp' && !known.isReported) known.learn(time.utc, 'ntp');
    if (networkTime !== undefined && !known.isReported)
      known.learn(networkTime.utc + clock.now() - networkTime.atMs, 'network');
    if (profile.thing === undefined || known.now() !== undefined) return;
    const { message, replyFilter } = profile.thing.timeRequest(clock.wallTime());
    await listener.timeWanted(message, replyFilter);
  }
}
