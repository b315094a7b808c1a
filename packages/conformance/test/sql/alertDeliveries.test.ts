import type { Alerts } from '@onevault/server/internal/engine/port';
import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { HOUR, MINUTE, nextId, rule, webhook } from './alertKit.ts';

describe.each(ONE_SQL_KIND)('deliveries of alerts (%s)', (kind) => {
  let sql: OpenSql;
  let alerts: Alerts;
  let startMs: number;
  beforeAll(async () => {
    sql = await openSql(kind);
    ({ alerts } = sql.engine.operations);
    for (const customer of ['acme', 'beta']) await sql.engine.upsertCustomer(customer);
  });
  afterAll(() => sql?.close());
  beforeEach(async () => {
    await sql.engine.reset('acme');
    startMs = Date.now() + MINUTE;
  });

  const after = (minutes: number) => new Date(startMs + minutes * MINUTE).toISOString();
  const evaluate = async (minutes: number) =>
    (await alerts.evaluate('acme', { now: after(minutes) })).map(({ state }) => state);
  const firings = () => alerts.findFirings('acme', { limit: 10 });
  const setCounters = (accepted: number, invalid: number, setAside: number) =>
    sql.query(
      `insert into totals.pipeline_counters (tenant_hk, slot, accepted, invalid, staging_failed)
       values (auth.tenant_hk('acme'), 99, $1, $2, $3)
       on conflict (tenant_hk, slot) do update set staging_failed = excluded.staging_failed`,
      [accepted, invalid, setAside],
    );

  test('a delivery is claimed by one, retried with the same id and body, later each time, and given up', async () => {
    const destinationId = nextId();
    await alerts.addDestination('acme', webhook(destinationId));
    const deliveryId = await alerts.addTestDelivery('acme', destinationId);
    expect(await alerts.addTestDelivery('beta', destinationId)).toBeNull();
    expect(await alerts.claimDeliveries('beta', 10, { now: after(0) })).toEqual([]);
    const waits: number[] = [];
    let now = startMs;
    let body: string | undefined;
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      const at = { now: new Date(now).toISOString() };
      const [claimed, ...others] = await alerts.claimDeliveries('acme', 10, at);
      expect(others).toEqual([]);
      expect(claimed).toMatchObject({ deliveryId, attempt, secret: 'whsec_c2VjcmV0', event: 'alert.test' });
      body ??= claimed?.body;
      expect(claimed?.body).toBe(body);
      expect(await alerts.claimDeliveries('acme', 10, at)).toEqual([]);
      await alerts.recordAttempt(
        'acme',
        { deliveryId: String(deliveryId), attempt },
        'retry',
        { status: 500, duration_ms: 1 },
        at,
      );
      const [delivery] = await alerts.findDeliveries('acme', { limit: 1 });
      expect(delivery?.attempts).toHaveLength(attempt);
      if (delivery?.next_attempt_at == null) break;
      waits.push((Date.parse(delivery.next_attempt_at) - now) / 1_000);
      now = Date.parse(delivery.next_attempt_at) + 1;
    }
    expect(waits).toEqual([10, 40, 160, 640, 2_560, 10_240, 21_600, 21_600, 21_600]);
    expect(await alerts.findDeliveries('acme', { limit: 1 })).toMatchObject([{ state: 'failed', delivered_at: null }]);
    expect(await alerts.claimDeliveries('acme', 10, { now: new Date(now + 24 * HOUR).toISOString() })).toEqual([]);
  });

  test('a claim whose worker has died ends; its late outcome does not disturb the next', async () => {
    const destinationId = nextId();
    await alerts.addDestination('acme', webhook(destinationId));
    const deliveryId = String(await alerts.addTestDelivery('acme', destinationId));
    await alerts.claimDeliveries('acme', 10, { now: after(0) });
    expect(await alerts.claimDeliveries('acme', 10, { now: after(1.9) })).toEqual([]);
    expect(await alerts.claimDeliveries('acme', 10, { now: after(2) })).toMatchObject([{ deliveryId, attempt: 2 }]);
    const entry = { error: 'late', duration_ms: 1 };
    await alerts.recordAttempt('acme', { deliveryId, attempt: 1 }, 'failed', entry, { now: after(2) });
    expect(await alerts.findDeliveries('acme', { limit: 1 })).toMatchObject([{ state: 'waiting', attempts: [] }]);
    await alerts.recordAttempt('acme', { deliveryId, attempt: 1 }, 'delivered', { status: 200, duration_ms: 1 });
    await alerts.recordAttempt('acme', { deliveryId, attempt: 2 }, 'retry', entry);
    expect(await alerts.findDeliveries('acme', { limit: 1 })).toMatchObject([
      { state: 'delivered', next_attempt_at: null, attempts: [{ status: 200 }] },
    ]);
  });

  test('a delivery whose attempts are never recorded is given up, too', async () => {
    const destinationId = nextId();
    await alerts.addDestination('acme', webhook(destinationId));
    await alerts.addTestDelivery('acme', destinationId);
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      expect(await alerts.claimDeliveries('acme', 10, { now: after(3 * attempt) })).toMatchObject([{ attempt }]);
    }
    expect(await alerts.findDeliveries('acme', { limit: 1 })).toMatchObject([{ state: 'waiting' }]);
    expect(await alerts.claimDeliveries('acme', 10, { now: after(60) })).toEqual([]);
    expect(await alerts.findDeliveries('acme', { limit: 1 })).toMatchObject([{ state: 'failed', attempts: [] }]);
  });

  test('a receiver that is gone gets nothing more', async () => {
    const destinationId = nextId();
    await alerts.addDestination('acme', webhook(destinationId));
    const deliveryId = String(await alerts.addTestDelivery('acme', destinationId));
    await alerts.claimDeliveries('acme', 10, { now: after(0) });
    await alerts.recordAttempt('acme', { deliveryId, attempt: 1 }, 'gone', { status: 410, duration_ms: 1 });
    expect(await alerts.findDestinations('acme')).toMatchObject([{ disabled_at: expect.any(String) }]);
    expect(await alerts.addTestDelivery('acme', destinationId)).toBeNull();
    await alerts.addRule('acme', rule('set_aside_backlog', { events: 1 }));
    await setCounters(10, 0, 5);
    expect(await evaluate(0)).toEqual(['firing']);
    expect(await alerts.findDeliveries('acme', { limit: 10 })).toHaveLength(1);
  });

  test('old deliveries and firings are deleted; an open firing stays', async () => {
    const destinationId = nextId();
    await alerts.addDestination('acme', webhook(destinationId));
    await alerts.addRule('acme', rule('set_aside_backlog', { events: 1 }));
    await setCounters(10, 0, 5);
    await evaluate(0);
    const days = 24 * 60;
    await evaluate(29 * days);
    expect(await alerts.findDeliveries('acme', { limit: 10 })).toHaveLength(1);
    await evaluate(31 * days);
    expect(await alerts.findDeliveries('acme', { limit: 10 })).toEqual([]);
    await evaluate(500 * days);
    expect(await firings()).toMatchObject([{ state: 'firing' }]);
    await setCounters(10, 0, 0);
    await evaluate(500 * days + 1);
    // The evaluation that resolves it deletes it, too: it began more than 400 days ago.
    expect(await evaluate(500 * days + 6)).toEqual(['resolved']);
    expect(await firings()).toEqual([]);
  });
});

describe('two workers on one PostgreSQL', () => {
  test('record each firing and each resolution once, and claim each delivery once', async () => {
    const url = await createDatabase();
    const engines = await Promise.all([createPostgresEngine({ url }), createPostgresEngine({ url })]);
    const owner = connectPostgres(url, 1);
    try {
      const workers = engines.map(({ operations }) => operations.alerts);
      await engines[0].upsertCustomer('acme');
      for (let n = 0; n < 2; n += 1) await workers[0]?.addDestination('acme', webhook(nextId()));
      for (let n = 0; n < 30; n += 1) await workers[0]?.addRule('acme', rule('set_aside_backlog', { events: 1 }));
      await owner.query(
        `insert into totals.pipeline_counters (tenant_hk, slot, staging_failed) values (auth.tenant_hk('acme'), 99, 5)`,
      );
      const startMs = Date.now() + MINUTE;
      const at = (minutes: number) => ({ now: new Date(startMs + minutes * MINUTE).toISOString() });
      const race = async <T>(call: (worker: Alerts) => Promise<T[]>) =>
        (await Promise.all(Array.from({ length: 12 }, (_, n) => call(workers[n % 2] as Alerts)))).flat();

      const begun = await race((worker) => worker.evaluate('acme', at(0)));
      expect(new Set(begun.map(({ rule_id }) => rule_id)).size).toBe(30);
      expect(begun).toHaveLength(30);
      expect(await race((worker) => worker.evaluate('acme', at(1)))).toEqual([]);
      await owner.query('update totals.pipeline_counters set staging_failed = 0');
      expect(await race((worker) => worker.evaluate('acme', at(2)))).toEqual([]);
      const ended = await race((worker) => worker.evaluate('acme', at(7)));
      expect(new Set(ended.map(({ state, firing_id }) => `${state} ${firing_id}`))).toEqual(
        new Set(begun.map(({ firing_id }) => `resolved ${firing_id}`)),
      );
      expect(ended).toHaveLength(30);
      expect(await owner.query('select count(*)::int as n from alerts.firings')).toEqual([{ n: 30 }]);

      const claimed = await race((worker) => worker.claimDeliveries('acme', 15, at(8)));
      expect(new Set(claimed.map(({ deliveryId }) => deliveryId)).size).toBe(120);
      expect(claimed).toHaveLength(120);
    } finally {
      await Promise.all([owner.close(), ...engines.map((engine) => engine.close())]);
    }
  });
});
