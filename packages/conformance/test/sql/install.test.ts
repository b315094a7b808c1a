import { EngineUnavailable } from '@onevault/server/internal/engine/port';
import { connectPostgres } from '@onevault/server/internal/engine/postgres/connectPostgres';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import type { SqlConnection } from '@onevault/server/internal/engine/sql/connection';
import { installSchema } from '@onevault/server/internal/engine/sql/installSchema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';

describe('the schema installs itself', () => {
  let connection: SqlConnection;
  beforeAll(async () => {
    connection = connectPostgres(await createDatabase({ isEmpty: true }), 25);
  });
  afterAll(async () => {
    await connection?.close();
  });

  test('from twenty concurrent servers, and again', async () => {
    await Promise.all(Array.from({ length: 20 }, () => installSchema(connection)));
    await installSchema(connection);
    const applied = await connection.query('select name from audit.migrations order by name');
    expect(applied.length).toBeGreaterThan(4);
    expect(await connection.query('select count(*)::int as n from audit.functions')).toEqual([{ n: 1 }]);
  });

  test('with partitions for this month and the next two, so that the default one stays empty', async () => {
    const partitions = await connection.query(
      `select count(*)::int as n from pg_inherits where inhparent in
         ('raw.events'::regclass, 'staging.site_tracking_events_s'::regclass)`,
    );
    expect(partitions).toEqual([{ n: 8 }]);
  });

  test('replaces changed functions and drops removed ones', async () => {
    await connection.script(`
      create function staging.of_an_older_version() returns int language sql as 'select 1';
      create or replace function util.iso(p_at timestamptz) returns text language sql stable as $$ select 'old' $$;
      update audit.functions set checksum = 'older';`);
    await installSchema(connection);
    expect(await connection.query(`select to_regproc('staging.of_an_older_version') as gone`)).toEqual([
      { gone: null },
    ]);
    expect(await connection.query(`select util.iso('2026-01-02 03:04:05.678901Z') as iso`)).toEqual([
      { iso: '2026-01-02T03:04:05.678901Z' },
    ]);
  });

  test('refuses a migration that was changed after its release, or a newer database', async () => {
    await connection.script(`update audit.migrations set checksum = 'x' where name = 'migrations/0002_raw.sql'`);
    await expect(installSchema(connection)).rejects.toThrow(
      /0002_raw\.sql differs from the version that migrated the database\. Try .* or, if you do not need its events, delete the folder/,
    );
    await connection.script(
      `delete from audit.migrations; insert into audit.migrations values ('migrations/9999_future.sql', 'x')`,
    );
    await expect(installSchema(connection)).rejects.toThrow(
      'a newer server has migrated the database (migrations/9999_future.sql)',
    );
  });
});

test('an unreachable database is reported at once', async () => {
  await expect(createPostgresEngine({ url: 'postgres://nobody@127.0.0.1:1/none' })).rejects.toThrow(EngineUnavailable);
});
