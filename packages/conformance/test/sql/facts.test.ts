import type { JsonObject } from '@onevault/contract';
import type { RawEvent } from '@onevault/server/internal/engine/port';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../../../scripts/createSeededRandom.ts';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';
import { toEvents, type Visit } from './eraseKit.ts';
import { expectInvariants } from './invariants.ts';

const visit: fc.Arbitrary<Visit> = fc.record({
  type: fc.constantFrom('page_view', 'page_view', 'signup', 'scroll_depth', ' ', 'transaction_step'),
  page: fc.constantFrom(
    '/',
    '/tea',
    'https://shop.example/tea?utm_source=Google&utm_medium=cpc',
    'https://www.shop.example/',
  ),
  // Few times, so that events happen at the same one.
  at: fc.integer({ min: 0, max: 5 }),
  data: fc.record(
    {
      session_id: fc.constantFrom('a', 'b', 'c'),
      visitor_id: fc.constantFrom('ann', 'ben'),
      referrer: fc.constantFrom('https://www.bing.com/search', 'https://chatgpt.com/', 'https://news.example/tea'),
      timezone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC'),
      plan: fc.constantFrom('pro', 'free'),
      action: fc.constantFrom('complete', 'start'),
      value: fc.integer({ min: 1, max: 9 }),
      order_id: fc.constantFrom('o1', 'o2'),
      item_id: fc.constantFrom('sencha', 'assam'),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>,
});

describe.each(ONE_SQL_KIND)('facts (%s)', (kind) => {
  let sql: OpenSql;
  let tenants = 0;
  beforeAll(async () => {
    sql = await openSql(kind);
  });
  afterAll(() => sql?.close());

  const createCustomer = async () => {
    tenants += 1;
    const customer = `facts-${tenants}`;
    await sql.engine.upsertCustomer(customer);
    return customer;
  };

  /** All facts of a customer. Keys depend on the customer, so only facts of one customer can be compared. */
  const readFacts = async (customer: string) => {
    const rows = await sql.query(
      `select 'event ' || to_jsonb(e)::text as fact from facts.events as e where e.tenant_hk = auth.tenant_hk($1)
       union all
       select 'session ' || to_jsonb(s)::text from facts.sessions as s where s.tenant_hk = auth.tenant_hk($1)
       union all
       select 'text ' || to_jsonb(t)::text from facts.texts as t where t.tenant_hk = auth.tenant_hk($1)`,
      [customer],
    );
    return rows.map(({ fact }) => String(fact)).sort();
  };
  const reset = (customer: string) => sql.query('select upkeep.reset(auth.tenant_hk($1))', [customer]);
  const isNoText = (fact: string) => !fact.startsWith('text');

  test('do not depend on the order and the batches of events', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(visit, { minLength: 1, maxLength: 12 }), fc.integer(), async (visits, seed) => {
        const random = createSeededRandom(seed);
        const events = toEvents(visits);
        const customer = await createCustomer();
        await sql.engine.store(customer, events, { process: true });
        const atOnce = await readFacts(customer);
        await reset(customer);
        const shuffled = [...events].sort(() => random.next() - 0.5);
        while (shuffled.length > 0) {
          await sql.engine.store(customer, shuffled.splice(0, random.integer(1, 3)), { process: true });
        }
        await expectInvariants(sql, customer);
        // Texts of an event that was the earliest for some time stay.
        expect((await readFacts(customer)).filter(isNoText)).toEqual(atOnce.filter(isNoText));
      }),
      { numRuns: kind === 'pglite' ? 20 : 10, seed: 20261129 },
    );
  });

  test('of an erased person are as if the person had never come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(visit, { minLength: 1, maxLength: 10 }), async (visits) => {
        const everybody = toEvents(visits);
        const isAnn = ({ payload }: RawEvent) => (payload.event_data as JsonObject).visitor_id === 'ann';
        const sessionsOf = (events: RawEvent[]) =>
          new Set(events.map(({ payload }) => (payload.event_data as JsonObject).session_id));
        // INVALID events belong to no session of the vault.
        const valid = everybody.filter(({ payload }) => payload.event_type !== ' ');
        const ofOthers = sessionsOf(
          valid.filter(({ payload }) => (payload.event_data as JsonObject).visitor_id === 'ben'),
        );
        const ofAnn = sessionsOf(valid.filter(isAnn));
        // All events of a session that is hers alone are hers.
        const goes = (event: RawEvent) => {
          const { session_id: session } = event.payload.event_data as JsonObject;
          return isAnn(event) || (session !== undefined && ofAnn.has(session) && !ofOthers.has(session));
        };
        const customer = await createCustomer();
        await sql.engine.store(customer, everybody, { process: true });
        await operationsOf(sql.engine).eraseVisitor(customer, 'ann');
        await expectInvariants(sql, customer);
        const erased = await readFacts(customer);
        await reset(customer);
        const others = everybody.filter((event) => !goes(event));
        await sql.engine.store(customer, others, { process: true });
        expect(erased).toEqual(await readFacts(customer));
      }),
      { numRuns: kind === 'pglite' ? 20 : 10, seed: 20261130 },
    );
  });

  test('know where a session came from, also if its first event is late', async () => {
    const customer = await createCustomer();
    const events = toEvents([
      { page: 'https://shop.example/a?utm_source=ChatGPT.com', data: { session_id: 's', timezone: 'Asia/Tokyo' } },
      { at: 1, page: 'https://shop.example/b', data: { session_id: 's', referrer: 'https://shop.example/a' } },
    ]);
    const read = () =>
      sql.query(
        `select array(
           select t.value from facts.texts as t
           where t.tenant_hk = s.tenant_hk and t.text_key in (s.source_key, s.channel_key, s.country_key, s.entry_key)
           order by t.value) as texts
         from facts.sessions as s where s.tenant_hk = auth.tenant_hk($1)`,
        [customer],
      );
    await sql.engine.store(customer, events.slice(1), { process: true });
    expect(await read()).toEqual([{ texts: ['/b', 'direct'] }]);
    await sql.engine.store(customer, events.slice(0, 1), { process: true });
    expect(await read()).toEqual([{ texts: ['/a', 'JP', 'ai_assistant', 'chatgpt'] }]);
  });

  test('go with retention, and with a reset', async () => {
    const customer = await createCustomer();
    const page = 'https://shop.example/secret';
    await sql.engine.store(
      customer,
      toEvents([
        { page, data: { session_id: 's' } },
        { type: ' ', at: 1 },
      ]),
      { process: true },
    );
    const later = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    // Packs the session.
    await operationsOf(sql.engine).maintain(customer, { now: later(0) });
    expect(await operationsOf(sql.engine).customersToMaintain()).not.toContain(customer);
    await operationsOf(sql.engine).maintain(customer, { now: later(370) });
    expect((await readFacts(customer)).filter(isNoText)).toEqual([]);
    await expectInvariants(sql, customer);
    await operationsOf(sql.engine).maintain(customer, { now: later(370 + 62) });
    expect(await readFacts(customer)).toEqual([]);

    await sql.engine.store(customer, toEvents([{ page, data: { session_id: 't' } }], 'evt_again'), { process: true });
    expect(await readFacts(customer)).not.toEqual([]);
    await reset(customer);
    expect(await readFacts(customer)).toEqual([]);
  });
});
