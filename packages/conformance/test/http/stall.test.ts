import { ROUTES } from '@onevault/contract';
import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createMockServer } from '@onevault/mock-server/internal/testing';
import { EngineUnavailable } from '@onevault/server/internal/engine/port';
import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import { expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { ask } from './ask.ts';

test('a database that accepts connections and never answers is unavailable in every health check', async () => {
  const never = () => new Promise<never>(() => {});
  const server = await createMockServer({ engine: { ...createMemoryEngine(), ping: never, totals: never } });
  const [db, detailed, ready, dependencies] = await Promise.all(
    [ROUTES.healthDb, ROUTES.healthDetailed, ROUTES.healthReady, ROUTES.healthDependencies].map((path) =>
      ask(server.url + path, { key: null }),
    ),
  );
  expect([db?.status, db?.body.status]).toEqual([200, 'unhealthy']);
  expect([detailed?.status, detailed?.body.error_code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
  expect(ready?.status).toBe(503);
  expect(dependencies?.body.status).toBe('unhealthy');
  await server.close();
}, 8_000);

test('a database that answers only a ping has no totals, and concurrent health checks share one query', async () => {
  let asked = 0;
  const totals = () => {
    asked += 1;
    return new Promise<never>(() => {});
  };
  const server = await createMockServer({ engine: { ...createMemoryEngine(), totals } });
  const answers = await Promise.all([1, 2, 3].map(() => ask(server.url + ROUTES.healthDetailed, { key: null })));
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  expect(asked).toBe(1);
  await server.close();
}, 8_000);

test('a statement that times out counts as an unavailable database, and its connection is not used again', async () => {
  const connection = connectPostgres(await createDatabase(), 1, { statementTimeoutMs: 1_000 });
  await expect(connection.query('select pg_sleep(30)')).rejects.toThrow(EngineUnavailable);
  expect(await connection.query('select 1 as one')).toEqual([{ one: 1 }]);
  await connection.close();
});

test('a statement that times out is also ended in the database', async () => {
  const url = await createDatabase();
  const [connection, other] = [connectPostgres(url, 3, { statementTimeoutMs: 300 }), connectPostgres(url, 1)];
  await connection.script('create table public.waited (n integer)');
  const slow = `insert into public.waited select 1 from pg_sleep(30)`;
  const answers = await Promise.allSettled([1, 2, 3].map(() => connection.query(slow)));
  expect(answers.map((answer) => answer.status === 'rejected' && answer.reason instanceof EngineUnavailable)).toEqual([
    true,
    true,
    true,
  ]);
  const running = `select from pg_stat_activity where datname = current_database() and state = 'active' and query = $1`;
  expect(await other.query(running, [slow])).toEqual([]);
  await Promise.all([connection.close(), other.close()]);
});

test('a statement that waits too long for a lock fails as unavailable and frees its connection', async () => {
  const url = await createDatabase();
  const [connection, holder] = [connectPostgres(url, 2, { lockTimeoutMs: 200 }), connectPostgres(url, 1)];
  await connection.script('create table public.locked (n integer)');
  await holder.transaction(async (session) => {
    await session.script('lock table public.locked');
    await expect(connection.query('insert into public.locked values (1)')).rejects.toThrow(EngineUnavailable);
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    expect(await connection.query(waiting)).toEqual([]);
  });
  await connection.query('insert into public.locked values (2)');
  expect(await connection.query('select n from public.locked')).toEqual([{ n: 2 }]);
  await Promise.all([connection.close(), holder.close()]);
});

test('the time limit applies again after a long statement', async () => {
  const connection = connectPostgres(await createDatabase(), 1, { statementTimeoutMs: 300 });
  await connection.query('select pg_sleep(0.5)', [], { isLong: true });
  await expect(connection.query('select pg_sleep(30)')).rejects.toThrow(EngineUnavailable);
  await connection.close();
});

test('long work has no time limit: installing, and statements marked as long', async () => {
  const connection = connectPostgres(await createDatabase(), 1, { statementTimeoutMs: 100 });
  await connection.transaction(async (session) => {
    await session.query('select pg_sleep(0.4)');
    await session.script('select pg_sleep(0.4)');
  });
  await connection.query('select pg_sleep(0.4)', [], { isLong: true });
  await connection.close();
});

test('logs an outage once, not for every request', async () => {
  const warnings: string[] = [];
  const engine = {
    ...createMemoryEngine(),
    async counts() {
      throw new EngineUnavailable('10.0.0.7 refused');
    },
  };
  const log = {
    info: () => {},
    warn: (line: string) => warnings.push(line),
    error: (line: string) => warnings.push(line),
  };
  const server = await createMockServer({ engine, log });
  for (let i = 0; i < 5; i += 1) expect((await ask(server.url + ROUTES.status)).status).toBe(503);
  expect(warnings).toEqual([expect.stringContaining('The database is unavailable: 10.0.0.7 refused')]);
  await server.close();
});
