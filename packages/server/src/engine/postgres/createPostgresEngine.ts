import type { DatabaseEngine } from '../port.ts';
import { createSqlEngine } from '../sql/createSqlEngine.ts';
import { DEFAULT_ROLE, type OnMigration } from '../sql/installSchema.ts';
import type { DatabaseUse } from '../sql/productionMark.ts';
import { checkEncoding } from './checkEncoding.ts';
import { connectPostgres } from './connectPostgres.ts';
import { listenForNotices, WORK_CHANNEL } from './listenForNotices.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database` */
  url: string;
  /** Maximum number of connections. Default 10. */
  maxConnections?: number;
  /** The role to work as; created if missing and permitted. Default `onevault_app`. */
  role?: string;
  use?: DatabaseUse | undefined;
  onMigration?: OnMigration | undefined;
}

/**
 * The engine over PostgreSQL 15 or newer, through a pool of connections.
 *
 * @throws EngineUnavailable when the database cannot be reached.
 */
export async function createPostgresEngine({
  url,
  maxConnections = 10,
  role = DEFAULT_ROLE,
  use,
  onMigration,
}: PostgresOptions): Promise<DatabaseEngine> {
  const connection = connectPostgres(url, maxConnections);
  try {
    await checkEncoding(connection);
    const engine = await createSqlEngine(
      connection,
      {
        kind: 'postgres',
        durability: 'An answered event is committed to PostgreSQL and survives a crash of server and database.',
      },
      { role, use, onMigration },
    );
    return {
      ...engine,
      // A separate statement, not part of the storing transaction: a commit with a notification holds a server-wide
      // lock until it is on disk, which halves the throughput of eight writers (docs/decisions/0008).
      async notifyWork(customerIds) {
        await connection.query(
          `select pg_notify('${WORK_CHANNEL}', id) from unnest($1::text[]) as id where octet_length(id) < 8000`,
          [customerIds],
        );
      },
      listen: (listener) => listenForNotices(url, listener, engine.rowSecurity?.isOn ? role : undefined),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
