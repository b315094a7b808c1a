import type { Engine, RawEvent } from '@onevault/server/internal/engine/port';
import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { expectInvariants } from './invariants.ts';

const event = (eventId: string, n: number): RawEvent => ({
  eventId,
  payload: {
    page_url: `https://shop.example/p/${n % 7}`,
    event_data: { session_id: `sess_${n % 5}`, visitor_id: `visitor_${n % 3}`, item_id: `i${n % 4}` },
  },
  clientIpHash: null,
  userAgent: 'test',
  enrichment: null,
});

describe('two servers on one PostgreSQL', () => {
  let url: string;
  let servers: Engine[];
  beforeAll(async () => {
    url = await createDatabase({ isEmpty: true });
    servers = await Promise.all([createPostgresEngine({ url }), createPostgresEngine({ url })]);
    await servers[0]?.upsertCustomer('acme');
    await servers[0]?.upsertCustomer('other');
  });
  afterAll(async () => {
    await Promise.all((servers ?? []).map((server) => server.close()));
  });
  const pick = (n: number): Engine => servers[n % 2] as Engine;

  test('store each event once, however often and to whichever server it is sent', async () => {
    const ids = Array.from({ length: 300 }, (_, n) => `evt_once_${n}`);
    const calls = [0, 1, 2].flatMap((round) =>
      // Overlapping batches in opposite orders: they lock the same ids, sessions, pages and items.
      Array.from({ length: 30 }, async (_, n) => {
        const slice = ids.slice(n * 10, n * 10 + 15).map((id) => event(id, Number(id.slice(9))));
        if (round % 2 === 1) slice.reverse();
        return pick(n + round).store('acme', slice, { process: n % 2 === 0 });
      }),
    );
    const answers = (await Promise.all(calls)).flat();
    const fresh = answers.filter((answer) => !answer.duplicate).map((answer) => answer.eventId);
    expect(fresh.sort()).toEqual([...ids].sort());

    await Promise.all([0, 1, 2, 3].map((n) => pick(n).process('acme')));
    expect(await pick(0).counts('acme')).toMatchObject({
      total: 300,
      loaded: 300,
      rawPending: 0,
      stagingPending: 0,
      rejected: 0,
    });
    await expectTables(url, 'acme', 300);
  });

  test('process waiting events together, each once', async () => {
    const events = Array.from({ length: 2_000 }, (_, n) => event(`evt_wait_${n}`, n));
    for (let n = 0; n < events.length; n += 500)
      await pick(0).store('other', events.slice(n, n + 500), { process: false });
    const results = await Promise.all(Array.from({ length: 8 }, (_, n) => pick(n).process('other')));
    const done = results.reduce((sum, result) => sum + result.total_success_count, 0);
    expect(done).toBe(2_000);
    expect(await pick(1).counts('other')).toMatchObject({ total: 2_000, loaded: 2_000, rawPending: 0, rejected: 0 });
    await expectTables(url, 'other', 2_000);
  });
});

/** Every layer has every event once, and the running totals equal the rows. */
async function expectTables(url: string, customer: string, events: number): Promise<void> {
  const connection = connectPostgres(url, 1);
  try {
    const count = async (table: string) =>
      Number(
        (
          await connection.query(`select count(*) as n from ${table} where tenant_hk = auth.tenant_hk('${customer}')`)
        )[0]?.n,
      );
    for (const table of [
      'raw.event_ids',
      'raw.site_tracking_events_r',
      'staging.site_tracking_events_s',
      'business.site_event_h',
      'business.site_event_details_s',
      'business.event_session_l',
      'business.event_page_l',
      'business.event_business_item_l',
    ]) {
      expect(await count(table), table).toBe(events);
    }
    await expectInvariants(connection, customer);
    expect(await count('business.site_session_h')).toBe(5);
    expect(await count('business.site_session_details_s')).toBe(5);
    expect(await count('business.site_visitor_h')).toBe(3);
    expect(await count('business.site_page_h')).toBe(7);
    expect(await count('business.business_item_h')).toBe(4);
  } finally {
    await connection.close();
  }
}
