import type { Clock, Timer } from '../../base/clock';
import { idOf, readPayload } from './exchange';
import { isJsonObject, NumberLiterals, type Json } from './relaxed-json';
import { checkOutputs } from './reports';
import type { Members } from './thing-model';
import type { Validation } from './value-check';

/** Outcome of a request from the cloud: answered, timed out, or not delivered because nothing was subscribed. */
export type CallOutcome<A> =
  | ({ readonly kind: 'answered'; readonly waitedMs: number } & A)
  | { readonly kind: 'timeout' }
  | { readonly kind: 'undelivered' };

/** A device's Alink answer `{id, code, data}`. */
export interface DeviceAnswer {
  /** The device's code; 6207 when the answer wasn't JSON, 460 when it had no code. */
  readonly code: number;
  readonly data: Json;
  /** Outputs that the thing model rejects, with the platform's message for each. */
  readonly faults: Readonly<Record<string, string>>;
}

/** An answer to RRPC: any bytes. */
export interface RawAnswer {
  readonly payload: Buffer;
}

/** A request awaiting its answer. */
export interface PendingCall<A> {
  /** The topic on which the answer is expected. */
  readonly answerTopic: string;
  /** Repeated in an Alink answer; undefined where the topic alone identifies the answer. */
  readonly id: string | undefined;
  readonly waitMs: number;
  /** Sends the request; false: it reached no subscriber. */
  send(): boolean;
  read(payload: Buffer): A;
  /** Called for an answer that arrives after `waitMs`. */
  late(): void;
}

const MAX_LATE = 1000;

/** Matches the cloud's requests with the devices' answers, by topic and id. */
export class Calls {
  readonly #waiting = new Map<string, (payload: Buffer | undefined) => void>();
  /** Calls that have timed out but may still be answered. */
  readonly #late = new Map<string, () => void>();

  constructor(private readonly clock: Clock) {}

  start<A extends object>(call: PendingCall<A>): Promise<CallOutcome<A>> {
    const key = call.id === undefined ? call.answerTopic : `${call.answerTopic} ${call.id}`;
    const startMs = this.clock.now();
    return new Promise((resolve) => {
      const timer: Timer = this.clock.after(call.waitMs, () => {
        this.#expect(key, () => call.late());
        this.#waiting.get(key)?.(undefined);
      });
      // The answer may arrive before send() returns.
      this.#waiting.set(key, (payload) => {
        timer.cancel();
        this.#waiting.delete(key);
        if (payload === undefined) resolve({ kind: 'timeout' });
        else resolve({ kind: 'answered', waitedMs: this.clock.now() - startMs, ...call.read(payload) });
      });
      if (call.send()) return;
      timer.cancel();
      this.#waiting.delete(key);
      resolve({ kind: 'undelivered' });
    });
  }

  /** Takes a message that a device published, which may be an answer. */
  arrived(topic: string, payload: Buffer): void {
    if (this.#waiting.size + this.#late.size === 0) return;
    const request = this.#find(topic) ?? this.#find(`${topic} ${idOf(readPayload(payload))}`);
    request?.(payload);
  }

  /** Abandons all pending calls. */
  close(): void {
    for (const settle of [...this.#waiting.values()]) settle(undefined);
    this.#late.clear();
  }

  #find(key: string): ((payload: Buffer) => void) | undefined {
    const late = this.#late.get(key);
    this.#late.delete(key);
    return this.#waiting.get(key) ?? late;
  }

  #expect(key: string, late: () => void): void {
    this.#late.set(key, late);
    const oldest = this.#late.size > MAX_LATE ? this.#late.keys().next().value : undefined;
    if (oldest !== undefined) this.#late.delete(oldest);
  }
}

/** Reads an Alink answer and checks its outputs where the model describes them (§A3.1, §A4). */
export function readAnswer(
  payload: Buffer,
  outputs: Members | undefined,
  validation: Validation,
): DeviceAnswer {
  const literals = new NumberLiterals();
  const answer = readPayload(payload, literals);
  if (answer === undefined) return { code: 6207, data: {}, faults: {} };
  if (!isJsonObject(answer)) return { code: 460, data: {}, faults: {} };
  const { code = 460, data = {} } = answer;
  const isChecked = outputs !== undefined && validation !== 'none' && isJsonObject(data);
  const { faults } = isChecked
    ? checkOutputs(outputs, data, { isStrict: validation === 'strict', literals })
    : { faults: [] };
  return {
    code: Number(code),
    data,
    faults: Object.fromEntries(faults.map(([identifier, { text }]) => [identifier, text])),
  };
}
