import type { RawEvent } from '@onevault/server/internal/engine/port';
import type { Row } from '@onevault/server/internal/engine/sql/connection';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { expectInvariants } from './invariants.ts';

const SHOP = 'https://shop.example';
const MINUTE = 60_000;

interface Visit {
  type?: string;
  page?: string;
  /** Minutes after the start. */
  at: number;
  session?: string;
  visitor?: string;
  data?: Record<string, string | number>;
}

describe.each(ONE_SQL_KIND)('read models (%s)', (kind) => {
  let sql: OpenSql;
  let tenants = 0;
  beforeAll(async () => {
    sql = await openSql(kind);
  });
  afterAll(() => sql?.close());

  // Two days ago on the hour: no event is in the future, and all clocks are plausible.
  const startMs = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 48 * 60 * MINUTE;
  const at = (minutes: number) => new Date(startMs + minutes * MINUTE).toISOString();
  const createCustomer = async () => {
    tenants += 1;
    const customer = `shop-${tenants}`;
    await sql.engine.upsertCustomer(customer);
    return customer;
  };
  const toEvents = (visits: Visit[]): RawEvent[] =>
    visits.map(
      ({ type = 'page_view', page = '/', at: minutes, session = 'sess_1', visitor = 'visitor_1', data }, n) => ({
        eventId: `evt_${n}`,
        payload: {
          event_type: type,
          page_url: `${SHOP}${page}`,
          event_data: { session_id: session, visitor_id: visitor, timestamp: at(minutes), ...data },
        },
        clientIpHash: null,
        userAgent: 'test',
        enrichment: null,
      }),
    );
  const store = (customer: string, events: RawEvent[], process = true) =>
    sql.engine.store(customer, events, { process });
  const closeSessions = (customer: string, later = '1 hour') =>
    sql.query(`select upkeep.close_sessions(auth.tenant_hk($1), 500, now() + $2::interval) as closed`, [
      customer,
      later,
    ]);

  /** The content of the read models and the newest satellite rows, without the times of arrival. */
  const readAll = async (customer: string): Promise<Record<string, Row[]>> => {
    const select = (text: string) => sql.query(text, [customer]);
    return {
      sessions: await select(
        `select h.site_session_bk as session, v.site_visitor_bk as visitor, util.iso(t.started_at) as started, util.iso(t.ended_at) as ended,
           t.events, t.page_views, t.interactions, t.entry_page_url as entry, t.exit_page_url as exit, t.began_event_id as began
         from totals.session_totals as t join business.site_session_h as h using (tenant_hk, site_session_hk)
         left join business.site_visitor_h as v using (tenant_hk, site_visitor_hk)
         where t.tenant_hk = auth.tenant_hk($1) order by 1`,
      ),
      visitors: await select(
        `select h.site_visitor_bk as visitor, util.iso(t.first_seen_at) as first_seen, util.iso(t.last_seen_at) as last_seen,
           t.events, t.page_views, t.sessions, t.began_event_id as began
         from totals.visitor_totals as t join business.site_visitor_h as h using (tenant_hk, site_visitor_hk)
         where t.tenant_hk = auth.tenant_hk($1) order by 1`,
      ),
      pages: await select(
        `select h.site_page_bk as page, sum(t.events)::int as events, sum(t.views)::int as views, sum(t.visitors)::int as visitors,
           sum(t.seconds)::float8 as seconds
         from totals.page_totals as t join business.site_page_h as h using (tenant_hk, site_page_hk)
         where t.tenant_hk = auth.tenant_hk($1) group by 1 order by 1`,
      ),
      hours: await select(
        `select util.iso(t.hour_at) as hour, t.event_type, sum(t.events)::int as events from totals.event_hours as t
         where t.tenant_hk = auth.tenant_hk($1) group by 1, 2 order by 1, 2`,
      ),
      tabs: await select(
        `select t.tab_id as tab, h.site_session_bk as session, t.events::int as events, t.first_seq::int as first, t.last_seq::int as last
         from totals.tab_ledger as t left join business.site_session_h as h using (tenant_hk, site_session_hk)
         where t.tenant_hk = auth.tenant_hk($1) order by 1, 2`,
      ),
      lateness: await select(
        `select t.bucket, sum(t.events)::int as events from totals.lateness as t
         where t.tenant_hk = auth.tenant_hk($1) group by 1 order by 1`,
      ),
      ended: await select(
        `select h.site_session_bk as session, util.iso(d.started_at) as started, util.iso(d.ended_at) as ended, d.duration_s::float8 as seconds,
           d.events, d.page_views, d.entry_page_url as entry, d.exit_page_url as exit, d.is_bounce, d.referrer_kind, d.utm_source
         from business.site_session_details_s_v as d join business.site_session_h as h using (tenant_hk, site_session_hk)
         where d.tenant_hk = auth.tenant_hk($1) and d.load_end is null order by 1`,
      ),
      came: await select(
        `select h.site_visitor_bk as visitor, util.iso(d.first_seen_at) as first_seen, d.first_page_url, d.referrer_kind, d.language
         from business.site_visitor_details_s_v as d join business.site_visitor_h as h using (tenant_hk, site_visitor_hk)
         where d.tenant_hk = auth.tenant_hk($1) and d.load_end is null order by 1`,
      ),
    };
  };

  test('a visit adds up to a session, a visitor, pages, hours and a ledger', async () => {
    const customer = await createCustomer();
    await store(
      customer,
      toEvents([
        {
          page: '/?utm_source=mail',
          at: 0,
          data: { tab_id: 't1', seq: 0, referrer: 'https://www.bing.com/', language: 'de' },
        },
        { page: '/tea', at: 5, data: { tab_id: 't1', seq: 1, time_on_page: 12.5 } },
        { type: 'user_interaction', page: '/tea', at: 61, data: { tab_id: 't1', seq: 4 } },
        { type: 'web_vital', page: '/tea', at: 62, data: { name: 'LCP', time_on_page: 0.25 } },
        { page: '/', at: 0, session: 'sess_2', visitor: 'visitor_2' },
        { type: 'web_vital', at: 1, session: 'sess_2', visitor: 'visitor_2' },
        { page: '/', at: 30, session: 'sess_3', visitor: 'visitor_2' },
      ]),
    );
    await closeSessions(customer);
    await expectInvariants(sql, customer);
    const all = await readAll(customer);
    expect(all.sessions?.[0]).toEqual({
      session: 'sess_1',
      visitor: 'visitor_1',
      started: expect.stringContaining(at(0).slice(0, 19)),
      ended: expect.stringContaining(at(62).slice(0, 19)),
      events: 4,
      page_views: 2,
      interactions: 1,
      entry: `${SHOP}/?utm_source=mail`,
      exit: `${SHOP}/tea`,
      began: 'evt_0',
    });
    expect(all.ended).toMatchObject([
      {
        session: 'sess_1',
        seconds: 3_720,
        events: 4,
        page_views: 2,
        is_bounce: false,
        referrer_kind: 'search',
        utm_source: 'mail',
      },
      { session: 'sess_2', seconds: 60, events: 2, page_views: 1, is_bounce: true },
      { session: 'sess_3', seconds: 0, events: 1, page_views: 1, is_bounce: true, entry: `${SHOP}/`, exit: `${SHOP}/` },
    ]);
    expect(all.visitors).toMatchObject([
      { visitor: 'visitor_1', events: 4, page_views: 2, sessions: 1, began: 'evt_0' },
      { visitor: 'visitor_2', events: 3, page_views: 2, sessions: 2 },
    ]);
    expect(all.came).toMatchObject([{ referrer_kind: 'search', language: 'de' }, { referrer_kind: 'direct' }]);
    expect(all.pages).toEqual([
      { page: 'shop.example/', events: 4, views: 3, visitors: 2, seconds: 0 },
      { page: 'shop.example/tea', events: 3, views: 1, visitors: 1, seconds: 12.75 },
    ]);
    expect(all.hours?.map(({ event_type, events }) => `${event_type} ${events}`)).toEqual([
      'page_view 4',
      'web_vital 1',
      'user_interaction 1',
      'web_vital 1',
    ]);
    expect(all.tabs).toEqual([{ tab: 't1', session: 'sess_1', events: 3, first: 0, last: 4 }]);
    expect(all.lateness).toEqual([{ bucket: 6, events: 7 }]);
  });

  test('a session that continues after its end is reopened and closed with another row, and no row is written twice', async () => {
    const customer = await createCustomer();
    const [first, late, later] = toEvents([
      { page: '/second', at: 10, data: { referrer: `${SHOP}/first` } },
      { page: '/first?utm_source=mail', at: 0, data: { referrer: 'https://www.bing.com/', language: 'fr' } },
      { page: '/third', at: 20 },
    ]) as [RawEvent, RawEvent, RawEvent];
    const rows = async () =>
      sql.query(
        `select events, is_bounce, referrer_kind, utm_source, entry_page_url as entry, load_end is null as holds
         from business.site_session_details_s_v where tenant_hk = auth.tenant_hk($1) order by load_date`,
        [customer],
      );
    await store(customer, [first]);
    expect(await closeSessions(customer, '1 minute')).toEqual([{ closed: 0 }]);
    expect(await closeSessions(customer)).toEqual([{ closed: 1 }]);
    expect(await closeSessions(customer)).toEqual([{ closed: 0 }]);
    expect(await rows()).toMatchObject([
      { events: null, holds: false },
      { events: 1, is_bounce: true, referrer_kind: 'internal', entry: `${SHOP}/second`, holds: true },
    ]);

    await store(customer, [late]);
    await store(customer, [late]);
    expect(await closeSessions(customer, '2 hours')).toEqual([{ closed: 1 }]);
    expect((await rows())[2]).toMatchObject({
      events: 2,
      is_bounce: false,
      referrer_kind: 'search',
      utm_source: 'mail',
      entry: `${SHOP}/first?utm_source=mail`,
      holds: true,
    });
    expect((await readAll(customer)).came).toMatchObject([
      { language: 'fr', first_page_url: `${SHOP}/first?utm_source=mail` },
    ]);

    await store(customer, [later], false);
    await sql.engine.process(customer);
    await Promise.all([1, 2, 3].map(() => closeSessions(customer, '3 hours')));
    expect(await rows()).toHaveLength(4);
    await expectInvariants(sql, customer);
  });

  test('closes sessions in portions, those that ended first before others', async () => {
    const customer = await createCustomer();
    await store(customer, toEvents(Array.from({ length: 7 }, (_, n) => ({ at: n, session: `sess_${n}` }))));
    const close = async () =>
      (await sql.query(`select upkeep.close_sessions(auth.tenant_hk($1), 3, now() + '1 hour') as n`, [customer]))[0]?.n;
    expect([await close(), await close(), await close(), await close()]).toEqual([3, 3, 1, 0]);
    await expectInvariants(sql, customer);
  });

  const visit = fc.record({
    type: fc.constantFrom('page_view', 'page_view', 'user_interaction', 'web_vital', 'signup'),
    page: fc.constantFrom('/', '/tea', '/tea?utm_source=mail', '/cart'),
    // Few minutes, so that many events have the same time.
    at: fc.integer({ min: 0, max: 130 }).map((n) => n - (n % 10)),
    session: fc.constantFrom('sess_1', 'sess_2', 'other'),
    visitor: fc.constantFrom('visitor_1', 'visitor_2', 'v3'),
    data: fc.record(
      {
        tab_id: fc.constantFrom('t1', 't2'),
        seq: fc.integer({ min: 0, max: 9 }),
        time_on_page: fc.constantFrom(1, 0.125, 30),
        referrer: fc.constantFrom('https://www.bing.com/', 'https://t.co/x', `${SHOP}/`),
        language: fc.constantFrom('de', 'fr'),
      },
      { requiredKeys: [] },
    ),
  });
  /** The same events again: shuffled, cut into batches, some sent twice, some in the background. */
  const sending = fc.record({
    keys: fc.array(fc.nat(1_000_000), { minLength: 25, maxLength: 25 }),
    cuts: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 25, maxLength: 25 }),
    background: fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }),
    again: fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }),
    closes: fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }),
    atOnce: fc.boolean(),
  });

  test('any order, batching and repetition of the same events gives the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(visit, { minLength: 1, maxLength: 25 }), sending, async (visits, how) => {
        const events = toEvents(visits);
        // One customer, reset in between: which of a session's visitors has the smallest key differs between customers.
        const customer = await createCustomer();
        await store(customer, events);
        await closeSessions(customer);
        await expectInvariants(sql, customer);
        const plain = await readAll(customer);
        await sql.engine.reset(customer);
        expect(Object.values(await readAll(customer)).flat()).toEqual([]);

        const shuffled = events.map((event, n) => ({ event, key: how.keys[n] ?? 0 })).sort((a, b) => a.key - b.key);
        const batches: RawEvent[][] = [];
        for (let from = 0; from < shuffled.length; ) {
          const size = how.cuts[batches.length] ?? 1;
          batches.push(shuffled.slice(from, from + size).map(({ event }) => event));
          from += size;
        }
        const send = async (batch: RawEvent[], n: number): Promise<void> => {
          await store(customer, batch, !how.background[n]);
          if (how.again[n]) await store(customer, [...batch].reverse());
          if (how.closes[n]) await closeSessions(customer);
        };
        if (how.atOnce) await Promise.all(batches.map(send));
        else for (const [n, batch] of batches.entries()) await send(batch, n);
        await sql.engine.process(customer);
        await closeSessions(customer);
        await expectInvariants(sql, customer);
        expect(await readAll(customer)).toEqual(plain);
      }),
      { numRuns: 25, seed: 6, endOnFailure: true },
    );
  }, 120_000);
});
