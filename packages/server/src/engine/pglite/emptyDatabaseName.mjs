import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The name of the prepared database archive. It has PGlite's exact version: the file layout may change between versions. */
export function emptyDatabaseName() {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8'));
  return `pglite-${version}.tar.br`;
}
