import { ROUTES } from '@onevault/contract';
import { createMockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { ask } from '../http/ask.ts';

const DAY_MS = 86_400_000;

describe.each(ONE_SQL_KIND)('a clock that jumped ahead and is right again (%s)', (kind) => {
  let sql: OpenSql;
  beforeAll(async () => {
    sql = await openSql(kind);
  });
  afterAll(() => sql?.close());

  const arrivalAfter = async (ahead: string) => {
    const [row] = await sql.query(
      `with jumped as materialized (
         select set_config('onevault.last_arrival', (clock_timestamp() + $1::interval)::text, true) as last_arrival
       )
       select util.arrival_time(1) - clock_timestamp() between interval '-1 minute' and interval '1 minute' as is_now,
         util.arrival_time(1) > jumped.last_arrival::timestamptz as is_later
       from jumped`,
      [ahead],
    );
    return row;
  };

  test('is followed at once if it was wrong by days', async () => {
    expect(await arrivalAfter('40 days')).toEqual({ is_now: true, is_later: false });
  });

  test('keeps the order of arrivals if it was set back by seconds', async () => {
    expect(await arrivalAfter('20 seconds')).toEqual({ is_now: true, is_later: true });
  });

  test('hours ahead are not in a series without `to`, and are found by their time', async () => {
    await sql.engine.upsertCustomer('hours');
    const event = (eventId: string, event_data = {}) => ({
      eventId,
      payload: { event_type: 'page_view', page_url: '/', event_data },
      clientIpHash: null,
      userAgent: 'test',
      enrichment: null,
    });
    await sql.engine.store('hours', [event('evt_ahead_1'), event('evt_ahead_2')], { process: true });
    await sql.query(
      `update totals.event_hours set hour_at = hour_at + interval '40 days' where tenant_hk = auth.tenant_hk('hours')`,
    );
    await sql.engine.store('hours', [event('evt_now')], { process: true });
    const countOf = async (range: { from?: string; to?: string }) =>
      (await sql.engine.eventHours('hours', range)).map(({ events }) => events);
    const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
    expect(await countOf({})).toEqual([1]);
    expect(await countOf({ from: inDays(-1) })).toEqual([1]);
    expect(await countOf({ from: inDays(39) })).toEqual([]);
    expect(await countOf({ from: inDays(39), to: inDays(41) })).toEqual([2]);
    expect(await countOf({ to: inDays(40.5) })).toEqual([2]);
  });

  afterEach(() => vi.useRealTimers());
  test.each([-40, 40])('a series ends at the time of the database, also if the server is %i days off', async (days) => {
    const server = await createMockServer({
      engine: sql.engine,
      keys: [{ customerId: 'off', token: 't', scope: 'full' }],
    });
    await ask(server.url + ROUTES.track, { key: 'off:t', body: {} });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + days * DAY_MS });
    const { body } = await ask(`${server.url}${ROUTES.dashboard}?series=hour`, { key: 'off:t' });
    const hours = body.series as { hour: string; events: number }[];
    expect(hours.reduce((sum, { events }) => sum + events, 0)).toBeGreaterThan(0);
    await server.close();
  });

  test('events dated ahead do not come first, and are found by their time', async () => {
    await sql.engine.upsertCustomer('ahead');
    const event = (eventId: string) => ({
      eventId,
      payload: { event_type: 'page_view', page_url: '/', event_data: {} },
      clientIpHash: null,
      userAgent: 'test',
      enrichment: null,
    });
    await sql.engine.store('ahead', [event('evt_ahead')], { process: true });
    for (const table of ['raw.events', 'staging.site_tracking_events_s', 'raw.event_ids']) {
      await sql.query(
        `update ${table} set received_timestamp = received_timestamp + interval '40 days'
         where tenant_hk = auth.tenant_hk('ahead')`,
      );
    }
    await sql.engine.store('ahead', [event('evt_now')], { process: true });
    const idsOf = ({ events }: { events: { event_id: string }[] }) => events.map(({ event_id }) => event_id);
    expect(idsOf({ events: await sql.engine.recentEvents('ahead', 10) })).toEqual(['evt_now']);
    expect(idsOf(await sql.engine.findEvents('ahead', { limit: 10, eventType: 'page_view' }))).toEqual(['evt_now']);
    const to = new Date(Date.now() + 41 * 86_400_000).toISOString();
    expect(idsOf(await sql.engine.findEvents('ahead', { limit: 10, to }))).toEqual(['evt_ahead', 'evt_now']);
  });
});
