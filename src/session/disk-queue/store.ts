import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { bytesOf } from '../../base/bytes';
import {
  APPLICATION_ID,
  connect,
  connectKnown,
  moveAside,
  pragma,
  rollBack,
  startOver,
  tablesIn,
} from './database-file';
import type { Database, SqlValue } from './sqlite';

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
  /** How it waits for others: milliseconds, and the form of all together; '': it doesn't. */
  readonly gatherMs: number;
  readonly gatherForm: string;
  /** The queue's running time, in milliseconds, at which the message was accepted. */
  readonly acceptedMs: number;
}

export interface StoreOpening {
  readonly length: number;
  readonly lastSeq: number;
  /** The running time, in milliseconds, when the file was last written. */
  readonly runningMs: number;
  /** Why a file was set aside, and its new name. */
  readonly setAside: SetAside | undefined;
}

export interface SetAside {
  readonly why: 'damaged' | 'other-device';
  readonly file: string;
  /** Messages in it; 0 where that can't be known. */
  readonly length: number;
}

/** A file at a glance. */
export interface Peek {
  readonly owner: string | undefined;
  readonly node: string | undefined;
  readonly length: number;
  /** When its oldest message was accepted, by the clock of that time. */
  readonly since: string;
}

/** Whose messages a file holds. */
export interface StoreOwner {
  readonly deviceKey: string;
  /** Keys in files of earlier versions that mean the same device. */
  readonly earlierKeys: readonly string[];
  /** The config node that writes it, where there is one. */
  readonly node?: string | undefined;
}

const SCHEMA_VERSION = 3;

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
    gather_ms REAL NOT NULL DEFAULT 0,
    gather_form TEXT NOT NULL DEFAULT '',
    accepted_ms REAL NOT NULL,
    accepted_wall TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now'))
  );
  CREATE TABLE state (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
`;

/** Of a message, as read and written. */
const COLUMNS =
  'seq, node_id, flow_message_id, topic, payload, qos, retain, reply_ms, gather_ms, gather_form, accepted_ms';

/** From each older version to the next: files of earlier releases remain readable. */
const MIGRATIONS: ReadonlyMap<number, string> = new Map([
  [1, 'ALTER TABLE message ADD COLUMN reply_ms REAL NOT NULL DEFAULT 0;'],
  [
    2,
    `ALTER TABLE message ADD COLUMN gather_ms REAL NOT NULL DEFAULT 0;
     ALTER TABLE message ADD COLUMN gather_form TEXT NOT NULL DEFAULT '';`,
  ],
]);

/** The file itself, or one attached to it. */
type Schema = 'main' | 'other';

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
  static open(file: string, owner: StoreOwner, nowName: string): { store: Store; opening: StoreOpening } {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    let setAside: StoreOpening['setAside'];
    const known = connectKnown(file, isKnown);
    let store = known && new Store(file, known);
    if (store === undefined) {
      setAside = { why: 'damaged', file: moveAside(file, `damaged-${nowName}`), length: 0 };
    } else if (store.#isOthers(owner)) {
      const { length } = store.#counts();
      store.close();
      store = undefined;
      setAside = { why: 'other-device', file: moveAside(file, `other-device-${nowName}`), length };
    }
    store ??= new Store(file, connect(file));
    store.#prepare(owner);
    return { store, opening: { ...store.#counts(), setAside } };
  }

  /**
   * What a file holds, without checking all of it; undefined: another program's. Throws SQLite's error when it can't be
   * read.
   */
  static peek(file: string): Peek | undefined {
    const store = new Store(file, connect(file));
    try {
      if (store.#tables() === 0) return { owner: undefined, node: undefined, length: 0, since: '' };
      if (store.#pragma('application_id') !== APPLICATION_ID) return undefined;
      const [owner, node] = [store.#read('device'), store.#read('node')];
      return {
        owner: owner === undefined ? undefined : String(owner),
        node: node === undefined ? undefined : String(node),
        length: store.#counts().length,
        since: store.#since('main'),
      };
    } finally {
      store.close();
    }
  }

  /** The name of this file's content, by which {@link absorb} knows that it has it already; `fresh` where it has none. */
  mark(fresh: string): string {
    const mark = this.#read('mark') ?? fresh;
    this.#write('mark', mark);
    return String(mark);
  }

  /**
   * Takes all messages of another, closed file of the same device: before its own where they are older, otherwise behind
   * them; their ages stay.
   */
  absorb(file: string, mark: string): void {
    const database = this.#database;
    if (this.#read(`absorbed ${mark}`) !== undefined) return;
    database.prepare('ATTACH ? AS other').run(file);
    try {
      database.exec('BEGIN IMMEDIATE');
      const [own, other] = [this.#counts(), this.#counts('other')];
      const isOlder = this.#since('other') < this.#since('main');
      // Beyond both, so that no number meets another on the way.
      const shift = Math.max(own.lastSeq, other.lastSeq);
      if (isOlder) database.prepare('UPDATE main.message SET seq = seq + ?').run(shift);
      const columns =
        'node_id, flow_message_id, topic, payload, qos, retain, reply_ms, gather_ms, gather_form, accepted_wall';
      database
        .prepare(
          `INSERT INTO main.message (seq, accepted_ms, ${columns})
           SELECT seq + ?, accepted_ms + ?, ${columns} FROM other.message`,
        )
        .run(isOlder ? 0 : shift, own.runningMs - other.runningMs);
      this.#write('lastSeq', own.lastSeq + shift + other.lastSeq);
      this.#write(`absorbed ${mark}`, 1);
      database.exec('COMMIT');
    } catch (error) {
      rollBack(database);
      throw error;
    } finally {
      database.exec('DETACH other');
    }
  }

  /** The file is deleted. */
  absorbed(mark: string): void {
    this.#database.prepare('DELETE FROM state WHERE name = ?').run(`absorbed ${mark}`);
  }

  /** One transaction: removes `removals`, stores `batch` and the running time. Durable on return. */
  commit(batch: readonly StoredRow[], removals: readonly number[], runningMs: number): void {
    const database = this.#database;
    database.exec('BEGIN IMMEDIATE');
    try {
      const remove = database.prepare('DELETE FROM message WHERE seq = ?');
      for (const seq of removals) remove.run(seq);
      const insert = database.prepare(
        `INSERT OR REPLACE INTO message (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      );
      for (const row of batch) {
        const { seq, nodeId, flowMessageId, topic, payload, qos, retain } = row;
        const { replyMs, gatherMs, gatherForm, acceptedMs } = row;
        insert.run(
          ...[seq, nodeId, flowMessageId, topic, payload, qos, retain],
          ...[replyMs, gatherMs, gatherForm, acceptedMs],
        );
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
      .prepare(`SELECT ${COLUMNS} FROM message WHERE seq > ? ORDER BY seq LIMIT ?`)
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
      gatherMs: Number(row['gather_ms']),
      gatherForm: String(row['gather_form']),
      acceptedMs: Number(row['accepted_ms']),
    }));
  }

  /** How many messages there are on each topic. */
  topics(): readonly (readonly [topic: string, count: number])[] {
    const rows = this.#database.prepare('SELECT topic, count(*) AS length FROM message GROUP BY topic').all();
    return rows.map((row) => [String(row['topic']), Number(row['length'])]);
  }

  /** The file is damaged: sets it aside and starts an empty one. Returns its new name. */
  startOver(owner: StoreOwner, nowName: string): string {
    const { database, setAside } = startOver(this.#file, this.#database, nowName);
    this.#database = database;
    this.#prepare(owner);
    return setAside;
  }

  close(): void {
    this.#database.close();
  }

  #isOthers({ deviceKey, earlierKeys }: StoreOwner): boolean {
    if (this.#tables() === 0) return false;
    const owner = this.#read('device');
    return owner !== undefined && owner !== deviceKey && !earlierKeys.includes(String(owner));
  }

  #prepare({ deviceKey, node }: StoreOwner): void {
    if (this.#tables() === 0) {
      const identity = `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`;
      this.#database.exec(`BEGIN; ${SCHEMA} ${identity} COMMIT;`);
    }
    for (let version = this.#pragma('user_version'); version < SCHEMA_VERSION; version++) {
      const step = MIGRATIONS.get(version) ?? '';
      this.#database.exec(`BEGIN; ${step} PRAGMA user_version = ${version + 1}; COMMIT;`);
    }
    if (this.#read('device') !== deviceKey) this.#write('device', deviceKey);
    if (node !== undefined && this.#read('node') !== node) this.#write('node', node);
  }

  #counts(schema: Schema = 'main'): Pick<StoreOpening, 'length' | 'lastSeq' | 'runningMs'> {
    const row = this.#database
      .prepare(`SELECT count(*) AS length, max(seq) AS last FROM ${schema}.message`)
      .get();
    return {
      length: Number(row?.['length'] ?? 0),
      lastSeq: Math.max(Number(row?.['last'] ?? 0), Number(this.#read('lastSeq', schema) ?? 0)),
      runningMs: Number(this.#read('runningMs', schema) ?? 0),
    };
  }

  /** When the oldest message was accepted; later than any time without one. */
  #since(schema: Schema): string {
    const row = this.#database.prepare(`SELECT min(accepted_wall) AS since FROM ${schema}.message`).get();
    return String(row?.['since'] ?? '~');
  }

  #tables(): number {
    return tablesIn(this.#database);
  }

  #pragma(name: string): number {
    return pragma(this.#database, name);
  }

  #read(name: string, schema: Schema = 'main'): SqlValue | undefined {
    return this.#database.prepare(`SELECT value FROM ${schema}.state WHERE name = ?`).get(name)?.['value'];
  }

  #write(name: string, value: SqlValue): void {
    this.#database.prepare('INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)').run(name, value);
  }
}

/** Whether a file is of this version, of an earlier one, or new. */
function isKnown(database: Database): boolean {
  const application = pragma(database, 'application_id');
  const version = pragma(database, 'user_version');
  const tables = tablesIn(database);
  if (application === 0 && version === 0 && tables === 0) return true;
  const isReadable = version === SCHEMA_VERSION || MIGRATIONS.has(version);
  return application === APPLICATION_ID && isReadable && tables === 2;
}
