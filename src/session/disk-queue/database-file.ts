import { closeSync, existsSync, openSync, renameSync } from 'node:fs';
import { type Database, findSqlite, isUnreadable } from './sqlite';

/** SQLite files as all of ours are. Synchronous: for worker threads. */

/** "EC20" in ASCII: identifies our files (PRAGMA application_id). */
export const APPLICATION_ID = 0x45433230;

/** WAL and synchronous FULL: a returned COMMIT survives a power cut. */
export function connect(file: string): Database {
  const sqlite = findSqlite();
  if (sqlite === undefined) throw new Error('this Node.js has no node:sqlite');
  createPrivate(file);
  const database = new sqlite.DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000;');
  return database;
}

/**
 * The file, if it is in order and `isKnown` (ours, or new); undefined: it has to be set aside. Throws SQLite's error when the folder
 * can't be written or the disk is full.
 */
export function connectKnown(file: string, isKnown: (database: Database) => boolean): Database | undefined {
  let database: Database | undefined;
  try {
    database = connect(file);
    if (isSound(database) && isKnown(database)) return database;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
  closeUnread(database);
  return undefined;
}

/** An empty file in the place of a damaged one, which is set aside under the name that is returned too. */
export function startOver(
  file: string,
  damaged: Database,
  nowName: string,
): { readonly database: Database; readonly setAside: string } {
  closeUnread(damaged);
  const setAside = moveAside(file, `damaged-${nowName}`);
  return { database: connect(file), setAside };
}

/** A damaged file may refuse even that; it is moved all the same. */
function closeUnread(database: Database | undefined): void {
  try {
    database?.close();
  } catch {
    // Unreadable anyway.
  }
}

/** What is stored is for this user only; SQLite gives its journal the rights of the file, and an empty file is a new database. */
function createPrivate(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch {
    // SQLite fails in the same way, and its error is reported.
  }
}

/** One transaction. Throws what `action` throws, and nothing is written then. */
export function transaction(database: Database, action: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    action();
    database.exec('COMMIT');
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

export function rollBack(database: Database): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // SQLite has already rolled back.
  }
}

/** Number of tables besides SQLite's own. */
export function tablesIn(database: Database): number {
  const row = database
    .prepare(`SELECT count(*) AS tables FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .get();
  return Number(row?.['tables'] ?? 0);
}

export function pragma(database: Database, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}

/** Whether SQLite finds the file in order. Throws its error where it can't even be read. */
export function isSound(database: Database): boolean {
  const check = database.prepare('PRAGMA quick_check(1)').get();
  return Object.values(check ?? {})[0] === 'ok';
}

/** Moves the file and its journal to an unused name; returns that name. */
export function moveAside(file: string, suffix: string): string {
  let target = `${file}.${suffix}`;
  for (let copy = 2; existsSync(target); copy++) target = `${file}.${suffix}-${copy}`;
  for (const part of ['', '-wal', '-shm']) {
    if (existsSync(`${file}${part}`)) renameSync(`${file}${part}`, `${target}${part}`);
  }
  return target;
}

/** The present moment as a part of a file's name, sortable and without colons. */
export function nameOf(wallMs: number): string {
  return new Date(wallMs).toISOString().replace(/[:.]/g, '-');
}
