import type { Row, SqlSession } from '@onevault/server/internal/engine/sql/connection';
import { DEFAULT_ROLE } from '@onevault/server/internal/engine/sql/installSchema';
import { SCHEMAS } from '@onevault/server/internal/engine/sql/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SQL_KINDS } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';
import { fillTables, toEvent } from './fillTables.ts';

const OURS = SCHEMAS.map((schema) => `'${schema}'`).join(', ');
const OWNER_ONLY = [
  'auth.ensure_role',
  'auth.enable_row_security',
  'auth.row_security_is_on',
  'upkeep.drop_partitions',
  'upkeep.ensure_partitions',
];

/** Rolls back a test's changes, whatever its result. */
class Undo extends Error {}

describe.each(SQL_KINDS)('row-level security (%s)', (kind) => {
  let sql: OpenSql;
  let tables: string[];
  let views: string[];
  beforeAll(async () => {
    sql = await openSql(kind);
    for (const customer of ['acme', 'beta']) await fillTables(sql, customer);
    const found = await sql.query(
      `select n.nspname || '.' || c.relname as name, c.relkind as kind
       from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
       join pg_attribute as a on a.attrelid = c.oid and a.attname = 'tenant_hk' and not a.attisdropped
       where n.nspname in (${OURS}) and c.relkind in ('r', 'p', 'v') and not c.relispartition order by 1`,
    );
    tables = found.filter(({ kind }) => kind !== 'v').map(({ name }) => String(name));
    views = found.filter(({ kind }) => kind === 'v').map(({ name }) => String(name));
  });
  afterAll(() => sql?.close());

  /** As the server's role, in a transaction that is rolled back. */
  const asApp = async (customer: string | null, work: (session: SqlSession) => Promise<void>): Promise<void> => {
    await sql.app
      .transaction(async (session) => {
        if (customer !== null) await session.query('select auth.enter_customer($1)', [customer]);
        await work(session);
        // Closing the connection would roll back too, but perhaps after the next statement of another connection.
        await session.script('rollback');
        throw new Undo();
      })
      .catch((error: unknown) => {
        if (!(error instanceof Undo)) throw error;
      });
  };
  const refused = (text: string, customer: string | null = 'acme'): Promise<string> =>
    asApp(customer, async (session) => session.script(text)).then(
      () => 'done',
      (error: Error) => error.message,
    );
  const count = async (session: Pick<SqlSession, 'query'>, table: string, filter = 'true'): Promise<number> =>
    Number(((await session.query(`select count(*)::int as n from ${table} where ${filter}`))[0] as Row).n);

  test('the server’s role owns nothing, is no superuser and cannot bypass policies', async () => {
    expect(sql.engine.rowSecurity).toEqual({ isOn: true });
    expect(await sql.app.query('select current_user::text as name')).toEqual([{ name: DEFAULT_ROLE }]);
    expect(
      await sql.query(
        `select r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin,
           (select count(*)::int from pg_shdepend as d where d.refobjid = r.oid and d.deptype = 'o') as owned,
           (select count(*)::int from pg_auth_members as m where m.member = r.oid) as memberships
         from pg_roles as r where r.rolname = $1`,
        [DEFAULT_ROLE],
      ),
    ).toEqual([
      {
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolcanlogin: false,
        owned: 0,
        memberships: 0,
      },
    ]);
  });

  test('every table and view has rows of each tenant', async () => {
    expect(tables.length).toBeGreaterThan(20);
    expect(views.length).toBeGreaterThan(4);
    for (const name of [...tables, ...views]) {
      for (const customer of ['acme', 'beta']) {
        expect
          .soft(await count(sql, name, `tenant_hk = sha256('${customer}')`), `${name} of ${customer}`)
          .toBeGreaterThan(0);
      }
    }
  });

  test('without a tenant, or with another, every table and view is empty', async () => {
    for (const customer of [null, 'nobody', '']) {
      await asApp(customer, async (session) => {
        for (const name of [...tables, ...views]) {
          expect.soft(await count(session, name), `${name} as ${customer}`).toBe(0);
        }
      });
    }
  });

  test('a tenant sees all of its own rows and no other rows', async () => {
    await asApp('acme', async (session) => {
      for (const name of [...tables, ...views]) {
        const own = `tenant_hk = sha256('acme')`;
        expect.soft(await count(session, name), name).toBe(await count(session, name, own));
      }
    });
    for (const name of [...tables, ...views]) {
      const all = await count(sql, name, `tenant_hk = sha256('acme')`);
      await asApp('acme', async (session) => expect.soft(await count(session, name), name).toBe(all));
    }
  });

  test('a row of another tenant cannot be written, in any table', async () => {
    for (const name of tables) {
      const [found] = await sql.query(
        `select to_jsonb(t) as row from ${name} as t where t.tenant_hk = sha256('beta') limit 1`,
      );
      const row = JSON.stringify(found?.row);
      const insert = `insert into ${name} select * from jsonb_populate_record(null::${name}, '${row.replaceAll("'", "''")}')`;
      expect.soft(await refused(insert), name).toMatch(/row-level security/);
      expect.soft(await refused(insert, null), `${name} without a tenant`).toMatch(/row-level security/);
      expect
        .soft(await refused(`update ${name} set tenant_hk = sha256('beta')`), `${name}, handed over`)
        .toMatch(/row-level security|permission denied/);
    }
  });

  test('a row of another tenant cannot be changed or deleted', async () => {
    for (const name of tables) {
      const before = await count(sql, name, `tenant_hk = sha256('beta')`);
      await asApp('acme', async (session) => {
        for (const statement of [
          `update ${name} set tenant_hk = tenant_hk where tenant_hk = sha256('beta') returning 1 as n`,
          `delete from ${name} where tenant_hk = sha256('beta') returning 1 as n`,
        ]) {
          await session.script('savepoint here');
          try {
            expect.soft(await session.query(statement), statement).toEqual([]);
          } catch (error) {
            expect.soft((error as Error).message, statement).toMatch(/permission denied/);
            await session.script('rollback to savepoint here');
          }
        }
      });
      expect(await count(sql, name, `tenant_hk = sha256('beta')`)).toBe(before);
    }
  });

  test('partitions, and tables about the installation, cannot be read at all', async () => {
    const partitions = await sql.query('select inhrelid::regclass::text as name from pg_inherits');
    expect(partitions.length).toBeGreaterThan(7);
    const names = [
      ...partitions.map(({ name }) => String(name)),
      'audit.migrations',
      'audit.functions',
      'audit.production',
    ];
    const relations = names.filter((name) => !/pkey|_idx/.test(name));
    for (const name of relations) {
      expect.soft(await refused(`select 1 from ${name}`), name).toMatch(/permission denied/);
    }
  });

  test('entries of the audit trail cannot be changed or deleted', async () => {
    for (const statement of [
      `update audit.trail set actor = 'nobody'`,
      'delete from audit.trail',
      'truncate audit.trail',
      `insert into audit.trail select * from audit.trail on conflict (tenant_hk, recorded_at, entry_id) do update set actor = 'nobody'`,
    ]) {
      expect.soft(await refused(statement), statement).toMatch(/permission denied for table trail/);
    }
    await sql.engine.reset('acme');
    await operationsOf(sql.engine).eraseVisitor('acme', 'visitor_1');
    const actions = (await operationsOf(sql.engine).auditTrail('acme', { limit: 10 })).map(({ action }) => action);
    expect(actions).toEqual([
      'visitor_erased',
      'report_created',
      'private_properties_changed',
      'annotation_created',
      'internal_rule_created',
      'segment_created',
      'alert_rule_created',
      'alert_destination_created',
      'key_created',
    ]);
    await fillTables(sql, 'acme');
  });

  test('the server’s role cannot create, change or drop anything', async () => {
    for (const statement of [
      ...SCHEMAS.map((schema) => `create table ${schema}.mine (a int)`),
      'create schema mine',
      `create function api.mine() returns int language sql as 'select 1'`,
      `create or replace function util.iso(p_at timestamptz) returns text language sql stable as $$ select '' $$`,
      'drop function util.iso(timestamptz)',
      'drop table raw.event_ids',
      'truncate raw.event_ids',
      'alter table raw.event_ids disable row level security',
      'alter table raw.event_ids add column mine int',
      'drop policy one_tenant on raw.event_ids',
      'alter policy one_tenant on raw.event_ids using (true)',
      'create policy mine on raw.event_ids using (true)',
      'create index on raw.event_ids (received_timestamp)',
      'create role mine',
      `alter role ${DEFAULT_ROLE} bypassrls`,
    ]) {
      expect.soft(await refused(statement), statement).toMatch(/permission denied|must be owner|must be superuser/);
    }
    // This turns policies into errors; it does not turn them off.
    expect(await refused('set local row_security = off; select 1 from raw.event_ids')).toMatch(/row-level security/);
  });

  test('functions with arguments that affect all tenants are for the owner only', async () => {
    for (const call of [
      `upkeep.drop_partitions('2100-01-01')`,
      `upkeep.ensure_partitions('2100-01-01')`,
      `auth.enable_row_security('postgres')`,
      `auth.ensure_role('mine')`,
    ]) {
      expect.soft(await refused(`select ${call}`), call).toMatch(/permission denied for function/);
    }
  });

  test('no other role may run any function, and the server’s role may run all others', async () => {
    const functions = await sql.query(
      `select p.oid::regprocedure::text as signature, n.nspname || '.' || p.proname as name,
         has_function_privilege($1, p.oid, 'execute') as granted,
         p.proacl is null or exists (select from aclexplode(p.proacl) as a where a.grantee = 0) as public
       from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace where n.nspname in (${OURS})`,
      [DEFAULT_ROLE],
    );
    expect(functions.length).toBeGreaterThan(60);
    for (const { signature, name, granted, public: isPublic } of functions) {
      expect.soft(isPublic, String(signature)).toBe(false);
      expect.soft(granted, String(signature)).toBe(!OWNER_ONLY.includes(String(name)));
    }
  });

  test('functions with the owner’s rights are few, take no argument and search only the catalogue', async () => {
    expect(
      await sql.query(
        `select p.oid::regprocedure::text as signature, array_to_string(p.proconfig, ';') as settings
         from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
         where n.nspname in (${OURS}) and p.prosecdef order by 1`,
      ),
    ).toEqual(
      [
        'alerts.tenants_with_work()',
        'alerts.totals()',
        'auth.all_tenants()',
        'auth.has_keys()',
        'pipeline.working_tenants()',
        'read.all_counts()',
        'read.set_aside_lately()',
        'read.totals_at_once()',
        'upkeep.drop_months()',
        'upkeep.open_months()',
        'upkeep.tenants_to_maintain()',
      ].map((signature) => ({
        signature,
        settings: 'search_path=pg_catalog, pg_temp',
      })),
    );
    for (const { definition } of await sql.query(
      `select pg_get_viewdef(c.oid) || coalesce(array_to_string(c.reloptions, ';'), '') as definition
       from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where n.nspname in (${OURS}) and c.relkind = 'v'`,
    )) {
      expect(definition).toContain('security_invoker=true');
    }
  });

  test('objects of the caller cannot mislead them', async () => {
    await sql.query(`select upkeep.ensure_partitions('2001-01-15')`);
    await asApp('acme', async (session) => {
      await session.script(`
        create temp table pg_inherits (inhrelid oid, inhparent oid);
        create temp table pg_class (oid oid, relname name);
        set local search_path = pg_temp, pg_catalog, public;`);
      expect(await session.query('select 1 from pg_inherits')).toEqual([]);
      expect((await session.query('select upkeep.drop_months() as month')).map(({ month }) => month)).toEqual([
        '2001_01',
        '2001_02',
        '2001_03',
      ]);
      expect(await session.query('select upkeep.open_months() as made')).toEqual([{ made: 0 }]);
      expect((await session.query('select auth.all_tenants()')).length).toBe(2);
    });
    await operationsOf(sql.engine).maintainStorage();
    expect(await sql.query(`select to_regclass('raw.events_2001_01') as gone`)).toEqual([{ gone: null }]);
  });

  test('the forms for all tenants enter each of them', async () => {
    for (const customer of ['acme', 'beta']) {
      await sql.engine.store(customer, [toEvent(900)], { process: false });
    }
    await asApp(null, async (session) => {
      expect(await session.query('select * from pipeline.tenants_with_work() as id order by 1')).toEqual([
        { id: 'acme' },
        { id: 'beta' },
      ]);
      expect(await session.query('select staging.get_pipeline_status() as status')).toMatchObject([
        { status: { raw_pending: 4 } },
      ]);
      expect(await session.query('select read.totals() as totals')).toMatchObject([{ totals: { rawPending: 4 } }]);
      expect(await session.query('select staging.auto_process_if_needed() as done')).toMatchObject([
        { done: { processed: true, total_success_count: 4 } },
      ]);
    });
    // The owner, such as an operator with psql, needs no tenant.
    expect(await sql.query('select staging.auto_process_if_needed() as done')).toMatchObject([
      { done: { processed: true, total_success_count: 4 } },
    ]);
  });

  test('a tenant ends with its transaction', async () => {
    await sql.engine.counts('acme');
    expect(await sql.app.query(`select current_setting('onevault.tenant', true) as tenant`)).toSatisfy(
      ([row]: Row[]) => !row?.tenant,
    );
  });
});
