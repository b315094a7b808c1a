import type { JsonObject } from '@onevault/contract';
import type { ExportedEvent, ExportPlace, ExportQuery, RawEvent } from '@onevault/server/internal/engine/port';
import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import { createExports } from '@onevault/server/internal/engine/sql/createExports';
import { createStatements } from '@onevault/server/internal/engine/sql/createStatements';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../../../scripts/createSeededRandom.ts';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { ONE_SQL_KIND } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';

const event = (eventId: string, event_data: JsonObject = {}, more: JsonObject = {}): RawEvent => ({
  eventId,
  payload: { event_type: 'page_view', page_url: 'https://shop.example/tea?a=1', ...more, event_data },
  clientIpHash: null,
  userAgent: 'Test/1.0',
  enrichment: null,
});
const idsOf = (events: readonly ExportedEvent[]) => events.map(({ eventId }) => eventId);

describe.each(ONE_SQL_KIND)('the export of events (%s)', (kind) => {
  let sql: OpenSql;
  beforeAll(async () => {
    sql = await openSql(kind);
  });
  afterAll(() => sql?.close());

  /** Everything after a place, and how many portions it took. */
  const readAll = async (customerId: string, query: Partial<ExportQuery> = {}) => {
    const { operations } = sql.engine;
    const until = query.until ?? (await operations.exportBound(customerId, { isProcessed: false }));
    const events: ExportedEvent[] = [];
    let after: ExportPlace | null = query.after ?? null;
    for (let portions = 1; ; portions += 1) {
      const portion = await operations.exportEvents(customerId, { ...query, after, until });
      events.push(...portion.events);
      if (portion.next === null) return { events, portions, until };
      after = portion.next;
    }
  };

  test('has every event once, in the order of arrival, whatever the size of a portion and the place of a cut', async () => {
    const random = createSeededRandom(43);
    await sql.engine.upsertCustomer('all');
    const stored: string[] = [];
    for (let batch = 0; batch < 6; batch += 1) {
      const events = Array.from({ length: random.integer(1, 20) }, (_, n) => event(`evt_${batch}_${n}`));
      stored.push(...events.map(({ eventId }) => eventId));
      await sql.engine.store('all', events, { process: batch % 2 === 0 });
    }
    const whole = await readAll('all');
    expect(idsOf(whole.events)).toEqual(stored);
    for (const limit of [1, 7, stored.length, stored.length + 1]) {
      expect(idsOf((await readAll('all', { limit })).events)).toEqual(stored);
    }
    for (let cut = 0; cut < 10; cut += 1) {
      const at = random.integer(0, stored.length - 1);
      const { receivedAt = '', eventId = '' } = whole.events[at] ?? {};
      const rest = await readAll('all', { after: { receivedAt, eventId }, limit: random.integer(1, 9) });
      expect(idsOf(rest.events)).toEqual(stored.slice(at + 1));
    }
    // The end of an export is where the next one begins.
    const after: ExportPlace = { receivedAt: whole.until, eventId: null };
    expect((await readAll('all', { after })).events).toEqual([]);
    await sql.engine.store('all', [event('evt_later')], { process: true });
    expect(idsOf((await readAll('all', { after })).events)).toEqual(['evt_later']);
    expect(idsOf((await readAll('all', { until: whole.until })).events)).toEqual(stored);
  });

  test('events of several servers may have the same arrival: their ids tell them apart', async () => {
    await sql.engine.upsertCustomer('same');
    const ids = Array.from({ length: 9 }, (_, n) => `evt_${n}`);
    await sql.engine.store(
      'same',
      ids.map((id) => event(id)),
      { process: true },
    );
    for (const table of ['raw.events', 'staging.site_tracking_events_s', 'raw.event_ids']) {
      await sql.query(
        `update ${table} set received_timestamp = date_trunc('hour', received_timestamp)
         where tenant_hk = auth.tenant_hk('same')`,
      );
    }
    for (const limit of [1, 4, 9]) expect(idsOf((await readAll('same', { limit })).events)).toEqual(ids);
    const [, { receivedAt = '' } = {}] = (await readAll('same')).events;
    expect(idsOf((await readAll('same', { after: { receivedAt, eventId: 'evt_6' } })).events)).toEqual(ids.slice(7));
    expect(idsOf((await readAll('same', { after: { receivedAt, eventId: null } })).events)).toEqual(ids);
  });

  test('has the event as received, the staged columns, and long numbers digit by digit', async () => {
    await sql.engine.upsertCustomer('row');
    const data = { session_id: 'sess_1', visitor_id: 'visitor_1', title: 'Tea', note: null, list: [{ a: null }] };
    await sql.engine.store('row', [event('evt_row', data, { event_type: 'signup' })], { process: true });
    await sql.query(
      `update raw.events set raw_payload = jsonb_set(raw_payload, '{event_data,order}', '12345678901234567890123')
       where tenant_hk = auth.tenant_hk('row')`,
    );
    const [found] = (await readAll('row')).events;
    expect(found).toMatchObject({
      eventId: 'evt_row',
      eventType: 'signup',
      pageUrl: 'https://shop.example/tea?a=1',
      stage: 'business',
      reason: null,
      userAgent: 'Test/1.0',
      receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    });
    expect(JSON.parse(found?.eventData ?? '')).toMatchObject(data);
    expect(found?.eventData).toContain('12345678901234567890123');
    const staged = JSON.parse(found?.staged ?? '');
    expect(staged).toMatchObject({
      session_id: 'sess_1',
      visitor_id: 'visitor_1',
      page_title: 'Tea',
      page_host: 'shop.example',
      page_path: '/tea',
      validation_status: expect.any(String),
      event_timestamp: expect.stringMatching(/Z$/),
      loaded_timestamp: expect.stringMatching(/Z$/),
    });
    expect(Object.keys(staged)).not.toEqual(expect.arrayContaining(['tenant_hk']));
    expect(Object.keys(staged)).not.toEqual(expect.arrayContaining(['gclid']));
  });

  test('says the stage and the reason, and finds events by each filter', async () => {
    await sql.engine.upsertCustomer('some');
    await sql.query(
      `alter table business.site_event_nl add constraint no_faults check (site_event_bk not like 'evt_fault%')`,
    );
    await sql.engine.store(
      'some',
      [
        event('evt_a', { session_id: 'sess_1', visitor_id: 'visitor_1' }),
        event('evt_b', { session_id: 'sess_2', visitor_id: 'visitor_1' }, { event_type: 'signup' }),
        event('evt_blank', { session_id: 'sess_1' }, { event_type: ' ' }),
        event('evt_c', { session_id: 'sess_2' }, { page_url: '/coffee' }),
      ],
      { process: true },
    );
    await sql.engine.store('some', [event('evt_fault', { session_id: 'sess_1' })], { process: true });
    await sql.query('alter table business.site_event_nl drop constraint no_faults');
    await sql.engine.store('some', [event('evt_waits')], { process: false });
    const { events } = await readAll('some');
    expect(events.map(({ eventId, stage }) => [eventId, stage])).toEqual([
      ['evt_a', 'business'],
      ['evt_b', 'business'],
      ['evt_blank', 'rejected'],
      ['evt_c', 'business'],
      ['evt_fault', 'set_aside'],
      ['evt_waits', 'raw'],
    ]);
    expect(events.map(({ reason }) => reason && JSON.parse(reason).rule)).toEqual([
      null,
      null,
      expect.any(String),
      null,
      'processing_failed',
      null,
    ]);
    expect(events.at(-1)).toMatchObject({ staged: null });
    const find = async (query: Partial<ExportQuery>) => {
      const once = idsOf((await readAll('some', query)).events);
      expect(idsOf((await readAll('some', { ...query, limit: 1 })).events)).toEqual(once);
      return once;
    };
    expect(await find({ status: 'complete' })).toEqual(['evt_a', 'evt_b', 'evt_c']);
    expect(await find({ status: 'rejected' })).toEqual(['evt_blank']);
    expect(await find({ status: 'set_aside' })).toEqual(['evt_fault']);
    expect(await find({ status: 'pending' })).toEqual(['evt_waits']);
    expect(await find({ eventType: 'signup' })).toEqual(['evt_b']);
    expect(await find({ visitorId: '1' })).toEqual(['evt_a', 'evt_b']);
    expect(await find({ page: '/coffee' })).toEqual(['evt_c']);
    expect(await find({ sessionId: 'sess_2', eventType: 'page_view' })).toEqual(['evt_c']);
    // What was not loaded names its session too.
    expect(await find({ sessionId: 'sess_1' })).toEqual(['evt_a', 'evt_blank', 'evt_fault']);
    expect(await find({ sessionId: 'nobody' })).toEqual([]);
  });

  test('with a filter on staged columns it ends before the first event that waits for the pipeline', async () => {
    await sql.engine.upsertCustomer('wait');
    await sql.engine.store('wait', [event('evt_1', { session_id: 's' })], { process: true });
    await sql.engine.store('wait', [event('evt_2', { session_id: 's' })], { process: false });
    await sql.engine.store('wait', [event('evt_3', { session_id: 's' })], { process: true });
    const until = await sql.engine.operations.exportBound('wait', { isProcessed: true });
    expect(idsOf((await readAll('wait', { sessionId: 's', until })).events)).toEqual(['evt_1']);
    await sql.engine.process('wait');
    const later = await sql.engine.operations.exportBound('wait', { isProcessed: true });
    const rest = await readAll('wait', { sessionId: 's', until: later, after: { receivedAt: until, eventId: null } });
    expect(idsOf(rest.events)).toEqual(['evt_2', 'evt_3']);
  });

  test('a portion ends after a megabyte, and no event is too large for one', async () => {
    await sql.engine.upsertCustomer('large');
    const ids = Array.from({ length: 8 }, (_, n) => `evt_${n}`);
    for (const id of ids)
      await sql.engine.store('large', [event(id, { text: 'x'.repeat(400_000) })], { process: false });
    const { events, portions } = await readAll('large');
    expect(idsOf(events)).toEqual(ids);
    // Three each; the third fills it.
    expect(portions).toBe(3);
  });

  test('never has events of another customer, nor erased ones', async () => {
    for (const customer of ['mine', 'yours']) {
      await sql.engine.upsertCustomer(customer);
      await sql.engine.store(
        customer,
        [event('evt_same', { visitor_id: 'v', of: customer }), event('evt_2', { visitor_id: 'w', of: customer })],
        { process: true },
      );
    }
    const mine = (await readAll('mine')).events;
    expect(mine.map(({ eventData }) => JSON.parse(eventData).of)).toEqual(['mine', 'mine']);
    const [first] = mine;
    await sql.engine.operations.eraseVisitor('mine', 'v');
    expect(idsOf((await readAll('mine')).events)).toEqual(['evt_2']);
    // A place stays one after its event is gone.
    const after = { receivedAt: first?.receivedAt ?? '', eventId: 'evt_same' };
    expect(idsOf((await readAll('mine', { after })).events)).toEqual(['evt_2']);
    expect(idsOf((await readAll('yours')).events)).toEqual(['evt_same', 'evt_2']);
  });
});

describe.each([15, 18] as const)('while events arrive (PostgreSQL %i)', (version) => {
  const STORE = `select received_timestamp from api.store_events(auth.enter_customer('demo'), $1, true, '[]')`;
  const batchOf = (...ids: string[]) =>
    JSON.stringify(ids.map((event_id) => ({ event_id, payload: { page_url: '/', event_data: {} }, origin: 0 })));
  let url: string;
  beforeAll(async () => {
    url = await createDatabase({ version });
  });

  const open = async (maxOpenMs?: number) => {
    const connection = connectPostgres(url, 4);
    const statements = createStatements(connection, { isOn: true });
    await connection.query(`select auth.ensure_tenant('demo')`);
    return { connection, exports: createExports(statements, maxOpenMs === undefined ? {} : { maxOpenMs }) };
  };

  test('an export waits for a store that began before it, and has its events', async () => {
    const { connection, exports } = await open();
    let bounded: Promise<string> | undefined;
    let isBounded = false;
    await connection.transaction(async (session) => {
      // As api.store_events does, without the rows of totals that others would wait for.
      await session.query(`select raw.share_tenant(auth.enter_customer('demo'))`);
      await session.query(
        `with stored as (
           insert into raw.event_ids (tenant_hk, event_id, received_timestamp)
           select auth.tenant_hk('demo'), 'evt_early', util.arrival_time(1)
           returning tenant_hk, event_id, received_timestamp
         )
         insert into raw.events (tenant_hk, event_id, received_timestamp, record_source, raw_payload)
         select s.tenant_hk, s.event_id, s.received_timestamp, 'web', '{}' from stored as s`,
      );
      // Later arrivals are committed at once: without the wait the export would have them and never the early one.
      await connection.query(STORE, [batchOf('evt_late')]);
      bounded = exports.exportBound('demo', { isProcessed: false }).then((until) => {
        isBounded = true;
        return until;
      });
      // Ten more stores of others do not keep it waiting, and it does not keep them waiting.
      for (let n = 0; n < 10; n += 1) await connection.query(STORE, [batchOf(`evt_${n}`)]);
      expect(isBounded).toBe(false);
    });
    const until = (await bounded) ?? '';
    const { events } = await exports.exportEvents('demo', { after: null, until });
    expect(idsOf(events).slice(0, 2)).toEqual(['evt_early', 'evt_late']);
    const rest = await exports.exportEvents('demo', {
      after: { receivedAt: until, eventId: null },
      until: '9999-01-01',
    });
    expect([...idsOf(events), ...idsOf(rest.events)].sort()).toEqual(
      ['evt_early', 'evt_late', ...Array.from({ length: 10 }, (_, n) => `evt_${n}`)].sort(),
    );
    await connection.close();
  });

  test('it gives up on a transaction that somebody left open', async () => {
    const { connection, exports } = await open(0);
    await connection.transaction(async (session) => {
      await session.query(STORE, [batchOf('evt_left_open')]);
      await expect(exports.exportBound('demo', { isProcessed: false })).rejects.toMatchObject({ name: 'NotSettled' });
    });
    await expect(exports.exportBound('demo', { isProcessed: false })).resolves.toMatch(/Z$/);
    await connection.close();
  });

  test('many writers: exports that follow one another have each event once', async () => {
    const { connection, exports } = await open();
    await connection.query(`select auth.ensure_tenant('demo')`);
    const { connection: writing } = await open();
    let left = 3;
    const write = async (writer: number) => {
      for (let n = 0; n < 25; n += 1)
        await writing.query(STORE, [batchOf(`evt_w${writer}_${n}a`, `evt_w${writer}_${n}b`)]);
      left -= 1;
    };
    const begun = await exports.exportBound('demo', { isProcessed: false });
    const writers = Promise.all([0, 1, 2].map(write));
    const seen: string[] = [];
    let after: ExportPlace = { receivedAt: begun, eventId: null };
    for (let isLast = false; !isLast; ) {
      isLast = left === 0;
      const until = await exports.exportBound('demo', { isProcessed: false });
      for (;;) {
        const portion = await exports.exportEvents('demo', { after, until, limit: 10 });
        seen.push(...idsOf(portion.events));
        if (portion.next === null) break;
        after = portion.next;
      }
      after = { receivedAt: until, eventId: null };
    }
    await writers;
    expect(seen.length).toBe(150);
    expect(new Set(seen).size).toBe(150);
    await Promise.all([connection.close(), writing.close()]);
  });
});
