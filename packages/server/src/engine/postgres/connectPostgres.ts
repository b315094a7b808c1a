import pg from 'pg';
import { EngineUnavailable } from '../port.ts';
import { type QueryOptions, quoteName, type SqlConnection, type SqlSession, sqlStateOf } from '../sql/connection.ts';

/** A database that does not answer within this time is reported as away, not waited for. */
const CONNECT_TIMEOUT_MS = 5_000;
/**
 * Nor is a statement: one that has stalled would hold its request for good. Whether it was carried out is not
 * known then; the answer says that nothing was confirmed, and what is sent again is stored once.
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
      // A connection whose other end vanished without a word is noticed, also by what waits without a limit.
      keepAlive: true,
      application_name: 'onevault-server',
      // A connection that cannot take on the role is closed, and the statement that wanted it fails.
      ...(role !== undefined && { onConnect: (client) => setRole(client, role) }),
    });
    // An idle connection that the server ends is replaced by the pool; unheard, the event would end the process.
    opened.on('error', () => {});
    // The pool hears only idle ones: of one that is lost while it is lent out, the next statement tells.
    opened.on('connect', (client) => client.on('error', () => {}));
    return opened;
  };
  let pool = openPool();

  return {
    ...sessionOf(() => pool, statementTimeoutMs),
    // A pool of new connections: none of them has ever been another role.
    async assumeRole(role) {
      const old = pool;
      pool = openPool(role);
      await old.end();
    },
    // Installs the schema, and waits for other servers that do: without a time limit.
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
        // A connection whose transaction failed is closed, not returned: that rolls back in any state.
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

function sessionOf(client: () => pg.Pool | pg.PoolClient, timeoutMs?: number): SqlSession {
  // The pool closes a connection whose statement ran out of time: a late answer reaches nobody.
  const limit = timeoutMs === undefined ? {} : { query_timeout: timeoutMs };
  return {
    // Statements are few and fixed: named by their text they are parsed once a connection.
    query: async (text, params = [], { isLong = false }: QueryOptions = {}) => {
      const statement = { name: nameOf(text), text, values: [...params], ...(isLong ? {} : limit) };
      return (await guarded(() => client().query(statement))).rows;
    },
    async script(text) {
      await guarded(() => client().query(text));
    },
  };
}

/** Takes on a role for as long as the connection lives. */
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

/** SQLSTATE classes of a database that is away, full or going down: 08 connection, 53 resources, 57 operator. */
const UNAVAILABLE = /^(08|53|57)/;

async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const state = sqlStateOf(error);
    // Without an SQLSTATE it never was the database that answered: refused, reset or timed out.
    if (state === undefined || UNAVAILABLE.test(state)) {
      throw new EngineUnavailable(`The database is not available: ${(error as Error).message}`, { cause: error });
    }
    throw error;
  }
}
