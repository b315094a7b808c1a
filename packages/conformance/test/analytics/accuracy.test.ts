import type { JsonObject } from '@onevault/contract';
import { type AccuracyDay, ANALYTICS_ROUTES, ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { changeTable } from '../../src/databases/changeTable.ts';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { ask } from '../http/ask.ts';
import { expectSchema } from '../http/expectSchema.ts';
import { expectInvariants } from '../sql/invariants.ts';

const CUSTOMER = 'demo';
const AGENT = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' };
const HOUR_MS = 3_600_000;

let nextEvent = 0;
/** An event that a page has numbered. `lateMs`: how long ago it happened. */
function numbered(tab: string, seq: number, lateMs = 0, type = 'page_view'): JsonObject {
  nextEvent += 1;
  return {
    event_id: `evt_${nextEvent}`,
    event_type: type,
    page_url: 'https://shop.example/',
    event_data: {
      tab_id: tab,
      seq,
      session_id: `sess_${tab}`,
      visitor_id: 'visitor_1',
      timestamp: new Date(Date.now() - lateMs).toISOString(),
    },
  };
}

describe.each(ONE_SQL_KIND)('accuracy (%s)', (kind) => {
  let sql: OpenSql;
  let server: MockServer;
  beforeAll(async () => {
    sql = await openSql(kind);
    server = await createMockServer({
      engine: sql.engine,
      keys: [
        { customerId: CUSTOMER, token: 'ovt_demo', scope: 'full' },
        { customerId: 'acme', token: 'ovt_acme', scope: 'full' },
      ],
    });
  });
  afterAll(async () => {
    await server?.close();
    await sql?.close();
  });

  const post = (body: unknown, more: { route?: string; key?: string } = {}) =>
    ask(server.url + (more.route ?? ROUTES.track), { body, headers: AGENT, ...(more.key && { key: more.key }) });
  /** All days of the answer as one: the test may run at midnight. */
  const measure = async (query = '', key?: string): Promise<Record<string, number> & { lateness: number[] }> => {
    const path = `${server.url}${ANALYTICS_ROUTES.accuracy}?${query}`;
    const { status, body } = await ask(path, key === undefined ? {} : { key });
    expect(status, JSON.stringify(body)).toBe(200);
    expectSchema(schemas.AccuracyReplySchema, body);
    const sums: Record<string, number> = {};
    const lateness: number[] = Array.from({ length: 8 }, () => 0);
    for (const { day: _day, lateness: ofDay, ...counts } of body.data as unknown as AccuracyDay[]) {
      for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + Number(count);
      ofDay.forEach(({ events }, bound) => {
        lateness[bound] = (lateness[bound] ?? 0) + events;
      });
    }
    return { ...sums, lateness } as Record<string, number> & { lateness: number[] };
  };

  test('each number, after repeats, late events, lost ones and broken ones', async () => {
    const gaps = [0, 1, 4, 5].map((seq) => numbered('gaps', seq));
    await post(gaps);
    // The same again, in another batch and twice in one; and two late ones.
    await post([...gaps.slice(0, 3), numbered('late', 0, 90_000), numbered('late', 1, 2 * HOUR_MS)]);
    const twice = numbered('async', 0);
    await post([twice, twice], { route: ROUTES.trackAsync });
    // A blank event type fails a check; the page load has numbered it.
    await post([numbered('broken', 0), numbered('broken', 1, 0, ' ')]);
    await post([numbered('only-broken', 2, 0, ' ')]);
    // From a client that numbers nothing, and from another customer.
    await post({ event_id: 'evt_server', page_url: 'https://shop.example/' });
    await post([numbered('other', 7)], { key: 'acme:ovt_acme' });
    await ask(`${server.url}${ROUTES.settled}?timeout_ms=20000`);

    expect(await measure()).toEqual({
      page_loads: 5,
      sent: 6 + 2 + 1 + 2 + 3,
      stored: 4 + 2 + 1 + 1,
      rejected: 2,
      waiting: 0,
      // 2 and 3 of `gaps`, 0 and 1 of `only-broken`.
      missing: 4,
      loaded: 4 + 2 + 1 + 1 + 1,
      late: 2,
      duplicates: 3 + 1,
      invalid: 2,
      set_aside: 0,
      lateness: [7, 0, 0, 1, 0, 1, 0, 0],
    });
    expect(await measure('', 'acme:ovt_acme')).toMatchObject({ page_loads: 1, sent: 8, stored: 1, missing: 7 });
    await expectInvariants(sql, CUSTOMER);
  });

  test('counts a late arrival of a number as stored and no more as lost', async () => {
    await post([numbered('gaps', 2), numbered('gaps', 3)]);
    expect(await measure()).toMatchObject({ sent: 14, stored: 10, missing: 2 });
  });

  test('counts every repeat of many at once', async () => {
    const before = await measure();
    const batch = Array.from({ length: 20 }, (_, seq) => numbered('crowd', seq));
    await Promise.all(Array.from({ length: 8 }, (_, n) => post(batch.slice(n % 2))));
    const after = await measure();
    expect(after).toMatchObject({
      duplicates: Number(before.duplicates) + 8 * 20 - 4 - 20,
      loaded: Number(before.loaded) + 20,
      missing: before.missing,
    });
    await expectInvariants(sql, CUSTOMER);
  });

  test('an event that is set aside waits, and is not lost', async () => {
    await sql.query(
      `create function public.refuse_event() returns trigger language plpgsql as $$
       begin if new.event_type = 'refused' then raise exception 'refused'; end if; return new; end; $$`,
    );
    await changeTable(
      sql,
      `create trigger refuse before insert on staging.site_tracking_events_s for each row execute function public.refuse_event()`,
    );
    const before = await measure();
    await post([numbered('aside', 0), numbered('aside', 1, 0, 'refused')]);
    expect(await measure()).toMatchObject({ waiting: 1, set_aside: 1, missing: before.missing });
    await changeTable(sql, 'drop trigger refuse on staging.site_tracking_events_s');
    await ask(server.url + ROUTES.replay, { body: {} });
    await ask(`${server.url}${ROUTES.process}`, { method: 'POST' });
    // The worker of the server may be at it.
    await vi.waitFor(
      async () => expect(await measure()).toMatchObject({ waiting: 0, set_aside: 0, missing: before.missing }),
      { timeout: 20_000 },
    );
  });

  test('days begin at midnight in the time zone, also at a half hour', async () => {
    for (const timezone of ['Asia/Kolkata', 'America/New_York', 'Asia/Kathmandu']) {
      const utc = await measure();
      const { body } = await ask(`${server.url}${ANALYTICS_ROUTES.accuracy}?timezone=${timezone}`);
      const days = body.data as unknown as AccuracyDay[];
      expect(days).toHaveLength(30);
      expect(days.reduce((sum, { loaded }) => sum + loaded, 0)).toBe(utc.loaded);
    }
  });

  test('an erased person leaves nothing in it', async () => {
    await ask(`${server.url}/api/v1/track/settled`);
    await sql.query(`select upkeep.erase_visitor(auth.tenant_hk($1), 'visitor_1', 'test')`, [CUSTOMER]);
    expect(await measure()).toMatchObject({ page_loads: 0, sent: 0, loaded: 1, late: 0 });
    await expectInvariants(sql, CUSTOMER);
  });

  test.each([
    ['filter=page:is:/', 'filter'],
    ['include=bots', 'include'],
    ['segment=x', 'segment'],
    ['from=2020-01-01&to=2026-01-01', 'to'],
  ])('%s is refused', async (query, name) => {
    const { status, body } = await ask(`${server.url}${ANALYTICS_ROUTES.accuracy}?${query}`);
    expect([status, (body.detail as JsonObject[])[0]?.loc]).toEqual([422, ['query', name]]);
  });
});
