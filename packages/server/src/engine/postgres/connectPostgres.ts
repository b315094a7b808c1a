import pg from 'pg';
import { EngineUnavailable } from '../port.ts';
import { type QueryOptions, quoteName, type SqlConnection, type SqlSession, sqlStateOf } from '../sql/connection.ts';

/** After this time the database is reported as unavailable. */
const CONNECT_TIMEOUT_MS = 5_000;
/**
 * A stalled statement would block its request for ever. After the timeout its outcome is unknown: the answer says that
 * nothing was confirmed, and a resent event is stored once.
 */
const STATEMENT_TIMEOUT_MS = 10_000;

/** A pool of connections to PostgreSQL. Nothing is connected until the first statement. */
export function connectPostgres(
  url: string,
  maxConnections: number,
  { statementTimeoutMs = STATEMENT_TIMEOUT_MS }: { statementTimeoutMs?: number } = {},
): SqlConnection {
  const openPool = (role?: string): pg.Pool => {
    const opened = new pg.Pool({
      connectionString: url,
      max: maxConnections,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      // Detects a peer that vanished silently, also for statements without a time limit.
      keepAlive: true,
      application_name: 'onevault-server',
      // A connection that cannot set the role is closed, and the statement that needed it fails.
      ...(role !== undefined && { onConnect: (client) => setRole(client, role) }),
    });
    // The pool replaces an idle connection that the server ends; without a listener the event would end the process.
    opened.on('error', () => {});
    // The pool listens only to idle connections. When one in use is lost, its next statement fails.
    opened.on('connect', (client) => client.on('error', () => {}));
    return opened;
  };
  let pool = openPool();

  return {
    ...sessionOf(() => pool, statementTimeoutMs),
    // A new pool, so that no connection has ever had another role.
    async assumeRole(role) {
      const old = pool;
      pool = openPool(role);
      await old.end();
    },
    // Without a time limit: it installs the schema, and waits for other servers that do the same.
    async transaction(work) {
      const client = await guarded(() => pool.connect());
      let broken: Error | undefined;
      try {
        await guarded(() => client.query('begin'));
        const result = await work(sessionOf(() => client));
        await guarded(() => client.query('commit'));
        return result;
      } catch (error) {
        broken = error as Error;
        throw error;
      } finally {
        // Closes the connection when its transaction failed, which rolls back in any state.
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

function sessionOf(client: () => pg.Pool | pg.PoolClient, timeoutMs?: number): SqlSession {
  // The pool closes a connection whose statement timed out, so no later statement gets its late answer.
  const limit = timeoutMs === undefined ? {} : { query_timeout: timeoutMs };
  return {
    // Statements are few and fixed. A name made from the text lets PostgreSQL parse each once per connection.
    query: async (text, params = [], { isLong = false }: QueryOptions = {}) => {
      const statement = { name: nameOf(text), text, values: [...params], ...(isLong ? {} : limit) };
      return (await guarded(() => client().query(statement))).rows;
    },
    async script(text) {
      await guarded(() => client().query(text));
    },
  };
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

/** SQLSTATE classes of an unreachable, full or stopping database: 08 connection, 53 resources, 57 operator. */
const UNAVAILABLE = /^(08|53|57)/;

async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const state = sqlStateOf(error);
    // An error without an SQLSTATE is not from the database: the connection was refused, reset or timed out.
    if (state === undefined || UNAVAILABLE.test(state)) {
      throw new EngineUnavailable(`The database is not available: ${(error as Error).message}`, { cause: error });
    }
    throw error;
  }
}
