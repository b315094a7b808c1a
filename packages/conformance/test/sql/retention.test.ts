import type { RawEvent } from '@onevault/server/internal/engine/port';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';
import { expectInvariants } from './invariants.ts';

const event = (n: number, event_type = 'page_view'): RawEvent => ({
  eventId: `evt_${n}`,
  payload: { event_type, page_url: `/${n % 3}`, event_data: { session_id: `sess_${n % 4}`, visitor_id: `v${n % 2}` } },
  clientIpHash: null,
  userAgent: 'test',
  enrichment: null,
});

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_DAYS = 60;

describe.each(ONE_SQL_KIND)('retention (%s)', (kind) => {
  let sql: OpenSql;
  let customer: string;
  let tenants = 0;
  beforeAll(async () => {
    sql = await openSql(kind);
    await sql.connection.script(
      `alter table business.site_event_nl add constraint no_faults check (site_event_bk <> 'evt_13')`,
    );
  });
  afterAll(() => sql?.close());
  beforeEach(async () => {
    tenants += 1;
    customer = `keeper-${tenants}`;
    await sql.engine.upsertCustomer(customer);
    await operationsOf(sql.engine).setRetention(customer, 30);
  });

  const count = async (table: string) =>
    Number(
      (await sql.query(`select count(*) as n from ${table} as t where t.tenant_hk = auth.tenant_hk($1)`, [customer]))[0]
        ?.n,
    );
  const forgetFacts = async (days: number) => {
    const [row] = await sql.query(
      `select upkeep.forget_facts(auth.tenant_hk($1), 8, now() + make_interval(days => $2)) as n`,
      [customer, days],
    );
    return Number(row?.n);
  };
  const forget = async (limit: number, days = 31) =>
    Number(
      (
        await sql.query(`select upkeep.forget_events(auth.tenant_hk($1), $2, now() + make_interval(days => $3)) as n`, [
          customer,
          limit,
          days,
        ])
      )[0]?.n,
    );

  test('deletes raw and staging rows in portions, oldest first, and keeps vault, totals and ids', async () => {
    await sql.engine.store(
      customer,
      Array.from({ length: 20 }, (_, n) => event(n, n % 5 === 4 ? ' ' : 'page_view')),
      {
        process: true,
      },
    );
    await sql.engine.store(customer, [event(20), event(21)], { process: false });
    const counts = await sql.engine.counts(customer);
    expect(counts).toMatchObject({ total: 22, staged: 16, loaded: 15, rejected: 5, rawPending: 2 });
    await expectInvariants(sql, customer);

    expect(await forget(8, 29)).toBe(0);
    expect(await forget(8)).toBe(8);
    await expectInvariants(sql, customer);
    const [oldest] = await sql.query(
      `select event_id from raw.site_tracking_events_r where tenant_hk = auth.tenant_hk($1) order by received_timestamp limit 1`,
      [customer],
    );
    expect(oldest).toEqual({ event_id: 'evt_8' });
    expect([await forget(8), await forget(8), await forget(8)]).toEqual([8, 4, 0]);

    await expectInvariants(sql, customer);
    expect([await count('raw.site_tracking_events_r'), await count('staging.site_tracking_events_s')]).toEqual([2, 0]);
    expect([await count('raw.event_ids'), await count('business.site_event_h')]).toEqual([22, 15]);
    expect(await sql.engine.counts(customer)).toEqual(counts);
    await sql.engine.process(customer);
    await expectInvariants(sql, customer);
  });

  test('closes a session that continues after its first event was deleted', async () => {
    await sql.engine.store(customer, [event(0)], { process: true });
    expect(await forget(10)).toBe(1);
    await sql.engine.store(customer, [event(4)], { process: true });
    expect(
      await operationsOf(sql.engine).maintain(customer, { now: new Date(Date.now() + 3_600_000).toISOString() }),
    ).toMatchObject({
      sessionsClosed: 1,
    });
    expect(
      await sql.query(
        `select events, entry_page_url from business.site_session_details_s_v
         where tenant_hk = auth.tenant_hk($1) and load_end is null`,
        [customer],
      ),
    ).toEqual([{ events: 2, entry_page_url: '/0' }]);
    await expectInvariants(sql, customer);
  });

  test('names a customer for maintenance while there is work', async () => {
    const needs = async (days: number) =>
      (
        await sql.query(`select upkeep.is_due(auth.tenant_hk($1), now() + make_interval(days => $2)) as needs`, [
          customer,
          days,
        ])
      )[0]?.needs;
    expect(await needs(80)).toBe(false);
    await sql.engine.store(customer, [event(1)], { process: true });
    expect([await needs(0), await needs(1)]).toEqual([false, true]);
    await sql.query(`select upkeep.close_sessions(auth.tenant_hk($1), 10, now() + interval '1 day')`, [customer]);
    expect(await needs(1)).toBe(true);
    await sql.query(`select upkeep.pack_sessions(auth.tenant_hk($1), 10, now() + interval '1 day')`, [customer]);
    expect([await needs(1), await needs(29), await needs(31)]).toEqual([false, false, true]);
    await forget(10);
    expect(await needs(31)).toBe(true);
    expect([await forgetFacts(31), await forgetFacts(31)]).toEqual([1, 0]);
    // The texts of a month go when all facts of the month are gone.
    expect([await needs(31), await needs(62)]).toEqual([false, true]);
    await forgetFacts(62);
    expect([await needs(62), await needs(89), await needs(91)]).toEqual([false, false, true]);
  });

  test('several concurrent workers delete each event once', async () => {
    await sql.engine.store(
      customer,
      Array.from({ length: 60 }, (_, n) => event(n)),
      { process: true },
    );
    const taken = await Promise.all(Array.from({ length: 6 }, () => forget(25)));
    expect(taken.reduce((sum, n) => sum + n, 0) + (await forget(100))).toBe(60);
    await expectInvariants(sql, customer);
  });

  test('reads ids in portions, at most once a day', async () => {
    const ids = async (days: number) =>
      Number(
        (
          await sql.query(`select upkeep.forget_ids(auth.tenant_hk($1), 5, now() + make_interval(days => $2)) as n`, [
            customer,
            days,
          ])
        )[0]?.n,
      );
    await sql.engine.store(
      customer,
      Array.from({ length: 12 }, (_, n) => event(n)),
      { process: true },
    );
    await forget(100);
    expect(await ids(89)).toBe(0);
    expect([await ids(91), await ids(91), await ids(91), await ids(91)]).toEqual([5, 5, 2, 0]);
    expect(await count('raw.event_ids')).toBe(0);
    await expectInvariants(sql, customer);
    await sql.engine.store(customer, [event(1)], { process: true });
    expect([await ids(91), await ids(93)]).toEqual([0, 1]);
  });
});

describe.each(ONE_SQL_KIND)('months past every customer’s retention (%s)', (kind) => {
  let sql: OpenSql;
  beforeAll(async () => {
    sql = await openSql(kind);
  });
  afterAll(() => sql?.close());

  const partitions = async () =>
    (
      await sql.query(
        `select right(c.relname, 7) as month from pg_inherits as i join pg_class as c on c.oid = i.inhrelid
         where i.inhparent = 'staging.site_tracking_events_s'::regclass and c.relname ~ '[0-9]$' order by 1`,
      )
    ).map(({ month }) => String(month));
  const drop = async (nowMs: number) =>
    (
      await sql.query(`select month from upkeep.drop_partitions($1::timestamptz) as month`, [
        new Date(nowMs).toISOString(),
      ])
    ).map(({ month }) => String(month));

  test('are dropped whole; their remaining events stay counted, and a month with a waiting event stays', async () => {
    await sql.engine.upsertCustomer('short');
    await operationsOf(sql.engine).setRetention('short', 1);
    await sql.engine.upsertCustomer('long');
    await operationsOf(sql.engine).setRetention('long', LONGEST_DAYS);
    await sql.engine.store('short', [event(1), event(2, ' ')], { process: true });
    await sql.engine.store('long', [event(1), event(2)], { process: true });
    const [waiting] = await sql.engine.store('long', [event(3)], { process: false });

    // Named by the arrival, not by today: counted from today, this month and the next pass together on its last days.
    const month = String(waiting?.receivedAt).slice(0, 7).replace('-', '_');
    const later = (await partitions()).filter((other) => other > month);
    expect(later.length).toBeGreaterThan(0);
    const passedMs = endOfMonthMs(month) + LONGEST_DAYS * DAY_MS;
    // The database may be from the previous minute, and that minute from the previous month.
    await drop(startOfMonthMs(month) + LONGEST_DAYS * DAY_MS);

    expect(await drop(passedMs - HOUR_MS)).toEqual([]);
    expect(await drop(passedMs + HOUR_MS)).toEqual([]);
    await sql.engine.process('long');
    const counts = await sql.engine.counts('long');
    expect(await drop(passedMs + HOUR_MS)).toEqual([month]);
    expect(await drop(passedMs + HOUR_MS)).toEqual([]);
    expect(await partitions()).toEqual(later);
    expect(await sql.engine.counts('long')).toEqual(counts);
    expect(await sql.engine.recentEvents('long', 10)).toEqual([]);
    await expectInvariants(sql, 'short');
    await expectInvariants(sql, 'long');

    // This month's partition is gone; new rows go to the default partition.
    expect(await sql.engine.store('long', [event(3), event(4)], { process: true })).toMatchObject([
      { duplicate: true, receivedAt: waiting?.receivedAt },
      { duplicate: false, status: 'complete' },
    ]);
    await operationsOf(sql.engine).maintainStorage();
    await expectInvariants(sql, 'long');
  });
});

/** A month in the name of a partition: `2026_01`. */
function startOfMonthMs(month: string): number {
  const [year, number] = month.split('_').map(Number);
  return Date.UTC(Number(year), Number(number) - 1);
}

function endOfMonthMs(month: string): number {
  const [year, number] = month.split('_').map(Number);
  return Date.UTC(Number(year), Number(number));
}
