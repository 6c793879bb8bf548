import type { NodeAPI } from 'node-red';

/**
 * The starts of all flows, for all nodes of a type by one listener: with one for each node, Node.js warns of a leak from the
 * eleventh node on.
 */
export class FlowStarts {
  readonly #actions = new Set<() => void>();
  readonly #notify = () => {
    for (const action of [...this.#actions]) action();
  };

  constructor(private readonly events: NodeAPI['events']) {}

  /** Runs `action` at each start. Returns a function that ends that. */
  onEach(action: () => void): () => void {
    if (this.#actions.size === 0) this.events.on('flows:started', this.#notify);
    this.#actions.add(action);
    return () => {
      if (this.#actions.delete(action) && this.#actions.size === 0) {
        this.events.off('flows:started', this.#notify);
      }
    };
  }
}
