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
 * order: PostgreSQL looks the names in a view up when it creates it, so its tables and functions must exist. It does
 * the same with the body of an SQL function, but not with the text of a PL/pgSQL function, so these come first.
 */
export function readSqlFiles(): { migrations: SqlFile[]; functions: SqlFile[]; views: SqlFile[] } {
  const root = findSqlFolder();
  const read = (folder: string): SqlFile[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.sql'))
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .sort()
      .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));
  return { migrations: read('migrations'), functions: inOrder(read('functions')), views: read('views') };
}

/** `return …`, or `begin atomic … end`. */
const SQL_BODY = /^(return|begin atomic)\b/m;

/** Puts the SQL functions last, and each of them after those that it calls. */
function inOrder(files: SqlFile[]): SqlFile[] {
  const ordered = files.filter(({ text }) => !SQL_BODY.test(text));
  let waiting = files.filter(({ text }) => SQL_BODY.test(text));
  while (waiting.length > 0) {
    const ready = waiting.filter((file) => !waiting.some((other) => other !== file && calls(file, other)));
    if (ready.length === 0) throw new Error(`[OneVault] SQL functions call each other: ${waiting[0]?.name}.`);
    ordered.push(...ready);
    waiting = waiting.filter((file) => !ready.includes(file));
  }
  return ordered;
}

function calls({ text }: SqlFile, { name }: SqlFile): boolean {
  const [, schema, called] = name.replace(/\.sql$/, '').split('/');
  return text.replace(/--[^\n]*/g, '').includes(`${schema}.${called}(`);
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
