import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { bytesOf } from '../../base/bytes';
import { type Database, type SqlValue, findSqlite, sqliteCode } from './sqlite';

/** A message as stored in the file. */
export interface StoredRow {
  readonly seq: number;
  readonly nodeId: string;
  readonly flowMessageId: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: number;
  readonly retain: number;
  readonly replyMs: number;
  /** The queue's running time, in milliseconds, at which the message was accepted. */
  readonly acceptedMs: number;
}

export interface StoreOpening {
  readonly length: number;
  readonly lastSeq: number;
  /** The running time, in milliseconds, when the file was last written. */
  readonly runningMs: number;
  /** Why a file was set aside, and its new name. */
  readonly setAside: { readonly why: 'damaged' | 'other-device'; readonly file: string } | undefined;
}

/** "EC20" in ASCII: identifies our files (PRAGMA application_id). */
const APPLICATION_ID = 0x45433230;
const SCHEMA_VERSION = 2;

const SCHEMA = `
  CREATE TABLE message (
    seq INTEGER PRIMARY KEY,
    node_id TEXT NOT NULL,
    flow_message_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    payload BLOB NOT NULL,
    qos INTEGER NOT NULL,
    retain INTEGER NOT NULL,
    reply_ms REAL NOT NULL DEFAULT 0,
    accepted_ms REAL NOT NULL,
    accepted_wall TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now'))
  );
  CREATE TABLE state (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
`;

/** From each older version to the next: files of earlier releases remain readable. */
const MIGRATIONS: ReadonlyMap<number, string> = new Map([
  [1, 'ALTER TABLE message ADD COLUMN reply_ms REAL NOT NULL DEFAULT 0;'],
]);

/** SQLite's codes for a file that is damaged or is no database. */
const UNREADABLE: ReadonlySet<number | undefined> = new Set([11, 26]);

/** Waiting messages of one device in one SQLite file. Synchronous: it runs in a worker thread. */
export class Store {
  readonly #file: string;
  #database: Database;

  private constructor(file: string, database: Database) {
    this.#file = file;
    this.#database = database;
  }

  /**
   * Opens or creates the file. One that is damaged, foreign, or another device's is set aside under a new name and
   * replaced by an empty one. Throws SQLite's error when the folder can't be written or the disk is full.
   */
  static open(file: string, deviceKey: string, nowName: string): { store: Store; opening: StoreOpening } {
    mkdirSync(dirname(file), { recursive: true });
    let setAside: StoreOpening['setAside'];
    let store = Store.#tryOpen(file);
    if (store === undefined) {
      setAside = { why: 'damaged', file: moveAside(file, `damaged-${nowName}`) };
    } else if (store.#isOthers(deviceKey)) {
      store.close();
      store = undefined;
      setAside = { why: 'other-device', file: moveAside(file, `other-device-${nowName}`) };
    }
    store ??= new Store(file, connect(file));
    store.#prepare(deviceKey);
    return { store, opening: { ...store.#counts(), setAside } };
  }

  /** One transaction: removes `removals`, stores `batch` and the running time. Durable on return. */
  commit(batch: readonly StoredRow[], removals: readonly number[], runningMs: number): void {
    const database = this.#database;
    database.exec('BEGIN IMMEDIATE');
    try {
      const remove = database.prepare('DELETE FROM message WHERE seq = ?');
      for (const seq of removals) remove.run(seq);
      const insert = database.prepare(
        `INSERT OR REPLACE INTO message (seq, node_id, flow_message_id, topic, payload, qos, retain, reply_ms, accepted_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      );
      for (const row of batch) {
        const { seq, nodeId, flowMessageId, topic, payload, qos, retain, replyMs, acceptedMs } = row;
        insert.run(seq, nodeId, flowMessageId, topic, payload, qos, retain, replyMs, acceptedMs);
      }
      const last = batch.at(-1);
      if (last !== undefined) this.#write('lastSeq', last.seq);
      this.#write('runningMs', runningMs);
      database.exec('COMMIT');
    } catch (error) {
      rollBack(database);
      throw error;
    }
  }

  /** The first `limit` messages after `afterSeq`. */
  read(afterSeq: number, limit: number): readonly StoredRow[] {
    const rows = this.#database
      .prepare(
        `SELECT seq, node_id, flow_message_id, topic, payload, qos, retain, reply_ms, accepted_ms FROM message
         WHERE seq > ? ORDER BY seq LIMIT ?`,
      )
      .all(afterSeq, limit);
    return rows.map((row) => ({
      seq: Number(row['seq']),
      nodeId: String(row['node_id']),
      flowMessageId: String(row['flow_message_id']),
      topic: String(row['topic']),
      payload: bytesOf(row['payload']) ?? Buffer.from(String(row['payload'])),
      qos: Number(row['qos']),
      retain: Number(row['retain']),
      replyMs: Number(row['reply_ms']),
      acceptedMs: Number(row['accepted_ms']),
    }));
  }

  /** The file is damaged: sets it aside and starts an empty one. Returns its new name. */
  startOver(deviceKey: string, nowName: string): string {
    try {
      this.close();
    } catch {
      // A damaged file may refuse even that; it is moved all the same.
    }
    const file = moveAside(this.#file, `damaged-${nowName}`);
    this.#database = connect(this.#file);
    this.#prepare(deviceKey);
    return file;
  }

  close(): void {
    this.#database.close();
  }

  /** The file if it is readable and ours or new; undefined when it has to be set aside. */
  static #tryOpen(file: string): Store | undefined {
    let database: Database | undefined;
    try {
      database = connect(file);
      const store = new Store(file, database);
      if (store.#isReadable()) return store;
    } catch (error) {
      if (!UNREADABLE.has(sqliteCode(error))) throw error;
    }
    try {
      database?.close();
    } catch {
      // Unreadable anyway.
    }
    return undefined;
  }

  #isReadable(): boolean {
    const check = this.#database.prepare('PRAGMA quick_check(1)').get();
    if (Object.values(check ?? {})[0] !== 'ok') return false;
    const application = this.#pragma('application_id');
    const version = this.#pragma('user_version');
    const isNew = application === 0 && version === 0 && this.#tables() === 0;
    const isKnown = version === SCHEMA_VERSION || MIGRATIONS.has(version);
    return isNew || (application === APPLICATION_ID && isKnown && this.#tables() === 2);
  }

  #isOthers(deviceKey: string): boolean {
    if (this.#tables() === 0) return false;
    const owner = this.#read('device');
    return owner !== undefined && owner !== deviceKey;
  }

  #prepare(deviceKey: string): void {
    if (this.#tables() === 0) {
      const identity = `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`;
      this.#database.exec(`BEGIN; ${SCHEMA} ${identity} COMMIT;`);
    }
    for (let version = this.#pragma('user_version'); version < SCHEMA_VERSION; version++) {
      const step = MIGRATIONS.get(version) ?? '';
      this.#database.exec(`BEGIN; ${step} PRAGMA user_version = ${version + 1}; COMMIT;`);
    }
    if (this.#read('device') === undefined) this.#write('device', deviceKey);
  }

  #counts(): Pick<StoreOpening, 'length' | 'lastSeq' | 'runningMs'> {
    const row = this.#database.prepare('SELECT count(*) AS length, max(seq) AS last FROM message').get();
    return {
      length: Number(row?.['length'] ?? 0),
      lastSeq: Math.max(Number(row?.['last'] ?? 0), Number(this.#read('lastSeq') ?? 0)),
      runningMs: Number(this.#read('runningMs') ?? 0),
    };
  }

  #tables(): number {
    const row = this.#database
      .prepare(
        `SELECT count(*) AS tables FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
      )
      .get();
    return Number(row?.['tables'] ?? 0);
  }

  #pragma(name: string): number {
    return Number(this.#database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
  }

  #read(name: string): SqlValue | undefined {
    return this.#database.prepare('SELECT value FROM state WHERE name = ?').get(name)?.['value'];
  }

  #write(name: string, value: SqlValue): void {
    this.#database.prepare('INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)').run(name, value);
  }
}

/** WAL and synchronous FULL: a returned COMMIT survives a power cut. */
function connect(file: string): Database {
  const sqlite = findSqlite();
  if (sqlite === undefined) throw new Error('this Node.js has no node:sqlite');
  const database = new sqlite.DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000;');
  return database;
}

function rollBack(database: Database): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // SQLite has already rolled back.
  }
}

/** Moves the file and its journal to an unused name; returns that name. */
function moveAside(file: string, suffix: string): string {
  let target = `${file}.${suffix}`;
  for (let copy = 2; existsSync(target); copy++) target = `${file}.${suffix}-${copy}`;
  for (const part of ['', '-wal', '-shm']) {
    if (existsSync(`${file}${part}`)) renameSync(`${file}${part}`, `${target}${part}`);
  }
  return target;
}
