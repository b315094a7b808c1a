import type { RawEvent } from '@onevault/server/internal/engine/port';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';
import { expectInvariants } from '../sql/invariants.ts';

const CUSTOMER = 'upgraded';

let nextEvent = 0;
function event(session: number, visitor: number, type = 'page_view'): RawEvent {
  nextEvent += 1;
  return {
    eventId: `evt_${nextEvent}`,
    payload: {
      event_type: type,
      page_url: `https://shop.example/${nextEvent % 3}`,
      event_data: { session_id: `sess_${session}`, visitor_id: `visitor_${visitor}`, plan: `plan ${nextEvent % 2}` },
    },
    clientIpHash: null,
    userAgent: 'test',
    enrichment: null,
  };
}

describe.each(ONE_SQL_KIND)('events that were loaded before there were facts (%s)', (kind) => {
  let sql: OpenSql;
  beforeAll(async () => {
    sql = await openSql(kind);
    await sql.engine.upsertCustomer(CUSTOMER);
  });
  afterEach(() => sql.engine.reset(CUSTOMER));
  afterAll(() => sql?.close());
  const count = async (table: string): Promise<number> =>
    Number((await sql.query(`select count(*)::int as n from ${table}`))[0]?.n);

  /** As an older version has left it: events without facts, and the row that its upgrade makes. */
  async function storeAsBefore(events: RawEvent[]): Promise<void> {
    await sql.engine.store(CUSTOMER, events, { process: true });
    for (const table of ['events', 'sessions', 'texts']) await sql.query(`delete from facts.${table}`);
    await sql.query(
      `insert into facts.fills (tenant_hk, until_at, after_at, after_id)
       select t.tenant_hk, clock_timestamp() + interval '1 hour', '-infinity', '' from auth.tenants as t`,
    );
  }
  const earlier = () => [...Array.from({ length: 25 }, (_, n) => event(n % 4, n % 4)), event(9, 9, ' ')];

  const ask = async () => {
    const population = {
      range: { from: { day: day(-1) }, to: { day: day(1) } },
      timezone: 'UTC',
      filters: [],
      include: [],
    };
    return operationsOf(sql.engine).analytics(CUSTOMER, { population, question: { kind: 'summary' } });
  };
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 'yyyy-mm-dd'.length);

  test('an answer says from which arrival on some may be missing', async () => {
    await storeAsBefore(earlier());
    expect((await ask()).population).toMatchObject({
      counted: { events: 0 },
      complete: false,
      missing: { arrived_from: null, arrived_to: expect.any(String) },
    });
    await sql.query('select upkeep.fill_facts(auth.tenant_hk($1), 10)', [CUSTOMER]);
    expect((await ask()).population.missing).toMatchObject({ arrived_from: expect.any(String) });
    await operationsOf(sql.engine).maintain(CUSTOMER);
    await sql.query(`update facts.fills set until_at = clock_timestamp() - interval '2 minutes'`);
    await operationsOf(sql.engine).maintain(CUSTOMER);
    const { population } = await ask();
    expect(population).toMatchObject({ counted: { events: 25 }, complete: true });
    expect(population).not.toHaveProperty('missing');
  });

  test('get them in the background, once, whatever arrives meanwhile', async () => {
    await storeAsBefore(earlier());
    await sql.engine.store(CUSTOMER, [event(1, 1), event(7, 7), event(9, 9, ' ')], { process: true });
    expect(await operationsOf(sql.engine).customersToMaintain()).toContain(CUSTOMER);
    for (let portion = 0; portion < 3; portion += 1) {
      await sql.query('select upkeep.fill_facts(auth.tenant_hk($1), 10)', [CUSTOMER]);
      await sql.engine.store(CUSTOMER, [event(portion, portion)], { process: true });
    }
    await operationsOf(sql.engine).maintain(CUSTOMER);
    expect(await count('facts.events')).toBe(32);
    expect(await count('facts.sessions')).toBe(5);
    await expectInvariants(sql, CUSTOMER);
    // Until the time is over another server may still load an event without facts.
    expect(await count('facts.fills')).toBe(1);
    await sql.query(`update facts.fills set until_at = clock_timestamp() - interval '2 minutes'`);
    await operationsOf(sql.engine).maintain(CUSTOMER);
    expect(await count('facts.fills')).toBe(0);
    expect(await operationsOf(sql.engine).customersToMaintain()).not.toContain(CUSTOMER);
    expect(await count('facts.events')).toBe(32);
  });

  test('get them before an erasure, which then leaves nothing of the person', async () => {
    // A session of two visitors: the one who stays keeps it.
    await storeAsBefore([...earlier(), event(1, 20), event(1, 20)]);
    await operationsOf(sql.engine).eraseVisitor(CUSTOMER, 'visitor_20');
    await operationsOf(sql.engine).maintain(CUSTOMER);
    await expectInvariants(sql, CUSTOMER);
    expect(await operationsOf(sql.engine).visitorTraces(CUSTOMER, 'visitor_20')).toEqual({});
    expect(await count('facts.events')).toBe(26);
  });
});
