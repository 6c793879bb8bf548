import { Trace, type TraceEntry } from '../at/trace';
import type { Clock } from '../base/clock';
import { asCodedError, CodedError } from '../base/coded-error';
import type { Place } from '../errors/row';
import type { ServerName } from '../settings/servers';
import { Listeners } from '../base/listeners';
import {
  CHECK_LINES,
  type CheckLine,
  type CheckLineId,
  type Finding,
  silencesModule,
  NEEDS,
  faultOf,
  lineError,
} from './check-line';

/** What is checked, and how: each line by a live test. */
export interface CheckSubject {
  readonly trace: Trace;
  /** Whether a line applies here. */
  has(id: CheckLineId): boolean;
  /** Checks one line. Rejects with its error, or with `signal`'s reason. */
  look(id: CheckLineId, signal: AbortSignal): Promise<Finding>;
  /** Nothing else can be checked once the first line has failed. */
  readonly isVoid?: boolean;
  /** The server whose words errors speak; undefined: not known. */
  readonly server?: ServerName | undefined;
  /** Closes everything that the check opened. Never rejects. */
  close(reason: CodedError): Promise<void>;
}

/** Maximum duration of a check. */
const LONGEST_MINUTES = 5;
/** Maximum traffic entries shown per line. */
const MOST_TRAFFIC = 40;
const ARROWS: Readonly<Record<TraceEntry['direction'], string>> = { out: '>', in: '<', note: '#' };

/** One run of the checklist, line by line against live traffic; a line that depends on a failed one is skipped. */
export class SetupCheck {
  readonly #lines = new Map<CheckLineId, CheckLine>();
  readonly #changed = new Listeners<undefined>('onChange', ({ message }) => this.subject.trace.note(message));
  readonly #over = new AbortController();
  #stoppedBy: CheckLineId | undefined;
  #isDone = false;

  constructor(
    private readonly clock: Clock,
    private readonly subject: CheckSubject,
    /** Where the lines are displayed. */
    private readonly place: Place,
  ) {
    for (const id of CHECK_LINES) {
      if (subject.has(id)) this.#lines.set(id, { id, state: 'waiting', ms: 0, detail: {}, traffic: [] });
    }
  }

  /** The current lines, in order. */
  get lines(): readonly CheckLine[] {
    return [...this.#lines.values()];
  }

  /** The run is over, and everything that it opened is closed. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Notifies of each change of a line, and of the end. */
  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  /** Checks the lines in turn, once. Resolves when everything is closed again; never rejects. */
  async run(): Promise<void> {
    const limit = this.clock.after(LONGEST_MINUTES * 60_000, () =>
      this.#over.abort(new CodedError('EC20_CHECK_ENDED', { params: { minutes: LONGEST_MINUTES } })),
    );
    for (const id of this.#lines.keys()) await this.#take(id);
    limit.cancel();
    await this.subject.close(new CodedError('EC20_CHECK_CANCELLED'));
    this.#isDone = true;
    this.#changed.emit(undefined);
  }

  /** Stops the run; `run()` resolves soon. */
  cancel(): void {
    this.#over.abort(new CodedError('EC20_CHECK_CANCELLED'));
  }

  async #take(id: CheckLineId): Promise<void> {
    const { signal } = this.#over;
    if (signal.aborted) {
      this.#update(id, { state: 'skipped', ...this.#told(asCodedError(signal.reason)) });
      return;
    }
    const because = this.#obstacle(id);
    if (because !== undefined) {
      this.#update(id, { state: 'skipped', because });
      return;
    }
    const traffic: string[] = [];
    const unlisten = this.subject.trace.subscribe(({ direction, text }) => {
      if (traffic.length < MOST_TRAFFIC) traffic.push(`${ARROWS[direction]} ${text}`);
    });
    const startMs = this.clock.now();
    this.#update(id, { state: 'running' });
    this.subject.trace.record('note', `check: ${id}`);
    const outcome = await this.#outcome(id, signal);
    unlisten();
    this.#update(id, { ...outcome, ms: Math.round(this.clock.now() - startMs), traffic });
  }

  #ofDevices(
    detail: CheckLine['detail'],
    found: NonNullable<Finding['devices']>,
  ): Pick<CheckLine, 'state' | 'detail' | 'devices'> {
    const { server } = this.subject;
    const devices = found.map(({ deviceName, error }) =>
      error === undefined ? { deviceName } : { deviceName, fault: faultOf(error.at(server), this.place) },
    );
    const isFailed = found.some(({ error }) => error !== undefined);
    return { state: isFailed ? 'failed' : 'ok', detail, devices };
  }

  #told(error: CodedError): ReturnType<typeof lineError> {
    return lineError(error.at(this.subject.server), this.place);
  }

  async #outcome(id: CheckLineId, signal: AbortSignal): Promise<Partial<CheckLine>> {
    try {
      const { detail = {}, warning, untried, devices } = await this.subject.look(id, signal);
      if (devices !== undefined) return this.#ofDevices(detail, devices);
      if (untried !== undefined) return { state: 'skipped', detail, ...this.#told(untried) };
      if (warning !== undefined) return { state: 'warn', detail, ...this.#told(warning) };
      return { state: 'ok', detail };
    } catch (error) {
      const reason = asCodedError(signal.aborted ? signal.reason : error);
      if (reason.code === 'EC20_CHECK_CANCELLED') return { state: 'skipped', ...this.#told(reason) };
      if (silencesModule(reason.code) || this.subject.isVoid === true) this.#stoppedBy = id;
      return { state: 'failed', ...this.#told(reason) };
    }
  }

  /** The line that prevents this one. */
  #obstacle(id: CheckLineId): CheckLineId | undefined {
    if (this.#stoppedBy !== undefined) return this.#stoppedBy;
    for (const needed of NEEDS[id]) {
      const line = this.#lines.get(needed);
      if (line?.state === 'failed') return needed;
      if (line?.because !== undefined) return line.because;
    }
    return undefined;
  }

  #update(id: CheckLineId, change: Partial<CheckLine>): void {
    const line = this.#lines.get(id);
    if (line !== undefined) this.#lines.set(id, { ...line, ...change });
    this.#changed.emit(undefined);
  }
}

/** A line that can't be tested, with the reason in words. */
export function untried(en: string, zh: string): Finding {
  return { untried: new CodedError('EC20_CHECK_UNTRIED', { phrases: { reason: { en, zh } } }) };
}

/** Invalid settings: there is nothing to check. */
export class RefusedSettings implements CheckSubject {
  readonly trace: Trace;
  readonly isVoid = true;

  constructor(
    clock: Clock,
    private readonly error: CodedError,
  ) {
    this.trace = new Trace(clock);
  }

  has(id: CheckLineId): boolean {
    return id !== 'tls' && id !== 'devices';
  }

  look(): Promise<Finding> {
    return Promise.reject(this.error);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
