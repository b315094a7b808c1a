import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findSqlFolder } from '../sql/readSqlFiles.ts';
import { emptyDatabaseName } from './emptyDatabaseName.mjs';

/** The prepared empty database for the installed PGlite version; undefined if the build made none. */
export function findEmptyDatabase(): string | undefined {
  const path = join(findSqlFolder(), '..', 'dist', emptyDatabaseName());
  return existsSync(path) ? path : undefined;
}
