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
  /** Before the first attempt: the queue is open. */
  ready(): Promise<void>;
  /** It is online, and has been so before. */
  reconnected(): void;
}

/** A goodbye to the broker may take so long when a session is closed; the port's own shutting comes on top. */
const GOODBYE_MS = 1500;
/** What is going on when a session is closed gets so long, the goodbye included; then the line is shut under it. */
const PARTING_MS = 2500;
/** Both, where the module is put back as other programs expect it. */
const HANDING_OVER_MS = { goodbye: 3000, parting: 4000 } as const;

/** Online for so long: back-off and recovery start at the bottom again. */
const STABLE_MS = 60_000;

/** Attempt after attempt to be online, and the time online between them, from a start to a stop. */
export class Lifecycle {
  readonly #options: LifecycleOptions;
  /** The attempt, or the time online, that is going on. */
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

  /** Begins, or begins again after a stop. */
  start(): void {
    if (this.#running !== undefined) return;
    const stop = new AbortController();
    this.#running = { stop, done: this.#run(stop.signal) };
  }

  /** Says goodbye, shuts the port; `shown` is why it is closed when that isn't the end. Takes less than 5 s in every state. */
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

  /** Ends the attempt, or the time online, that is going on now. */
  interrupt(reason: CodedError): void {
    this.#attempt?.abort(reason);
  }

  /** A hint of a restart stops the window; the module's own word decides (rule 7). */
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

  /** Waits until all has ended; a command that a silent module leaves unanswered is ended with the line. */
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

  /** Attempt after attempt until `stop`. Never rejects. */
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

  /** One attempt, and the time online if it succeeds; resolves with the reason of its end. */
  async #beOnline(): Promise<CodedError> {
    const attempt = new AbortController();
    const { signal } = attempt;
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
    // Before the client's end reaches what is on its way: the oldest of it may be to blame (rule 13).
    signal.addEventListener('abort', () => publisher.detach(asCodedError(signal.reason)), { once: true });
    const stable = clock.after(STABLE_MS, () => recovery.succeeded());
    signal.addEventListener('abort', () => stable.cancel(), { once: true });
    monitor.begin(client, signal);
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

  /** The way out: goodbye to the broker while the line still answers, then the port. Never rejects. */
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
