import type { EventPage, RawEvent } from '@onevault/server/internal/engine/port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';

describe.each(ONE_SQL_KIND)('a search that may read few rows (%s)', (kind) => {
  let sql: OpenSql;
  beforeAll(async () => {
    sql = await openSql(kind);
  });
  afterAll(() => sql?.close());

  const find = async (customer: string, args: string, before: EventPage['next'] | undefined): Promise<EventPage> => {
    const place = before ? `, p_before => '${before.receivedAt}', p_before_id => '${before.eventId}'` : '';
    const [row] = await sql.query(`select read.find_events(auth.tenant_hk($1), ${args}${place}) as page`, [customer]);
    return row?.page as EventPage;
  };

  test('finds everything in the end, and each call says where to continue', async () => {
    const customer = `few-${kind}`;
    await sql.engine.upsertCustomer(customer);
    const events = Array.from(
      { length: 40 },
      (_, n): RawEvent => ({
        eventId: `evt_${n}`,
        payload: {
          event_type: n % 9 === 0 ? 'rare' : n % 7 === 0 ? ' ' : 'page_view',
          page_url: '/',
          event_data: { session_id: n % 5 === 0 ? 'sess_a' : 'sess_b' },
        },
        clientIpHash: null,
        userAgent: null,
        enrichment: null,
      }),
    );
    await sql.engine.store(customer, events.slice(0, 35), { process: true });
    await sql.engine.store(customer, events.slice(35), { process: false });
    const ids = (matches: (n: number) => boolean, to = 40) =>
      events.flatMap((event, n) => (n < to && matches(n) ? [event.eventId] : [])).reverse();

    for (const [filter, expected] of [
      [`p_event_type => 'rare'`, ids((n) => n % 9 === 0)],
      [`p_status => 'rejected'`, ids((n) => n % 7 === 0 && n % 9 !== 0, 35)],
      [`p_status => 'pending'`, ids((n) => n >= 35)],
      [`p_session_id => 'sess_a'`, ids((n) => n % 5 === 0, 35)],
      [`p_session_id => 'nobody'`, []],
      ['p_page => null', ids(() => true)],
    ] as const) {
      const found: string[] = [];
      let before: EventPage['next'] | undefined;
      let calls = 0;
      do {
        const page = await find(customer, `p_limit => 2, p_budget => 3, ${filter}`, before);
        found.push(...page.events.map(({ event_id }) => event_id));
        before = page.next;
        calls += 1;
        expect(calls).toBeLessThan(60);
      } while (before);
      expect(found, filter).toEqual(expected);
      if (filter.includes('nobody')) expect(calls).toBeLessThanOrEqual(5);
    }
  });

  test('finds old events in one call, within its limit of rows', async () => {
    const customer = `far-${kind}`;
    await sql.engine.upsertCustomer(customer);
    const event = (n: number): RawEvent => ({
      eventId: `evt_${n}`,
      payload: { event_type: n % 700 === 3 ? 'rare' : 'page_view', page_url: '/' },
      clientIpHash: null,
      userAgent: null,
      enrichment: null,
    });
    for (let n = 0; n < 1_500; n += 500) {
      await sql.engine.store(
        customer,
        Array.from({ length: 500 }, (_, i) => event(n + i)),
        { process: true },
      );
    }
    const rare = (found: EventPage) => found.events.map(({ event_id }) => event_id);
    const all = await sql.engine.findEvents(customer, { limit: 20, eventType: 'rare' });
    expect([rare(all), all.next]).toEqual([['evt_1403', 'evt_703', 'evt_3'], null]);
    const near = await find(customer, `p_limit => 20, p_budget => 1200, p_event_type => 'rare'`, undefined);
    expect([rare(near), near.next?.eventId]).toEqual([['evt_1403', 'evt_703'], 'evt_300']);
    expect(rare(await find(customer, `p_limit => 20, p_budget => 1200, p_event_type => 'rare'`, near.next))).toEqual([
      'evt_3',
    ]);
  });

  test('starts at the known arrivals of the session, the visitor and the page', async () => {
    const customer = `window-${kind}`;
    await sql.engine.upsertCustomer(customer);
    const store = async (n: number, data: Record<string, string>) => {
      const event = { eventId: `evt_${n}`, payload: { page_url: `/${n}`, event_data: data } };
      const [stored] = await sql.engine.store(
        customer,
        [{ ...event, clientIpHash: null, userAgent: null, enrichment: null }],
        { process: true },
      );
      return stored?.receivedAt;
    };
    await store(0, {});
    const first = await store(1, { session_id: 'sess_1', visitor_id: 'visitor_1' });
    const second = await store(2, { session_id: 'sess_1', visitor_id: 'visitor_2' });
    const third = await store(3, { session_id: 'sess_2', visitor_id: 'visitor_1' });
    await store(4, {});
    const window = async (session: string | null, visitor: string | null, page: string | null) => {
      const [row] = await sql.query(
        `select util.iso(w.p_from) as p_from, util.iso(w.p_to) as p_to, w.p_from > w.p_to as is_empty
         from read.arrival_window(auth.tenant_hk($1), $2, $3, $4, '2000-01-01Z', '2100-01-01Z') as w`,
        [customer, session, visitor, page],
      );
      return row?.is_empty === true ? 'empty' : [row?.p_from, row?.p_to];
    };
    expect(await window('sess_1', null, null)).toEqual([first, second]);
    expect(await window(null, 'visitor_1', null)).toEqual([first, third]);
    expect(await window('sess_1', 'visitor_1', null)).toEqual([first, second]);
    expect(await window(null, 'visitor_1', '/3')).toEqual([third, third]);
    expect(await window('sess_2', 'visitor_2', null)).toBe('empty');
    expect(await window('sess_9', null, null)).toBe('empty');
    expect(await window(null, null, null)).toEqual(['2000-01-01T00:00:00.000000Z', '2100-01-01T00:00:00.000000Z']);
  });
});
