import type { RawEvent } from '@onevault/server/internal/engine/port';
import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { toSqlEvents } from '@onevault/server/internal/engine/sql/toSqlEvents';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { runSql } from '../../src/databases/templates.ts';
import { type ExecutedStatement, type WatchedSession, watchStatements } from './watchStatements.ts';

/** Of statements with tables. On a cluster each one is planned by two machines, and costs ten times its work. */
const MAX_STATEMENTS = 12;
/** Changed items lock their hubs first. */
const MAX_STATEMENTS_WITH_ITEMS = 13;
/** Besides: calls of functions, and what only computes. */
const MAX_OTHERS = 18;
const CUSTOMER = 'acme';
const STORE = 'select * from api.store_events(auth.enter_customer($1), $2::jsonb, $3, $4::jsonb)';
const PROCESS = 'select loaded from pipeline.process_pending(auth.enter_customer($1))';
/** PostgreSQL may read a smaller table in full: an empty partition, one row a customer. */
const MANY_ROWS = 1_000;

let made = 0;
/** Page views of several visits: twelve events each, about as many as in a real shop. */
function pageViews(count: number, data: Record<string, unknown> = {}, pageUrl?: string): RawEvent[] {
  return Array.from({ length: count }, () => {
    made += 1;
    const visit = Math.floor(made / 12);
    return {
      eventId: `evt_${made}`,
      payload: {
        event_type: 'page_view',
        page_url: pageUrl ?? `https://shop.example/p/${made}`,
        event_data: {
          session_id: `sess_${visit}`,
          visitor_id: `visitor_${visit}`,
          tab_id: `tab_${visit}`,
          seq: made % 12,
          title: `Page ${made}`,
          ...data,
        },
      },
      clientIpHash: null,
      userAgent: 'test',
      enrichment: null,
    };
  });
}

/** A database with so many rows that PostgreSQL reads a table in full only where it has to. */
async function createFilled(version: 15 | 18): Promise<{ url: string; large: Set<string> }> {
  const url = await createDatabase({ version });
  const engine = await createPostgresEngine({ url });
  await engine.upsertCustomer(CUSTOMER);
  for (let n = 0; n < 8; n += 1) {
    const events = Array.from({ length: 500 }, (_, i) => pageViews(1, { item_id: `item_${n * 500 + i}` })).flat();
    await engine.store(CUSTOMER, events, { process: true });
  }
  await engine.close();
  const connection = connectPostgres(url, 1);
  await connection.query('analyze');
  const large = await connection.query(
    `select n.nspname || '.' || c.relname as name from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
     where c.relkind = 'r' and c.reltuples > $1`,
    [MANY_ROWS],
  );
  await connection.close();
  return { url, large: new Set(large.map(({ name }) => String(name))) };
}

describe.each([15, 18] as const)('the statements of a batch (PostgreSQL %i)', (version) => {
  let url: string;
  let large: Set<string>;
  let session: WatchedSession;
  beforeAll(async () => {
    ({ url, large } = await createFilled(version));
    // Raw, staging, and all tables with a row for each event, visit, page and item.
    expect(large.size).toBeGreaterThan(9);
  });
  beforeEach(async () => {
    session = await watchStatements(url);
    return () => session.close();
  });

  const store = (events: RawEvent[], process = true) => session.run(STORE, [CUSTOMER, ...toSqlEvents(events, process)]);

  /** Says which statements there were, if there are too many. */
  function expectFew(executed: ExecutedStatement[], written: string[], max = MAX_STATEMENTS): void {
    const withTables = executed.filter(({ tables }) => tables.length > 0);
    const named = withTables.map(({ text, tables }) => `${text.slice(0, 60)} (${tables.join(', ')})`);
    expect(named.length, named.join('\n')).toBeLessThanOrEqual(max);
    // The body of a function that computes something is none: it has no text of its own.
    const others = executed.filter(({ text, tables }) => text !== '' && tables.length === 0);
    expect(others.length, others.map(({ text }) => text.slice(0, 60)).join('\n')).toBeLessThanOrEqual(MAX_OTHERS);
    // It was counted, and nothing was left out.
    expect([...new Set(withTables.flatMap(({ tables }) => tables))]).toEqual(expect.arrayContaining(written));
    expect(withTables.flatMap(({ scanned }) => scanned).filter((table) => large.has(table))).toEqual([]);
  }

  const LOADED = [
    'staging.site_tracking_events_s',
    'business.site_event_nl',
    'business.site_page_details_s',
    'totals.session_totals',
    'totals.tab_ledger',
    'totals.lateness',
    'totals.arrivals',
    'facts.sessions',
    'facts.texts',
    'facts.events',
    'totals.pipeline_counters',
  ];
  const ACCEPTED = ['raw.event_ids', 'raw.events'];
  const BEGUN = ['business.site_session_details_s', 'business.site_visitor_details_s'];

  test('are few for 200 page views of several sessions', async () => {
    expectFew(await store(pageViews(200)), [...ACCEPTED, ...LOADED, ...BEGUN]);
  });

  test('are few for one event', async () => {
    expectFew(await store(pageViews(1)), [...ACCEPTED, ...LOADED]);
  });

  test('are few for events with items that are new, known and changed', async () => {
    const events = [
      ...pageViews(20, { item_id: 'item_1', price: 2 }),
      ...pageViews(20, { items: [{ item_id: `new_${version}`, price: 1 }, { item_id: 'item_2' }] }),
    ];
    const written = [...ACCEPTED, ...LOADED, ...BEGUN, 'business.business_item_details_s'];
    expectFew(await store(events), written, MAX_STATEMENTS_WITH_ITEMS);
  });

  test('are few for waiting events', async () => {
    const accepted = await store(pageViews(200, { item_id: 'item_3' }), false);
    expectFew(accepted, [...ACCEPTED, 'raw.queue', 'totals.pipeline_counters']);
    expect(accepted.filter(({ tables }) => tables.length > 0)).toHaveLength(3);
    expectFew(await session.run(PROCESS, [CUSTOMER]), [...LOADED, ...BEGUN]);
  });
});

/** In which a batch waits for rows of other batches. */
const ORDER = [
  'raw.event_ids',
  'raw.agents',
  'raw.events',
  'staging.site_tracking_events_s',
  'business.site_event_nl',
  'business.site_session_h',
  'business.site_visitor_h',
  'business.site_page_h',
  'business.session_visitor_l',
  'business.site_page_details_s',
  'business.business_item_h',
  'business.event_business_item_l',
  'business.business_item_details_s',
  'business.site_session_details_s',
  'totals.session_totals',
  'totals.visitor_totals',
  'totals.page_visitors',
  'totals.page_totals',
  'totals.event_hours',
  'totals.tab_ledger',
  'totals.lateness',
  'totals.arrivals',
  'facts.sessions',
  'facts.texts',
  'facts.events',
  'business.site_visitor_details_s',
  'totals.pipeline_counters',
];

describe.each([15, 18] as const)('the order of a batch (PostgreSQL %i)', (version) => {
  let url: string;
  let session: WatchedSession;
  beforeAll(async () => {
    url = await createDatabase({ version });
    const engine = await createPostgresEngine({ url });
    await engine.upsertCustomer(CUSTOMER);
    await engine.close();
    await runSql(url, TELL_ROWS);
    session = await watchStatements(url);
  });
  afterAll(() => session?.close());

  /** Each table once for each uninterrupted run of rows that were inserted into it. */
  async function tablesOf(events: RawEvent[]): Promise<string[]> {
    await session.run(STORE, [CUSTOMER, ...toSqlEvents(events, true)]);
    return session.told().filter((table, n, all) => table !== all[n - 1]);
  }

  test('is always the same, whatever the events leave out, so that two batches cannot deadlock', async () => {
    expect(await tablesOf(pageViews(30, { item_id: 'tea' }))).toEqual(ORDER);
    const shapes: RawEvent[][] = [
      pageViews(30, { session_id: null }),
      pageViews(30, { visitor_id: null }),
      pageViews(30, { tab_id: null }),
      pageViews(30, {}, '?'),
      pageViews(30, { session_id: null, visitor_id: null }),
      pageViews(30, { session_id: null, visitor_id: null, tab_id: null }, '?'),
      pageViews(1),
      pageViews(1, { session_id: null, tab_id: null }),
    ];
    for (const shape of shapes) {
      const tables = await tablesOf(shape);
      expect(tables.length).toBeGreaterThan(4);
      expect(tables).toEqual(ORDER.filter((table) => tables.includes(table)));
    }
  });
});

/** Every table of ours tells of each row before it is inserted. */
const TELL_ROWS = `
  create function public.tell() returns trigger language plpgsql as $$
  begin
    raise notice 'row of %.%', tg_table_schema, regexp_replace(tg_table_name, '_(default|[0-9]{4}_[0-9]{2})$', '');
    return new;
  end $$;
  do $$
  declare
    v_table regclass;
  begin
    for v_table in
      select c.oid from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
      where n.nspname in ('raw', 'staging', 'business', 'totals', 'facts') and c.relkind in ('r', 'p') and not c.relispartition
    loop
      execute format('create trigger tell before insert on %s for each row execute function public.tell()', v_table);
    end loop;
  end $$`;
