import type { CodedError } from '../base/coded-error';
import type { ForeignFailure } from '../base/foreign-code';
import { Listeners } from '../base/listeners';
import type { Modem } from '../ec20/modem';
import type { DeviceTime } from './device-time';
import { Paced } from './paced';
import type { ServerWords } from './server-words';
import type { SessionOptions } from './session-options';
import type { SessionSnapshot } from './snapshot';
import type { Status } from './status';
import type { SubDeviceSnapshot } from './sub-device-state';
import type { FilterChange } from './subscribe-attempts';
import type { Subscribing } from './subscribing';
import type { Topology } from './topology';
import type { Traffic } from './traffic';
import type { Warnings } from './warnings';

export interface NoticesOptions {
  readonly session: Pick<SessionOptions, 'clock' | 'portName'>;
  readonly words: ServerWords;
  readonly status: Status;
  readonly modem: Modem;
  readonly time: DeviceTime;
  readonly traffic: Traffic;
  readonly subscribing: Pick<Subscribing, 'leftOut' | 'changes'>;
  readonly topology: Pick<Topology, 'snapshots' | 'changes'>;
  readonly warnings: Pick<Warnings, 'endingRoots'>;
  readonly listenerFailed: ForeignFailure;
}

/** Minimum time between two readings of the queue. */
const QUEUE_READING_MS = 500;

/** What is seen of a session: a snapshot at any time, and notices of what has changed; errors in its server's words. */
export class Notices {
  /** New signal readings. */
  readonly readings: Listeners<SessionSnapshot>;
  /** The queue's length when messages come or go, twice a second at most. */
  readonly queueReadings: Listeners<SessionSnapshot>;
  readonly #options: NoticesOptions;
  readonly #queuePace: Paced;
  #isClosed = false;

  constructor(options: NoticesOptions) {
    const { session, listenerFailed } = options;
    this.#options = options;
    this.readings = new Listeners('onReading', listenerFailed);
    this.queueReadings = new Listeners('onQueue', listenerFailed);
    this.#queuePace = new Paced(session.clock, QUEUE_READING_MS, () =>
      this.queueReadings.emit(this.snapshot()),
    );
  }

  /** The current state, for display. */
  snapshot(): SessionSnapshot {
    const { session, words, status, modem, time, traffic, subscribing, warnings } = this.#options;
    const { identity, sim, network, signal, dataCount } = modem.facts;
    const { heldBack } = traffic;
    const { state, error, advice, sinceWallMs, retryInMs } = status;
    return {
      state,
      error: error && words.say(error),
      advice,
      since: sinceWallMs,
      retryInMs,
      port: session.portName,
      module: identity,
      sim,
      network,
      signal,
      time: time.now(),
      queue: traffic.queue,
      heldBack: heldBack && words.say(heldBack.reason),
      dataCount,
      endingRoots: warnings.endingRoots,
      leftOut: subscribing.leftOut.map((left) => ({ ...left, error: words.say(left.error) })),
      counters: { ...traffic.counters },
      subDevices: this.#subDevices(),
    };
  }

  #subDevices(): readonly SubDeviceSnapshot[] {
    const { topology, words } = this.#options;
    return topology.snapshots.map((device) => {
      if (device.error !== undefined) words.say(device.error);
      return device;
    });
  }

  /** Every change of state, code, drop or restore. */
  onChange(listener: (snapshot: SessionSnapshot) => void): () => void {
    return this.#options.status.changed.add(() => listener(this.snapshot()));
  }

  /** Each new fault, once. */
  onFault(listener: (error: CodedError) => void): () => void {
    const { status, words } = this.#options;
    return status.faults.add((error) => listener(words.say(error)));
  }

  /** Each filter that is skipped, for a new reason, and each that is granted after all. */
  onSubscription(listener: (change: FilterChange) => void): () => void {
    const { subscribing, words } = this.#options;
    return subscribing.changes.add((change) => {
      if (change.error !== undefined) words.say(change.error);
      listener(change);
    });
  }

  /** Each change of a sub-device. */
  onSubDevice(listener: (device: SubDeviceSnapshot) => void): () => void {
    const { topology, words } = this.#options;
    return topology.changes.add((device) => {
      if (device.error !== undefined) words.say(device.error);
      listener(device);
    });
  }

  /** There is a new signal reading. */
  read(): void {
    this.readings.emit(this.snapshot());
  }

  /** The queue has become longer or shorter. */
  queueMoved(): void {
    if (!this.#isClosed) this.#queuePace.run();
  }

  /** The end: the queue is not read any more. */
  close(): void {
    this.#isClosed = true;
    this.#queuePace.cancel();
  }
}
