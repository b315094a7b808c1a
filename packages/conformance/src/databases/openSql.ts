import type { DatabaseEngine } from '@onevault/server/internal/engine/port';
import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import type { Row, SqlConnection } from '@onevault/server/internal/engine/sql/connection';
import { createSqlEngine } from '@onevault/server/internal/engine/sql/createSqlEngine';
import { asOwner } from './asOwner.ts';
import { createDatabase } from './createDatabase.ts';
import type { SqlKind } from './kinds.ts';
import { openPglite } from './openPglite.ts';

/** An engine and, beside it, the same database for a test to look into, as the one who owns it. */
export interface OpenSql {
  engine: DatabaseEngine;
  connection: SqlConnection;
  /** The connection of the engine, as the role that it works as. */
  app: SqlConnection;
  query(text: string, params?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** Opens a database of the kind for a test alone, with the schema installed. */
export async function openSql(kind: SqlKind): Promise<OpenSql> {
  const url = kind === 'pglite' ? undefined : await createDatabase({ version: kind === 'postgres 15' ? 15 : 18 });
  const app = url === undefined ? await openPglite() : connectPostgres(url, 10);
  const engine = await createSqlEngine(app, {
    kind: url === undefined ? 'pglite' : 'postgres',
    durability: 'None: for a test.',
  });
  const connection = url === undefined ? asOwner(app) : connectPostgres(url, 10);
  return {
    engine,
    connection,
    app,
    query: (text, params = []) => connection.query(text, params),
    async close() {
      if (url !== undefined) await connection.close();
      await engine.close();
    },
  };
}
