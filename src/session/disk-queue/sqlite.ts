import { isBuiltin } from 'node:module';

/**
 * The part of `node:sqlite` that the queue uses. Declared here because the package also runs on Node.js 20, which has
 * neither the module nor its types.
 */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

export type SqlValue = number | string | bigint | Uint8Array | null;

export interface Statement {
  run(...values: SqlValue[]): unknown;
  get(...values: SqlValue[]): Record<string, SqlValue> | undefined;
  all(...values: SqlValue[]): Record<string, SqlValue>[];
}

interface SqliteModule {
  readonly DatabaseSync: new (path: string) => Database;
}

/** Node.js 22 logs a warning that node:sqlite is experimental. */
export const QUIET = '--disable-warning=ExperimentalWarning';

/** True where this Node.js has `node:sqlite`. Doesn't load it: Node.js 22 logs a warning that it is experimental. */
export function hasSqlite(): boolean {
  return typeof getBuiltinModule() === 'function' && isBuiltin('node:sqlite');
}

/** `node:sqlite`, if this Node.js has it (22.13 and later, without a flag). */
export function findSqlite(): SqliteModule | undefined {
  const found = getBuiltinModule()?.('node:sqlite');
  return isSqlite(found) ? found : undefined;
}

/** Node.js 20.16 and later. */
function getBuiltinModule(): ((name: string) => unknown) | undefined {
  return (process as { getBuiltinModule?: (name: string) => unknown }).getBuiltinModule;
}

function isSqlite(found: unknown): found is SqliteModule {
  return typeof found === 'object' && found !== null && 'DatabaseSync' in found;
}

/** SQLite's codes for a file that is damaged or is no database. */
const UNREADABLE: ReadonlySet<number | undefined> = new Set([11, 26]);

/** Whether a failure means that the file itself can't be read. */
export function isUnreadable(error: unknown): boolean {
  return UNREADABLE.has(sqliteCode(error));
}

/** SQLite's result code of a failure: 11 the file is damaged, 13 the disk is full, 26 the file is no database. */
export function sqliteCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  // Extended codes carry the primary one in their low byte.
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}
