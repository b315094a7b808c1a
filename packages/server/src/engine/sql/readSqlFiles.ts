import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface SqlFile {
  /** Path below `sql/`, such as `functions/util/text_of.sql`. */
  name: string;
  text: string;
}

/**
 * The package's SQL: migrations in numeric order, and the replaceable functions and views. They are installed in this
 * order: PostgreSQL checks a view when it creates it, so its tables and functions must exist.
 */
export function readSqlFiles(): { migrations: SqlFile[]; functions: SqlFile[]; views: SqlFile[] } {
  const root = findSqlFolder();
  const read = (folder: string): SqlFile[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.sql'))
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .sort()
      .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));
  return { migrations: read('migrations'), functions: read('functions'), views: read('views') };
}

/** Ignores the kind of line end: a checkout on Windows has the same schema. */
export function checksumOf(...texts: string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text.replaceAll('\r\n', '\n')).update('\0');
  return hash.digest('hex');
}

/** `sql/` stands beside `src/` and `dist/`: this file runs from either. */
export function findSqlFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'sql', 'migrations'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('[OneVault] Failed to find the sql folder of @onevault/server.');
    folder = parent;
  }
  return join(folder, 'sql');
}
