import type { Clock } from '../base/clock';
import { Deferred } from '../base/deferred';
import type { Asked, GatewayDialogue, GatewayMessage, GatewayQuestion } from '../cloud/gateway';
import type { CloudMessage } from '../cloud/thing-dialogue';

export interface GatewayQuestionsOptions {
  readonly clock: Clock;
  /** Undefined: this cloud knows no sub-devices. */
  readonly dialogue: GatewayDialogue | undefined;
  /** Sends a message of the session's own, in its turn; rejects when the connection ends or the module refuses it. */
  readonly send: (message: CloudMessage & { readonly qos: 0 | 1 }, signal: AbortSignal) => Promise<void>;
  readonly nextId: () => string;
  readonly largestPayloadBytes: () => number;
}

export type Reply = GatewayMessage & { kind: 'reply' };

/** What becomes of a question. */
export interface Asking {
  /** How many of the devices it is for; called before it is sent. */
  readonly asked?: (count: number) => void;
  /** Its answer came after it was given up: on a slow network that happens, and it counts. */
  readonly late?: (reply: Reply) => void;
}

/** Maximum wait for the answer to a question. */
export const ANSWER_MS = 10_000;

/** What a gateway asks its cloud about its sub-devices, and the answers: in time, late, or none. */
export class GatewayQuestions {
  readonly #options: GatewayQuestionsOptions;
  readonly #answers = new Map<string, Deferred<Reply>>();
  /** Questions of this connection that were given up. */
  readonly #late = new Map<string, (reply: Reply) => void>();

  constructor(options: GatewayQuestionsOptions) {
    this.#options = options;
  }

  /** A new connection: nothing that was asked before is answered any more. */
  restart(): void {
    this.#late.clear();
  }

  /** Asks, and waits for the answer; undefined: none came. Rejects when the connection ends. */
  async ask(
    question: GatewayQuestion,
    signal: AbortSignal,
    { asked, late }: Asking = {},
  ): Promise<Reply | undefined> {
    const { clock, dialogue, nextId, largestPayloadBytes, send } = this.#options;
    if (dialogue === undefined) return undefined;
    const id = nextId();
    const message: Asked = dialogue.ask(question, id, largestPayloadBytes());
    asked?.(message.count);
    const answer = new Deferred<Reply>(() => this.#answers.delete(id)).quiet();
    this.#answers.set(id, answer);
    const ended = () => answer.reject(signal.reason);
    signal.addEventListener('abort', ended, { once: true });
    try {
      await send(message, signal);
      answer.within(clock, ANSWER_MS, () => undefined);
      return await answer.promise;
    } catch (error) {
      if (signal.aborted) throw error;
      if (late !== undefined) this.#late.set(id, late);
      return undefined;
    } finally {
      answer.reject(undefined);
      signal.removeEventListener('abort', ended);
    }
  }

  /** An answer has come. One that nobody has asked for is ignored. */
  answered(reply: Reply): void {
    const { id } = reply;
    const late = this.#late.get(id);
    this.#late.delete(id);
    this.#answers.get(id)?.resolve(reply);
    late?.(reply);
  }
}
