import { setMaxListeners } from 'node:events';
import { type Clock, sleep } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import type { Modem } from '../ec20/modem';
import type { MqttClient } from '../ec20/mqtt-client';
import { STATE_CONNECTED } from '../ec20/result-codes';
import type { Connector } from './connector';
import type { Recovery } from './recovery';
import type { Publisher } from './publisher';
import type { Status } from './status';
import type { ConnectionMonitor } from './connection-monitor';

export interface LifecycleOptions {
  readonly clock: Clock;
  readonly modem: Modem;
  readonly connector: Connector;
  readonly publisher: Publisher;
  readonly monitor: ConnectionMonitor;
  readonly recovery: Recovery;
  readonly status: Status;
  /** Called before the first attempt: resolves when the queue is open. */
  ready(): Promise<void>;
  /** A connection carries traffic, until `signal` aborts. */
  online(signal: AbortSignal): void;
  /** Online again, not for the first time. */
  reconnected(): void;
}

/** Maximum time for the DISCONNECT when a session is closed; closing the port is extra. */
const GOODBYE_MS = 1500;
/** Grace period for in-flight work on close, DISCONNECT included; then the line is closed. */
const PARTING_MS = 2500;
/** The same two, when the module is left as other programs expect it. */
const HANDING_OVER_MS = { goodbye: 3000, parting: 4000 } as const;

/** After this long online, back-off and recovery are reset. */
const STABLE_MS = 60_000;

/** Repeats attempts and the online periods between them, from start to stop. */
export class Lifecycle {
  readonly #options: LifecycleOptions;
  /** The current attempt or online period. */
  #attempt: AbortController | undefined;
  #handsOver = false;
  #running: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  #client: MqttClient | undefined;
  #isCheckingRestart = false;
  #hasBeenOnline = false;

  constructor(options: LifecycleOptions) {
    this.#options = options;
  }

  /** The client while online. */
  get client(): MqttClient | undefined {
    return this.#options.status.state === 'online' ? this.#client : undefined;
  }

  /** Starts, or starts again after a stop. */
  start(): void {
    if (this.#running !== undefined) return;
    const stop = new AbortController();
    this.#running = { stop, done: this.#run(stop.signal) };
  }

  /** Disconnects and closes the port; `shown` is the reason when it isn't final. Takes less than 5 s in every state. */
  async stop(
    reason: CodedError,
    shown: CodedError | undefined,
    { handsOver = false }: { readonly handsOver?: boolean } = {},
  ): Promise<void> {
    const running = this.#running;
    this.#handsOver = handsOver;
    if (running !== undefined) {
      running.stop.abort(reason);
      this.interrupt(reason);
      await this.#part(running.done, reason);
      if (this.#running === running) this.#running = undefined;
    }
    this.#options.status.closed(shown);
  }

  /** Ends the current attempt or online period. */
  interrupt(reason: CodedError): void {
    this.#attempt?.abort(reason);
  }

  /** A hint of a restart pauses sending; the module's own state decides (rule 7). */
  async checkRestart(): Promise<void> {
    const { modem, publisher } = this.#options;
    if (this.#isCheckingRestart || !modem.isOpen) return;
    const attempt = this.#attempt;
    const client = this.client;
    this.#isCheckingRestart = true;
    publisher.pause();
    try {
      const state = await client?.state().catch(() => undefined);
      if (this.#attempt !== attempt || attempt?.signal.aborted === true) return;
      if (state === STATE_CONNECTED) {
        publisher.resume();
        return;
      }
      const reason = new CodedError('EC20_MODULE_RESTARTED', { outcome: 'unknown' });
      modem.restarted(reason);
      this.interrupt(reason);
    } finally {
      this.#isCheckingRestart = false;
    }
  }

  /** Waits until everything has ended; a command left unanswered by a silent module ends with the line. */
  async #part(done: Promise<void>, reason: CodedError): Promise<void> {
    const { clock, modem } = this.#options;
    const parted = new AbortController();
    void done.then(() => parted.abort());
    const isLate = await sleep(
      clock,
      this.#handsOver ? HANDING_OVER_MS.parting : PARTING_MS,
      parted.signal,
    ).then(
      () => true,
      () => false,
    );
    if (isLate) await modem.close(reason).catch(() => undefined);
    await done;
  }

  /** Repeats attempts until `stop`. Never rejects. */
  async #run(stop: AbortSignal): Promise<void> {
    await this.#options.ready();
    const isStopped = () => stop.aborted;
    while (!isStopped()) {
      const failure = await this.#beOnline();
      if (isStopped()) break;
      this.#forget(failure);
      await this.#options.recovery.recover(failure, stop);
    }
    await this.#leave(asCodedError(stop.reason));
  }

  /** One attempt, and the online period if it succeeds; resolves with the reason of its end. */
  async #beOnline(): Promise<CodedError> {
    const attempt = new AbortController();
    const { signal } = attempt;
    // Everything that lives as long as a connection listens to it.
    setMaxListeners(0, signal);
    this.#attempt = attempt;
    try {
      const client = await this.#options.connector.connect(signal, (made) => {
        this.#client = made;
      });
      this.#online(client, signal);
      await aborted(signal);
      return asCodedError(signal.reason);
    } catch (error) {
      return asCodedError(signal.aborted ? signal.reason : error);
    } finally {
      attempt.abort(new CodedError('EC20_LINE_CLOSED'));
    }
  }

  #online(client: MqttClient, signal: AbortSignal): void {
    const { clock, status, publisher, monitor, recovery } = this.#options;
    if (this.#hasBeenOnline) this.#options.reconnected();
    this.#hasBeenOnline = true;
    status.online();
    publisher.attach(client);
    // Before the client's end reaches the messages in flight: the oldest may be to blame (rule 13).
    signal.addEventListener('abort', () => publisher.detach(asCodedError(signal.reason)), { once: true });
    const stable = clock.after(STABLE_MS, () => recovery.succeeded());
    signal.addEventListener('abort', () => stable.cancel(), { once: true });
    monitor.begin(client, signal);
    this.#options.online(signal);
  }

  #forget(reason: CodedError): MqttClient | undefined {
    const client = this.#client;
    this.#options.publisher.detach(reason);
    this.#client = undefined;
    return client;
  }

  async #sayGoodbye(client: MqttClient | undefined): Promise<void> {
    await client?.disconnect();
    if (this.#handsOver) await this.#options.modem.handOver();
  }

  /** Disconnects from the broker while the line still responds, then closes the port. Never rejects. */
  async #leave(reason: CodedError): Promise<void> {
    const { clock, modem } = this.#options;
    const client = this.#forget(reason);
    if (modem.isOpen && (client !== undefined || this.#handsOver)) {
      const goodbye = new AbortController();
      const said = this.#sayGoodbye(client).catch(() => undefined);
      void said.then(() => goodbye.abort());
      await sleep(clock, this.#handsOver ? HANDING_OVER_MS.goodbye : GOODBYE_MS, goodbye.signal).catch(
        () => undefined,
      );
    }
    await modem.close(reason).catch(() => undefined);
  }
}

/** Resolves once `signal` aborts. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
