import { ROUTES } from '@onevault/contract';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { findFreePort } from '../../../../scripts/findFreePort.ts';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { startDatabaseProxy } from '../../src/databases/databaseProxy.ts';
import { ask } from './ask.ts';
import { endAllCli, runServer } from './runCli.ts';

afterEach(endAllCli);

const KEY = ['--key', 'demo:ovt_demo', '--key', 'acme:ovt_demo'];

async function send(url: string, customer: string, from: number, count: number) {
  const body = Array.from({ length: count }, (_, n) => ({ event_id: `evt_${from + n}` }));
  const answer = await ask(url + ROUTES.trackAsync, { body, key: `${customer}:ovt_demo` });
  expect(answer.status).toBe(200);
}

async function expectAllLoaded(url: string, customer: string, total: number) {
  const key = `${customer}:ovt_demo`;
  expect((await ask(`${url}${ROUTES.settled}?timeout_ms=30000`, { key })).body).toMatchObject({ settled: true });
  const { body } = await ask(url + ROUTES.dashboard, { key });
  expect(body.summary).toMatchObject({ total_events: total, processed_to_business: total });
}

test('a server without a worker leaves background events to worker processes, any number of them', async () => {
  const database = ['--database', await createDatabase()];
  const server = runServer([...database, ...KEY, '--port', '0', '--no-worker', '--quiet']);
  const url = await server.url;
  await send(url, 'demo', 0, 500);
  const alone = await ask(`${url}${ROUTES.settled}?timeout_ms=0`);
  expect(alone.body).toMatchObject({ settled: false, pending: 500 });

  const metricsPort = await findFreePort();
  const workers = [
    runServer(['worker', ...database]),
    runServer(['worker', ...database, '--metrics-port', String(metricsPort)]),
  ];
  await Promise.all(workers.map(({ ready }) => ready));
  await Promise.all([0, 1, 2, 3].map((n) => send(url, n % 2 ? 'demo' : 'acme', 1_000 * (n + 1), 500)));
  await expectAllLoaded(url, 'demo', 1_500);
  await expectAllLoaded(url, 'acme', 1_000);

  // The first worker is killed; the other does the rest, and stops on a signal.
  workers[0]?.signal('SIGKILL');
  await send(url, 'demo', 9_000, 500);
  await expectAllLoaded(url, 'demo', 2_000);
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  expect(Number(/^onevault_worker_events_total (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThanOrEqual(500);
  expect(metrics).toContain('onevault_pipeline_lag_seconds{layer="raw"} 0');
  workers[1]?.signal('SIGTERM');
  const ended = await workers[1]?.ended;
  expect(ended?.code).toBe(0);
  expect(ended?.stdout).toMatch(/^OneVault worker processing \(postgres, 127\.0\.0\.1:\d+\/\w+ as postgres\)$/m);
  expect(ended?.stdout).toContain('🔄 Background processing: Starting site tracking pipeline...');
  server.signal('SIGTERM');
  expect((await server.ended).code).toBe(0);
});

test('server and worker survive a database outage and continue afterwards', async () => {
  const proxy = await startDatabaseProxy(await createDatabase());
  const { url } = proxy;
  const server = runServer(['--database', url, ...KEY, '--port', '0', '--no-worker', '--quiet']);
  const at = await server.url;
  const worker = runServer(['worker', '--database', url, '--quiet']);
  await worker.ready;
  await send(at, 'demo', 0, 10);
  await expectAllLoaded(at, 'demo', 10);

  await proxy.goAway();
  const refused = await ask(at + ROUTES.trackAsync, { body: { event_id: 'evt_lost' } });
  expect([refused.status, refused.body.error_code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
  expect(refused.headers.get('retry-after')).toBe('1');
  await proxy.comeBack();

  await expect
    .poll(() => ask(at + ROUTES.trackAsync, { body: { event_id: 'evt_after' } }).then(({ status }) => status), {
      timeout: 20_000,
    })
    .toBe(200);
  await expectAllLoaded(at, 'demo', 11);
  worker.signal('SIGTERM');
  expect((await worker.ended).code).toBe(0);
  server.signal('SIGTERM');
  expect((await server.ended).code).toBe(0);
  await proxy.close();
});

describe('notifications', () => {
  test('arrive at once on a separate connection, which reconnects when it is lost', async () => {
    const url = await createDatabase();
    const proxy = await startDatabaseProxy(url);
    const engine = await createPostgresEngine({ url: proxy.url });
    const other = await createPostgresEngine({ url });
    await engine.upsertCustomer('demo');
    const heard: string[] = [];
    const stop = await engine.listen?.({
      onWork: (customerId) => heard.push(`work ${customerId}`),
      onKeys: (customerId) => heard.push(`keys ${customerId}`),
      onGap: () => heard.push('gap'),
    });
    await other.notifyWork?.(["it's; --", 'demo']);
    await other.operations.addKey('demo', { hash: 'ab'.repeat(32), scope: 'full' });
    await expect.poll(() => heard).toEqual(["work it's; --", 'work demo', 'keys demo']);

    await proxy.goAway();
    await proxy.comeBack();
    await expect.poll(() => heard, { timeout: 10_000 }).toContain('gap');
    await other.operations.revokeKey('demo', 'ab'.repeat(32));
    await expect.poll(() => heard.at(-1)).toBe('keys demo');
    await stop?.();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const left = () =>
      client.query(
        "select from pg_stat_activity where application_name like '%notices' and datname = current_database()",
      );
    await expect.poll(async () => (await left()).rowCount).toBe(0);
    await client.end();
    await engine.close();
    await other.close();
    await proxy.close();
  });
});
