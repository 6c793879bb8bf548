import type { Clock, Timer } from '../base/clock';
import type { CloudReply, ReplyKey } from '../cloud/thing-dialogue';
import type { Shipment } from './shipment';

/** How a shipment reached the broker. */
export interface Receipt {
  readonly messageId: number;
  /** The clock's reading when it was written. */
  readonly sentAtMs: number;
}

export interface ReplyDeskListener {
  /** The cloud has answered what the broker had. */
  replied(shipment: Shipment, receipt: Receipt, reply: CloudReply): void;
  /** The broker has it, but the cloud said nothing in time. */
  unanswered(shipment: Shipment): void;
}

interface Expected {
  readonly shipment: Shipment;
  receipt: Receipt | undefined;
  reply: CloudReply | undefined;
  timer: Timer | undefined;
}

/** So many publishes may wait for the cloud's own reply; the rest waits in the queue. */
const MOST_EXPECTED = 64;

/**
 * Matches the cloud's replies with what was sent, by topic and id. A reply may overtake the broker's receipt; one that fits
 * nothing is nobody's. Survives the connection: a reply may come on the next.
 */
export class ReplyDesk {
  readonly #expected = new Map<string, Expected>();

  constructor(
    private readonly clock: Clock,
    private readonly listener: ReplyDeskListener,
  ) {}

  get isFull(): boolean {
    return this.#expected.size >= MOST_EXPECTED;
  }

  /** To be called before the shipment is written. */
  expect(shipment: Shipment): void {
    if (shipment.reply === undefined) return;
    this.#expected.set(keyOf(shipment.reply), {
      shipment,
      receipt: undefined,
      reply: undefined,
      timer: undefined,
    });
  }

  /** The broker has it. True when the listener hears the rest: at once if the reply has come already. */
  acknowledged(shipment: Shipment, receipt: Receipt): boolean {
    const expected = this.#of(shipment);
    if (expected === undefined) return false;
    expected.receipt = receipt;
    if (expected.reply === undefined) {
      expected.timer = this.clock.after(shipment.replyMs, () => {
        this.forget(shipment);
        this.listener.unanswered(shipment);
      });
    } else {
      this.#settle(expected, receipt, expected.reply);
    }
    return true;
  }

  heard(reply: CloudReply): void {
    const expected = this.#expected.get(keyOf(reply));
    if (expected === undefined) return;
    expected.reply ??= reply;
    if (expected.receipt !== undefined) this.#settle(expected, expected.receipt, reply);
  }

  /** No reply is waited for any more; the answer is the one that came before the receipt, which proves as much. */
  forget(shipment: Shipment): CloudReply | undefined {
    const expected = this.#of(shipment);
    if (expected === undefined || shipment.reply === undefined) return undefined;
    expected.timer?.cancel();
    this.#expected.delete(keyOf(shipment.reply));
    return expected.reply;
  }

  close(): void {
    for (const { timer } of this.#expected.values()) timer?.cancel();
    this.#expected.clear();
  }

  #settle({ shipment }: Expected, receipt: Receipt, reply: CloudReply): void {
    this.forget(shipment);
    this.listener.replied(shipment, receipt, reply);
  }

  #of(shipment: Shipment): Expected | undefined {
    const expected = shipment.reply && this.#expected.get(keyOf(shipment.reply));
    return expected?.shipment === shipment ? expected : undefined;
  }
}

function keyOf({ topic, id }: ReplyKey): string {
  return `${id} ${topic}`;
}
