import type { RawEvent } from '@onevault/server/internal/engine/port';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { expectInvariants } from './invariants.ts';

describe.each(ONE_SQL_KIND)('an event that fails (%s)', (kind) => {
  let sql: OpenSql;
  let customer: string;
  let tenants = 0;
  beforeAll(async () => {
    sql = await openSql(kind);
    // Like an operator's own constraint: one kind of event cannot be written.
    await sql.connection.script(`
      create function public.refuse_poison() returns trigger language plpgsql as $$
      begin
        if new.event_type = tg_argv[0] then
          raise exception 'poison' using errcode = tg_argv[1];
        end if;
        return new;
      end $$;
      create trigger poison before insert on business.site_event_nl
        for each row execute function public.refuse_poison('fails_in_business', '23514');
      create trigger poison before insert on staging.site_tracking_events_s
        for each row execute function public.refuse_poison('fails_in_staging', '23514');
      create trigger deadlock before insert on business.site_event_nl
        for each row execute function public.refuse_poison('deadlocks', '40P01');`);
  });
  afterAll(() => sql?.close());
  beforeEach(async () => {
    tenants += 1;
    customer = `tenant-${tenants}`;
    await sql.engine.upsertCustomer(customer);
  });

  const events = (...types: string[]): RawEvent[] =>
    types.map((event_type, index) => ({
      eventId: `evt_${index}`,
      payload: { event_type, page_url: '/', event_data: { session_id: 'sess_1' } },
      clientIpHash: null,
      userAgent: 'test',
      enrichment: null,
    }));
  afterEach(() => expectInvariants(sql, customer));
  const makeDue = async () => {
    const due = `set next_attempt_at = now() where tenant_hk = auth.tenant_hk('${customer}') and next_attempt_at is not null`;
    await sql.connection.script(`update raw.set_aside ${due}; update staging.site_tracking_events_s ${due};`);
  };

  test('is set aside with its reason, and the others of its batch are loaded', async () => {
    const stored = await sql.engine.store(
      customer,
      events('a', 'b', 'fails_in_business', 'c', 'fails_in_staging', 'd', 'e'),
      { process: true },
    );
    const reason = { rule: 'processing_failed', pointer: '', message: 'processing failed (23514)' };
    expect(stored.map(({ status }) => status)).toEqual([
      'complete',
      'complete',
      'set_aside',
      'complete',
      'set_aside',
      'complete',
      'complete',
    ]);
    expect(stored[2]?.reason).toEqual(reason);
    expect(stored[4]?.reason).toEqual(reason);
    expect(await sql.engine.counts(customer)).toMatchObject({
      total: 7,
      rawPending: 0,
      stagingPending: 0,
      staged: 6,
      loaded: 5,
      rejected: 2,
    });
    expect(await sql.engine.findEvent(customer, 'evt_2')).toMatchObject({
      stage: 'set_aside',
      reason,
      layers: { business: null },
    });
    expect(await sql.engine.findEvent(customer, 'evt_4')).toMatchObject({
      stage: 'set_aside',
      reason,
      layers: { staging: null },
    });
    const rows = await sql.engine.recentEvents(customer, 10);
    expect(rows.map((row) => `${row.event_id} ${row.staging_status} ${row.business_status}`)).toEqual([
      'evt_6 PROCESSED ✅ Complete Pipeline',
      'evt_5 PROCESSED ✅ Complete Pipeline',
      'evt_4 REJECTED ❌ Set aside',
      'evt_3 PROCESSED ✅ Complete Pipeline',
      'evt_2 PROCESSED ❌ Set aside',
      'evt_1 PROCESSED ✅ Complete Pipeline',
      'evt_0 PROCESSED ✅ Complete Pipeline',
    ]);
    // The vault has no rows of the failed events.
    const [hubs] = await sql.query(
      `select count(*)::int as n from business.site_event_h where tenant_hk = auth.tenant_hk($1)`,
      [customer],
    );
    expect(hubs).toEqual({ n: 5 });
  });

  test('waits until it is due, is retried a fixed number of times, and then no more', async () => {
    await sql.engine.store(customer, events('fails_in_business', 'fails_in_staging'), { process: true });
    expect(await sql.engine.customersWithWork()).not.toContain(customer);
    expect(await sql.engine.process(customer)).toMatchObject({ total_processed: 0 });
    for (const _attempt of [1, 2, 3]) {
      await makeDue();
      expect(await sql.engine.customersWithWork()).toContain(customer);
      expect(await sql.engine.process(customer)).toMatchObject({ total_error_count: 2, total_success_count: 0 });
    }
    await makeDue();
    expect(await sql.engine.customersWithWork()).not.toContain(customer);
    expect(await sql.engine.process(customer)).toMatchObject({ total_processed: 0 });
    expect(await sql.engine.counts(customer)).toMatchObject({ total: 2, loaded: 0, rejected: 2, rawPending: 0 });
    const tries = await sql.query(
      `select retry_count from raw.site_tracking_events_r where tenant_hk = auth.tenant_hk($1) and processing_status = 'ERROR'
       union all select retry_count from staging.site_tracking_events_s where tenant_hk = auth.tenant_hk($1)`,
      [customer],
    );
    expect(tries).toEqual([{ retry_count: 3 }, { retry_count: 3 }]);
  });

  test('is loaded once by a later retry when the cause is fixed', async () => {
    await sql.engine.store(customer, events('fails_in_business', 'fails_in_staging', 'a'), { process: true });
    await sql.connection.script(`alter table business.site_event_nl disable trigger poison;
      alter table staging.site_tracking_events_s disable trigger poison;`);
    try {
      await makeDue();
      expect(await sql.engine.process(customer)).toMatchObject({ total_success_count: 2, total_error_count: 0 });
      expect(await sql.engine.process(customer)).toMatchObject({ total_processed: 0 });
    } finally {
      await sql.connection.script(`alter table business.site_event_nl enable trigger poison;
        alter table staging.site_tracking_events_s enable trigger poison;`);
    }
    expect(await sql.engine.counts(customer)).toMatchObject({
      total: 3,
      staged: 3,
      loaded: 3,
      rejected: 0,
      rawPending: 0,
      stagingPending: 0,
    });
    expect(await sql.engine.findEvent(customer, 'evt_0')).toMatchObject({ stage: 'business', reason: null });
    expect(await sql.engine.findEvent(customer, 'evt_1')).toMatchObject({ stage: 'business', reason: null });
  });

  test('in the background is set aside too, and is not retried by every run', async () => {
    await sql.engine.store(customer, events('a', 'fails_in_business', 'b'), { process: false });
    expect(await sql.engine.process(customer)).toMatchObject({ total_success_count: 2, total_error_count: 1 });
    expect(await sql.engine.process(customer)).toMatchObject({ total_processed: 0 });
    expect(await sql.engine.pendingBefore(customer, await sql.engine.mark(customer))).toBe(0);
  });

  test.each(['fails_in_business', 'fails_in_staging'])('of many that %s, all are loaded by one run', async (type) => {
    await sql.engine.store(customer, events(...Array.from({ length: 45 }, () => type)), { process: true });
    expect(await sql.engine.counts(customer)).toMatchObject({ loaded: 0, rejected: 45 });
    await sql.connection.script(`alter table business.site_event_nl disable trigger poison;
      alter table staging.site_tracking_events_s disable trigger poison;`);
    try {
      await makeDue();
      expect(await sql.engine.process(customer)).toMatchObject({ total_success_count: 45, total_error_count: 0 });
    } finally {
      await sql.connection.script(`alter table business.site_event_nl enable trigger poison;
        alter table staging.site_tracking_events_s enable trigger poison;`);
    }
    expect(await sql.engine.counts(customer)).toMatchObject({ loaded: 45, rejected: 0 });
  });

  /** Makes the retries of an event type fail with another error than the one that set it aside. */
  const failWith = (table: string, code: string) =>
    sql.connection.script(`drop trigger poison on ${table};
      create trigger poison before insert on ${table}
        for each row execute function public.refuse_poison('fails_in_${table.split('.')[0]}', '${code}');`);

  describe.each([
    ['business', 'business.site_event_nl'],
    ['staging', 'staging.site_tracking_events_s'],
  ])('whose retry fails in %s', (layer, table) => {
    afterEach(() => failWith(table, '23514'));
    const stageOf = async (eventId: string) => (await sql.engine.findEvent(customer, eventId))?.stage;

    test('because memory ran out is set aside again alone, and the others are loaded', async () => {
      await sql.engine.store(customer, events(`fails_in_${layer}`, `fails_in_${layer}`, `fails_in_${layer}`), {
        process: true,
      });
      await failWith(table, '53200');
      // The others are no longer poison: only the event in the middle runs out of memory.
      await sql.connection.script(`
        update raw.events set raw_payload = raw_payload || '{"event_type": "a"}'
          where tenant_hk = auth.tenant_hk('${customer}') and event_id <> 'evt_1';
        update staging.site_tracking_events_s set event_type = 'a'
          where tenant_hk = auth.tenant_hk('${customer}') and event_id <> 'evt_1';`);
      await makeDue();
      expect(await sql.engine.process(customer)).toMatchObject({ total_success_count: 2, total_error_count: 1 });
      expect(await stageOf('evt_0')).toBe('business');
      expect(await stageOf('evt_2')).toBe('business');
      expect(await sql.engine.findEvent(customer, 'evt_1')).toMatchObject({
        stage: 'set_aside',
        reason: { rule: 'processing_failed', message: 'processing failed (53200)' },
      });
      // It waits for its next retry: one attempt is used up, and no more is due now.
      expect(await sql.engine.process(customer)).toMatchObject({ total_processed: 0 });
      expect(
        await sql.query(
          `select retry_count, next_attempt_at > now() as waits from ${layer === 'business' ? 'staging.site_tracking_events_s' : 'raw.site_tracking_events_r'}
           where tenant_hk = auth.tenant_hk($1) and event_id = 'evt_1'`,
          [customer],
        ),
      ).toEqual([{ retry_count: 1, waits: true }]);
    });

    test.each([
      ['the disk is full', '53100'],
      ['it has too many connections', '53300'],
      ['it shuts down', '57P01'],
    ])('because the database is not available (%s) uses no attempt up', async (_why, code) => {
      await sql.engine.store(customer, events(`fails_in_${layer}`), { process: true });
      await failWith(table, code);
      await makeDue();
      await expect(sql.engine.process(customer)).rejects.toThrow('poison');
      expect(await sql.engine.customersWithWork()).toContain(customer);
      await failWith(table, '23514');
      expect(await sql.engine.process(customer)).toMatchObject({ total_error_count: 1 });
      expect(
        await sql.query(
          `select retry_count from ${layer === 'business' ? 'staging.site_tracking_events_s' : 'raw.site_tracking_events_r'}
           where tenant_hk = auth.tenant_hk($1)`,
          [customer],
        ),
      ).toEqual([{ retry_count: 1 }]);
    });
  });

  test('by a deadlock is not set aside: nothing is stored, and the caller gets an error', async () => {
    await expect(sql.engine.store(customer, events('a', 'deadlocks'), { process: true })).rejects.toThrow('poison');
    expect(await sql.engine.counts(customer)).toMatchObject({ total: 0 });
    expect(await sql.engine.findEvent(customer, 'evt_0')).toBeNull();
  });
});
