import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findSqlFolder } from '../sql/readSqlFiles.ts';
import { emptyDatabaseName } from './emptyDatabaseName.mjs';

/** The files of an empty database that the build has made for the PGlite that is installed; undefined without them. */
export function findEmptyDatabase(): string | undefined {
  const path = join(findSqlFolder(), '..', 'dist', emptyDatabaseName());
  return existsSync(path) ? path : undefined;
}
