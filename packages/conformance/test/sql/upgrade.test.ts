import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import type { Row, SqlConnection } from '@onevault/server/internal/engine/sql/connection';
import { installSchema } from '@onevault/server/internal/engine/sql/installSchema';
import { checksumOf, readSqlFiles } from '@onevault/server/internal/engine/sql/readSqlFiles';
import { afterEach, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';

const { migrations } = readSqlFiles();
let connection: SqlConnection;
afterEach(() => connection?.close());

/** A database as a version with only the migrations before `first` has left it. */
async function openOlder(version: 15 | 18, first: string): Promise<void> {
  connection = connectPostgres(await createDatabase({ version, isEmpty: true }), 2);
  await connection.script(`
    create schema audit;
    create table audit.migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now());
    create table audit.functions (checksum text primary key, installed_at timestamptz not null default now());`);
  const older = migrations.filter(({ name }) => name < first);
  expect(older.length).toBeGreaterThan(0);
  for (const { name, text } of older) {
    await connection.script(text);
    await connection.query('insert into audit.migrations (name, checksum) values ($1, $2)', [name, checksumOf(text)]);
  }
}

test.each([15, 18] as const)(
  'raw rows keep all that they say when the table becomes narrow (PostgreSQL %i)',
  async (version) => {
    await openOlder(version, 'migrations/0009');
    await connection.script(`
    create function staging.split_url(p_url text) returns text[] language sql as $$ select '{}'::text[] $$;
    create table raw.site_tracking_events_r_2026_10 partition of raw.site_tracking_events_r
      for values from ('2026-10-01 00:00Z') to ('2026-11-01 00:00Z');
    insert into raw.site_tracking_events_r (
      tenant_hk, event_id, received_timestamp, client_ip_hash, user_agent, raw_payload, enrichment,
      processing_status, error_message, retry_count, next_attempt_at, record_source)
    values
      ('\\x01', 'evt_1', '2026-10-31 23:59:59.999Z', '\\xab', 'one', '{"n": 1}', '{"is_bot": true}', 'PROCESSED', null, 0, null, 'web'),
      ('\\x01', 'evt_2', '2026-11-01 00:00Z', null, 'one', '{"n": 2}', '{"is_bot": true}', 'PENDING', null, 0, null, 'web'),
      ('\\x01', 'evt_3', '2026-10-02 00:00Z', null, 'one', '{"n": 3}', null, 'ERROR', '23514: no', 3, null, 'web'),
      ('\\x01', 'evt_4', '2026-10-02 00:00Z', null, null, '{"n": 4}', null, 'ERROR', '23514: no', 1, '2026-10-03 00:00Z', 'sql'),
      ('\\x02', 'evt_1', '2026-10-02 00:00Z', null, 'one', '{"n": 5}', null, 'PROCESSED', null, 0, null, 'web');`);
    const rows = (): Promise<Row[]> =>
      connection.query(`select to_jsonb(r) as row from raw.site_tracking_events_r as r order by tenant_hk, event_id`);
    const before = await rows();
    expect(before).toHaveLength(5);

    await installSchema(connection);
    expect(await rows()).toEqual(before);
    expect(await connection.query('select count(*)::int as n from raw.agents')).toEqual([{ n: 4 }]);
    expect(await connection.query('select tableoid::regclass::text as name from raw.events order by 1')).toMatchObject([
      { name: 'raw.events_2026_10' },
      { name: 'raw.events_2026_10' },
      { name: 'raw.events_2026_10' },
      { name: 'raw.events_2026_10' },
      {},
    ]);
    // The key is the one that storing computes, or a known agent would get a second row.
    expect(
      await connection.query(
        'select 1 from raw.agents as a where a.agent_hk is distinct from raw.agent_hk(a.month, a.user_agent, a.enrichment)',
      ),
    ).toEqual([]);
    await installSchema(connection);
    expect(await rows()).toEqual(before);
  },
);

test.each([15, 18] as const)('what arrived before is counted as if it arrived now (PostgreSQL %i)', async (version) => {
  await openOlder(version, 'migrations/0016');
  await connection.script(`
    insert into staging.site_tracking_events_s (
      tenant_hk, event_id, received_timestamp, event_timestamp, processed_timestamp, event_type, event_category, event_action,
      page_url, referrer_kind, is_bot, validation_status, quality_score, validation_errors, business_status)
    select t.hk, 'evt_' || n, timestamptz '2026-11-01 00:14:59Z' + n * interval '1 second',
      timestamptz '2026-11-01 00:14:59Z' + n * interval '1 second' - n * n * interval '30 seconds', now(), 'page_view', 'x', 'x',
      '/', 'direct', false, 'VALID', 1, '[]', case n when 4 then 'REJECTED' else 'LOADED' end
    from (values ('\\x01'::bytea), ('\\x02'::bytea)) as t(hk), generate_series(0, 4) as n;`);
  await installSchema(connection);
  expect(
    await connection.query(
      `select util.iso(a.quarter_at) as quarter, a.bucket, a.events::int from totals.arrivals as a
       where a.tenant_hk = '\\x01' order by a.quarter_at, a.bucket`,
    ),
  ).toEqual([
    { quarter: '2026-11-01T00:00:00.000000Z', bucket: 0, events: 1 },
    { quarter: '2026-11-01T00:15:00.000000Z', bucket: 2, events: 1 },
    { quarter: '2026-11-01T00:15:00.000000Z', bucket: 3, events: 2 },
  ]);
});
