import type { CodedError } from '../base/coded-error';
import type { OutboxOptions } from './outbox-options';
import type { OutboxRecord } from './outbox-record';
import type { Delivery, NodeListener, PublicationListener } from './publication';

/** Reports how the messages of an outbox settle: to their sender, or, where it is gone, to the node that has claimed them. */
export class Settlements {
  readonly #options: Pick<OutboxOptions, 'onDropped' | 'onUnclaimed' | 'observer'>;
  readonly #nodes = new Map<string, NodeListener>();
  #isClosed = false;

  constructor(options: Pick<OutboxOptions, 'onDropped' | 'onUnclaimed' | 'observer'>) {
    this.#options = options;
  }

  /** Handles the stored messages of a node; returns a function that takes the claim back. */
  claim(nodeId: string, listener: NodeListener): () => void {
    this.#nodes.set(nodeId, listener);
    return () => {
      if (this.#nodes.get(nodeId) === listener) this.#nodes.delete(nodeId);
    };
  }

  /** A message is safe in a durable queue. */
  accepted(record: OutboxRecord): void {
    if (record.settled || record.accepted) return;
    record.accepted = true;
    record.listener?.accepted();
  }

  delivered(record: OutboxRecord, delivery: Delivery): void {
    const { listener } = record;
    if (listener === undefined) {
      this.#nodes.get(record.entry.nodeId)?.delivered(record.stored(), delivery);
      return;
    }
    if (!record.accepted) listener.accepted();
    listener.delivered(delivery);
  }

  failed(record: OutboxRecord, error: CodedError): void {
    this.count(error, 1);
    const { listener } = record;
    const node = this.#nodes.get(record.entry.nodeId);
    if (listener !== undefined) listener.failed(error);
    else if (node !== undefined) node.failed(record.stored(), error);
    // The end has a sum of its own.
    else if (!this.#isClosed) this.#options.onUnclaimed?.(error, 1);
  }

  /** One failed because it has expired, or for want of room. */
  dropped(record: OutboxRecord, error: CodedError): void {
    this.failed(record, error);
    this.#options.onDropped(error, 1);
  }

  /** One was not accepted. */
  refused(listener: PublicationListener, error: CodedError): void {
    this.count(error, 1);
    listener.failed(error);
  }

  /** So many went with their file, and of these only `told` had a listener, which knows. */
  lost(error: CodedError, { lost, told }: { readonly lost: number; readonly told: number }): void {
    this.count(error, lost);
    if (lost > 0) this.#options.onDropped(error, lost);
    if (lost > told) this.#options.onUnclaimed?.(error, lost - told);
  }

  /** So many have failed: for the observer alone. */
  count({ code }: CodedError, count: number): void {
    if (count > 0) this.#options.observer?.failed(code, count);
  }

  /** From now on messages without any listener are not reported one by one. */
  close(): void {
    this.#isClosed = true;
  }
}
