import { startPgliteThread } from '@onevault/server/internal/engine/pglite/startPgliteThread';
import type { Engine } from '@onevault/server/internal/engine/port';
import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import type { Row, SqlConnection } from '@onevault/server/internal/engine/sql/connection';
import { createSqlEngine } from '@onevault/server/internal/engine/sql/createSqlEngine';
import { asOwner } from './asOwner.ts';
import { startPostgres } from './startPostgres.ts';

/** An engine and, beside it, the same database for a test to look into, as the one who owns it. */
export interface OpenSql {
  engine: Engine;
  connection: SqlConnection;
  /** The connection of the engine, as the role that it works as. */
  app: SqlConnection;
  query(text: string, params?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export type SqlKind = 'pglite' | 'postgres 15' | 'postgres 18';
export const SQL_KINDS: readonly SqlKind[] = ['pglite', 'postgres 15', 'postgres 18'];

/** Opens a fresh database of the kind, with the schema installed. */
export async function openSql(kind: SqlKind): Promise<OpenSql> {
  const postgres = kind === 'pglite' ? undefined : await startPostgres(kind === 'postgres 15' ? 15 : 18);
  const app = postgres ? connectPostgres(postgres.url, 10) : await startPgliteThread(undefined);
  const engine = await createSqlEngine(app, {
    kind: postgres ? 'postgres' : 'pglite',
    durability: 'for tests',
  });
  const connection = postgres ? connectPostgres(postgres.url, 10) : asOwner(app);
  return {
    engine,
    connection,
    app,
    query: (text, params = []) => connection.query(text, params),
    async close() {
      if (postgres) await connection.close();
      await engine.close();
      await postgres?.stop();
    },
  };
}
