import { ANALYTICS_ROUTES, ROUTES } from '@onevault/contract';
import { createMockServer } from '@onevault/mock-server/internal/testing';
import { type DatabaseEngine, QueryTimedOut } from '@onevault/server/internal/engine/port';
import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import { createSqlEngine } from '@onevault/server/internal/engine/sql/createSqlEngine';
import { beforeAll, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { event } from '../../src/suites/event.ts';
import { ask } from '../http/ask.ts';

let url: string;
beforeAll(async () => {
  url = await createDatabase();
});

test('a question that takes too long is ended, and the next one is answered', async () => {
  // Connecting counts too, and takes a busy machine a while.
  const connection = connectPostgres(url, 2, { readTimeoutMs: 5_000 });
  await expect(connection.readOnce((session) => session.query('select pg_sleep(60)'))).rejects.toThrow(QueryTimedOut);
  expect(await connection.readOnce((session) => session.query('select 1 as one'))).toEqual([{ one: 1 }]);
  await expect(connection.readOnce((session) => session.query('create table t ()'))).rejects.toThrow(/read/);
  await connection.close();
});

test('it is answered with 503 and a time to wait', async () => {
  const connection = connectPostgres(url, 2);
  const engine = await createSqlEngine(connection, { kind: 'postgres', durability: 'None: for a test.' });
  const slow: DatabaseEngine = {
    ...engine,
    operations: { ...engine.operations, analytics: () => Promise.reject(new QueryTimedOut('statement timeout')) },
  };
  const server = await createMockServer({ engine: slow });
  const { status, headers, body } = await ask(server.url + ANALYTICS_ROUTES.summary);
  expect([status, headers.get('retry-after'), body.error_code]).toEqual([503, '30', 'QUERY_TIMED_OUT']);
  expect(JSON.stringify(body)).not.toContain('statement timeout');
  // The database is not away.
  expect((await ask(server.url + ROUTES.healthReady, { key: null })).status).toBe(200);
  await server.close();
  await engine.close();
});

test('slow questions of one customer keep no events waiting', async () => {
  const connection = connectPostgres(url, 2);
  const engine = await createSqlEngine(connection, { kind: 'postgres', durability: 'None: for a test.' });
  await engine.upsertCustomer('acme');
  let release = () => {};
  const enough = new Promise<void>((resolve) => {
    release = resolve;
  });
  // As many as there may be at once, and more that wait for them.
  const slow = Array.from({ length: 5 }, () => connection.readOnce(() => enough));
  const stored = await engine.store('acme', [event()], { process: true });
  expect(stored).toMatchObject([{ status: 'complete' }]);
  release();
  await Promise.all(slow);
  await engine.close();
});
