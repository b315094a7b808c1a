import { ROUTES } from '@onevault/contract';
import { createMockServer } from '@onevault/mock-server/internal/testing';
import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { expect, inject, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { runSql } from '../../src/databases/templates.ts';
import { ask } from './ask.ts';

test('a database that only reads is 503 DATABASE_READ_ONLY and not ready, said once; then it goes on', async () => {
  const url = await createDatabase();
  const name = new URL(url).pathname.slice(1);
  const engine = await createPostgresEngine({ url });
  const said: string[] = [];
  const note = (line: string) => void said.push(line);
  const server = await createMockServer({ engine, worker: false, log: { info() {}, warn: note, error: note } });
  expect((await ask(server.url + ROUTES.track, { body: { event_id: 'evt_1' } })).status).toBe(200);

  // As after a failover: the connections are gone, and where new ones lead nothing is written.
  const set = async (value: string) => {
    await runSql(inject('postgresUrls')[18], `alter database ${name} set default_transaction_read_only = ${value}`);
    await runSql(
      inject('postgresUrls')[18],
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
    );
  };
  const inTime = { timeout: 30_000 };
  await set('on');
  await expect
    .poll(async () => (await ask(server.url + ROUTES.track, { body: {} })).body.error_code, inTime)
    .toBe('DATABASE_READ_ONLY');
  const refused = await ask(server.url + ROUTES.track, { body: { event_id: 'evt_2' } });
  expect(refused).toMatchObject({ status: 503, body: { success: false, error_code: 'DATABASE_READ_ONLY' } });
  expect(refused.headers.get('Retry-After')).toBe('1');
  await expect.poll(async () => (await ask(server.url + ROUTES.healthReady, { key: null })).status, inTime).toBe(503);

  await set('off');
  await expect
    .poll(async () => (await ask(server.url + ROUTES.track, { body: { event_id: 'evt_2' } })).status, inTime)
    .toBe(200);
  await expect.poll(async () => (await ask(server.url + ROUTES.healthReady, { key: null })).status, inTime).toBe(200);
  expect(said.filter((line) => line.includes('Failed to answer'))).toEqual([]);
  expect(said.filter((line) => line.includes('read-only')).length).toBeLessThanOrEqual(1);
  await server.close();
  await engine.close();
});

test('a database that does not keep UTF-8 is refused with how to make one that does', async () => {
  const url = new URL(await createDatabase({ isEmpty: true }));
  const name = `${url.pathname.slice(1)}_ascii`;
  await runSql(
    inject('postgresUrls')[18],
    `create database ${name} encoding 'SQL_ASCII' locale 'C' template template0`,
  );
  url.pathname = `/${name}`;
  await expect(createPostgresEngine({ url: url.href })).rejects.toThrow(
    'Failed to start: the database keeps its texts as SQL_ASCII, not as UTF8. Try a new one: createdb --encoding=UTF8',
  );
  const connection = connectPostgres(url.href, 1);
  expect(await connection.query(`select from pg_namespace where nspname = 'raw'`)).toEqual([]);
  await connection.close();
  await runSql(inject('postgresUrls')[18], `drop database ${name} with (force)`);
});
