import assert from 'node:assert/strict';
import { CodedError } from '../../src/base/coded-error';
import type { ErrorCode } from '../../src/errors/catalogue';
import type { PublishAttempt } from '../../src/ec20/mqtt-client';
import type { PublishPacket } from '../../src/ec20/publish';
import { MemoryQueue } from '../../src/session/memory-queue';
import { Outbox } from '../../src/session/outbox';
import type { Delivery } from '../../src/session/publication';
import { Publisher, type PublishingClient } from '../../src/session/publisher';
import { RateLimit } from '../../src/session/rate-limit';
import { SendWindow } from '../../src/session/send-window';
import type { BatchOptions } from '../../src/session/publish-batch';
import { VirtualClock } from '../support/virtual-clock';

/** One publish that the client was asked for. */
export class Attempt implements PublishAttempt {
  readonly accepted: Promise<void>;
  readonly completed: Promise<'acknowledged' | 'failed'>;
  #accepted: { resolve(): void; reject(error: CodedError): void } | undefined;
  #completed:
    { resolve(result: 'acknowledged' | 'failed'): void; reject(error: CodedError): void } | undefined;

  constructor(
    readonly messageId: number,
    readonly topic: string,
    readonly payload: Buffer = Buffer.alloc(0),
  ) {
    this.accepted = new Promise((resolve, reject) => (this.#accepted = { resolve, reject }));
    this.completed = new Promise((resolve, reject) => (this.#completed = { resolve, reject }));
    this.accepted.catch((error: unknown) => this.#completed?.reject(error as CodedError));
    this.completed.catch(() => undefined);
  }

  /** OK behind the payload. */
  takeOver(): void {
    this.#accepted?.resolve();
  }

  /** +QMTPUBEX. */
  complete(result: 'acknowledged' | 'failed'): void {
    this.#completed?.resolve(result);
  }

  /** ERROR before the prompt, or the end of the line. */
  refuse(error: CodedError): void {
    this.#accepted?.reject(error);
  }

  /** No result in time, or the end of the connection. */
  lose(error: CodedError): void {
    this.#accepted?.reject(error);
    this.#completed?.reject(error);
  }
}

export class Client implements PublishingClient {
  readonly attempts: Attempt[] = [];
  readonly #ids: () => number;
  stateAnswer: Promise<number | undefined> = Promise.resolve(3);
  stateAsked = 0;
  mayLackPublish = false;

  constructor(ids: () => number) {
    this.#ids = ids;
  }

  publish(packet: PublishPacket): PublishAttempt {
    const attempt = new Attempt(packet.qos === 0 ? 0 : this.#ids(), packet.topic, packet.payload);
    this.attempts.push(attempt);
    return attempt;
  }

  state(): Promise<number | undefined> {
    this.stateAsked++;
    return this.stateAnswer;
  }

  get topics(): readonly string[] {
    return this.attempts.map(({ topic }) => topic);
  }

  attempt(index: number): Attempt {
    const attempt = this.attempts.at(index);
    assert(attempt !== undefined, `attempt ${index}`);
    return attempt;
  }
}

export const refusal = () =>
  new CodedError('EC20_MODULE_ERROR', {
    outcome: 'rejected',
    params: { command: 'AT+QMTPUBEX', result: 'ERROR' },
  });
export const noResult = () => new CodedError('EC20_TIMEOUT', { outcome: 'unknown' });

interface RigOptions {
  readonly largest?: number;
  readonly perSecond?: number;
  readonly packing?: Omit<BatchOptions, 'outbox'>;
}

/** A publisher between an outbox and a client that a test plays. */
export class Rig {
  readonly clock = new VirtualClock();
  readonly window: SendWindow;
  readonly outbox: Outbox;
  readonly publisher: Publisher;
  readonly delivered = new Map<string, Delivery>();
  readonly failed = new Map<string, ErrorCode>();
  readonly reopened: ErrorCode[] = [];
  refused = 0;
  damaged = 0;
  #id = 0;
  client = this.makeClient();

  constructor({ largest = 5, perSecond, packing }: RigOptions = {}) {
    const { clock } = this;
    this.window = new SendWindow(clock, () => largest);
    this.outbox = new Outbox({
      clock,
      queue: new MemoryQueue(clock),
      limit: 1000,
      ttlMs: 0,
      overflow: 'oldest',
      onReady: () => this.publisher.poke(),
      onDropped: () => undefined,
      onTrouble: (error) => assert.fail(error),
    });
    this.publisher = new Publisher({
      clock,
      outbox: this.outbox,
      window: this.window,
      rate: new RateLimit(perSecond),
      ...(packing === undefined ? {} : { packing }),
      listener: {
        delivered: () => undefined,
        refused: () => {
          this.refused++;
        },
        damaged: () => {
          this.damaged++;
        },
        reopen: (reason) => this.reopened.push(reason.code),
      },
    });
  }

  makeClient(): Client {
    return new Client(() => ++this.#id);
  }

  async attach(client = this.makeClient()): Promise<Client> {
    this.client = client;
    this.publisher.attach(client);
    await this.settle();
    return client;
  }

  /** The connection ends: first the publisher is notified, then its attempts end, as in the session. */
  async lose(code: ErrorCode): Promise<void> {
    const reason = new CodedError(code, { outcome: 'unknown' });
    this.publisher.detach(reason);
    for (const attempt of this.client.attempts) attempt.lose(reason);
    await this.settle();
  }

  async publish(...topics: string[]): Promise<void> {
    for (const topic of topics) {
      const qos = topic.startsWith('qos0') ? 0 : 1;
      const payload = Buffer.from(topic);
      this.outbox.add(
        { topic, payload, qos, retain: false, offline: 'queue', nodeId: 'n', flowMessageId: topic },
        {
          accepted: () => undefined,
          delivered: (delivery) => this.settleOnce(topic, () => this.delivered.set(topic, delivery)),
          failed: (error) => this.settleOnce(topic, () => this.failed.set(topic, error.code)),
        },
      );
    }
    await this.settle();
  }

  settleOnce(topic: string, settle: () => void): void {
    assert(!this.delivered.has(topic) && !this.failed.has(topic), `${topic} settles twice`);
    settle();
  }

  /** Lets everything happen that needs no time. */
  settle(): Promise<void> {
    return this.clock.advance(0);
  }

  /** The newest attempt is taken over and acknowledged. */
  async acknowledge(client = this.client, index = -1): Promise<void> {
    const attempt = client.attempt(index);
    attempt.takeOver();
    attempt.complete('acknowledged');
    await this.settle();
  }

  /** A rig whose window has grown to `size`. */
  static async grown(size: number): Promise<Rig> {
    const rig = new Rig({ largest: size });
    await rig.attach();
    for (let message = 1; message < size; message++) {
      await rig.publish(`warm ${message}`);
      await rig.acknowledge();
    }
    rig.client.attempts.length = 0;
    return rig;
  }
}
