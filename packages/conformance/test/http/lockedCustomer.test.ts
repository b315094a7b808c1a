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
