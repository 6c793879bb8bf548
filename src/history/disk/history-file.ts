import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { bytesOf } from '../../base/bytes';
import {
  APPLICATION_ID,
  connect,
  connectKnown,
  moveAside,
  nameOf,
  pragma,
  startOver,
  tablesIn,
  transaction,
} from '../../session/disk-queue/database-file';
import type { Database, SqlValue } from '../../session/disk-queue/sqlite';
import type { FaultTrace, HistoryEvent, Instant, RecordedReason } from '../history';
import type { HistoryBatch, HistoryOpening, Redate } from '../history-store';
import type { StoredOutage } from '../outage-log';
import { FIELD_COUNT, joined, Span, type StoredSpan, TEN_MINUTES_MS } from '../span';
import { PLAUSIBLE } from '../timeline';

/** As opened; `setAside`: a damaged file's new name. */
export type FileOpening = Omit<HistoryOpening, 'notice'> & { readonly setAside: string | undefined };

/** A later version of the tables brings a file of this one up to date when it opens it (PRAGMA user_version). */
const SCHEMA_VERSION = 1;
/** Maximum rows of an answer, and of traces. */
const MOST_ROWS = 2000;
const MOST_TRACES = 20;
const DAY_MS = 86_400_000;
/** No clock that was set by the date of its system's software is further behind. */
const LARGEST_LAG_MS = 3653 * DAY_MS;
const PAGE_BYTES = 4096;
/** The journal is written into the file from this length on, and kept no longer than that. */
const CHECKPOINT_PAGES = 64;
const JOURNAL_BYTES = CHECKPOINT_PAGES * PAGE_BYTES;
/** Of a span, at most. */
const SPAN_BYTES = 400;
/** Pages in use: 4.1 MB. With the journal beside it the file stays below 5 MB. */
const FULL_PAGES = 1000;

const VALUES = Array.from({ length: FIELD_COUNT }, (_, place) => `v${place}`);

const SCHEMA = `
  CREATE TABLE span (at INTEGER PRIMARY KEY, ${VALUES.map((name) => `${name} REAL NOT NULL`).join(', ')}, trips BLOB);
  CREATE TABLE event (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, what TEXT NOT NULL);
  CREATE INDEX event_at ON event (at);
  CREATE TABLE outage (id INTEGER PRIMARY KEY, begin INTEGER NOT NULL, finish INTEGER, reason TEXT NOT NULL, paused INTEGER NOT NULL);
  CREATE TABLE trace (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, code TEXT NOT NULL, lines TEXT NOT NULL);
  CREATE TABLE state (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
`;
const TABLES = 5;

/** One device's history in one SQLite file. Synchronous: it runs in a worker thread. */
export class HistoryFile {
  readonly #file: string;
  #database: Database;

  private constructor(file: string, database: Database) {
    this.#file = file;
    this.#database = database;
  }

  /**
   * Opens or creates the file; one that is damaged is set aside. Throws SQLite's error when the folder can't be written or
   * the disk is full.
   */
  static open(file: string, wallMs: number): { history: HistoryFile; opening: FileOpening } {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const known = connectKnown(file, isKnown);
    const setAside = known === undefined ? moveAside(file, `damaged-${nameOf(wallMs)}`) : undefined;
    const history = new HistoryFile(file, known ?? connect(file));
    history.#prepare();
    history.#redateFuture(wallMs);
    return { history, opening: { ...history.#opening(), setAside } };
  }

  /** One transaction, durable on return; afterwards the file is no larger than it may be. */
  write(batch: HistoryBatch): void {
    const database = this.#database;
    const pages = pagesOf(batch);
    transaction(database, () => {
      for (const redate of batch.redates) this.#redate(redate);
      if (batch.replaceFrom !== undefined) {
        database.prepare('DELETE FROM span WHERE at >= ?').run(batch.replaceFrom);
      }
      const { now, days, isOnline, isLast, besides } = batch;
      const believed = this.#believed(now);
      // Room is made first: a file never shrinks.
      while (this.#usedPages + pages > FULL_PAGES && this.#deleteOldest(now, believed)) continue;
      this.#insert(batch);
      this.#set('writtenAt', now);
      this.#set('wasOnline', isOnline ? 1 : 0);
      this.#set('hasEnded', isLast ? 1 : 0);
      this.#set('besides', JSON.stringify(besides));
      this.#deleteBefore(believed - days * DAY_MS);
      this.#deleteTraces();
      while (this.#usedPages > FULL_PAGES && this.#deleteOldest(now, believed)) continue;
    });
    // What rewrites much of the file makes a long journal, which is made short again at once.
    if (batch.redates.length > 0 || pages > CHECKPOINT_PAGES)
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  spans(from: Instant, to: Instant, spanMs: number): readonly StoredSpan[] {
    const rows = this.#database
      .prepare(`SELECT at, ${VALUES.join(', ')}, trips FROM span WHERE at >= ? AND at < ? ORDER BY at`)
      .all(bound(from), bound(to));
    const spans = rows.map((row) => Span.of(spanIn(row)));
    return joined(spans, spanMs)
      .slice(-MOST_ROWS)
      .map((span) => span.stored());
  }

  events(from: Instant, to: Instant): readonly HistoryEvent[] {
    const rows = this.#database
      .prepare('SELECT at, what FROM event WHERE at >= ? AND at < ? ORDER BY at DESC, id DESC LIMIT ?')
      .all(bound(from), bound(to), MOST_ROWS);
    return rows.reverse().map((row) => eventIn(row));
  }

  outages(from: Instant, to: Instant): readonly StoredOutage[] {
    const rows = this.#database
      .prepare(
        `SELECT * FROM outage WHERE begin < ? AND (finish IS NULL OR finish > ?) ORDER BY begin DESC, id DESC LIMIT ?`,
      )
      .all(bound(to), bound(from), MOST_ROWS);
    return rows.reverse().map((row) => outageIn(row));
  }

  traces(limit: number): readonly FaultTrace[] {
    const rows = this.#database.prepare('SELECT * FROM trace ORDER BY id DESC LIMIT ?').all(limit);
    return rows.map((row) => ({
      id: Number(row['id']),
      at: Number(row['at']),
      code: String(row['code']),
      lines: JSON.parse(String(row['lines'])) as string[],
    }));
  }

  /** The file is damaged: sets it aside and starts an empty one. Returns its new name. */
  startOver(wallMs: number): string {
    const { database, setAside } = startOver(this.#file, this.#database, nameOf(wallMs));
    this.#database = database;
    this.#prepare();
    return setAside;
  }

  close(): void {
    this.#database.close();
  }

  #prepare(): void {
    const database = this.#database;
    // Beside a file of the size that it may have, the journal stays small.
    database.exec(
      `PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}; PRAGMA journal_size_limit = ${JOURNAL_BYTES};`,
    );
    if (tablesIn(database) === 0) {
      const identity = `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`;
      database.exec(`BEGIN; ${SCHEMA} ${identity} COMMIT;`);
    }
  }

  #opening(): Omit<FileOpening, 'setAside'> {
    const database = this.#database;
    const span = database.prepare('SELECT * FROM span ORDER BY at DESC LIMIT 1').get();
    const outage = database.prepare('SELECT * FROM outage ORDER BY id DESC LIMIT 1').get();
    const trace = database.prepare('SELECT max(id) AS id FROM trace').get();
    const writtenAt = this.#get('writtenAt');
    return {
      writtenAt: writtenAt === undefined ? undefined : Number(writtenAt),
      lastSpan: span && spanIn(span),
      lastOutage: outage && outageIn(outage),
      lastTraceId: Number(trace?.['id'] ?? 0),
      wasOnline: this.#get('wasOnline') === 1,
      hasEnded: this.#get('hasEnded') === 1,
      besides: JSON.parse(String(this.#get('besides') ?? '[]')) as number[],
    };
  }

  #insert({ spans, events, outages, traces }: HistoryBatch): void {
    const database = this.#database;
    const places = VALUES.map(() => '?').join(', ');
    const span = database.prepare(`INSERT OR REPLACE INTO span VALUES (?, ${places}, ?)`);
    for (const { at, values, trips } of spans) span.run(at, ...values, trips.length === 0 ? null : trips);
    const event = database.prepare('INSERT INTO event (at, what) VALUES (?, ?)');
    for (const { at, ...what } of events) event.run(at, JSON.stringify(what));
    const outage = database.prepare('INSERT OR REPLACE INTO outage VALUES (?, ?, ?, ?, ?)');
    for (const { id, from, to, reason, isPaused } of outages) {
      outage.run(id, from, to ?? null, JSON.stringify(reason), isPaused ? 1 : 0);
    }
    const trace = database.prepare('INSERT OR REPLACE INTO trace VALUES (?, ?, ?, ?)');
    for (const { id, at, code, lines } of traces) trace.run(id, at, code, JSON.stringify(lines));
  }

  /** Spans move by whole ones. In two steps, so that none meets another on its way. */
  #redate({ from, spansFrom, byMs }: Redate): void {
    const database = this.#database;
    // To and fro by as much.
    const spansMs = Math.sign(byMs) * Math.round(Math.abs(byMs) / TEN_MINUTES_MS) * TEN_MINUTES_MS;
    database.prepare('UPDATE span SET at = -(at + ?) WHERE at >= ? AND at > 0').run(spansMs, spansFrom);
    database.exec('UPDATE OR REPLACE span SET at = -at WHERE at < 0');
    database.prepare('UPDATE event SET at = at + ? WHERE at >= ?').run(byMs, from);
    database.prepare('UPDATE trace SET at = at + ? WHERE at >= ?').run(byMs, from);
    database.prepare('UPDATE outage SET finish = finish + ? WHERE finish >= ?').run(byMs, from);
    database.prepare('UPDATE outage SET begin = begin + ? WHERE begin >= ?').run(byMs, from);
  }

  /** What was recorded with a clock that was ahead ends now, at the latest. */
  #redateFuture(wallMs: number): void {
    const writtenAt = Number(this.#get('writtenAt') ?? 0);
    if (wallMs < PLAUSIBLE || writtenAt <= wallMs + DAY_MS) return;
    if (!this.#wasAhead(wallMs, writtenAt - wallMs)) return;
    transaction(this.#database, () => {
      this.#redate({ from: wallMs, spansFrom: wallMs, byMs: Math.floor(wallMs - writtenAt) });
      this.#set('writtenAt', wallMs);
    });
  }

  /**
   * Whether the recording clock was ahead by so much: then there is a gap of that length up to where it was set. Without one it
   * is the present clock that is behind, as a computer's without a battery, and all is dated rightly.
   */
  #wasAhead(wallMs: number, leadMs: number): boolean {
    const row = this.#database
      .prepare(
        `SELECT max(CASE WHEN at <= ?1 THEN at END) AS before, min(CASE WHEN at > ?1 THEN at END) AS after
         FROM (SELECT at FROM span UNION ALL SELECT at FROM event)`,
      )
      .get(bound(wallMs));
    const [before, after] = [row?.['before'], row?.['after']];
    if (typeof before !== 'number' || typeof after !== 'number') return leadMs > LARGEST_LAG_MS;
    return after - before >= leadMs;
  }

  /** The time by which the age of rows is told: a leap ahead, as of a clock that ran wild for an hour, is believed after a day. */
  #believed(now: Instant): Instant {
    const before = Number(this.#get('writtenAt') ?? now);
    const { from = before, at = now } = JSON.parse(String(this.#get('leap') ?? '{}')) as {
      readonly from?: Instant;
      readonly at?: Instant;
    };
    const isLeap = now - before > DAY_MS || this.#get('leap') !== undefined;
    if (!isLeap || now < at || now - at > DAY_MS) {
      this.#database.exec(`DELETE FROM state WHERE name = 'leap'`);
      return now;
    }
    this.#set('leap', JSON.stringify({ from, at }));
    return from;
  }

  #deleteBefore(at: Instant): void {
    const database = this.#database;
    database.prepare('DELETE FROM span WHERE at < ?').run(at);
    database.prepare('DELETE FROM event WHERE at < ?').run(at);
    database.prepare('DELETE FROM outage WHERE finish < ?').run(at);
    database.prepare('DELETE FROM trace WHERE at < ?').run(at);
  }

  #deleteTraces(): void {
    this.#database.prepare('DELETE FROM trace WHERE id <= (SELECT max(id) FROM trace) - ?').run(MOST_TRACES);
  }

  /** Deletes the oldest tenth; false: there is nothing left to delete. */
  #deleteOldest(now: Instant, believed: Instant): boolean {
    const row = this.#database
      .prepare(
        `SELECT min(at) AS at FROM
         (SELECT min(at) AS at FROM span UNION ALL SELECT min(at) FROM event UNION ALL SELECT min(finish) FROM outage)`,
      )
      .get();
    const at = row?.['at'];
    if (typeof at !== 'number' || at >= now) return false;
    this.#deleteBefore(at + Math.max(TEN_MINUTES_MS, Math.ceil((believed - at) / 10)));
    return true;
  }

  get #usedPages(): number {
    return pragma(this.#database, 'page_count') - pragma(this.#database, 'freelist_count');
  }

  #get(name: string): SqlValue | undefined {
    return this.#database.prepare('SELECT value FROM state WHERE name = ?').get(name)?.['value'];
  }

  #set(name: string, value: SqlValue): void {
    this.#database.prepare('INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)').run(name, value);
  }
}

/** Whether a file is of this version or new. */
function isKnown(database: Database): boolean {
  const version = pragma(database, 'user_version');
  const tables = tablesIn(database);
  if (tables === 0 && version === 0) return true;
  return (
    pragma(database, 'application_id') === APPLICATION_ID && version === SCHEMA_VERSION && tables === TABLES
  );
}

/** What a batch takes at most, in pages. */
function pagesOf({ spans, events, outages, traces }: HistoryBatch): number {
  const texts = Buffer.byteLength(JSON.stringify([events, outages, traces]));
  return Math.ceil((1.25 * texts + SPAN_BYTES * spans.length) / PAGE_BYTES) + TABLES;
}

type Row = Readonly<Record<string, SqlValue>>;

function spanIn(row: Row): StoredSpan {
  return {
    at: Number(row['at']),
    spanMs: TEN_MINUTES_MS,
    values: VALUES.map((name) => Number(row[name])),
    trips: bytesOf(row['trips']) ?? new Uint8Array(),
  };
}

function eventIn(row: Row): HistoryEvent {
  const what = JSON.parse(String(row['what'])) as object;
  return { ...what, at: Number(row['at']) } as HistoryEvent;
}

function outageIn(row: Row): StoredOutage {
  const finish = row['finish'];
  return {
    id: Number(row['id']),
    from: Number(row['begin']),
    to: finish === null || finish === undefined ? undefined : Number(finish),
    reason: JSON.parse(String(row['reason'])) as RecordedReason,
    isPaused: row['paused'] === 1,
  };
}

/** SQLite compares whole numbers, and none of ours is larger. */
function bound(at: Instant): number {
  return Math.min(Math.max(Math.round(at), -Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}
