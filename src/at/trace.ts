import type { Clock } from '../base/clock';
import { utf8 } from './parameter';
import type { TraceDirection, TraceEntry } from './trace-entry';

export type { TraceDirection, TraceEntry } from './trace-entry';

const DEFAULT_ENTRIES = 1000;

/** Some entries of a trace, in order. */
export interface TraceExcerpt {
  readonly entries: readonly TraceEntry[];
  /** How many entries the trace had recorded by then: the place to go on from. */
  readonly next: number;
  /** How many between the asked place and the first of `entries` are left out. */
  readonly left: number;
}

/** Of a longer payload only the beginning is kept. */
const LONGEST_PAYLOAD_BYTES = 256;

/** Of a longer line too: the longest commands have less, and what is longer is a flood. */
const LONGEST_TEXT_BYTES = 2048;

/** All entries together, in characters: so much and no more is held, whatever comes. */
const MOST_CHARACTERS = 256 * 1024;

/** Passwords that are computed anew for each connection must not pile up. */
const MOST_MARKS = 256;

const MASK = '***';

/** What went over the line lately. Secrets are masked when an entry is made: by their mark, never by a pattern (rule 10). */
export class Trace {
  readonly #entries: TraceEntry[] = [];
  #recorded = 0;
  /** Characters of all entries that are kept. */
  #characters = 0;
  /** In the order of their last marking. */
  readonly #marks = new Set<string>();
  /** The longest first: one secret may be a part of another. */
  #longestFirst: readonly string[] = [];
  readonly #listeners = new Set<(entry: TraceEntry) => void>();

  /** Keeps the newest `capacity` entries; fewer where they are long. */
  constructor(
    private readonly clock: Clock,
    private readonly capacity = DEFAULT_ENTRIES,
  ) {}

  /** The entries that are kept, oldest first. */
  get entries(): readonly TraceEntry[] {
    return [...this.#entries];
  }

  /** How many entries there ever were, those that are no longer kept included. */
  get recorded(): number {
    return this.#recorded;
  }

  /** The entries behind the first `place` that were ever recorded; of more than `most` the newest. */
  since(place: number, most: number): TraceExcerpt {
    const wanted = Math.max(0, this.#recorded - place);
    const kept = Math.min(wanted, most, this.#entries.length);
    return {
      entries: kept === 0 ? [] : this.#entries.slice(-kept),
      next: this.#recorded,
      left: wanted - kept,
    };
  }

  /** Adds an entry. `text` is latin1, as it is on the line; cut when it is long. */
  record(direction: TraceDirection, text: string): void {
    this.#add(direction, cut(this.#mask(text), LONGEST_TEXT_BYTES));
  }

  /** Adds an entry for `head` and a payload behind it, which is cut when it is long. */
  recordData(direction: TraceDirection, head: string, data: Buffer): void {
    const payload = cut(this.#mask(data.toString('latin1')), LONGEST_PAYLOAD_BYTES);
    this.#add(direction, `${cut(this.#mask(head), LONGEST_TEXT_BYTES)}${payload}`);
  }

  /** Hides `secret` from now on wherever it shows. It may be text or latin1 as on the line. */
  mark(secret: string): void {
    for (const form of new Set([secret, Buffer.from(secret, 'utf8').toString('latin1')])) {
      if (form === '') continue;
      this.#marks.delete(form);
      this.#marks.add(form);
    }
    for (const oldest of this.#marks) {
      if (this.#marks.size <= MOST_MARKS) break;
      this.#marks.delete(oldest);
    }
    this.#longestFirst = [...this.#marks].sort((left, right) => right.length - left.length);
  }

  /** Calls `listener` for each new entry. Gives the way to end that. */
  subscribe(listener: (entry: TraceEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #mask(text: string): string {
    return this.#longestFirst.reduce((masked, mark) => masked.replaceAll(mark, MASK), text);
  }

  #add(direction: TraceDirection, text: string): void {
    const entry = { at: this.clock.wallTime(), direction, text };
    this.#entries.push(entry);
    this.#recorded++;
    this.#characters += text.length;
    while (this.#entries.length > this.capacity || this.#characters > MOST_CHARACTERS) {
      this.#characters -= this.#entries.shift()?.text.length ?? 0;
    }
    for (const listener of this.#listeners) {
      try {
        listener(entry);
      } catch {
        // A trace is watched by people; their window's failure must not reach the line.
        this.#listeners.delete(listener);
      }
    }
  }
}

const CONTROL_NAMES: ReadonlyMap<number, string> = new Map([
  [0x0a, '<LF>'],
  [0x0d, '<CR>'],
]);

/** Printable, and of more than `most` bytes the beginning. */
function cut(latin1: string, most: number): string {
  if (latin1.length <= most) return printable(latin1);
  const kept = wholeCharacters(latin1.slice(0, most));
  return `${printable(kept)}<${latin1.length - kept.length} more bytes>`;
}

/** Latin1 bytes as people read them: UTF-8 where they are that, control characters by name, other bytes as `<E4>`. */
function printable(text: string): string {
  // Nearly every line; a module that says thousands a second must not be slow to listen to.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const decoded = utf8(text);
  const isUtf8 = Buffer.from(decoded, 'utf8').toString('latin1') === text;
  return Array.from(isUtf8 ? decoded : text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
    if (!isControl && (isUtf8 || code < 0x80)) return character;
    return CONTROL_NAMES.get(code) ?? `<${code.toString(16).toUpperCase().padStart(2, '0')}>`;
  }).join('');
}

/** Drops the bytes of a UTF-8 character that a cut went through. */
function wholeCharacters(latin1: string): string {
  const lead = /[\xc0-\xff][\x80-\xbf]{0,2}$/.exec(latin1)?.[0];
  if (lead === undefined) return latin1;
  const first = lead.charCodeAt(0);
  const needed = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  return lead.length < needed ? latin1.slice(0, -lead.length) : latin1;
}
