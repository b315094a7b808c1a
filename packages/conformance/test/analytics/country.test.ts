import type { JsonObject } from '@onevault/contract';
import { ANALYTICS_ROUTES, ROUTES } from '@onevault/contract';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { changeTable } from '../../src/databases/changeTable.ts';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { ask } from '../http/ask.ts';
import { expectInvariants } from '../sql/invariants.ts';

const CUSTOMER = 'demo';
const FROM_VISITOR = { 'X-Forwarded-For': '198.51.100.1' };

let nextEvent = 0;
/** In Tokyo by its time zone. A page cannot name a country. */
function visit(session: string, type = 'page_view'): JsonObject {
  nextEvent += 1;
  return {
    event_id: `evt_${nextEvent}`,
    event_type: type,
    page_url: 'https://shop.example/',
    country: 'AQ',
    event_data: {
      session_id: session,
      visitor_id: session,
      timezone: 'Asia/Tokyo',
      country: 'AQ',
      enrichment: { country: 'AQ' },
    },
  };
}

describe.each(ONE_SQL_KIND)('the country that a proxy names (%s)', (kind) => {
  let sql: OpenSql;
  let server: MockServer;
  /** Trusts another proxy. */
  let stranger: MockServer;
  beforeAll(async () => {
    sql = await openSql(kind);
    const settings = { engine: sql.engine, countryHeader: 'CF-IPCountry' };
    server = await createMockServer({ ...settings, trustProxy: ['127.0.0.0/8', '::1'] });
    stranger = await createMockServer({ ...settings, trustProxy: ['10.0.0.0/8'] });
  });
  afterAll(async () => {
    await stranger?.close();
    await server?.close();
    await sql?.close();
  });

  const post = (body: unknown, headers: Record<string, string>, to = server.url + ROUTES.track) =>
    ask(to, { body, headers });
  const countryOf = async (session: string) => {
    const { body } = await ask(`${server.url}${ANALYTICS_ROUTES.sessions}?include=bots`);
    const row = (body.data as JsonObject[]).find(({ session_id }) => session_id === `session_${session}`);
    return row?.country;
  };

  test('wins over the time zone, one by one, in batches and in the background', async () => {
    const headers = { ...FROM_VISITOR, 'CF-IPCountry': 'ch' };
    await post(visit('one'), headers);
    await post([visit('batch'), visit('batch')], headers);
    await post(visit('later'), headers, server.url + ROUTES.trackAsync);
    await ask(`${server.url}${ROUTES.settled}?timeout_ms=20000`);
    for (const session of ['one', 'batch', 'later']) expect(await countryOf(session)).toBe('CH');
    const found = await ask(`${server.url}${ANALYTICS_ROUTES.summary}?filter=country:is:CH&include=bots`);
    expect(found.body.data).toMatchObject({ sessions: 3, events: 4 });
    const [row] = await sql.query(`select s.country, s.timezone from staging.site_tracking_events_s as s limit 1`);
    expect(row).toEqual({ country: 'CH', timezone: 'Asia/Tokyo' });
    await expectInvariants(sql, CUSTOMER);
  });

  test.each([
    ['unknown', { ...FROM_VISITOR, 'CF-IPCountry': 'XX' }],
    ['tor', { ...FROM_VISITOR, 'CF-IPCountry': 'T1' }],
    ['nonsense', { ...FROM_VISITOR, 'CF-IPCountry': "D'; drop table" }],
    ['none', FROM_VISITOR],
    ['direct', { 'CF-IPCountry': 'CH' }],
  ])('leaves it to the time zone: %s', async (session, headers) => {
    await post(visit(session), headers as Record<string, string>);
    expect(await countryOf(session)).toBe('JP');
  });

  test('is ignored from a sender who is no trusted proxy', async () => {
    await post(visit('forged'), { ...FROM_VISITOR, 'CF-IPCountry': 'CH' }, stranger.url + ROUTES.track);
    expect(await countryOf('forged')).toBe('JP');
  });

  test('survives an event that is set aside and replayed, and a second writing of all facts', async () => {
    await sql.query(
      `create function public.refuse_event() returns trigger language plpgsql as $$
       begin raise exception 'refused'; end; $$`,
    );
    for (const [session, table] of [
      ['before-staging', 'staging.site_tracking_events_s'],
      ['before-business', 'business.site_event_nl'],
    ] as const) {
      await changeTable(
        sql,
        `create trigger refuse before insert on ${table} for each row execute function public.refuse_event()`,
      );
      await post(visit(session), { ...FROM_VISITOR, 'CF-IPCountry': 'CH' });
      await changeTable(sql, `drop trigger refuse on ${table}`);
      await ask(server.url + ROUTES.replay, { body: {} });
      await ask(server.url + ROUTES.process, { method: 'POST' });
      await vi.waitFor(async () => expect(await countryOf(session)).toBe('CH'), { timeout: 20_000 });
    }
    for (const table of ['events', 'sessions', 'texts']) await changeTable(sql, `delete from facts.${table}`);
    await sql.query(
      `insert into facts.fills (tenant_hk, until_at, after_at, after_id)
       select t.tenant_hk, clock_timestamp() + interval '1 hour', '-infinity', '' from auth.tenants as t on conflict do nothing`,
    );
    await sql.query('select upkeep.fill_facts(auth.tenant_hk($1), 5000)', [CUSTOMER]);
    expect(await countryOf('one')).toBe('CH');
    expect(await countryOf('none')).toBe('JP');
    await expectInvariants(sql, CUSTOMER);
  });
});
