import type { DatabaseEngine } from '@onevault/server/internal/engine/port';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { createSqlEngine } from '@onevault/server/internal/engine/sql/createSqlEngine';
import { createDatabase } from './createDatabase.ts';
import { openPglite } from './openPglite.ts';

/** An engine on a database of its own. `openSql` has the database beside it, for a test that looks into it. */
export async function openEngine(kind: 'pglite' | 'postgres'): Promise<DatabaseEngine> {
  if (kind === 'postgres') return createPostgresEngine({ url: await createDatabase() });
  return createSqlEngine(await openPglite(), { kind, durability: 'None: for a test.' });
}
