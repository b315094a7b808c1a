import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectPglite } from '@onevault/server/internal/engine/pglite/connectPglite';
import { EngineUnavailable } from '@onevault/server/internal/engine/port';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onevault-pglite-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (options = {}) =>
  connectPglite(join(folder, 'pgdata'), { emptyDatabase: inject('pgliteFiles'), ...options });

test('an endless statement is ended, and the next one finds the committed rows, as the same role', async () => {
  const connection = await open({ statementTimeoutMs: 5_000 });
  await connection.script(
    'create role worker; create table public.kept (n integer); grant all on public.kept to worker',
  );
  await connection.assumeRole('worker');
  await connection.query('insert into public.kept values (42)');
  const endless = connection.script('do $$ begin loop end loop; end $$');
  const next = connection.query('select n, current_user::text from public.kept');
  await expect(endless).rejects.toThrow(EngineUnavailable);
  expect(await next).toEqual([{ n: 42, current_user: 'worker' }]);
  await connection.close();
});

test('a transaction is rolled back if the database stops, and later statements fail', async () => {
  const connection = await open();
  await connection.script('create table public.kept (n integer)');
  const work = connection.transaction(async (session) => {
    await session.query('insert into public.kept values (1)');
    await connection.abandon('the folder is gone');
    await session.query('insert into public.kept values (2)');
  });
  await expect(work).rejects.toThrow('The embedded database is closed: the folder is gone');
  await expect(connection.query('select 1')).rejects.toThrow('The embedded database is closed: the folder is gone');
  await connection.close();
  const next = await open();
  expect(await next.query('select n from public.kept')).toEqual([]);
  await next.close();
});

test('it does not start without free disk space', async () => {
  const starting = open({ minFreeBytes: 2 ** 60 });
  await expect(starting).rejects.toThrow(EngineUnavailable);
  await expect(starting).rejects.toThrow(/^The disk is full: \d+ MiB are free, the database in .*pgdata needs \d+$/);
});

test('a log that PGlite cannot read does not empty the folder', async () => {
  const connection = await open();
  await connection.script('create table public.kept (n integer)');
  await connection.close();
  const log = join(folder, 'pgdata', 'pg_wal');
  for (const name of readdirSync(log).filter((file) => /^[0-9A-F]{24}$/.test(file))) {
    truncateSync(join(log, name), 0);
    truncateSync(join(log, name), 16 * 1_048_576);
  }
  await expect(open()).rejects.toThrow(
    /Failed to open the database in .*pgdata: it cannot be started .* Try restoring/,
  );
  expect(readdirSync(join(folder, 'pgdata'))).toContain('PG_VERSION');
});

test('a question finds statistics of facts, as the same role', async () => {
  const connection = await connectPglite(undefined);
  await connection.script(
    `create schema facts; create table facts.texts (n int); create table facts.events (n int);
     create table facts.sessions (n int); create role reader; grant usage on schema facts to reader;
     grant select on all tables in schema facts to reader;
     insert into facts.events select generate_series(1, 1000)`,
  );
  // Otherwise PostgreSQL counts changed rows a second later.
  await connection.script('select pg_stat_force_next_flush()');
  await connection.assumeRole('reader');
  const [found] = await connection.readOnce((session) =>
    session.query(
      "select reltuples::int as rows, current_user::text as role from pg_class where oid = 'facts.events'::regclass",
    ),
  );
  expect(found).toEqual({ rows: 1000, role: 'reader' });
  await connection.close();
});
