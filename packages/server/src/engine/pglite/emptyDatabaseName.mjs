import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The name of the prepared files: with PGlite's exact version, since another may lay its files out in another way. */
export function emptyDatabaseName() {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8'));
  return `pglite-${version}.tar.br`;
}
