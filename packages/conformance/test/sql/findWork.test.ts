import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { event } from '../../src/suites/event.ts';

const OURS = `'auth', 'raw', 'staging', 'totals'`;

describe.each(['pglite', 'postgres 15'] as const)('finding work among many customers: %s', (kind) => {
  let sql: OpenSql;
  beforeAll(async () => {
    sql = await openSql(kind);
    await addCustomers('idle', 20);
    for (const customer of ['busy', 'last']) await sql.engine.upsertCustomer(customer);
  });
  afterAll(() => sql?.close());

  /** Customers that have had events, all of them complete. */
  const addCustomers = async (name: string, count: number) => {
    await sql.query(`select auth.ensure_tenant($1 || n, null) from generate_series(1, $2::int) as n`, [name, count]);
    await sql.query(
      `insert into totals.pipeline_counters (tenant_hk, slot, accepted, staged, loaded)
       select auth.tenant_hk($1 || n), 0, 1, 1, 1 from generate_series(1, $2::int) as n`,
      [name, count],
    );
  };

  /** How many scans of tables and indexes a statement begins: a loop over customers begins some for each. */
  const countScans = (statement: string) =>
    sql.connection.transaction(async (session) => {
      // The first call loads the catalogue, whose scans are not counted here, and makes the plans.
      await session.query(statement);
      const scans = `select sum(pg_stat_get_xact_numscans(c.oid))::int as n
        from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where n.nspname in (${OURS})`;
      const before = Number((await session.query(scans))[0]?.n);
      await session.query(statement);
      return Number((await session.query(scans))[0]?.n) - before;
    });

  test('takes the same scans for 20 customers without work as for 200', async () => {
    const statements = ['select pipeline.tenants_with_work()', 'select read.totals()', 'select auth.has_keys()'];
    const count = async () => {
      const counted: number[] = [];
      for (const statement of statements) counted.push(await countScans(statement));
      return counted;
    };
    const few = await count();
    expect(Math.min(...few)).toBeGreaterThan(0);
    await addCustomers('more', 180);
    expect(await count()).toEqual(few);
  });

  test('finds a customer behind a backlog of more events than one statement reads', async () => {
    const first = (await sql.query(
      `select customer_id from auth.tenants where customer_id in ('busy', 'last') order by tenant_hk`,
    )) as { customer_id: string }[];
    const [big = '', small = ''] = first.map(({ customer_id }) => customer_id);
    const [oldest] = await sql.engine.store(big, [event()], { process: false });
    await sql.query(
      `with stored as (
         insert into raw.events (tenant_hk, event_id, received_timestamp, raw_payload, record_source)
         select auth.tenant_hk($1), 'evt_big' || n, clock_timestamp(), '{}', 'test' from generate_series(1, 10050) as n
         returning tenant_hk, event_id, received_timestamp
       )
       insert into raw.queue (tenant_hk, event_id, received_timestamp)
       select s.tenant_hk, s.event_id, s.received_timestamp from stored as s`,
      [big],
    );
    await sql.engine.store(small, [event()], { process: false });
    expect((await sql.engine.customersWithWork()).sort()).toEqual(['busy', 'last']);
    expect((await sql.engine.totals()).oldestRawAt).toBe(oldest?.receivedAt);
    await sql.engine.reset(big);
    expect(await sql.engine.customersWithWork()).toEqual([small]);
    await sql.engine.process(small);
    expect(await sql.engine.customersWithWork()).toEqual([]);
  });

  test('finds retries by the first that is due', async () => {
    await sql.engine.store('busy', [event(), event()], { process: true });
    await sql.query(
      `update staging.site_tracking_events_s set business_status = 'ERROR', error_message = '23514: no',
         next_attempt_at = clock_timestamp() + interval '1 hour' where tenant_hk = auth.tenant_hk('busy')`,
    );
    expect(await sql.engine.customersWithWork()).toEqual([]);
    await sql.query(
      `update staging.site_tracking_events_s set next_attempt_at = clock_timestamp()
       where tenant_hk = auth.tenant_hk('busy') and event_id = (select min(s.event_id)
         from staging.site_tracking_events_s as s where s.tenant_hk = auth.tenant_hk('busy'))`,
    );
    expect(await sql.engine.customersWithWork()).toEqual(['busy']);
    await sql.engine.reset('busy');
  });

  test('finds what has to be maintained, each for its reason', async () => {
    const { operations } = sql.engine;
    expect(await operations.customersToMaintain()).toEqual([]);
    await sql.engine.store('busy', [event()], { process: true });
    await sql.engine.store('last', [event()], { process: true });
    await sql.query(
      `update totals.session_totals set close_after = clock_timestamp() - interval '1 s' where tenant_hk = auth.tenant_hk('busy')`,
    );
    expect(await operations.customersToMaintain()).toEqual(['busy']);
    await sql.query(
      `update raw.events set received_timestamp = received_timestamp - interval '366 days'
       where tenant_hk = auth.tenant_hk('last')`,
    );
    expect((await operations.customersToMaintain()).sort()).toEqual(['busy', 'last']);
    await sql.engine.reset('busy');
    await sql.engine.reset('last');
    await sql.query(
      `update auth.tenants set created_at = created_at - interval '426 days' where customer_id in ('idle1', 'idle2')`,
    );
    await sql.query(
      `insert into totals.forgotten (tenant_hk, before_at, ids_walked_at) values (auth.tenant_hk('idle2'), now(), now())`,
    );
    expect(await operations.customersToMaintain()).toEqual(['idle1']);
  });
});

test('customers whose machine is away are left out and counted, and the others are found', async () => {
  const sql = await openSql('pglite');
  for (const customer of ['away', 'busy', 'idle']) await sql.engine.upsertCustomer(customer);
  await sql.engine.store('away', [event()], { process: false });
  await sql.engine.store('busy', [event()], { process: false });
  // As on a cluster: a read of all machines fails, and so does one of a customer whose machine is away.
  const fail = `raise exception 'connection to the remote node failed' using errcode = '08006'`;
  await sql.connection.script(
    `create or replace function raw.waiting_tenants() returns table (tenant_hk bytea, waits_since timestamptz)
     language plpgsql as $$ begin ${fail}; end $$;`,
  );
  await sql.connection.script(
    `create or replace function pipeline.has_work(p_tenant_hk bytea) returns boolean language plpgsql as $$
     begin
       if p_tenant_hk = auth.tenant_hk('away') then ${fail}; end if;
       return exists (select 1 from raw.queue as q where q.tenant_hk = p_tenant_hk);
     end $$;
     create or replace function read.outcome_counts(p_tenant_hk bytea) returns table (set_aside bigint, rejected bigint)
     language plpgsql as $$
     begin
       if p_tenant_hk = auth.tenant_hk('away') then ${fail}; end if;
       return query select 0::bigint, 0::bigint;
     end $$;`,
  );
  expect(await sql.engine.customersWithWork()).toEqual(['busy']);
  expect(await sql.engine.totals()).toMatchObject({ customersAway: 1, rawPending: 1, stagingPending: 0 });
  await sql.close();
});
