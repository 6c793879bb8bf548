import type { Clock, Timer } from '../../src/base/clock';
import { CodedError } from '../../src/base/coded-error';
import type { DownlinkRequest } from '../../src/cloud/thing-dialogue';

/** A request of the cloud as it travels through the flow, in `msg.ec20.request`: plain data. */
export interface FlowRequest extends DownlinkRequest {
  /** The config node that received it. */
  readonly modem: string;
  /** `productKey/deviceName` of the device behind that one's that it is for; absent: that one's itself. */
  readonly device?: string;
  /** Unique within this run. */
  readonly token: string;
}

interface Pending {
  readonly receivedAtMs: number;
  readonly limitMs: number | undefined;
  readonly timer: Timer | undefined;
  /** Answers it automatically, if that is set and nothing has answered. */
  readonly answerNow: () => void;
  answered: boolean;
}

/** Maximum requests remembered; for a new one the oldest is answered automatically, if that is set, and forgotten. */
const MOST_REQUESTS = 1000;

/** The cloud's requests that a flow can still answer: each once, and within the cloud's timeout. */
export class PendingRequests {
  readonly #pending = new Map<string, Pending>();
  #count = 0;

  constructor(
    private readonly clock: Clock,
    /** Distinguishes this run's tokens from those of another run. */
    private readonly run: string,
  ) {}

  /** Notes a request; `unanswered` is called once if nothing has answered it `afterMs` later. */
  add(
    request: DownlinkRequest,
    modem: string,
    automatic: { readonly afterMs: number; unanswered(request: FlowRequest): void } | undefined,
    device?: string,
  ): FlowRequest {
    const token = `${this.run}-${++this.#count}`;
    const flowRequest = { ...request, modem, ...(device === undefined ? {} : { device }), token };
    const answerNow = () => {
      if (this.#pending.get(flowRequest.token)?.answered === false) automatic?.unanswered(flowRequest);
    };
    const timer = automatic && this.clock.after(automatic.afterMs, answerNow);
    this.#pending.set(flowRequest.token, {
      receivedAtMs: this.clock.now(),
      limitMs: request.limitMs,
      timer,
      answerNow,
      answered: false,
    });
    this.#forgetOldest();
    // A copy: the flow may change its own before the automatic answer.
    return { ...flowRequest };
  }

  /**
   * Marks a request as answered. One from an earlier run is accepted if it has no time limit. Throws `EC20_REPLY_TWICE` and
   * `EC20_REPLY_LATE`.
   */
  answer({ token, limitMs: limit }: FlowRequest): void {
    const pending = this.#pending.get(token);
    if (pending === undefined) {
      if (limit === undefined) return;
      throw new CodedError('EC20_REPLY_LATE', { params: { ms: limit, limit }, outcome: 'not-sent' });
    }
    if (pending.answered) throw new CodedError('EC20_REPLY_TWICE', { outcome: 'not-sent' });
    pending.answered = true;
    pending.timer?.cancel();
    const ms = Math.round(this.clock.now() - pending.receivedAtMs);
    if (pending.limitMs === undefined || ms < pending.limitMs) return;
    const params = { ms, limit: pending.limitMs };
    throw new CodedError('EC20_REPLY_LATE', { params, outcome: 'not-sent' });
  }

  /** Stops all automatic answers. */
  close(): void {
    for (const { timer } of this.#pending.values()) timer?.cancel();
    this.#pending.clear();
  }

  #forgetOldest(): void {
    for (const [token, { timer, answerNow }] of this.#pending) {
      if (this.#pending.size <= MOST_REQUESTS) return;
      timer?.cancel();
      answerNow();
      this.#pending.delete(token);
    }
  }
}
