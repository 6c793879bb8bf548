import type { Clock, Timer } from '../base/clock';
import { CodedError } from '../base/coded-error';
import type { Line, LineListener, Transport } from '../transport/transport';
import type { Consent } from './doctor';
import type { BrokerAddress } from './examination';
import { LEVELS, type Level } from './report';
import type { Step } from './steps/step';
import type { DoctorTrace, TraceEvent } from './trace';

/** The options with which the traced examination was started. */
export interface TracedOptions {
  readonly level: Level;
  readonly broker?: BrokerAddress;
  readonly hasSecond: boolean;
}

/**
 * The module's side of a trace: sends what it sent, with the same delay after the same bytes. Bytes that differ from the trace are
 * `EC20_TRACE_DEVIATES` (place, expected, got), which ends the line.
 */
export class Replay {
  /** The examined port. */
  readonly transport: Transport = {
    path: 'trace',
    open: (listener) => Promise.resolve(this.#open(listener)),
  };
  /** The port that was only listened to. */
  readonly second: Transport = {
    path: 'trace (second port)',
    open: (listener) => {
      this.#second = listener;
      return Promise.resolve({ write: () => Promise.resolve(), close: () => Promise.resolve() });
    },
  };
  readonly #timers = new Set<Timer>();
  #next = 0;
  #first: LineListener | undefined;
  #second: LineListener | undefined;

  constructor(
    private readonly trace: DoctorTrace,
    private readonly clock: Clock,
    /** Called where the examination was interrupted. */
    private readonly interrupted: () => void = () => undefined,
  ) {}

  /** From the trace's first note; without one it was read-only. */
  get options(): TracedOptions {
    const note = this.trace.events.find((event) => event.dir === 'note');
    const text = note !== undefined && 'text' in note ? note.text.replace(/^options /, '') : '{}';
    const { level, broker, second } = parsed(text) as {
      level?: Level;
      broker?: BrokerAddress;
      second?: boolean;
    };
    return {
      level: LEVELS.find((known) => known === level) ?? 'read',
      ...(broker === undefined ? {} : { broker }),
      hasSecond: second === true,
    };
  }

  /** Consents to the steps that were performed then. */
  consent(step: Step): Consent {
    const isDone = this.trace.events.some((event) => 'text' in event && event.text === `start ${step.name}`);
    return isDone ? 'yes' : 'no';
  }

  #open(listener: LineListener): Line {
    this.#first = listener;
    this.#play(0);
    return {
      write: (bytes) => this.#written(Buffer.from(bytes)),
      close: () => {
        for (const timer of this.#timers) timer.cancel();
        this.#first = undefined;
        return Promise.resolve();
      },
    };
  }

  #written(bytes: Buffer): Promise<void> {
    const expected = this.trace.events[this.#next];
    if (expected === undefined || !('bytes' in expected) || !expected.bytes.equals(bytes)) {
      const error = this.#deviation(expected, bytes);
      const listener = this.#first;
      this.#first = undefined;
      listener?.lost(error);
      return Promise.reject(error);
    }
    this.#next += 1;
    this.#play(expected.ms);
    return Promise.resolve();
  }

  /** Replays the events from `startMs` on, up to the next bytes that were written. */
  #play(startMs: number): void {
    for (; this.#next < this.trace.events.length; this.#next++) {
      const event = this.trace.events[this.#next];
      if (event === undefined || event.dir === 'out') return;
      const action = this.#actionOf(event);
      if (action === undefined) continue;
      const timer = this.clock.after(Math.max(0, event.ms - startMs), () => {
        this.#timers.delete(timer);
        action();
      });
      this.#timers.add(timer);
    }
  }

  #actionOf(event: TraceEvent): (() => void) | undefined {
    if ('bytes' in event) {
      return () => {
        const listener = event.port === 'second' ? this.#second : this.#first;
        listener?.received(Buffer.from(event.bytes));
      };
    }
    if (event.dir !== 'note') return undefined;
    if (event.text === 'interrupted') return this.interrupted;
    if (!event.text.startsWith('lost ')) return undefined;
    return () => this.#first?.lost(new CodedError('EC20_PORT_LOST', { params: { port: 'trace' } }));
  }

  #deviation(expected: TraceEvent | undefined, got: Buffer): CodedError {
    const shown = (bytes: Buffer) => JSON.stringify(bytes.toString('latin1').slice(0, SHOWN_BYTES));
    const params = {
      // The header is line 1.
      line: this.#next + 2,
      expected: expected !== undefined && 'bytes' in expected ? shown(expected.bytes) : '-',
      got: shown(got),
    };
    return new CodedError('EC20_TRACE_DEVIATES', { params });
  }
}

const SHOWN_BYTES = 80;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A trace that another program wrote: replayed as a read-only one.
    return {};
  }
}
