import { ROUTES } from '@onevault/contract';
import { createMockServer } from '@onevault/mock-server/internal/testing';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import pg from 'pg';
import { expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { ask } from './ask.ts';

test('a customer whose rows are locked gets 503 and holds no connection; other customers are served', async () => {
  const url = await createDatabase();
  const engine = await createPostgresEngine({ url });
  const keys = ['locked', 'free'].map((customerId) => ({ customerId, token: 'a-token', scope: 'full' as const }));
  const server = await createMockServer({ engine, keys, worker: false });
  const track = (customer: string, eventId: string) =>
    ask(server.url + ROUTES.track, { key: `${customer}:a-token`, body: { event_id: eventId } });

  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query('begin');
  // As an erasure holds it.
  await holder.query(`select raw.own_tenant(auth.tenant_hk('locked'))`);
  const waiting = async () => {
    const { rows } = await holder.query(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return Number(rows[0].n);
  };

  const ids = Array.from({ length: 20 }, (_, n) => `evt_${n}`);
  const refused = ids.map((id) => track('locked', id));
  for (const id of ids) expect((await track('free', id)).status).toBe(200);
  expect(await waiting()).toBeLessThanOrEqual(2);
  for (const { status, headers, body } of await Promise.all(refused)) {
    expect([status, body.error_code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
    expect(headers.get('Retry-After')).toBe('1');
  }
  expect(await waiting()).toBe(0);

  await holder.query('rollback');
  await holder.end();
  for (const id of ids) expect((await track('locked', id)).body).toMatchObject({ processing_status: 'complete' });
  const dashboard = await ask(server.url + ROUTES.dashboard, { key: 'locked:a-token' });
  expect(dashboard.body).toMatchObject({ summary: { total_events: 20, processed_to_business: 20 } });
  await server.close();
  await engine.close();
});

test('several customers whose rows are locked do not keep another from being served, and connections stay bounded', async () => {
  const url = await createDatabase();
  const engine = await createPostgresEngine({ url });
  const locked = ['l1', 'l2', 'l3', 'l4', 'l5'];
  const keys = [...locked, 'free'].map((customerId) => ({ customerId, token: 'a-token', scope: 'full' as const }));
  const server = await createMockServer({ engine, keys });
  const track = (customer: string, eventId: string) =>
    ask(server.url + ROUTES.track, { key: `${customer}:a-token`, body: { event_id: eventId } });

  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query('begin');
  for (const customer of locked) await holder.query('select raw.own_tenant(auth.tenant_hk($1))', [customer]);
  // A transaction would see the connections of its first look only.
  const observer = new pg.Client({ connectionString: url });
  await observer.connect();
  const countOf = async (condition: string) => {
    const { rows } = await observer.query(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and ${condition}`,
    );
    return Number(rows[0].n);
  };

  let refused = 0;
  const waiting = locked.flatMap((customer) =>
    ['evt_1', 'evt_2', 'evt_3'].map((id) =>
      track(customer, id).then(({ status, body }) => {
        refused += 1;
        return [status, body.error_code];
      }),
    ),
  );
  await expect.poll(() => countOf(`wait_event_type = 'Lock'`)).toBeGreaterThanOrEqual(3);
  expect((await track('free', 'evt_first')).status).toBe(200);
  // It was served while all the others still wait for their locks.
  expect(refused).toBe(0);
  expect(await countOf(`wait_event_type = 'Lock'`)).toBeLessThanOrEqual(6);
  for (let n = 0; n < 20; n += 1) {
    expect((await track('free', `evt_${n}`)).status).toBe(200);
    expect(await countOf(`application_name like 'onevault%'`)).toBeLessThanOrEqual(11);
  }
  for (const answer of await Promise.all(waiting)) expect(answer).toEqual([503, 'DATABASE_UNAVAILABLE']);

  await holder.query('rollback');
  await Promise.all([holder.end(), observer.end()]);
  for (const customer of locked) {
    expect((await track(customer, 'evt_1')).body).toMatchObject({ processing_status: 'complete' });
    const dashboard = await ask(server.url + ROUTES.dashboard, { key: `${customer}:a-token` });
    expect(dashboard.body).toMatchObject({ summary: { total_events: 1, processed_to_business: 1 } });
  }
  await server.close();
  await engine.close();
});
