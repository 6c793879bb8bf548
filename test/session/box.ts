import assert from 'node:assert/strict';
import type { ErrorCode } from '../../src/errors/catalogue';
import { MemoryQueue } from '../../src/session/memory-queue';
import { type Entry, Outbox, type OutboxOptions } from '../../src/session/outbox';
import type { MessageQueue } from '../../src/session/queue';
import { VirtualClock } from '../support/virtual-clock';

export const DELIVERY = { messageId: 1, attempts: 1, queuedMs: 0, deliveredMs: 0 };

export interface BoxOptions extends Partial<OutboxOptions> {
  readonly clock?: VirtualClock;
}

/** An outbox, the outcome of each message by its number, and checks of what must hold at every moment. */
export class Box {
  readonly clock: VirtualClock;
  readonly queue: MessageQueue;
  readonly outbox: Outbox;
  /** What happened, in order: `3 accepted`, `3 delivered`, `4 EC20_EXPIRED`. */
  readonly told: string[] = [];
  /** Reported to the node instead, as restored or spilled. */
  readonly toldNode: string[] = [];
  readonly dropped: ErrorCode[] = [];
  readonly troubles: ErrorCode[] = [];
  ready = 0;
  #added = 0;
  readonly #settled = new Set<number>();
  readonly #accepted = new Set<number>();

  constructor(options: BoxOptions = {}) {
    this.clock = options.clock ?? new VirtualClock();
    this.queue = options.queue ?? new MemoryQueue(this.clock);
    this.outbox = new Outbox({
      limit: 100_000,
      ttlMs: 0,
      overflow: 'oldest',
      onReady: () => {
        this.ready++;
      },
      onDropped: (error) => this.dropped.push(error.code),
      onTrouble: (error) => this.troubles.push(error.code),
      ...options,
      clock: this.clock,
      queue: this.queue,
    });
    this.outbox.claim('node', {
      delivered: (message) => this.#settle(message.payload, `delivered ${message.origin}`, this.toldNode),
      failed: (message, error) =>
        this.#settle(message.payload, `${error.code} ${message.origin}`, this.toldNode),
    });
  }

  static async opened(options: BoxOptions = {}): Promise<Box> {
    const box = new Box(options);
    await box.clock.settle(box.outbox.open('device'), 60_000);
    return box;
  }

  /** Numbers of the messages that have settled. */
  get settled(): ReadonlySet<number> {
    return this.#settled;
  }

  /** Adds messages and returns their numbers, from 1 on; `payloadOf` may make their bytes. */
  add(count = 1, payloadOf = (number: number) => Buffer.from(String(number)), topic = 't'): number[] {
    return Array.from({ length: count }, () => {
      const number = ++this.#added;
      const payload = payloadOf(number);
      this.outbox.add(
        {
          topic,
          payload,
          qos: 1,
          retain: false,
          offline: 'queue',
          nodeId: 'node',
          flowMessageId: `m${number}`,
        },
        {
          accepted: () => this.#accept(number),
          delivered: () => this.#settle(Buffer.from(String(number)), 'delivered', this.told),
          failed: (error) => this.#settle(Buffer.from(String(number)), error.code, this.told),
        },
      );
      return number;
    });
  }

  take(): Entry {
    const entry = this.outbox.take();
    assert(entry !== undefined, 'nothing to take');
    return entry;
  }

  /** Takes and delivers all that waits; returns the numbers in the order of leaving. */
  async drain(): Promise<number[]> {
    const numbers: number[] = [];
    for (let idle = 0; idle < 2;) {
      const entry = this.outbox.take();
      if (entry === undefined) {
        idle++;
        await this.clock.advance(60_000);
      } else {
        idle = 0;
        numbers.push(numberOf(entry));
        this.outbox.delivered(entry, DELIVERY);
      }
    }
    return numbers;
  }

  async close(): Promise<void> {
    await this.clock.settle(this.outbox.close(), 60_000);
  }

  #accept(number: number): void {
    assert(!this.#accepted.has(number), `${number} is accepted twice`);
    assert(!this.#settled.has(number), `${number} is accepted after it settled`);
    this.#accepted.add(number);
    this.told.push(`${number} accepted`);
  }

  #settle(payload: Buffer, how: string, told: string[]): void {
    const number = Number(payload.toString().trim());
    assert(!this.#settled.has(number), `${number} settles twice`);
    this.#settled.add(number);
    told.push(`${number} ${how}`);
  }
}

/** The number that a message carries. */
export function numberOf(entry: Entry): number {
  return Number(entry.payload.toString().trim());
}

/** The numbers from one to another, both included. */
export const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
