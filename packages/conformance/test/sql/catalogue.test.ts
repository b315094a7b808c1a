import { SCHEMAS } from '@onevault/server/internal/engine/sql/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { findScaleOutViolations } from './scaleOutRules.ts';
import { findTenantViolations } from './tenantRule.ts';

const OURS = SCHEMAS.map((schema) => `'${schema}'`).join(', ');
/** Small tables that a statement may read for all tenants, or that are about the installation. */
const EXEMPT = ['auth.tenants', 'audit.migrations', 'audit.functions', 'audit.production'];
/**
 * Functions that read all tenants at once to find whose work waits or is due, to count, or to look for any key: plain
 * reads without an argument, which Citus sends to all machines.
 */
const ACROSS_TENANTS = [
  'alerts.tenants_with_work',
  'alerts.totals',
  'auth.has_keys',
  'raw.due_tenants',
  'raw.waiting_tenants',
  'read.all_counts',
  'read.set_aside_lately',
  'staging.due_tenants',
  'staging.waiting_tenants',
  'upkeep.tenants_to_maintain',
].map((name) => `${name}()`);

describe('every statement in the catalogue names one tenant', () => {
  let sql: OpenSql;
  let tenantTables: Set<string>;
  beforeAll(async () => {
    sql = await openSql('pglite');
    const tables = await sql.query(
      `select n.nspname || '.' || c.relname as name from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'v') and n.nspname in (${OURS})`,
    );
    tenantTables = new Set(tables.map(({ name }) => String(name)).filter((name) => !EXEMPT.includes(name)));
  });
  afterAll(() => sql?.close());

  test('the catalogue is not empty', () => {
    expect(tenantTables.size).toBeGreaterThan(20);
  });

  test('every table of events has a tenant, never null', async () => {
    const without = await sql.query(
      `select n.nspname || '.' || c.relname as name from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and (n.nspname || '.' || c.relname) = any ($1)
         and not exists (select 1 from pg_attribute as a
           where a.attrelid = c.oid and a.attname = 'tenant_hk' and a.attnotnull)`,
      [[...tenantTables]],
    );
    expect(without).toEqual([]);
  });

  test('every unique key begins with the tenant and holds no long text', async () => {
    const keys = await sql.query(
      `select i.indexrelid::regclass::text as index,
         (select string_agg(a.attname, ',' order by k.n)
          from unnest(i.indkey::int2[]) with ordinality as k(attnum, n)
          join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.attnum) as columns
       from pg_index as i join pg_class as c on c.oid = i.indrelid join pg_namespace as n on n.oid = c.relnamespace
       where i.indisunique and (n.nspname || '.' || c.relname) = any ($1)`,
      [[...tenantTables]],
    );
    expect(keys.length).toBeGreaterThan(20);
    for (const { index, columns } of keys) {
      const [first, ...others] = String(columns).split(',');
      expect(first, String(index)).toBe('tenant_hk');
      for (const column of others) {
        expect(column, String(index)).toMatch(
          /^(event_id|received_timestamp|load_date|hour_at|quarter_at|bucket|slot|key_hash|session_hash|recorded_at|entry_id|kind|changed_at|first_arrival_at|event_at|month_at|load_id|dimension|on_day|(rule|firing|destination|delivery|definition|annotation|report)_id|\w+_key|\w+_hk)$/,
        );
      }
    }
  });

  test('every statement of every function names its tenant', async () => {
    const functions = await sql.query(
      `select p.oid::regprocedure::text as signature, coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as source
       from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
       where n.nspname in (${OURS})`,
    );
    expect(functions.length).toBeGreaterThan(20);
    const violations = functions.flatMap(({ signature, source }) =>
      ACROSS_TENANTS.includes(String(signature))
        ? []
        : findTenantViolations(String(source), tenantTables).map((violation) => `${signature}: ${violation}`),
    );
    expect(violations).toEqual([]);
  });

  test('every function that touches events takes the tenant, or loops over tenants in procedural code', async () => {
    const functions = await sql.query(
      `select p.oid::regprocedure::text as signature, coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as source, l.lanname as language,
         coalesce(p.proargnames, '{}') as arguments
       from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace join pg_language as l on l.oid = p.prolang
       where n.nspname in (${OURS})`,
    );
    for (const { signature, source, language, arguments: names } of functions) {
      const touched = [...tenantTables].some((table) =>
        new RegExp(`\\b(from|join|into|update) ${table}\\b`).test(String(source)),
      );
      if (!touched || (names as string[]).some((name) => name === 'p_tenant_hk' || name === 'p_customer_id')) continue;
      if (ACROSS_TENANTS.includes(String(signature))) continue;
      expect.soft(`${signature}: ${language}`).toMatch(/: plpgsql$/);
      expect.soft(String(source), String(signature)).toMatch(/for v_tenant\w* in select .* from auth\.(all_)?tenants/);
    }
  });

  test('what reads all tenants at once only reads, without a loop over tenants', async () => {
    const functions = await sql.query(
      `select p.oid::regprocedure::text as signature, p.prosrc as source, l.lanname as language
       from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace join pg_language as l on l.oid = p.prolang
       where p.oid::regprocedure::text = any ($1) order by 1`,
      [ACROSS_TENANTS],
    );
    expect(functions.map(({ signature }) => signature)).toEqual(ACROSS_TENANTS);
    for (const { signature, source, language } of functions) {
      expect.soft(language, String(signature)).toBe('plpgsql');
      expect.soft(String(source), String(signature)).not.toMatch(/\b(insert|update|delete|lock|execute)\b|all_tenants/);
    }
  });

  test('no function does what distributed PostgreSQL refuses', async () => {
    const functions = await sql.query(
      `select n.nspname || '.' || p.proname as name, coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as source, l.lanname as language,
         to_jsonb(coalesce(p.proargnames, '{}')) as arguments
       from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace join pg_language as l on l.oid = p.prolang
       where n.nspname in (${OURS})`,
    );
    const known = functions.map(({ name, source, language, arguments: names }) => ({
      name: String(name),
      source: String(source),
      language: String(language),
      arguments: names as string[],
    }));
    expect(findScaleOutViolations(known, new Set([...tenantTables, 'auth.tenants']))).toEqual([]);
  });

  test('there are no sequences, materialised views or triggers, which distributed PostgreSQL lacks', async () => {
    expect(
      await sql.query(
        `select c.oid::regclass::text as name from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
         where c.relkind in ('S', 'm') and n.nspname in (${OURS})`,
      ),
    ).toEqual([]);
    expect(
      await sql.query(
        `select t.tgname from pg_trigger as t join pg_class as c on c.oid = t.tgrelid
         join pg_namespace as n on n.oid = c.relnamespace
         where not t.tgisinternal and n.nspname in (${OURS})`,
      ),
    ).toEqual([]);
  });
});

describe('the tenant rule', () => {
  const tables = new Set(['raw.event_ids', 'totals.counters']);
  const check = (statement: string) => findTenantViolations(statement, tables).length;

  test('accepts statements that name their tenant', () => {
    expect(check('select 1 from raw.event_ids as i where i.tenant_hk = p_tenant_hk')).toBe(0);
    expect(check('insert into raw.event_ids (tenant_hk, event_id) select p_tenant_hk, x from unnest(y) as x')).toBe(0);
    expect(check('update totals.counters set n = 1 where tenant_hk = p_tenant_hk')).toBe(0);
    expect(
      check('for v_tenant_hk in select t.tenant_hk from auth.tenants as t loop perform f(v_tenant_hk); end loop'),
    ).toBe(0);
  });

  test('refuses statements that do not', () => {
    expect(check('select count(*) from raw.event_ids')).toBe(1);
    expect(check('select 1 from raw.event_ids as i where i.event_id = p_id')).toBe(1);
    expect(
      check(
        'select 1 from raw.event_ids as i join totals.counters as c on c.tenant_hk = i.tenant_hk where i.tenant_hk = p_tenant_hk',
      ),
    ).toBe(1);
    expect(check('delete from raw.event_ids')).toBe(1);
    expect(check('insert into raw.event_ids (event_id) values (1)')).toBe(1);
    expect(check('select f(t.tenant_hk), i.event_id from auth.tenants as t, raw.event_ids as i')).toBeGreaterThan(0);
  });
});

describe('the rules of scale-out', () => {
  const tables = new Set(['raw.event_ids', 'auth.tenants']);
  const touching = { name: 'read.look', language: 'plpgsql', source: 'perform from raw.event_ids as i', arguments: [] };
  const check = (source: string, language = 'plpgsql') =>
    findScaleOutViolations([touching, { name: 'read.it', language, source, arguments: ['p_tenant_hk'] }], tables);

  test('accept functions that one machine can run alone', () => {
    expect(check('begin return (select count(*) from raw.event_ids as i); end')).toEqual([]);
    expect(check('begin perform read.look(p_tenant_hk); end')).toEqual([]);
    expect(check('select sha256(p_tenant_hk)', 'sql')).toEqual([]);
    expect(
      check('for v_tenant in select t.tenant_hk from auth.tenants as t loop perform read.look(v); end loop'),
    ).toEqual([]);
    expect(
      check('insert into raw.event_ids (at) values (clock_timestamp()) on conflict do update set at = excluded.at'),
    ).toEqual([]);
  });

  test('refuse functions that it cannot', () => {
    expect(check('select count(*) from raw.event_ids as i', 'sql')).toHaveLength(1);
    expect(check('begin return (select read.look(i.tenant_hk) from raw.event_ids as i); end')).toHaveLength(1);
    expect(check('begin perform read.look(t.tenant_hk) from auth.tenants as t; end')).toHaveLength(1);
    expect(check('begin update raw.event_ids as i set at = clock_timestamp(); end')).toHaveLength(1);
    expect(check('begin lock table raw.event_ids in share mode; end')).toHaveLength(1);
  });
});
