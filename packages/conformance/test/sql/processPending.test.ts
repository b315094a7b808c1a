import type { RawEvent } from '@onevault/server/internal/engine/port';
import { TooMuchAtOnce } from '@onevault/server/internal/engine/port';
import { processBatch } from '@onevault/server/internal/engine/sql/processBatch';
import { retrySetAside } from '@onevault/server/internal/engine/sql/retrySetAside';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../../../scripts/createSeededRandom.ts';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { expectInvariants } from './invariants.ts';

const random = createSeededRandom(11);

/** Text that compression makes no smaller. */
function noise(chars: number): string {
  return Array.from({ length: chars }, () => random.integer(0, 35).toString(36)).join('');
}

function events(count: number, chars: number): RawEvent[] {
  return Array.from({ length: count }, (_, n) => ({
    eventId: `evt_${n}`,
    payload: { event_type: 'page_view', page_url: '/', event_data: { session_id: 'sess_1', note: noise(chars) } },
    clientIpHash: null,
    userAgent: 'test',
    enrichment: null,
  }));
}

describe.each(ONE_SQL_KIND)('waiting events (%s)', (kind) => {
  let sql: OpenSql;
  let customer: string;
  let tenants = 0;
  beforeAll(async () => {
    sql = await openSql(kind);
  });
  afterAll(() => sql?.close());
  beforeEach(async () => {
    tenants += 1;
    customer = `tenant-${tenants}`;
    await sql.engine.upsertCustomer(customer);
  });
  afterEach(() => expectInvariants(sql, customer));

  test('are claimed in portions bounded by size, oldest first, until none is left', async () => {
    await sql.engine.store(customer, events(7, 4_000), { process: false });
    const portions: unknown[] = [];
    for (let isMore = true; isMore; ) {
      const [row] = await sql.query(
        'select loaded, is_more from pipeline.process_pending(auth.tenant_hk($1), 500, 7000)',
        [customer],
      );
      portions.push(row?.loaded);
      isMore = row?.is_more === true;
    }
    expect(portions).toEqual([2, 2, 2, 1]);
    expect(await sql.engine.counts(customer)).toMatchObject({ total: 7, loaded: 7 });
  });

  test('an event larger than a portion is claimed alone', async () => {
    await sql.engine.store(customer, events(2, 20_000), { process: false });
    const first = await sql.query(
      'select loaded, is_more from pipeline.process_pending(auth.tenant_hk($1), 500, 100)',
      [customer],
    );
    expect(first).toEqual([{ loaded: 1, is_more: true }]);
    await sql.engine.process(customer);
    expect(await sql.engine.counts(customer)).toMatchObject({ total: 2, loaded: 2 });
  });

  test('one call processes more events than one statement claims', async () => {
    await sql.engine.store(customer, events(6, 900_000), { process: false });
    expect(await sql.engine.process(customer)).toMatchObject({ total_success_count: 6, total_error_count: 0 });
  });

  test('an event that needs too much memory is set aside, and later events are processed', async () => {
    await sql.engine.store(customer, events(3, 10), { process: false });
    let attempts = 0;
    const add = (row: Record<string, unknown>) => Number(row.staged) + Number(row.invalid) + Number(row.failed);
    await processBatch(
      {
        async one(text, params) {
          // As long as the first event waits, there is not enough memory for it.
          if (text.includes('process_pending') && attempts < 6) {
            attempts += 1;
            throw new TooMuchAtOnce('out of memory', { cause: { code: '53200' } });
          }
          const [row] = await sql.query(text.replace('auth.enter_customer', 'auth.tenant_hk'), params);
          return row ?? {};
        },
      },
      customer,
      add,
    );
    expect(await sql.engine.counts(customer)).toMatchObject({ total: 3, loaded: 2 });
    expect(await sql.engine.findEvent(customer, 'evt_0')).toMatchObject({
      stage: 'set_aside',
      reason: expect.objectContaining({ rule: expect.any(String) }),
    });
  });
});

test('an event that times out alone waits for the next attempt and is not set aside', async () => {
  const asked: unknown[] = [];
  const work = processBatch(
    {
      async one(text, [, limit] = []) {
        asked.push([text.includes('process_pending'), limit]);
        throw new TooMuchAtOnce('canceling statement due to statement timeout', { cause: { code: '57014' } });
      },
    },
    'shop',
    () => 0,
  );
  await expect(work).rejects.toThrow('statement timeout');
  expect(asked).toEqual([500, 125, 32, 8, 2, 1].map((limit) => [true, limit]));
});

test('set-aside events that time out together are retried in smaller portions', async () => {
  const asked: unknown[] = [];
  let due = 6;
  await retrySetAside(
    {
      async one(_text, [, limit] = []) {
        asked.push(limit);
        if (due > 0 && Number(limit) > 2) {
          throw new TooMuchAtOnce('canceling statement due to statement timeout', { cause: { code: '57014' } });
        }
        const failed = Math.min(due, Number(limit));
        due -= failed;
        return { loaded: 0, failed };
      },
    },
    'shop',
    20,
    () => {},
  );
  expect(asked).toEqual([20, 5, 2, 2, 2, 2]);
});
