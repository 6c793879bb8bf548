import type { CodedError } from '../base/coded-error';
import type { ErrorCode } from '../errors/catalogue';
import type { PassingMessage, SessionObserver } from '../session/observer';
import type { SessionSnapshot, SessionState } from '../session/snapshot';
import type { Instant } from './history';
import { recordedReason } from './reason';
import type { Recording } from './recording';
import { type RecordedSession, SnapshotNews } from './snapshot-news';

export interface MemberOptions {
  readonly keepsPayload: boolean;
  /** Its state is another one. */
  readonly stateChanged: () => void;
}

/** The same fault is noted again after this long. */
const AGAIN_MS = 600_000;

/** One session, as the recorder hears of it. */
export class Member implements SessionObserver {
  readonly #recording: Recording;
  readonly #options: MemberOptions;
  readonly #news: SnapshotNews;
  #session: RecordedSession | undefined;
  #leave: readonly (() => void)[] = [];
  readonly #faults = new Map<ErrorCode, Instant>();

  constructor(recording: Recording, options: MemberOptions) {
    this.#recording = recording;
    this.#options = options;
    this.#news = new SnapshotNews({
      state: (state, error) => this.#stateChanged(state, error),
      happened: (happening) => recording.happened(happening),
      counted: (accepted, delivered) => {
        recording.minute.add('accepted', accepted);
        recording.minute.add('delivered', delivered);
      },
    });
  }

  get isOnline(): boolean {
    return this.#news.state === 'online';
  }

  watch(session: RecordedSession): void {
    this.#session = session;
    this.#leave = [
      session.onChange((snapshot) => this.#look(snapshot)),
      session.onQueue((snapshot) => this.#look(snapshot)),
      session.onReading((snapshot) => {
        this.#look(snapshot);
        this.#noteSignal(snapshot);
      }),
      session.onFault((error) => this.#fault(error, true)),
      session.onWarning((warning) => this.#fault(warning, false)),
    ];
  }

  /** Looks at the session now. */
  look(): void {
    if (this.#session !== undefined) this.#look(this.#session.snapshot());
  }

  /** Hears no more. */
  end(): void {
    this.look();
    for (const leave of this.#leave) leave();
    this.#session = undefined;
  }

  connected(): void {
    // Its bytes are counted by the data meter.
  }

  subscribed(): void {
    // As above.
  }

  sent({ payloadBytes }: PassingMessage): void {
    this.#recording.minute.add('payloadUp', payloadBytes);
  }

  acknowledged(roundTripMs: number): void {
    this.#recording.minute.addRoundTrip(roundTripMs);
  }

  received({ payloadBytes }: PassingMessage): void {
    const { minute } = this.#recording;
    minute.add('received', 1);
    minute.add('payloadDown', payloadBytes);
  }

  failed(code: string, count: number): void {
    this.#recording.failed(code, count);
  }

  moved(airUp: number, airDown: number): void {
    const { minute } = this.#recording;
    minute.add('airUp', airUp);
    minute.add('airDown', airDown);
  }

  #look(snapshot: SessionSnapshot): void {
    const now = this.#recording.now();
    this.#news.look(snapshot, now);
    this.#recording.minute.noteQueue(snapshot.queue.length);
  }

  #noteSignal({ signal }: SessionSnapshot): void {
    if (signal?.dbm !== undefined) this.#recording.minute.addSignal(signal.dbm);
  }

  #stateChanged(state: SessionState, error: CodedError | undefined): void {
    this.#recording.stateChanged(state, error);
    this.#options.stateChanged();
    if (state === 'online' && this.#session !== undefined) this.#noteSignal(this.#session.snapshot());
  }

  #fault(error: CodedError, hasTrace: boolean): void {
    const now = this.#recording.now();
    const last = this.#faults.get(error.code);
    if (last !== undefined && Math.abs(now - last) < AGAIN_MS) return;
    this.#faults.set(error.code, now);
    const trace = hasTrace ? this.#session?.trace : undefined;
    const { keepsPayload } = this.#options;
    const traceId = trace && this.#recording.traces.keep(now, error.code, trace, keepsPayload);
    this.#recording.happened({ kind: 'fault', reason: recordedReason(error), traceId });
  }
}
