import { connectPglite } from '@onevault/server/internal/engine/pglite/connectPglite';
import type { SqlConnection } from '@onevault/server/internal/engine/sql/connection';
import { inject } from 'vitest';

/** Opens a PGlite of its own for a test, in memory, with the schema installed. */
export function openPglite(): Promise<SqlConnection> {
  return connectPglite(undefined, { emptyDatabase: inject('pgliteFiles') });
}
