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
  /** What is subscribed, and what was put off. */
  readonly subscribing: Pick<Subscribing, 'attend'>;
  /** Milliseconds; 0: none. */
  readonly signalIntervalMs: number;
  readonly listener: ConnectionMonitorListener;
}

export interface ConnectionMonitorListener {
  /** There is a fresh reading of the signal. */
  read(): void;
  /** The connection can't be trusted any more. */
  ended(reason: CodedError): void;
  /** Nobody knows the time: the cloud has to be asked. */
  timeWanted(question: CloudMessage, replyFilter: string): Promise<void>;
}

/** Rule 9: online and silent for so long, or the keep-alive if that is less: AT+QMTCONN? is asked. */
const LIVENESS_MS = 60_000;
/** Who asks for a fresh reading waits so long for a busy line, and gets the last one then. */
const FRESH_READING_MS = 2000;

/** What is looked after while online: whether the connection lives, how strong the signal is, what time it is. */
export class ConnectionMonitor {
  readonly #options: ConnectionMonitorOptions;
  #lastAliveMs = 0;
  /** The last question whether the connection lives was left unanswered. */
  #isOwedAnAnswer = false;
  /** A reading of the signal that somebody waits for: one serves all. */
  #reading: Promise<void> | undefined;

  constructor(options: ConnectionMonitorOptions) {
    this.#options = options;
  }

  /** Watches over a new connection until `signal` aborts. */
  begin(client: MqttClient, signal: AbortSignal): void {
    const { clock, profile, signalIntervalMs, subscribing, listener } = this.#options;
    this.alive();
    this.#isOwedAnAnswer = false;
    subscribing.attend(signal);
    const failed = (error: unknown) => listener.ended(asCodedError(error));
    // A reading that fails costs the reading: what is wrong with the line shows elsewhere.
    const read = () => this.#readSignal().catch(() => undefined);
    if (signalIntervalMs > 0) repeat(clock, signal, signalIntervalMs, read, failed);
    const keepAliveMs = profile.keepAliveSeconds * 1000;
    const livenessMs = keepAliveMs > 0 ? Math.min(LIVENESS_MS, keepAliveMs) : LIVENESS_MS;
    repeat(clock, signal, livenessMs, () => this.#checkAlive(client, livenessMs), failed);
    // Where the cloud refuses the question, posts go without a time; a broken line shows elsewhere.
    this.#learnTime().catch(() => undefined);
  }

  /** The broker has just been heard. */
  alive(): void {
    this.#lastAliveMs = this.#options.clock.now();
  }

  /** Reads the signal: resolves when that is done or can't be, and after 2 s at the latest. */
  async refresh(): Promise<void> {
    this.#reading ??= this.#readSignal()
      .catch(() => undefined) // what is wrong with the line shows elsewhere; here the last reading is good enough
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

  /**
   * Silent for long, so the module is asked whether it still is connected (rule 9). A question that is refused, or
   * overheard once on a line that is in step, proves nothing; a dead line ends the connection by itself.
   */
  async #checkAlive(client: MqttClient, livenessMs: number): Promise<void> {
    if (this.#options.clock.now() - this.#lastAliveMs < livenessMs) return;
    const wasOwed = this.#isOwedAnAnswer;
    this.#isOwedAnAnswer = false;
    try {
      if ((await client.state()) === STATE_CONNECTED) this.alive();
      else this.#options.listener.ended(new CodedError('EC20_LINK_SILENT', { outcome: 'unknown' }));
    } catch (error) {
      const { code } = asCodedError(error);
      if (code === 'EC20_MODULE_ERROR') return;
      if (code !== 'EC20_TIMEOUT' || wasOwed) throw error;
      this.#isOwedAnAnswer = true;
    }
  }

  /** Takes in the time that module and network have told; asks the cloud only where nobody knows it. */
  async #learnTime(): Promise<void> {
    const { clock, profile, modem, time: known, listener } = this.#options;
    const { time, networkTime } = modem.facts;
    // A time server's word, asked for to check certificates by, is free of the zone that the network's may carry.
    if (time?.source === 'ntp' && !known.isTold) known.learn(time.utc, 'ntp');
    if (networkTime !== undefined && !known.isTold)
      known.learn(networkTime.utc + clock.now() - networkTime.atMs, 'network');
    if (profile.thing === undefined || known.now() !== undefined) return;
    const { message, replyFilter } = profile.thing.timeRequest(clock.wallTime());
    await listener.timeWanted(message, replyFilter);
  }
}
