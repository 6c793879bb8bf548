import { Trace } from '../../src/at/trace';
import { CodedError } from '../../src/base/coded-error';
import { Listeners } from '../../src/base/listeners';
import type { ErrorCode } from '../../src/errors/catalogue';
import type { RecordedMember, Recorder, RecorderSettings } from '../../src/history/recorder';
import type { RecordedSession } from '../../src/history/snapshot-news';
import type { SessionSnapshot, SessionState } from '../../src/session/snapshot';
import type { VirtualClock } from '../support/virtual-clock';

const failed = (error: CodedError) => {
  throw error;
};

/** A session as a recorder sees one, played: it does at once what it is told. */
export class PlayedSession implements RecordedSession {
  readonly trace: Trace;
  readonly #changes = new Listeners<SessionSnapshot>('onChange', failed);
  readonly #readings = new Listeners<SessionSnapshot>('onReading', failed);
  readonly #queues = new Listeners<SessionSnapshot>('onQueue', failed);
  readonly #faults = new Listeners<CodedError>('onFault', failed);
  readonly #warnings = new Listeners<CodedError>('onWarning', failed);
  readonly #recorded: RecordedMember;
  #now: SessionSnapshot;

  constructor(clock: VirtualClock, recorder: Recorder, settings: Partial<RecorderSettings> = {}) {
    this.trace = new Trace(clock);
    this.#now = {
      state: 'closed',
      error: undefined,
      advice: undefined,
      since: clock.wallTime(),
      retryInMs: undefined,
      port: 'played',
      module: { model: '', revision: '', imei: '', profile: '' },
      sim: { state: '', iccid: '', imsi: '' },
      network: { registration: '', operator: '', technology: '', band: '', address: '' },
      signal: undefined,
      time: undefined,
      queue: { length: 0, oldestMs: 0, dropped: 0 },
      leftOut: [],
      counters: {
        published: 0,
        delivered: 0,
        refused: 0,
        dropped: 0,
        received: 0,
        restored: 0,
        reconnects: 0,
        damaged: 0,
        bytesUp: 0,
        bytesDown: 0,
      },
    };
    this.#recorded = recorder.join({ days: 90, keepsPayload: false, ...settings });
    this.#recorded.watch(this);
  }

  snapshot(): SessionSnapshot {
    return this.#now;
  }

  onChange(listener: (snapshot: SessionSnapshot) => void): () => void {
    return this.#changes.add(listener);
  }

  onReading(listener: (snapshot: SessionSnapshot) => void): () => void {
    return this.#readings.add(listener);
  }

  onQueue(listener: (snapshot: SessionSnapshot) => void): () => void {
    return this.#queues.add(listener);
  }

  onFault(listener: (error: CodedError) => void): () => void {
    return this.#faults.add(listener);
  }

  onWarning(listener: (warning: CodedError) => void): () => void {
    return this.#warnings.add(listener);
  }

  /** Changes parts of what it shows. */
  show(part: Partial<SessionSnapshot>): void {
    this.#now = { ...this.#now, ...part };
    this.#changes.emit(this.#now);
  }

  be(state: SessionState, code?: ErrorCode): void {
    const error = code === undefined ? undefined : new CodedError(code);
    if (error !== undefined && error.code !== this.#now.error?.code && state !== 'closed')
      this.#faults.emit(error);
    this.show({ state, error });
  }

  /** From the port to the broker, without a fault. */
  connect(): void {
    for (const state of ['opening', 'starting', 'sim', 'network', 'connecting'] as const) {
      this.be(state, this.#now.error?.code);
    }
    this.be('online');
  }

  warn(code: ErrorCode): void {
    this.#warnings.emit(new CodedError(code));
  }

  signal(dbm: number): void {
    this.#now = { ...this.#now, signal: { rssi: 0, dbm, ber: 0 } };
    this.#readings.emit(this.#now);
  }

  queue(length: number): void {
    this.#now = { ...this.#now, queue: { length, oldestMs: 0, dropped: 0 } };
    this.#queues.emit(this.#now);
  }

  /** A message of a flow that is delivered after so long. */
  deliver(roundTripMs: number, payloadBytes = 100): void {
    const { counters } = this.#now;
    const { observer } = this.#recorded;
    observer.sent({ topicBytes: 10, payloadBytes, qos: 1 });
    observer.acknowledged(roundTripMs);
    const { published, delivered } = counters;
    this.#now = {
      ...this.#now,
      counters: { ...counters, published: published + 1, delivered: delivered + 1 },
    };
    this.#queues.emit(this.#now);
  }

  receive(payloadBytes: number): void {
    this.#recorded.observer.received({ topicBytes: 10, payloadBytes, qos: 0 });
  }

  fail(code: ErrorCode, count: number): void {
    this.#recorded.observer.failed(code, count);
  }

  /** Closed on purpose, and no longer recorded. */
  async end(): Promise<void> {
    this.be('closed');
    await this.#recorded.leave();
  }
}
