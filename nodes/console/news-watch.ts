import type { Clock } from '../../src/base/clock';

/** How long a reader counts as one after its last request, and the minimum interval between notifications. */
export interface NewsPace {
  readonly leaseMs: number;
  readonly tickMs: number;
}

/**
 * Notifies that something about a config node has changed, and only while it is being read: each reading renews a lease for
 * that config node. A notification holds nothing of what has changed, since Node-RED sends it to every open editor
 * regardless of its user's permissions; reading it needs a permission.
 */
export class NewsWatch {
  /** By config node: the end of its lease, and what was last notified. */
  readonly #leases = new Map<string, { untilMs: number; notified: string }>();
  #ticking = false;

  /** `look` returns a word for the present state of a config node, a different one when there is news; undefined: it is gone. */
  constructor(
    private readonly clock: Clock,
    private readonly pace: NewsPace,
    private readonly look: (id: string) => string | undefined,
    private readonly notify: (id: string) => void,
  ) {}

  /** Marks that config node as being read from now on. */
  renew(id: string): void {
    const untilMs = this.clock.now() + this.pace.leaseMs;
    const lease = this.#leases.get(id);
    if (lease === undefined) this.#leases.set(id, { untilMs, notified: this.look(id) ?? '' });
    else lease.untilMs = untilMs;
    this.#arm();
  }

  #arm(): void {
    if (this.#ticking || this.#leases.size === 0) return;
    this.#ticking = true;
    this.clock.after(this.pace.tickMs, () => {
      this.#ticking = false;
      this.#tick();
      this.#arm();
    });
  }

  #tick(): void {
    for (const [id, lease] of this.#leases) {
      const news = this.look(id);
      if (news === undefined || this.clock.now() >= lease.untilMs) {
        this.#leases.delete(id);
        if (news !== undefined) continue;
      }
      if ((news ?? '') === lease.notified) continue;
      lease.notified = news ?? '';
      this.notify(id);
    }
  }
}
