import type { Engine } from '../port.ts';
import { createSqlEngine } from '../sql/createSqlEngine.ts';
import { connectPostgres } from './connectPostgres.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database` */
  url: string;
  /** Most connections at once. Default 10. */
  maxConnections?: number;
}

/**
 * The engine over PostgreSQL 15 or newer, through a pool of connections.
 *
 * @throws EngineUnavailable when the database cannot be reached.
 */
export async function createPostgresEngine({ url, maxConnections = 10 }: PostgresOptions): Promise<Engine> {
  const connection = connectPostgres(url, maxConnections);
  try {
    return await createSqlEngine(connection, {
      kind: 'postgres',
      durability: 'An answered event is committed to PostgreSQL and survives a crash of server and database.',
    });
  } catch (error) {
    await connection.close();
    throw error;
  }
}
