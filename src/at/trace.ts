import { isDisturbing } from '../base/character';
import type { Clock } from '../base/clock';
import { type ForeignFailure, callForeign } from '../base/foreign-code';
import type { CodedError } from '../base/coded-error';
import { utf8 } from './parameter';
import type { TraceDirection, TraceEntry } from './trace-entry';

export type { TraceDirection, TraceEntry } from './trace-entry';

const DEFAULT_ENTRIES = 1000;

/** Consecutive entries of a trace. */
export interface TraceExcerpt {
  readonly entries: readonly TraceEntry[];
  /** Number of entries recorded by then: where to continue. */
  readonly next: number;
  /** How many entries between the requested place and the first of `entries` are missing. */
  readonly left: number;
}

/** Longer payloads are truncated to this. */
const LONGEST_PAYLOAD_BYTES = 256;

/** Longer lines are truncated too: the longest commands are shorter, and anything longer is a flood. */
const LONGEST_TEXT_BYTES = 2048;

/** Maximum characters of all entries together. */
const MAX_CHARACTERS = 256 * 1024;

/** Maximum marks that don't last: passwords computed for each connection must not accumulate. */
const MAX_MARKS = 256;

const MASK = '***';

/**
 * Recent traffic on the line. Secrets are masked when an entry is made: by their mark, never by a pattern (rule 10).
 */
export class Trace {
  readonly #entries: TraceEntry[] = [];
  #recorded = 0;
  /** Characters of all kept entries. */
  #characters = 0;
  /** In the order of their last marking. */
  readonly #marks = new Set<string>();
  /** Never displaced by others: the settings' secrets, of hundreds of devices behind a gateway too. */
  readonly #lasting = new Set<string>();
  /** Longest first: one secret may be part of another. Undefined: to be sorted, as there is a new mark. */
  #longestFirst: readonly string[] | undefined;
  readonly #listeners = new Set<(entry: TraceEntry) => void>();
  /** Where the payload begins in an entry that has one, and how long it was in bytes. */
  readonly #payloads = new WeakMap<TraceEntry, { readonly from: number; readonly bytes: number }>();

  /** Keeps the newest `capacity` entries; fewer if they are long. */
  constructor(
    private readonly clock: Clock,
    private readonly capacity = DEFAULT_ENTRIES,
    /** Receives what a listener has thrown. */
    private readonly failed: ForeignFailure = () => undefined,
  ) {}

  /** The kept entries, oldest first. */
  get entries(): readonly TraceEntry[] {
    return [...this.#entries];
  }

  /** Number of entries ever recorded, those no longer kept included. */
  get recorded(): number {
    return this.#recorded;
  }

  /** The entries after the first `place` ever recorded; the newest `most` of them. */
  since(place: number, most: number): TraceExcerpt {
    const wanted = Math.max(0, this.#recorded - place);
    const kept = Math.min(wanted, most, this.#entries.length);
    return {
      entries: kept === 0 ? [] : this.#entries.slice(-kept),
      next: this.#recorded,
      left: wanted - kept,
    };
  }

  /** Adds an entry. `text` is latin1, as on the line; truncated when long. */
  record(direction: TraceDirection, text: string): void {
    this.#add(direction, cut(this.#mask(text), LONGEST_TEXT_BYTES));
  }

  /** Adds a note in any characters. */
  note(text: string): void {
    this.record('note', Buffer.from(text, 'utf8').toString('latin1'));
  }

  /** Adds an entry for `head` and the payload after it, which is truncated when long. */
  recordData(direction: TraceDirection, head: string, data: Buffer): void {
    const payload = cut(this.#mask(data.toString('latin1')), LONGEST_PAYLOAD_BYTES);
    const start = cut(this.#mask(head), LONGEST_TEXT_BYTES);
    this.#add(direction, `${start}${payload}`, { from: start.length, bytes: data.length });
  }

  /** An entry's text with the length of its payload in that one's place. */
  textWithoutPayload(entry: TraceEntry): string {
    const payload = this.#payloads.get(entry);
    if (payload === undefined) return entry.text;
    return `${entry.text.slice(0, payload.from)}<${payload.bytes} bytes>`;
  }

  /**
   * Masks `secret` from now on wherever it appears. Text, or latin1 as on the line. One that does not last is forgotten after
   * 256 others.
   */
  mark(secret: string, how: 'passing' | 'lasting' = 'passing'): void {
    for (const form of new Set([secret, Buffer.from(secret, 'utf8').toString('latin1')])) {
      if (form === '') continue;
      this.#marks.delete(form);
      if (how === 'lasting') this.#lasting.add(form);
      else if (!this.#lasting.has(form)) this.#marks.add(form);
    }
    for (const oldest of this.#marks) {
      if (this.#marks.size <= MAX_MARKS) break;
      this.#marks.delete(oldest);
    }
    this.#longestFirst = undefined;
  }

  /** Calls `listener` for each new entry. Returns a function that unsubscribes. */
  subscribe(listener: (entry: TraceEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #mask(text: string): string {
    this.#longestFirst ??= [...this.#marks, ...this.#lasting].sort(
      (left, right) => right.length - left.length,
    );
    return this.#longestFirst.reduce(
      (masked, mark) => (mark.length > masked.length ? masked : masked.replaceAll(mark, MASK)),
      text,
    );
  }

  #add(
    direction: TraceDirection,
    text: string,
    payload?: { readonly from: number; readonly bytes: number },
  ): void {
    const entry = { at: this.clock.wallTime(), direction, text };
    if (payload !== undefined) this.#payloads.set(entry, payload);
    this.#entries.push(entry);
    this.#recorded++;
    this.#characters += text.length;
    while (this.#entries.length > this.capacity || this.#characters > MAX_CHARACTERS) {
      this.#characters -= this.#entries.shift()?.text.length ?? 0;
    }
    for (const listener of this.#listeners) {
      const listenerFailed = (error: CodedError) => {
        // A trace is for people to watch; a failure of their window must not affect the line.
        if (this.#listeners.delete(listener)) this.failed(error);
      };
      callForeign('trace', () => listener(entry), listenerFailed);
    }
  }
}

const CONTROL_NAMES: ReadonlyMap<number, string> = new Map([
  [0x0a, '<LF>'],
  [0x0d, '<CR>'],
]);

/** Printable, truncated to `most` bytes. */
function cut(latin1: string, most: number): string {
  if (latin1.length <= most) return printable(latin1);
  const kept = wholeCharacters(latin1.slice(0, most));
  return `${printable(kept)}<${latin1.length - kept.length} more bytes>`;
}

/** Latin1 bytes in readable form: UTF-8 where valid, controls and what reorders text by name, other bytes as `<E4>`. */
function printable(text: string): string {
  // Nearly every line; thousands of lines per second must stay cheap.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const decoded = utf8(text);
  const isUtf8 = Buffer.from(decoded, 'utf8').toString('latin1') === text;
  return Array.from(isUtf8 ? decoded : text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (!isDisturbing(character) && (isUtf8 || code < 0x80)) return character;
    return CONTROL_NAMES.get(code) ?? `<${code.toString(16).toUpperCase().padStart(2, '0')}>`;
  }).join('');
}

/** Drops the bytes of a UTF-8 character that was cut. */
function wholeCharacters(latin1: string): string {
  const lead = /[\xc0-\xff][\x80-\xbf]{0,2}$/.exec(latin1)?.[0];
  if (lead === undefined) return latin1;
  const first = lead.charCodeAt(0);
  const needed = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  return lead.length < needed ? latin1.slice(0, -lead.length) : latin1;
}
