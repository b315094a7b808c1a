import type { JsonObject } from '@onevault/contract';
import type { RawEvent } from '@onevault/server/internal/engine/port';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import type { OpenSql } from '../../src/databases/openSql.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';
import { closeSessions, openWithFaults, readEverything, readLeft, toEvents, type Visit } from './eraseKit.ts';
import { expectInvariants } from './invariants.ts';

const alias = (user_id: string, previous_id: string, data: JsonObject = {}): Visit => ({
  type: 'alias',
  data: { user_id, previous_id, ...data },
});

describe.each(ONE_SQL_KIND)('erasing a person under every id (%s)', (kind) => {
  let sql: OpenSql;
  let tenants = 0;
  beforeAll(async () => {
    sql = await openWithFaults(kind);
  });
  afterAll(() => sql?.close());

  const createCustomer = async () => {
    tenants += 1;
    const customer = `ids-${tenants}`;
    await sql.engine.upsertCustomer(customer);
    return customer;
  };
  const store = async (visits: Visit[], isClosed = true) => {
    const customer = await createCustomer();
    await sql.engine.store(customer, toEvents(visits), { process: true });
    if (isClosed) await closeSessions(sql, customer);
    return customer;
  };
  const erase = (customer: string, id: string) => operationsOf(sql.engine).eraseVisitor(customer, id);
  const traces = (customer: string, id: string) => operationsOf(sql.engine).visitorTraces(customer, id);
  const leftIds = async (customer: string) =>
    (await sql.engine.recentEvents(customer, 100)).map(({ event_id }) => event_id).sort();

  const PERSON: Visit[] = [
    { data: { visitor_id: 'visitor_desk', session_id: 'sess_1', note: 'MINE' } },
    { page: '/MINE', at: 1, data: { visitor_id: 'visitor_desk', session_id: 'sess_1', user_id: 'lead-3' } },
    { at: 2, data: { visitor_id: 'visitor_phone', session_id: 'sess_2', user_id: 'user-7', note: 'MINE' } },
    { at: 3, ...alias('user-7', 'lead-3', { visitor_id: 'visitor_phone', session_id: 'sess_2' }) },
    { at: 4, ...alias('lead-3', 'visitor_desk', { visitor_id: 'visitor_desk', session_id: 'sess_1' }) },
    // A cycle.
    { at: 5, ...alias('lead-3', 'user-7', { visitor_id: 'visitor_desk', session_id: 'sess_1' }) },
    // The phone is shared: these events name another user, or no user.
    { at: 6, data: { visitor_id: 'visitor_phone', session_id: 'sess_2', user_id: 'bob', tab_id: 't', seq: 0 } },
    { at: 7, page: '/tea', data: { visitor_id: 'visitor_phone', session_id: 'sess_3' } },
    { at: 8, data: { visitor_id: 'visitor_bob', user_id: 'bob', session_id: 'sess_4' } },
  ];

  test.each(['user-7', 'lead-3', 'visitor_desk', 'desk'])('follows alias events both ways, from %s', async (id) => {
    const [customer, other] = [await store(PERSON), await store(PERSON)];
    const before = await readEverything(sql, other);
    expect(await traces(customer, id)).not.toEqual({});

    const erased = await erase(customer, id);
    expect(erased.events).toBe(6);
    expect([...(erased.connected ?? [])].sort()).toEqual(
      ['lead-3', 'user-7', 'visitor_desk'].filter((known) => known !== id).sort(),
    );
    expect(await leftIds(customer)).toEqual(['evt_6', 'evt_7', 'evt_8']);
    for (const name of ['user-7', 'lead-3', 'visitor_desk']) expect(await traces(customer, name)).toEqual({});
    expect(await readEverything(sql, customer)).not.toMatch(/MINE|user-7|lead-3|visitor_desk|sess_1/);
    await closeSessions(sql, customer);
    await expectInvariants(sql, customer);
    expect(await erase(customer, id)).toEqual({ events: 0, rows: {} });
    await expectInvariants(sql, customer);
    expect(await readEverything(sql, other)).toBe(before);
  });

  test('leaves the device and the people who share it', async () => {
    const shared: Visit[] = [
      { data: { visitor_id: 'visitor_tv', session_id: 'sess_1', user_id: 'ann' } },
      { at: 1, data: { visitor_id: 'visitor_tv', session_id: 'sess_1', user_id: 'bob' } },
      { at: 2, data: { visitor_id: 'visitor_tv', session_id: 'sess_1' } },
    ];
    const customer = await store(shared);
    expect(await erase(customer, 'ann')).toMatchObject({ events: 1 });
    expect(await leftIds(customer)).toEqual(['evt_1', 'evt_2']);
    expect(await traces(customer, 'ann')).toEqual({});
    // With the prefix an id is the visitor's only.
    expect(await erase(customer, 'visitor_bob')).toEqual({ events: 0, rows: {} });
    // As before: a visitor is erased with every event of it.
    expect(await erase(customer, 'visitor_tv')).toMatchObject({ events: 2 });
    await expectInvariants(sql, customer);
  });

  test('follows alias events in any state, and those that arrive before they are processed', async () => {
    const customer = await createCustomer();
    const events = toEvents([
      { data: { user_id: 'd' } },
      { type: 'alias', page: `/${'x'.repeat(100_000)}`, data: { user_id: 'b', previous_id: 'a' } },
      { ...alias('c', 'b') },
      { ...alias('d', 'c') },
    ]);
    const fault = { ...events[2], eventId: 'evt_fault' } as RawEvent;
    await sql.engine.store(customer, [...events.slice(0, 2), fault], { process: true });
    await sql.engine.store(customer, events.slice(3), { process: false });
    expect((await erase(customer, 'a')).events).toBe(4);
    expect(await readEverything(sql, customer)).not.toMatch(/"(a|b|c|d)"/);
    await expectInvariants(sql, customer);
  });

  test('an alias without a user is erased with its previous_id', async () => {
    const customer = await store([{ type: 'alias', data: { previous_id: 'lead-3' } }, {}]);
    expect(await traces(customer, 'lead-3')).toMatchObject({
      'raw.site_tracking_events_r': 1,
      'business.site_event_nl': 1,
    });
    expect((await erase(customer, 'lead-3')).events).toBe(1);
    expect(await leftIds(customer)).toEqual(['evt_1']);
    await expectInvariants(sql, customer);
  });

  test('words that stand for no id connect nobody', async () => {
    const customer = await store([alias('ann', 'undefined'), alias('bob', 'undefined'), alias('cat', 'null')]);
    expect(await erase(customer, 'ann')).toMatchObject({ events: 1 });
    expect(await leftIds(customer)).toEqual(['evt_1', 'evt_2']);
  });

  test('refuses an id that more than 1,000 ids share, unless aliases are not followed', async () => {
    const customer = await createCustomer();
    for (let part = 0; part < 3; part += 1) {
      const visits = Array.from({ length: 400 }, (_, n) => alias(`user-${part}-${n}`, 'hub'));
      await sql.engine.store(customer, toEvents(visits, `evt_${part}_`), { process: true });
    }
    await expect(erase(customer, 'user-0-0')).rejects.toThrow('connect the id with more than 1000 ids');
    expect(await sql.engine.counts(customer)).toMatchObject({ total: 1200 });
    const erased = await operationsOf(sql.engine).eraseVisitor(customer, 'user-0-0', undefined, {
      followAliases: false,
    });
    expect(erased.events).toBe(1);
    await expectInvariants(sql, customer);
  }, 60_000);

  const LONG = 'l'.repeat(300);
  test.each<[string, JsonObject, JsonObject]>([
    [`${LONG}1`, { visitor_id: `${LONG}1` }, { visitor_id: `${LONG}2` }],
    [`${LONG}1`, { user_id: `${LONG}1` }, { user_id: `${LONG}2` }],
    [`${LONG}1`, { user_id: `${LONG}1`, visitor_id: 'device' }, { user_id: LONG.slice(0, 256), visitor_id: 'device' }],
    [LONG.slice(0, 256), { user_id: LONG.slice(0, 256) }, { user_id: `${LONG}1` }],
    [LONG.slice(0, 125), { visitor_id: `visitor_${LONG.slice(0, 125)}` }, { visitor_id: LONG.slice(0, 126) }],
    ['1234567890123456789.5', { visitor_id: 1.5, user_id: '1234567890123456789.5' }, { user_id: 7 }],
    ['1.5', { visitor_id: 1.5 }, { visitor_id: 1.25 }],
    ['5', { user_id: 5 }, { user_id: 6 }],
    ['true', { user_id: true }, { user_id: false }],
    [`${LONG}1`, { previous_id: `${LONG}1` }, { previous_id: `${LONG}2` }],
  ])('finds an id that is in no column: %#', async (id, mine, yours) => {
    const type = 'previous_id' in mine ? 'alias' : 'page_view';
    const customer = await store([
      { type, data: { ...mine, session_id: 'sess_1' } },
      { type, at: 1, data: { ...yours, session_id: 'sess_1' } },
    ]);
    await sql.engine.store(customer, toEvents([{ type, data: mine }], 'evt_waits_'), { process: false });
    expect(await traces(customer, id)).toMatchObject({ 'raw.site_tracking_events_r': 2 });
    expect((await erase(customer, id)).events).toBe(2);
    expect(await leftIds(customer)).toEqual(['evt_1']);
    expect(await traces(customer, id)).toEqual({});
    await closeSessions(sql, customer);
    await expectInvariants(sql, customer);
  });

  test('an id that waits is not cut: who shares its beginning stays', async () => {
    const customer = await createCustomer();
    const events = toEvents([{ data: { visitor_id: LONG } }, { data: { visitor_id: LONG.slice(0, 128) } }]);
    await sql.engine.store(customer, events, { process: false });
    expect(await traces(customer, LONG.slice(0, 128))).toEqual({ 'raw.site_tracking_events_r': 1 });
    expect((await erase(customer, LONG.slice(0, 128))).events).toBe(1);
    expect(await leftIds(customer)).toEqual(['evt_0']);
  });

  test('finds ids that only the vault still has, after retention', async () => {
    const customer = await store([
      { data: { visitor_id: 'visitor_tv', session_id: 'sess_1', user_id: 'ann' } },
      { at: 1, page: '/ann', data: { visitor_id: 'visitor_tv', session_id: 'sess_1', user_id: `${LONG}1` } },
      { at: 2, ...alias('ann', `${LONG}1`, { session_id: 'sess_2' }) },
      { at: 3, data: { visitor_id: 'visitor_tv', session_id: 'sess_1', user_id: 'bob' } },
      { at: 4, data: { visitor_id: 'visitor_tv', session_id: 'sess_3', user_id: 'ann' } },
    ]);
    await sql.query(`select upkeep.forget_events(auth.tenant_hk($1), 3, now() + interval '366 days')`, [customer]);
    await expectInvariants(sql, customer);
    expect(await traces(customer, `${LONG}1`)).not.toEqual({});
    expect((await erase(customer, `${LONG}1`)).events).toBe(4);
    for (const id of ['ann', `${LONG}1`]) expect(await traces(customer, id)).toEqual({});
    expect(await readEverything(sql, customer)).not.toMatch(/\bann\b|llll/);
    expect(await sql.engine.counts(customer)).toMatchObject({ total: 1, loaded: 1 });
    await closeSessions(sql, customer);
    await expectInvariants(sql, customer);
  });

  test('traces look into payloads, reasons and the audit trail', async () => {
    const customer = await store([{ data: { visitor_id: 'you' } }]);
    const spoil = (statement: string) => sql.query(`${statement} where tenant_hk = auth.tenant_hk($1)`, [customer]);
    expect(await traces(customer, 'me')).toEqual({});
    await spoil(
      `update staging.site_tracking_events_s set business_status = 'ERROR', error_message = '22P02: "me" is no'`,
    );
    expect(await traces(customer, 'me')).toEqual({ 'staging.site_tracking_events_s': 1 });
    await erase(customer, 'me');
    expect(await traces(customer, 'me')).toEqual({});
    await spoil(
      `insert into raw.set_aside (tenant_hk, received_timestamp, event_id, error_message)
       select e.tenant_hk, e.received_timestamp, e.event_id, '22P02: "me" is no' from raw.events as e`,
    );
    expect(await traces(customer, 'me')).toEqual({ 'raw.site_tracking_events_r': 1 });
    await erase(customer, 'me');
    expect(await traces(customer, 'me')).toEqual({});
    await spoil(`update business.site_event_nl set user_id = 'me'`);
    expect(await traces(customer, 'me')).toEqual({ 'business.site_event_nl': 1 });
    await spoil(`update audit.trail set details = details || '{"visitor":"me"}'`);
    expect(await traces(customer, 'me')).toMatchObject({ 'audit.trail': 2 });
  });

  test('the audit trail finds the erasure by each of the ids, and names none', async () => {
    const customer = await store([alias('user-7', 'lead-3')]);
    await erase(customer, 'lead-3');
    for (const visitorId of ['user-7', 'lead-3']) {
      const entries = await operationsOf(sql.engine).auditTrail(customer, { limit: 10, visitorId });
      expect(entries).toMatchObject([{ action: 'visitor_erased', details: { events: 1 } }]);
      expect(JSON.stringify(entries)).not.toMatch(/user-7|lead-3/);
    }
    expect(await operationsOf(sql.engine).auditTrail(customer, { limit: 10, visitorId: 'bob' })).toEqual([]);
  });

  test('keeps all invariants while others store events, aliases among them', async () => {
    const customer = await createCustomer();
    const users = ['ann', 'anna', 'bob', undefined];
    const batches = Array.from({ length: 24 }, (_, n) =>
      toEvents(
        Array.from({ length: 10 }, (_unused, i): Visit => {
          const data: JsonObject = {
            visitor_id: `v${i % 3}`,
            session_id: `sess_${(n + i) % 6}`,
            tab_id: `t${n % 5}`,
            seq: i,
          };
          if (i === 4) return { at: n, ...alias('anna', 'ann', data) };
          const user = users[(n + i) % 4];
          return { page: `/${i % 4}`, at: n, data: { ...data, ...(user && { user_id: user }) } };
        }),
        `evt_${n}_`,
      ),
    );
    await Promise.all([
      ...batches.map((batch, n) => sql.engine.store(customer, batch, { process: n % 3 > 0 })),
      sql.engine.process(customer),
      erase(customer, 'ann'),
      closeSessions(sql, customer),
      erase(customer, 'anna'),
    ]);
    await sql.engine.process(customer);
    await expectInvariants(sql, customer);
    await sql.engine.store(customer, toEvents([alias('anna', 'ann')], 'evt_last_'), { process: true });
    await erase(customer, 'ann');
    for (const id of ['ann', 'anna']) expect(await traces(customer, id)).toEqual({});
    const rest = batches.flat().filter(({ payload }) => !/^ann/.test(String(payload.event_data?.user_id))).length;
    expect(await sql.engine.counts(customer)).toMatchObject({ total: rest, loaded: rest, rawPending: 0 });
    await closeSessions(sql, customer);
    await expectInvariants(sql, customer);
  });

  const visit = fc.record({
    type: fc.constantFrom('page_view', 'page_view', 'signup', 'alias', ' '),
    page: fc.constantFrom('/', '/tea', '/mine', ''),
    at: fc.integer({ min: 0, max: 130 }),
    data: fc.record(
      {
        session_id: fc.constantFrom('sess_1', 'sess_2', 'sess_3'),
        visitor_id: fc.constantFrom('visitor_1', 'visitor_2', '3', `${LONG}1`),
        user_id: fc.constantFrom('ann', 'bob', 'cat', `${LONG}1`, `${LONG}2`),
        previous_id: fc.constantFrom('ann', 'bob', '3', 'visitor_2', `${LONG}1`),
        tab_id: fc.constantFrom('t1', 't2', 't3'),
        seq: fc.integer({ min: 0, max: 9 }),
        time_on_page: fc.constantFrom(1, 0.125),
        item_id: fc.constantFrom('a', 'b'),
      },
      { requiredKeys: [] },
    ),
  });
  const erasable = fc.constantFrom('ann', 'bob', 'visitor_1', 'visitor_2', 'visitor_3', `${LONG}1`);
  test('leaves the same rows as if the person had never come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(visit, { minLength: 1, maxLength: 20 }),
        erasable,
        fc.boolean(),
        async (visits, id, isClosed) => {
          const all = toEvents(visits);
          const isMine = createModel(all, id);
          const customer = await createCustomer();
          await sql.engine.store(customer, all, { process: true });
          if (isClosed) await closeSessions(sql, customer);
          const erased = await erase(customer, id);
          expect(erased.events).toBe(all.filter(isMine).length);
          for (const name of [id, ...(erased.connected ?? [])]) expect(await traces(customer, name)).toEqual({});
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
        },
      ),
      { numRuns: Number(process.env.ONEVAULT_ERASURE_RUNS ?? 20), seed: 7, endOnFailure: true },
    );
  }, 180_000);
});

const keyOf = (id: unknown) => (String(id).startsWith('visitor_') ? String(id) : `visitor_${String(id)}`);

/** The rules of docs/reading.md, "Erasing a person", in the plainest form: which events one id stands for. */
function createModel(all: RawEvent[], id: string): (event: RawEvent) => boolean {
  const of = ({ payload }: RawEvent) => payload.event_data ?? {};
  const ids = new Set([id]);
  const keys = () => new Set([...ids].map(keyOf));
  const aliases = all.filter(({ payload }) => payload.event_type === 'alias').map(of);
  for (let before = -1; before < ids.size; ) {
    before = ids.size;
    for (const { user_id, previous_id } of aliases) {
      if (user_id === undefined || previous_id === undefined) continue;
      if (!ids.has(String(user_id)) && !keys().has(keyOf(previous_id))) continue;
      ids.add(String(user_id)).add(String(previous_id));
    }
  }
  const visitorOf = (event: RawEvent) => {
    const { visitor_id } = of(event);
    return visitor_id === undefined || String(visitor_id).length > 128 ? [] : [keyOf(visitor_id)];
  };
  const visitorsOf = (session: unknown) =>
    all.filter((event) => event.payload.event_type !== ' ' && of(event).session_id === session).flatMap(visitorOf);
  return (event) => {
    const { visitor_id, user_id, previous_id, session_id } = of(event);
    if (visitor_id !== undefined && keys().has(keyOf(visitor_id))) return true;
    if (user_id !== undefined && ids.has(String(user_id))) return true;
    if (event.payload.event_type === 'alias' && previous_id !== undefined && keys().has(keyOf(previous_id)))
      return true;
    const visitors = session_id === undefined ? [] : visitorsOf(session_id);
    return visitors.length > 0 && visitors.every((visitor) => keys().has(visitor));
  };
}
