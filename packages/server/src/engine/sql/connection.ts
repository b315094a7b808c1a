/** What the SQL engine needs from a database driver; implemented for PGlite and `pg` (`pglite/`, `postgres/`). */

export type Row = Record<string, unknown>;

export interface QueryOptions {
  /** The statement may take minutes: no time limit. */
  isLong?: boolean;
}

export interface SqlSession {
  /** One statement with `$1`-style parameters. */
  query(text: string, params?: readonly unknown[], options?: QueryOptions): Promise<Row[]>;
  /** Several statements without parameters. */
  script(text: string): Promise<void>;
}

export interface SqlConnection extends SqlSession {
  /** Runs `work` between BEGIN and COMMIT on one session; rolls back when it throws. */
  transaction<T>(work: (session: SqlSession) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in a transaction that reads one state of the database, with a time limit for each statement, on a
   * connection of its own pool if there are several. Throws `QueryTimedOut`.
   */
  readOnce<T>(work: (session: SqlSession) => Promise<T>): Promise<T>;
  /** From now on every statement runs as this role, or fails. */
  assumeRole(role: string): Promise<void>;
  close(): Promise<void>;
}

/** SQLSTATE of a database error, from whichever driver. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/**
 * The first statement of every session. Our names always include their schema, so no other schema needs to be searched,
 * least of all `public`, where other roles may create objects.
 */
export const FIXED_PATH = 'set search_path = pg_catalog, pg_temp';

/** Quotes a name for SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
