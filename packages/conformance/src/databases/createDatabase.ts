import { threadId } from 'node:worker_threads';
import { afterAll, inject } from 'vitest';
import type { PostgresVersion } from './startPostgres.ts';
import { EMPTY_DATABASE, runSql, TEMPLATE_DATABASE } from './templates.ts';

export interface NewDatabase {
  /** Default 18. */
  version?: PostgresVersion;
  /** Nothing is installed in it. Default: the schema is. */
  isEmpty?: boolean;
}

const made: { serverUrl: string; name: string }[] = [];
// Registered when a test file imports this one. Hooks end in the reverse order, so those of the file come first.
afterAll(async () => {
  for (const { serverUrl, name } of made.splice(0)) await runSql(serverUrl, `drop database ${name} with (force)`);
});

/**
 * Makes a database of its own for a test, on the PostgreSQL that all test files of a run share, and returns its url. It
 * is gone after the test file. What belongs to the whole server is shared: roles, and the numbers of transactions.
 */
export async function createDatabase({ version = 18, isEmpty = false }: NewDatabase = {}): Promise<string> {
  const serverUrl = inject('postgresUrls')[version];
  const name = `onevault_${process.pid}_${threadId}_${Date.now().toString(36)}_${made.length}`;
  made.push({ serverUrl, name });
  await runSql(serverUrl, `create database ${name} template ${isEmpty ? EMPTY_DATABASE : TEMPLATE_DATABASE}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
