import type { NewReport, Reports } from '@onevault/server/internal/engine/port';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { nextId, webhook } from './alertKit.ts';

const email = (destinationId: string, address = 'ann@shop.example') => ({
  ...webhook(destinationId),
  kind: 'email' as const,
  address,
  secret: null,
});
const weekly = (more: Partial<NewReport> = {}): NewReport => ({
  reportId: nextId(),
  name: 'Weekly',
  period: 'week',
  timezone: 'UTC',
  hour: 6,
  destinationIds: null,
  isEnabled: true,
  ...more,
});
const at = (time: string) => ({ now: `${time}Z` });

describe.each(ONE_SQL_KIND)('scheduled reports (%s)', (kind) => {
  let sql: OpenSql;
  let reports: Reports;
  beforeAll(async () => {
    sql = await openSql(kind);
    ({ reports } = sql.engine.operations);
    for (const customer of ['acme', 'beta']) await sql.engine.upsertCustomer(customer);
  });
  afterAll(() => sql?.close());
  beforeEach(async () => {
    for (const customer of ['acme', 'beta']) await sql.engine.reset(customer);
    await sql.engine.operations.alerts.addDestination('acme', email(nextId()));
  });

  const queued = async (time: string) => (await reports.queueDue('acme', at(time))).map(({ until }) => until);
  const add = async (report: NewReport, time = '2026-11-25T12:00:00') => {
    expect(await reports.add('acme', report, 'cli:ann', at(time))).toBe('added');
    return report;
  };
  const nextOf = async ({ reportId }: NewReport) => (await reports.find('acme', reportId))[0]?.next_at?.slice(0, 16);
  const bodies = async () =>
    (await sql.query(`select body from alerts.deliveries where event = 'report' order by created_at, delivery_id`)).map(
      ({ body }) => JSON.parse(String(body)).data as Record<string, unknown>,
    );

  test('the first one is about the week that is going on, and is sent on Monday at its hour', async () => {
    const report = await add(weekly());
    expect(await nextOf(report)).toBe('2026-11-30T06:00');
    expect(await queued('2026-11-30T05:59:59')).toEqual([]);
    expect(await queued('2026-11-30T06:00:00')).toEqual(['2026-11-30']);
    expect(await queued('2026-11-30T06:00:01')).toEqual([]);
    expect(await bodies()).toEqual([
      {
        customer_id: 'acme',
        report_id: report.reportId,
        name: 'Weekly',
        period: 'week',
        timezone: 'UTC',
        from: '2026-11-23',
        to: '2026-11-29',
      },
    ]);
    expect(await nextOf(report)).toBe('2026-12-07T06:00');
  });

  test('a month is that of the calendar, in every length', async () => {
    await add(weekly({ period: 'month' }), '2027-12-15T00:00:00');
    for (const [time, until] of [
      ['2028-01-01T06:00:00', '2028-01-01'],
      ['2028-02-01T06:00:00', '2028-02-01'],
      ['2028-03-01T06:00:00', '2028-03-01'],
    ] as const) {
      expect(await queued(time)).toEqual([until]);
    }
    expect((await bodies()).map(({ from, to }) => `${from} ${to}`).sort()).toEqual([
      '2027-12-01 2027-12-31',
      '2028-01-01 2028-01-31',
      '2028-02-01 2028-02-29',
    ]);
  });

  test('the hour stays the same in the time zone when the clocks change', async () => {
    const report = await add(weekly({ timezone: 'Europe/Berlin' }), '2026-03-18T12:00:00');
    expect(await nextOf(report)).toBe('2026-03-23T05:00');
    expect(await queued('2026-03-23T05:00:00')).toEqual(['2026-03-23']);
    // On 29 March the clocks went forward.
    expect(await nextOf(report)).toBe('2026-03-30T04:00');
    expect(await queued('2026-03-30T04:00:00')).toEqual(['2026-03-30']);
  });

  test('a missed one is sent once when a worker is back; older ones are not', async () => {
    const report = await add(weekly());
    expect(await queued('2026-12-23T00:00:00')).toEqual(['2026-12-21']);
    expect(await queued('2026-12-23T00:00:01')).toEqual([]);
    expect(await bodies()).toMatchObject([{ from: '2026-12-14', to: '2026-12-20' }]);
    expect(await nextOf(report)).toBe('2026-12-28T06:00');
  });

  test('no period is sent twice, whatever is changed or turned on, or if the clock is set back', async () => {
    const report = await add(weekly());
    expect(await queued('2026-11-30T07:00:00')).toEqual(['2026-11-30']);
    for (const change of [{ hour: 8 }, { hour: 23 }, { timezone: 'America/New_York' }, { timezone: 'Asia/Tokyo' }]) {
      expect(await reports.change('acme', { ...report, ...change }, 'cli:ann', at('2026-11-30T07:30:00'))).toBe(
        'changed',
      );
      expect(await queued('2026-12-01T12:00:00')).toEqual([]);
    }
    await reports.change('acme', { ...report, isEnabled: false }, 'cli:ann', at('2026-12-01T00:00:00'));
    expect(await queued('2026-12-20T00:00:00')).toEqual([]);
    await reports.change('acme', report, 'cli:ann', at('2026-12-20T00:00:00'));
    // What was over when it was turned on is not sent.
    expect(await queued('2026-12-20T00:00:00')).toEqual([]);
    expect(await queued('2026-12-21T06:00:00')).toEqual(['2026-12-21']);
    await sql.query(`update alerts.reports set due_at = '-infinity'`);
    expect(await queued('2026-12-14T06:00:00')).toEqual([]);
    expect(await nextOf(report)).toBe('2026-12-28T06:00');
    expect(await reports.change('acme', { ...report, period: 'month' }, 'cli:ann', at('2026-12-21T07:00:00'))).toBe(
      'changed',
    );
    expect(await nextOf(report)).toBe('2027-01-01T06:00');
  });

  test('it goes to all e-mail destinations, or to those it names; webhooks get none', async () => {
    const { alerts } = sql.engine.operations;
    const [bob, hook] = [nextId(), nextId()];
    await alerts.addDestination('acme', email(bob, 'bob@shop.example'));
    await alerts.addDestination('acme', webhook(hook));
    const all = await add(weekly());
    const one = await add(weekly({ destinationIds: [bob] }));
    expect(await reports.add('acme', weekly({ destinationIds: [hook] }))).toBe('not_email');
    expect(await reports.add('acme', weekly({ destinationIds: [nextId()] }))).toBe('unknown_destination');
    expect(await reports.add('acme', weekly({ timezone: 'Europe/Atlantis' }))).toBe('unknown_zone');
    expect((await reports.find('acme')).map(({ recipients }) => recipients)).toEqual([2, 1]);
    await queued('2026-11-30T06:00:00');
    const sent = await alerts.findDeliveries('acme', { limit: 10 });
    expect(sent.map(({ report_id }) => report_id).sort()).toEqual([all.reportId, all.reportId, one.reportId].sort());
    expect(await alerts.deleteDestination('acme', bob)).toBe('in_use');
    expect(await reports.delete('acme', one.reportId)).toBe(true);
    expect(await reports.delete('acme', one.reportId)).toBe(false);
    // What waits to be sent of it goes, too.
    expect(await alerts.findDeliveries('acme', { limit: 10 })).toHaveLength(2);
    expect(await alerts.deleteDestination('acme', bob)).toBe('deleted');
  });

  test('it is sent now about the last whole period, or that of a day that is over', async () => {
    const { reportId } = await add(weekly());
    expect(await reports.send('acme', reportId, undefined, at('2026-11-30T00:00:00'))).toBe(1);
    expect(await reports.send('acme', reportId, '2026-01-01', at('2026-11-30T00:00:01'))).toBe(1);
    expect(await reports.send('acme', reportId, '2026-11-30', at('2026-11-30T00:00:02'))).toBe('not_over');
    expect(await reports.send('beta', reportId)).toBeNull();
    expect((await bodies()).map(({ from }) => from)).toEqual(['2026-11-23', '2025-12-29']);
    // Its schedule does not change.
    expect(await queued('2026-11-30T06:00:00')).toEqual(['2026-11-30']);
  });

  test('another customer sees, changes and deletes nothing; only who has something due has work', async () => {
    const report = await add(weekly());
    expect(await reports.find('beta')).toEqual([]);
    expect(await reports.change('beta', report)).toBe('unknown_report');
    expect(await reports.delete('beta', report.reportId)).toBe(false);
    await sql.query(`update alerts.reports set due_at = now() + interval '1 hour'`);
    expect(await sql.engine.operations.alerts.customersWithWork()).toEqual([]);
    await sql.query(`update alerts.reports set due_at = now()`);
    expect(await sql.engine.operations.alerts.customersWithWork()).toEqual(['acme']);
  });

  test('a customer has at most 20, and the audit trail says who did what', async () => {
    for (let n = 0; n < 20; n += 1) await add(weekly());
    expect(await reports.add('acme', weekly())).toBe('too_many');
    const [entry] = await sql.engine.operations.auditTrail('acme', { limit: 1 });
    expect(entry).toMatchObject({ action: 'report_created', by: 'cli:ann', details: { period: 'week' } });
  });
});

test('twelve calls of two servers queue each report once', async () => {
  const url = await createDatabase();
  const engines = await Promise.all([createPostgresEngine({ url }), createPostgresEngine({ url })]);
  try {
    const [first, second] = engines.map(({ operations }) => operations.reports) as [Reports, Reports];
    await engines[0].upsertCustomer('acme');
    await engines[0].operations.alerts.addDestination('acme', email(nextId()));
    for (let n = 0; n < 20; n += 1) await first.add('acme', weekly(), 'cli', at('2026-11-25T12:00:00'));
    const calls = Array.from({ length: 12 }, (_, n) =>
      (n % 2 === 0 ? first : second).queueDue('acme', at('2026-11-30T06:00:00')),
    );
    const found = (await Promise.all(calls)).flat();
    expect(new Set(found.map(({ report_id }) => report_id)).size).toBe(20);
    expect(found).toHaveLength(20);
    expect(await engines[0].operations.alerts.findDeliveries('acme', { limit: 50 })).toHaveLength(20);
  } finally {
    await Promise.all(engines.map((engine) => engine.close()));
  }
});
