import assert from 'node:assert/strict';
import { Backlog, READY_MESSAGES } from '../../src/session/backlog';
import { MemoryQueue } from '../../src/session/memory-queue';
import type { OutboxRecord } from '../../src/session/outbox-record';
import type { QueuedMessage } from '../../src/session/queue';
import { type Choice, Selection } from '../../src/session/selection';
import { VirtualClock } from '../support/virtual-clock';

const EVENTS: Choice = ({ topic }) => topic.startsWith('event');

function queued(seq: number, topic: string): QueuedMessage {
  const fixed = { nodeId: 'n', flowMessageId: 'm', payload: Buffer.of(1), qos: 1, retain: false } as const;
  return { ...fixed, seq, topic, replyMs: 0, ageMs: 0 };
}

/** An outbox's memory and queue: the first `inMemory` messages are ready, the others wait only in the queue. */
class Played {
  readonly ready: OutboxRecord[] = [];
  readonly backlog: Backlog;
  readonly selection: Selection;
  /** What was read from the queue: after which message, how many at most. */
  readonly reads: [number, number][] = [];
  /** Called before a reading is answered. */
  whileReading: () => void = () => undefined;
  isOpen = true;
  readyCalls = 0;
  readonly #messages: readonly QueuedMessage[];

  constructor(topics: readonly string[], inMemory: number) {
    const clock = new VirtualClock();
    this.#messages = topics.map((topic, place) => queued(place + 1, topic));
    this.backlog = new Backlog({ clock, queue: new MemoryQueue(clock) });
    this.backlog.found(topics.length, topics.length);
    this.selection = new Selection({
      backlog: this.backlog,
      ready: () => this.ready,
      isOpen: () => this.isOpen,
      read: (afterSeq, count) => {
        this.reads.push([afterSeq, count]);
        this.whileReading();
        return Promise.resolve(this.#messages.filter(({ seq }) => seq > afterSeq).slice(0, count));
      },
      onFound: (record) => this.ready.push(record),
      onReady: () => this.readyCalls++,
    });
    for (const message of this.#messages.slice(0, inMemory)) this.#load(message);
  }

  /** Reads the next of the queue in its turn. */
  loadNext(): void {
    const next = this.#messages.find(({ seq }) => seq > this.backlog.loadedSeq);
    if (next !== undefined) this.#load(next);
  }

  take(): number | undefined {
    const record = this.selection.next();
    if (record !== undefined) this.ready.splice(this.ready.indexOf(record), 1);
    return record?.seq;
  }

  #load(message: QueuedMessage): void {
    const record = this.backlog.read(message);
    if (record !== undefined) this.ready.push(record);
  }
}

/** So many readings, and an event behind them. */
const readingsThenEvent = (count: number) => [...Array<string>(count).fill('reading'), 'event'];

describe('What may leave an outbox', () => {
  it('is everything in its order, and with a choice only what fits, past the others', () => {
    const played = new Played(['reading', 'event a', 'reading', 'event b'], 4);
    assert.deepEqual([played.selection.next()?.seq, played.selection.isPartial], [1, false]);
    assert.equal(played.selection.all().length, 4);
    played.selection.choose(EVENTS);
    assert.equal(played.selection.isPartial, true);
    assert.deepEqual(
      played.selection.all().map(({ seq }) => seq),
      [2, 4],
    );
    assert.deepEqual([played.take(), played.take(), played.take()], [2, 4, undefined]);
    played.selection.choose(undefined);
    assert.deepEqual([played.take(), played.take()], [1, 3]);
  });

  it('is looked for in the queue behind what fills the memory, page by page, until one is found', async () => {
    const count = 2 * READY_MESSAGES + 10;
    const played = new Played(readingsThenEvent(count), 5);
    played.selection.choose(EVENTS);
    await played.selection.search();
    assert.deepEqual(played.reads, [
      [5, READY_MESSAGES],
      [5 + READY_MESSAGES, READY_MESSAGES],
      [5 + 2 * READY_MESSAGES, READY_MESSAGES],
    ]);
    assert.equal(played.readyCalls, 3);
    assert.equal(played.take(), count + 1);
    // It goes on behind what was looked at.
    await played.selection.search();
    assert.deepEqual(played.reads.at(-1), [count + 1, READY_MESSAGES]);
    assert.equal(played.take(), undefined);
  });

  it('is not looked for where one in memory may leave, all may, or nothing can be read', async () => {
    const played = new Played(['event', ...readingsThenEvent(10)], 1);
    await played.selection.search();
    played.selection.choose(EVENTS);
    await played.selection.search();
    assert.equal(played.take(), 1);
    played.isOpen = false;
    await played.selection.search();
    assert.deepEqual(played.reads, []);
    played.isOpen = true;
    await played.selection.search();
    assert.equal(played.take(), 12);
  });

  it('is found once, however often it is looked for, and not again when its turn in the queue comes', async () => {
    const played = new Played(readingsThenEvent(3), 1);
    played.selection.choose(EVENTS);
    await Promise.all([played.selection.search(), played.selection.search()]);
    assert.equal(played.reads.length, 1);
    assert.equal(played.take(), 4);
    played.selection.choose(undefined);
    for (let turn = 0; turn < 3; turn++) played.loadNext();
    assert.deepEqual(
      played.ready.map(({ seq }) => seq),
      [1, 2, 3],
    );
    assert.equal(played.backlog.length, 0);
  });

  it('is given up where the choice has changed while the queue was read', async () => {
    const played = new Played(readingsThenEvent(3), 1);
    played.selection.choose(EVENTS);
    played.whileReading = () => played.selection.choose(undefined);
    await played.selection.search();
    assert.deepEqual([played.reads.length, played.ready.length, played.readyCalls], [1, 1, 0]);
  });
});
