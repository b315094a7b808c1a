import type { RawEvent } from '@onevault/server/internal/engine/port';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipUnless } from '../../../../scripts/skipUnless.ts';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import type { OpenSql } from '../../src/databases/openSql.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';
import { closeSessions, openWithFaults, readEverything, readLeft, toEvents } from './eraseKit.ts';
import { expectInvariants } from './invariants.ts';

describe.each(ONE_SQL_KIND)('erasing a visitor (%s)', (kind) => {
  let sql: OpenSql;
  let tenants = 0;
  beforeAll(async () => {
    sql = await openWithFaults(kind);
  });
  afterAll(() => sql?.close());

  const createCustomer = async () => {
    tenants += 1;
    const customer = `eraser-${tenants}`;
    await sql.engine.upsertCustomer(customer);
    return customer;
  };
  test('deletes the person from every layer, whatever the state of the events, and counts the rows', async () => {
    const customer = await createCustomer();
    const mine = {
      visitor_id: 'visitor_me',
      session_id: 'sess_me',
      note: 'SECRET',
      user_id: 'SECRET',
      title: 'SECRET',
    };
    const yours = { visitor_id: 'visitor_you', session_id: 'sess_you', tab_id: 'tab_you', seq: 0 };
    const events = toEvents([
      { page: '/', data: { ...mine, tab_id: 'SECRET', seq: 0, item_id: 'sencha' } },
      { page: '/SECRET', at: 1, data: { ...mine, tab_id: 'SECRET', seq: 1, referrer: 'https://SECRET.example/' } },
      { page: '/', at: 2, data: { session_id: 'sess_me', note: 'SECRET' } },
      { type: ' ', page: '/', at: 3, data: mine },
      { page: '/tea', at: 4, data: { visitor_id: 'me', note: 'SECRET', tab_id: 'SECRET2', seq: 0 } },
      { page: '/', data: { ...yours, item_id: 'sencha' } },
      { page: '/tea', at: 5, data: yours },
    ]);
    events.push({ ...toEvents([{ data: mine }])[0], eventId: 'evt_fault' } as RawEvent);
    await sql.engine.store(customer, events, { process: true });
    await closeSessions(sql, customer);
    await sql.engine.store(customer, [{ ...toEvents([{ data: mine }])[0], eventId: 'evt_waits' } as RawEvent], {
      process: false,
    });
    expect(await readEverything(sql, customer)).toContain('SECRET');
    expect(await operationsOf(sql.engine).visitorTraces(customer, 'me')).toMatchObject({
      'raw.site_tracking_events_r': 6,
      'business.session_visitor_l': 1,
      'totals.page_visitors': 3,
    });

    const erased = await operationsOf(sql.engine).eraseVisitor(customer, 'me');
    expect(erased).toEqual({
      events: 7,
      rows: {
        'raw.site_tracking_events_r': 7,
        'raw.event_ids (marked)': 7,
        'staging.site_tracking_events_s': 6,
        'business.site_event_nl': 4,
        'business.event_business_item_l': 1,
        'business.site_session_h': 1,
        'business.site_session_details_s': 2,
        'business.session_visitor_l': 1,
        'business.site_visitor_h': 1,
        'business.site_visitor_details_s': 1,
        'business.site_page_h': 1,
        'business.site_page_details_s': 1,
        'totals.session_totals': 1,
        'totals.visitor_totals': 1,
        'totals.page_visitors': 3,
        'totals.tab_ledger': 2,
        'facts.events': 5,
        'facts.sessions': 1,
        'facts.texts': 2,
      },
    });
    expect(await operationsOf(sql.engine).visitorTraces(customer, 'me')).toEqual({});
    expect(await readEverything(sql, customer)).not.toMatch(/SECRET|visitor_me|sess_me/);
    expect(await sql.engine.counts(customer)).toMatchObject({
      total: 2,
      staged: 2,
      loaded: 2,
      rejected: 0,
      rawPending: 0,
    });
    await expectInvariants(sql, customer);

    expect(await operationsOf(sql.engine).eraseVisitor(customer, 'me')).toEqual({ events: 0, rows: {} });
    expect(await operationsOf(sql.engine).eraseVisitor(customer, 'nobody')).toEqual({ events: 0, rows: {} });
    await expectInvariants(sql, customer);
  });

  test('a resend of an erased event is a duplicate and is not stored again', async () => {
    const customer = await createCustomer();
    const events = toEvents([{ data: { visitor_id: 'me' } }, { data: { visitor_id: 'you' } }]);
    await sql.engine.store(customer, events, { process: true });
    await operationsOf(sql.engine).eraseVisitor(customer, 'me');
    expect(await sql.engine.store(customer, events, { process: true })).toMatchObject([
      { eventId: 'evt_0', duplicate: true, status: 'complete', reason: null },
      { eventId: 'evt_1', duplicate: true, status: 'complete' },
    ]);
    expect(await operationsOf(sql.engine).visitorTraces(customer, 'me')).toEqual({});
    await expectInvariants(sql, customer);
  });

  test('keeps all invariants while others store events and close sessions', async () => {
    const customer = await createCustomer();
    const batches = Array.from({ length: 24 }, (_, n) =>
      toEvents(
        Array.from({ length: 10 }, (_unused, i) => ({
          page: `/${i % 4}`,
          at: n,
          data: {
            visitor_id: i % 3 === 0 ? 'me' : 'you',
            session_id: `sess_${(n + i) % 6}`,
            tab_id: `t${n % 5}`,
            seq: i,
          },
        })),
      ).map((event, i) => ({ ...event, eventId: `evt_${n}_${i}` })),
    );
    await Promise.all([
      ...batches.map((batch, n) => sql.engine.store(customer, batch, { process: n % 3 > 0 })),
      sql.engine.process(customer),
      operationsOf(sql.engine).eraseVisitor(customer, 'me'),
      closeSessions(sql, customer),
      operationsOf(sql.engine).eraseVisitor(customer, 'me'),
    ]);
    await sql.engine.process(customer);
    await expectInvariants(sql, customer);
    await operationsOf(sql.engine).eraseVisitor(customer, 'me');
    expect(await operationsOf(sql.engine).visitorTraces(customer, 'me')).toEqual({});
    const mine = batches.flat().filter(({ payload }) => payload.event_data?.visitor_id === 'me').length;
    expect(await sql.engine.counts(customer)).toMatchObject({ total: 240 - mine, loaded: 240 - mine, rawPending: 0 });
    await closeSessions(sql, customer);
    await expectInvariants(sql, customer);
  });

  test(
    'blocks stores for its own customer only',
    skipUnless(kind !== 'pglite', 'PGlite has one session, so nothing waits for another there'),
    async () => {
      const [customer, other] = [await createCustomer(), await createCustomer()];
      const [mine, late] = [toEvents([{ data: { visitor_id: 'me' } }]), toEvents([{}, { data: { visitor_id: 'me' } }])];
      await sql.engine.store(customer, mine, { process: true });
      let held: Promise<unknown> | undefined;
      await sql.connection.transaction(async (session) => {
        await session.query('select upkeep.erase_visitor(auth.tenant_hk($1), $2)', [customer, 'me']);
        expect(await sql.engine.store(other, mine, { process: true })).toMatchObject([{ status: 'complete' }]);
        held = sql.engine.store(customer, late, { process: true });
        const waiting = async () =>
          (
            await sql.query(
              `select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`,
            )
          ).length;
        await expect.poll(waiting, { timeout: 20_000 }).toBe(1);
      });
      expect(await held).toMatchObject([{ duplicate: true }, { duplicate: false }]);
      await expectInvariants(sql, customer);
    },
  );

  test('finds rows that only the vault still has, after retention', async () => {
    const customer = await createCustomer();
    const mine = { visitor_id: 'me', session_id: 'sess_me', user_id: 'SECRET', item_id: 'sencha' };
    const together = { session_id: 'sess_shared' };
    await sql.engine.store(
      customer,
      toEvents([
        { page: '/', data: mine },
        { page: '/SECRET', at: 1, data: mine },
        { page: '/', at: 2, data: { visitor_id: 'you', session_id: 'sess_you' } },
        { page: '/tea', at: 3, data: { ...together, visitor_id: 'you' } },
        { page: '/', at: 4, data: { ...together, visitor_id: 'me', user_id: 'SECRET' } },
      ]),
      { process: true },
    );
    await closeSessions(sql, customer);
    await sql.query(`select upkeep.forget_events(auth.tenant_hk($1), 4, now() + interval '366 days')`, [customer]);
    await expectInvariants(sql, customer);

    const erased = await operationsOf(sql.engine).eraseVisitor(customer, 'me');
    expect(erased.events).toBe(3);
    expect(await operationsOf(sql.engine).visitorTraces(customer, 'me')).toEqual({});
    expect(await readEverything(sql, customer)).not.toMatch(/SECRET|visitor_me|sess_me/);
    expect(await sql.engine.counts(customer)).toMatchObject({ total: 2, staged: 2, loaded: 2 });
    await closeSessions(sql, customer);
    await expectInvariants(sql, customer);
  });

  const visit = fc.record({
    type: fc.constantFrom('page_view', 'page_view', 'signup', 'web_vital', ' '),
    page: fc.constantFrom('/', '/tea', '/mine', ''),
    at: fc.integer({ min: 0, max: 130 }),
    data: fc.record(
      {
        session_id: fc.constantFrom('sess_1', 'sess_2', 'sess_3'),
        visitor_id: fc.constantFrom('visitor_1', 'visitor_2', '3'),
        tab_id: fc.constantFrom('t1', 't2', 't3'),
        seq: fc.integer({ min: 0, max: 9 }),
        time_on_page: fc.constantFrom(1, 0.125),
        item_id: fc.constantFrom('a', 'b'),
      },
      { requiredKeys: [] },
    ),
  });
  test('leaves the same rows as if the person had never come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(visit, { minLength: 1, maxLength: 20 }), fc.boolean(), async (visits, isClosed) => {
        // A page load belongs to one person, so no tab is shared here.
        const all = toEvents(
          visits.map((one) => ({
            ...one,
            data: {
              ...one.data,
              ...(one.data.tab_id && { tab_id: `${one.data.tab_id}${one.data.visitor_id}${one.data.session_id}` }),
            },
          })),
        );
        const of = (event: RawEvent) => event.payload.event_data ?? {};
        const loaded = all.filter(({ payload }) => payload.event_type !== ' ');
        const visitorsOf = (session: unknown) =>
          new Set(loaded.filter((event) => of(event).session_id === session).map((event) => of(event).visitor_id));
        const isMine = (event: RawEvent) => {
          const { visitor_id, session_id } = of(event);
          const others = [...visitorsOf(session_id)].filter((visitor) => visitor !== undefined);
          return visitor_id === '3' || (session_id !== undefined && others.length === 1 && others[0] === '3');
        };

        const customer = await createCustomer();
        await sql.engine.store(customer, all, { process: true });
        if (isClosed) await closeSessions(sql, customer);
        const erased = await operationsOf(sql.engine).eraseVisitor(customer, 'visitor_3');
        expect(erased.events).toBe(all.filter(isMine).length);
        expect(await operationsOf(sql.engine).visitorTraces(customer, '3')).toEqual({});
        await closeSessions(sql, customer);
        await expectInvariants(sql, customer);
        const left = await readLeft(sql, customer);
        const { latestEventAt: _, lastProcessedAt: __, ...counts } = await sql.engine.counts(customer);

        await sql.engine.reset(customer);
        const rest = all.filter((event) => !isMine(event));
        await sql.engine.store(customer, rest, { process: true });
        await closeSessions(sql, customer);
        expect(left).toEqual(await readLeft(sql, customer));
        expect(await sql.engine.counts(customer)).toMatchObject(counts);
      }),
      { numRuns: 25, seed: 4, endOnFailure: true },
    );
  }, 120_000);
});
