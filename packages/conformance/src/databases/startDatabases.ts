import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import { installSchema } from '@onevault/server/internal/engine/sql/installSchema';
import type { TestProject } from 'vitest/node';
import { preparePgliteFiles } from './preparePgliteFiles.ts';
import { type PostgresVersion, startPostgres, type TestPostgres } from './startPostgres.ts';
import { EMPTY_DATABASE, runSql, TEMPLATE_DATABASE } from './templates.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the servers that all test files of a run share. */
    postgresUrls: Record<PostgresVersion, string>;
    /** The path of the files that a PGlite with the schema begins with. */
    pgliteFiles: string;
  }
}

/**
 * Vitest's global setup: starts one PostgreSQL of each supported end and prepares what test files copy their databases
 * from. With ONEVAULT_TEST_POSTGRES (a url of a superuser) the tests run on that server instead, which is how they run
 * on yet another version.
 */
export default async function startDatabases(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.ONEVAULT_TEST_POSTGRES;
  const [servers, pgliteFiles] = await Promise.all([
    given ? [{ url: given, stop: () => dropTemplate(given) }] : Promise.all([startPostgres(15), startPostgres(18)]),
    preparePgliteFiles(),
  ]);
  await Promise.all(servers.map(({ url }) => createTemplate(url)));
  const [oldest, newest = oldest] = servers as [TestPostgres, TestPostgres?];
  project.provide('postgresUrls', { 15: oldest.url, 18: newest.url });
  project.provide('pgliteFiles', pgliteFiles);
  return async () => {
    await Promise.all(servers.map(({ stop }) => stop()));
  };
}

async function createTemplate(serverUrl: string): Promise<void> {
  await dropTemplate(serverUrl);
  await runSql(serverUrl, `create database ${TEMPLATE_DATABASE} template ${EMPTY_DATABASE}`);
  const url = new URL(serverUrl);
  url.pathname = `/${TEMPLATE_DATABASE}`;
  const connection = connectPostgres(url.href, 1);
  await installSchema(connection);
  await connection.close();
  // A database that somebody is connected to cannot be copied.
  await runSql(serverUrl, `alter database ${TEMPLATE_DATABASE} with allow_connections false`);
}

function dropTemplate(serverUrl: string): Promise<void> {
  return runSql(serverUrl, `drop database if exists ${TEMPLATE_DATABASE}`);
}
