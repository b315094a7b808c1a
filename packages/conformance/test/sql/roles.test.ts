import type { Engine, RowSecurity } from '@onevault/server/internal/engine/port';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';

describe.each([15, 18] as const)('the role that the server works as (PostgreSQL %i)', (version) => {
  // Roles belong to the whole PostgreSQL server, which other tests may share.
  const OWN = `rls_${process.pid}_${version}`;
  const createEmpty = () => createDatabase({ version, isEmpty: true });
  let admin: pg.Client;
  beforeAll(async () => {
    admin = new pg.Client({ connectionString: await createEmpty() });
    await admin.connect();
    for (const [name, rights] of [
      ['maker', 'login createrole'],
      ['plain', 'login'],
      ['ready', 'nologin'],
      ['mighty', 'nologin bypassrls'],
    ]) {
      await admin.query(`create role ${OWN}_${name} ${rights} password 'secret'`);
    }
    await admin.query(`grant ${OWN}_ready, ${OWN}_mighty to ${OWN}_plain`);
  });
  afterAll(async () => {
    await admin?.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename like '${OWN}%'`);
    await admin?.end();
  });

  /** A separate database for a connecting role, and an engine on it. */
  const open = async (owner: string, role?: string): Promise<Engine> => {
    const url = new URL(await createEmpty());
    await admin.query(`alter database ${url.pathname.slice(1)} owner to ${OWN}_${owner}`);
    url.username = `${OWN}_${owner}`;
    url.password = 'secret';
    return createPostgresEngine({ url: url.href, ...(role !== undefined && { role: `${OWN}_${role}` }) });
  };
  const expectRowSecurity = async (engine: Engine, expected: RowSecurity): Promise<void> => {
    expect(engine.rowSecurity).toEqual(expected);
    // The server works with and without row-level security.
    await engine.upsertCustomer('acme');
    const event = { eventId: 'evt_1', payload: {}, clientIpHash: null, userAgent: null, enrichment: null };
    await engine.store('acme', [event], { process: true });
    await operationsOf(engine).maintainStorage();
    expect(await engine.counts('acme')).toMatchObject({ loaded: 1 });
    await engine.close();
  };

  test('is created if the connecting role may create roles, superuser or not', async () => {
    await expectRowSecurity(await open('maker', 'made'), { isOn: true });
    // The next start finds it, and so does another database of the same owner.
    await expectRowSecurity(await open('maker', 'made'), { isOn: true });
  });

  test('is created by an administrator if the connecting role may not', async () => {
    await expectRowSecurity(await open('plain', 'ready'), { isOn: true });
  });

  test('is missing with a message if there is none and none can be created', async () => {
    await expectRowSecurity(await open('plain', 'missing'), {
      isOn: false,
      reason: `there is no role ${OWN}_missing, and ${OWN}_plain may not make one`,
    });
  });

  test.each([
    ['plain', 'mighty', 'has BYPASSRLS'],
    ['plain', 'maker', 'may not take on the role'],
    ['plain', 'plain', 'has the rights of'],
  ])('is refused if policies would not apply to it: as %s, %s %s', async (owner, role, reason) => {
    await expectRowSecurity(await open(owner, role), { isOn: false, reason: expect.stringContaining(reason) });
  });

  test('has rights on new tables and functions, even if another role’s server has installed them', async () => {
    const url = await createEmpty();
    const [first, second] = [`${OWN}_first`, `${OWN}_second`];
    for (const role of [first, second]) await (await createPostgresEngine({ url, role })).close();
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    const rights = async () =>
      (
        await owner.query(
          `select c.relrowsecurity as secured, has_table_privilege($1, c.oid, 'insert') as first, has_table_privilege($2, c.oid, 'insert') as second,
             has_function_privilege($1, 'read.added()', 'execute') as first_calls, has_function_privilege($2, 'read.added()', 'execute') as second_calls
           from pg_class as c where c.oid = 'read.added'::regclass`,
          [first, second],
        )
      ).rows[0];
    // As a migration and a new function file would.
    await owner.query(`create table read.added (tenant_hk bytea primary key);
      create function read.added() returns integer language sql return 1`);
    await (await createPostgresEngine({ url, role: first })).close();
    expect(await rights()).toEqual({
      secured: true,
      first: true,
      second: false,
      first_calls: true,
      second_calls: false,
    });
    await (await createPostgresEngine({ url, role: second })).close();
    expect(await rights()).toEqual({ secured: true, first: true, second: true, first_calls: true, second_calls: true });
    // A start changes nothing if nothing is missing.
    const before = await owner.query(`select max(xmin::text::bigint) as latest from pg_proc`);
    await (await createPostgresEngine({ url, role: first })).close();
    expect((await owner.query(`select max(xmin::text::bigint) as latest from pg_proc`)).rows).toEqual(before.rows);
    await owner.end();
  });

  test('is not used where tables are distributed: other nodes do not get the tenant', async () => {
    const url = await createEmpty();
    await (await createPostgresEngine({ url })).close();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`set allow_system_table_mods = on; create table pg_catalog.pg_dist_partition as select 1 as a`);
    await client.end();
    await expectRowSecurity(await createPostgresEngine({ url }), { isOn: false, reason: 'the tables are distributed' });
  });

  test('that is dropped later stops the server, which never works as the owner instead', async () => {
    const engine = await open('maker', 'lost');
    await engine.upsertCustomer('acme');
    await admin.query(`alter role ${OWN}_lost rename to ${OWN}_elsewhere`);
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${OWN}_maker' and pid <> pg_backend_pid()`,
    );
    await expect
      .poll(() => engine.findCustomer('acme').catch((error: Error) => error.message))
      .toMatch(/lost.* does not exist/);
    await engine.close();
  });
});
