import type { FlowReport } from './victim';

/** A moment at which Node-RED was killed. */
export type Moment =
  | 'before the commit'
  | 'after the commit'
  | 'at the prompt'
  | 'in the data phase'
  | 'awaiting the result'
  | 'while settling';

export const MOMENTS: readonly Moment[] = [
  'before the commit',
  'after the commit',
  'at the prompt',
  'in the data phase',
  'awaiting the result',
  'while settling',
];

interface Arrival {
  readonly number: number;
  /** The life of Node-RED, counted. */
  readonly life: number;
}

/** What was fed, what Node-RED reported, and what the cloud has: over all lives. */
export class Ledger {
  readonly hits = new Map<Moment, number>(MOMENTS.map((moment) => [moment, 0]));
  readonly completed = new Set<number>();
  readonly failed = new Set<number>();
  /** How often each was reported as delivered. */
  readonly delivered = new Map<number, number>();
  readonly recoveriesMs: number[] = [];
  /** Received texts that are not whole readings: from a data phase that was filled with spaces. */
  damaged = 0;
  life = 0;
  readonly #arrivals: Arrival[] = [];
  #fed = 0;
  #killedAtMs: number | undefined;

  /** The number of the next reading. */
  next(): number {
    return ++this.#fed;
  }

  get fed(): number {
    return this.#fed;
  }

  get arrivals(): number {
    return this.#arrivals.length;
  }

  record({ what, number }: FlowReport): void {
    if (what === 'completed') this.completed.add(number);
    else if (what === 'failed') this.failed.add(number);
    else this.delivered.set(number, (this.delivered.get(number) ?? 0) + 1);
  }

  hit(moment: Moment): void {
    this.hits.set(moment, (this.hits.get(moment) ?? 0) + 1);
  }

  killed(): void {
    this.#killedAtMs = performance.now();
  }

  /** The cloud received these bytes. */
  arrived(payload: Buffer): void {
    const number = readNumber(payload);
    if (number === undefined) {
      this.damaged++;
      return;
    }
    this.#arrivals.push({ number, life: this.life });
  }

  /** Node-RED is online again. */
  recovered(): void {
    if (this.#killedAtMs !== undefined) this.recoveriesMs.push(performance.now() - this.#killedAtMs);
    this.#killedAtMs = undefined;
  }

  /** Completed, but the cloud has no copy. */
  get lost(): readonly number[] {
    const there = this.#unique();
    return [...this.completed].filter((number) => !there.has(number));
  }

  /** Never completed, and the cloud has no copy: the sender never got a confirmation that it is safe. */
  get neverCompleted(): readonly number[] {
    const there = this.#unique();
    return Array.from({ length: this.#fed }, (_, index) => index + 1).filter(
      (number) => !there.has(number) && !this.completed.has(number),
    );
  }

  /** Received again after a kill: the result, or the removal from the file, had not got that far. */
  get duplicates(): number {
    return this.#arrivals.length - this.#unique().size;
  }

  /** Received twice in one life of Node-RED, without a kill to explain it. */
  get unexplained(): readonly Arrival[] {
    const seen = new Set<string>();
    return this.#arrivals.filter(({ number, life }) => {
      const key = `${number} in life ${life}`;
      const isAgain = seen.has(key);
      seen.add(key);
      return isAgain;
    });
  }

  /** Readings whose first copy came after a newer one's. */
  get outOfOrder(): readonly number[] {
    let newest = 0;
    return [...this.#unique()].filter((number) => {
      const isLate = number < newest;
      newest = Math.max(newest, number);
      return isLate;
    });
  }

  /** A summary, also for docs/reliability.md. */
  figures(): string {
    const kills = [...this.hits.values()].reduce((sum, hits) => sum + hits, 0);
    const spread = [...this.hits].map(([moment, hits]) => `${moment} ${hits}`).join(', ');
    const slowest = Math.max(0, ...this.recoveriesMs);
    return [
      `Node.js ${process.version}: ${kills} kills (${spread})`,
      `${this.#fed} readings fed, ${this.completed.size} completed, ${this.lost.length} of them lost`,
      `${this.neverCompleted.length} neither completed nor at the cloud: the kill came before their commit`,
      `${this.duplicates} came again: killed before the result, or before its removal was written (at most 5 s later)`,
      `${this.damaged} padded copies of a payload that the kill had cut in its data phase`,
      `longest from kill to online again ${(slowest / 1000).toFixed(1)} s, Node-RED's own start included`,
    ].join('\n      ');
  }

  #unique(): Set<number> {
    return new Set(this.#arrivals.map(({ number }) => number));
  }
}

function readNumber(payload: Buffer): number | undefined {
  const match = /^\{"number":(\d+),"pad":"x{200}","whole":true\}$/.exec(payload.toString('latin1'));
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
