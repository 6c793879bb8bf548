import type { Clock, Timer } from '../../base/clock';
import { readPayload } from './exchange';
import { isJsonObject, NumberLiterals, type Json } from './relaxed-json';
import { checkOutputs } from './reports';
import type { Members } from './thing-model';
import type { Validation } from './value-check';

/** What became of a request from the cloud's side: answered, not in time, or nobody was there to hear it. */
export type CallOutcome<A> =
  | ({ readonly kind: 'answered'; readonly waitedMs: number } & A)
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unheard' };

/** An Alink answer `{id, code, data}` of a device. */
export interface DeviceAnswer {
  /** The device's code; 6207 when it wasn't JSON, 460 when it named none. */
  readonly code: number;
  readonly data: Json;
  /** Outputs that the thing model refuses, with the platform's words. */
  readonly faults: Readonly<Record<string, string>>;
}

/** The answer to RRPC: any bytes. */
export interface RawAnswer {
  readonly payload: Buffer;
}

/** A request that waits for its answer. */
export interface PendingCall<A> {
  /** The topic on which the answer comes. */
  readonly answerTopic: string;
  /** Repeated by an Alink answer; undefined where the topic is the answer's own. */
  readonly id: string | undefined;
  readonly waitMs: number;
  /** Sends the request; false: nobody hears it. */
  send(): boolean;
  read(payload: Buffer): A;
  /** An answer after `waitMs`. */
  late(): void;
}

const MOST_LATE = 1000;

/** The cloud's requests and the devices' answers, matched by topic and id. */
export class Calls {
  readonly #waiting = new Map<string, (payload: Buffer | undefined) => void>();
  /** Calls that are given up, whose answers may still come. */
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
      // The answer may come before send() returns.
      this.#waiting.set(key, (payload) => {
        timer.cancel();
        this.#waiting.delete(key);
        if (payload === undefined) resolve({ kind: 'timeout' });
        else resolve({ kind: 'answered', waitedMs: this.clock.now() - startMs, ...call.read(payload) });
      });
      if (call.send()) return;
      timer.cancel();
      this.#waiting.delete(key);
      resolve({ kind: 'unheard' });
    });
  }

  /** A device has published; it may be an answer. */
  arrived(topic: string, payload: Buffer): void {
    if (this.#waiting.size + this.#late.size === 0) return;
    const request = this.#find(topic) ?? this.#find(`${topic} ${answerId(payload)}`);
    request?.(payload);
  }

  /** Gives all up. */
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
    const oldest = this.#late.size > MOST_LATE ? this.#late.keys().next().value : undefined;
    if (oldest !== undefined) this.#late.delete(oldest);
  }
}

/** Reads an Alink answer and checks its outputs, where a model says what they are (§A3.1, §A4). */
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

function answerId(payload: Buffer): string {
  const answer = readPayload(payload);
  const id = isJsonObject(answer) ? answer['id'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
}
