import pg from 'pg';
import { EngineUnavailable, QueryTimedOut, TooMuchAtOnce } from '../port.ts';
import { FIXED_PATH, quoteName, type SqlConnection, type SqlSession, sqlStateOf } from '../sql/connection.ts';
import { toUnavailable } from '../sql/toUnavailable.ts';

/** After this time the database is reported as unavailable. */
const CONNECT_TIMEOUT_MS = 5_000;
/**
 * A stalled statement would block its request for ever. PostgreSQL ends it and rolls it back, so that it does not
 * compete with the client's next attempt.
 */
const STATEMENT_TIMEOUT_MS = 10_000;
/** A statement that waits for a lock holds a connection. It fails instead, and the client tries again. */
const LOCK_TIMEOUT_MS = 3_000;
/** How much later the pool closes the connection if PostgreSQL does not end the statement itself. */
const ANSWER_MS = 2_000;

/** A heavy question of one customer must not keep the others waiting, let alone the events. */
const MAX_READERS = 2;
const READ_TIMEOUT_MS = 10_000;
const BEGIN_READ = [
  'begin isolation level repeatable read read only',
  // Compiling takes longer than the work it saves.
  'set local jit = off',
  // Sets of visitors and sessions stay in memory.
  `set local work_mem = '128MB'`,
  // What a range holds lies together, in the order of time, so an index finds it with few reads.
  'set local random_page_cost = 1.1',
  // Each question has one processor, and the first screen of a dashboard asks many at once.
  'set local max_parallel_workers_per_gather = 0',
].join('; ');

export interface Limits {
  /** Default 10 s. */
  statementTimeoutMs?: number;
  /** Default 3 s. */
  lockTimeoutMs?: number;
  /** Of a statement of `readOnce`. Default 10 s. */
  readTimeoutMs?: number;
}

/** A pool of connections to PostgreSQL. Nothing is connected until the first statement. */
export function connectPostgres(
  url: string,
  maxConnections: number,
  {
    statementTimeoutMs = STATEMENT_TIMEOUT_MS,
    lockTimeoutMs = LOCK_TIMEOUT_MS,
    readTimeoutMs = READ_TIMEOUT_MS,
  }: Limits = {},
): SqlConnection {
  const limit = `${FIXED_PATH}; set statement_timeout = ${statementTimeoutMs}; set lock_timeout = ${lockTimeoutMs}`;
  const openPool = (role?: string, max = maxConnections, waitMs = CONNECT_TIMEOUT_MS): pg.Pool => {
    const opened = new pg.Pool({
      connectionString: url,
      max,
      connectionTimeoutMillis: waitMs,
      // Detects a peer that vanished silently, also for statements without a time limit.
      keepAlive: true,
      application_name: 'onevault-server',
      // A connection that cannot set the role is closed, and the statement that needed it fails.
      async onConnect(client) {
        await client.query(limit);
        if (role !== undefined) await setRole(client, role);
      },
    });
    // The pool replaces an idle connection that the server ends; without a listener the event would end the process.
    opened.on('error', () => {});
    // The pool listens only to idle connections. When one in use is lost, its next statement fails.
    opened.on('connect', (client) => client.on('error', () => {}));
    return opened;
  };
  let pool = openPool();
  // A page asks several questions at once: the last ones wait for the others.
  let readers = openPool(undefined, MAX_READERS, 2 * readTimeoutMs);

  return {
    query: (text, params, { isLong = false } = {}) =>
      isLong
        ? withClient(pool, async (session) => {
            await session.script('set statement_timeout = 0');
            const rows = await session.query(text, params);
            await session.script(limit);
            return rows;
          })
        : sessionOf(pool, statementTimeoutMs + ANSWER_MS).query(text, params),
    script: (text) => sessionOf(pool).script(text),
    // A new pool, so that no connection has ever had another role.
    async assumeRole(role) {
      const old = [pool, readers];
      pool = openPool(role);
      readers = openPool(role, MAX_READERS, 2 * readTimeoutMs);
      await Promise.all(old.map((one) => one.end()));
    },
    readOnce: (work) => readWithin(readers, readTimeoutMs, work),
    // Without a time limit: it installs the schema, and waits for other servers that do the same.
    transaction: (work) =>
      withClient(pool, async (session) => {
        await session.script('begin; set local statement_timeout = 0; set local lock_timeout = 0');
        const result = await work(session);
        await session.script('commit');
        return result;
      }),
    async close() {
      await Promise.all([pool.end(), readers.end()]);
    },
  };
}

function sessionOf(client: pg.Pool | pg.PoolClient, timeoutMs?: number): SqlSession {
  // The pool closes a connection whose statement timed out, so no later statement gets its late answer.
  const limit = timeoutMs === undefined ? {} : { query_timeout: timeoutMs };
  return {
    // Statements are few and fixed. A name made from the text lets PostgreSQL parse each once per connection.
    query: async (text, params = []) => {
      const statement = { name: nameOf(text), text, values: [...params], ...limit };
      return (await guarded(() => client.query(statement))).rows;
    },
    async script(text) {
      await guarded(() => client.query(text));
    },
  };
}

async function withClient<T>(pool: pg.Pool, work: (session: SqlSession) => Promise<T>): Promise<T> {
  const client = await guarded(() => pool.connect());
  let broken: Error | undefined;
  try {
    return await work(sessionOf(client));
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    // Closes the connection if anything failed on it, which rolls back in any state.
    client.release(broken);
  }
}

/** Waits for one of the few readers. */
async function connectReader(readers: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await guarded(() => readers.connect());
  } catch (error) {
    // All are busy: the database is there.
    if (readers.totalCount < MAX_READERS || readers.idleCount > 0) throw error;
    throw new QueryTimedOut('Other questions took too long', { cause: error });
  }
}

async function readWithin<T>(
  readers: pg.Pool,
  timeoutMs: number,
  work: (session: SqlSession) => Promise<T>,
): Promise<T> {
  const client = await connectReader(readers);
  let broken: Error | undefined;
  try {
    await guarded(() => client.query(`${BEGIN_READ}; set local statement_timeout = ${timeoutMs}`));
    const result = await work({
      // Without a name: the texts differ, and PostgreSQL would keep each of them.
      async query(text, params = []) {
        const statement = { text, values: [...params], query_timeout: timeoutMs + ANSWER_MS };
        return (await guarded(() => client.query(statement))).rows;
      },
      async script(text) {
        await guarded(() => client.query(text));
      },
    });
    await guarded(() => client.query('commit'));
    return result;
  } catch (error) {
    broken = error as Error;
    throw error instanceof TooMuchAtOnce ? new QueryTimedOut(error.message, { cause: error }) : error;
  } finally {
    client.release(broken);
  }
}

/** Sets the role for the rest of the connection's life. */
export async function setRole(client: pg.ClientBase, role: string): Promise<void> {
  await client.query(`set role ${quoteName(role)}`);
}

const names = new Map<string, string>();

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `onevault_${names.size}`;
    names.set(text, name);
  }
  return name;
}

async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const unavailable = toUnavailable(error);
    if (unavailable) throw unavailable;
    // An error without an SQLSTATE is not from the database: the connection was refused, reset or timed out.
    if (sqlStateOf(error) === undefined) {
      throw new EngineUnavailable(`The database is not available: ${(error as Error).message}`, { cause: error });
    }
    throw error;
  }
}
