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
 * The package's SQL: migrations in the order of their numbers, and the functions and views that replace older ones.
 * To be installed in this order: a view is checked when it is made, and needs its tables and functions.
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

/** Line ends do not count: a checkout on Windows is the same schema. */
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
