import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SCHEMAS } from '@onevault/server/internal/engine/sql/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { type Catalogue, findRefusals } from './citusRules.ts';
import { findScaleOutViolations, type SqlFunction } from './scaleOutRules.ts';
import { findTenantViolations } from './tenantRule.ts';

const OURS = SCHEMAS.map((schema) => `'${schema}'`).join(', ');
const PACKAGES = fileURLToPath(new URL('../../../', import.meta.url));
const NOT_DISTRIBUTED = ['auth.tenants', 'audit.migrations', 'audit.functions', 'audit.production'];

let sql: OpenSql;
let catalogue: Catalogue;
beforeAll(async () => {
  sql = await openSql('pglite');
  const columns = await sql.query(
    `select n.nspname || '.' || c.relname as table_name, a.attname as name, a.atttypid = 'timestamptz'::regtype as is_time
     from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
     join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
     where c.relkind in ('r', 'p', 'v') and n.nspname in (${OURS})`,
  );
  const mutable = await sql.query(
    `select distinct case when n.nspname <> 'pg_catalog' then n.nspname || '.' else '' end || p.proname as name
     from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
     where p.provolatile <> 'i' and n.nspname in ('pg_catalog', ${OURS})`,
  );
  const tables = columns.map(({ table_name }) => String(table_name));
  catalogue = {
    tenantTables: new Set(tables.filter((name) => !NOT_DISTRIBUTED.includes(name))),
    mutable: new Set(mutable.map(({ name }) => String(name))),
    columns: new Set(columns.map(({ name }) => String(name))),
    times: new Set(columns.filter(({ is_time }) => is_time === true).map(({ name }) => String(name))),
  };
});
afterAll(() => sql?.close());

/** The installed functions. An SQL body is kept as a tree, and `prosrc` is empty. */
async function readFunctions(): Promise<SqlFunction[]> {
  const functions = await sql.query(
    `select n.nspname || '.' || p.proname as name, coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as source, l.lanname as language,
       to_jsonb(coalesce(p.proargnames, '{}')) as arguments
     from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace join pg_language as l on l.oid = p.prolang
     where n.nspname in (${OURS})`,
  );
  return functions.map(({ name, source, language, arguments: names }) => ({
    name: String(name),
    source: String(source),
    language: String(language),
    arguments: names as string[],
  }));
}

function readFiles(folder: string, ending: string): { name: string; text: string }[] {
  return readdirSync(`${PACKAGES}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending) && !path.includes('.test.'))
    .sort()
    .map((path) => ({ name: `${folder}/${path}`, text: readFileSync(`${PACKAGES}${folder}/${path}`, 'utf8') }));
}

const readChecks = () => readFiles('server/sql/checks', '.sql');

/** The strings of a TypeScript file that are statements, or the assignments of an update. */
function readStatements(text: string): string[] {
  const strings = [...text.matchAll(/`((?:[^`\\]|\\.)*)`|'((?:[^'\\\n]|\\.)*)'/g)].map(([, template, plain]) =>
    (template ?? plain ?? '').replace(/\$\{[^}]*\}/g, '1').trim(),
  );
  return strings.flatMap((string) => {
    if (/^(select|insert|update|delete|with|create|alter|drop|lock)\b/.test(string)) return [string];
    return /^[a-z_]+ = [a-z_]+ /.test(string) ? [`update raw.event_ids set ${string}`] : [];
  });
}

describe('Citus refuses no statement', () => {
  test('of an installed function', async () => {
    const functions = await readFunctions();
    expect(functions.length).toBeGreaterThan(120);
    expect(functions.filter(({ source }) => source.trim() === '')).toEqual([]);
    expect(
      functions.flatMap(({ name, source }) => findRefusals(source, catalogue).map((refusal) => `${name} ${refusal}`)),
    ).toEqual([]);
  });

  test('that calls a function with the row of a table: none takes one', async () => {
    expect(
      await sql.query(
        `select p.oid::regprocedure::text as signature
         from pg_proc as p
         join pg_namespace as n on n.oid = p.pronamespace
         cross join lateral unnest(p.proargtypes::oid[]) as argument(type)
         join pg_type as t on t.oid = argument.type
         join pg_type as element on element.oid = coalesce(nullif(t.typelem, 0), t.oid)
         join pg_class as c on c.oid = element.typrelid and c.relkind in ('r', 'p', 'v')
         where n.nspname in (${OURS})`,
      ),
    ).toEqual([]);
  });

  test('of a view', async () => {
    const views = await sql.query(
      `select c.oid::regclass::text as name, pg_get_viewdef(c.oid) as source from pg_class as c
       join pg_namespace as n on n.oid = c.relnamespace where c.relkind = 'v' and n.nspname in (${OURS})`,
    );
    expect(views.length).toBeGreaterThan(8);
    expect(
      views.flatMap(({ name, source }) =>
        findRefusals(String(source), catalogue).map((refusal) => `${name} ${refusal}`),
      ),
    ).toEqual([]);
  });

  test('of the server or of the harness of the tests', () => {
    const statements = [...readFiles('server/src', '.ts'), ...readFiles('conformance/src/suites', '.ts')].flatMap(
      ({ name, text }) => readStatements(text).map((statement) => ({ name, statement })),
    );
    expect(statements.length).toBeGreaterThan(60);
    expect(
      statements.flatMap(({ name, statement }) =>
        findRefusals(statement, catalogue).map((refusal) => `${name} ${refusal}`),
      ),
    ).toEqual([]);
  });

  test('of a check, and each takes the tenant as a constant', async () => {
    const checks = readChecks();
    expect(checks.length).toBeGreaterThan(10);
    const functions = await readFunctions();
    for (const { name, text } of checks) {
      expect.soft(findCheckViolations(text, functions), name).toEqual([]);
    }
  });
});

/** What Citus refuses in a check: its tenant is a constant there, not a parameter of a function. */
function findCheckViolations(text: string, functions: readonly SqlFunction[]): string[] {
  const named = text.replaceAll(`:'tenant'`, 'p_tenant_hk');
  const asFunction = { name: 'check', language: 'plpgsql', source: named, arguments: ['p_tenant_hk'] };
  return [
    ...findRefusals(text, catalogue),
    ...findTenantViolations(named, catalogue.tenantTables),
    ...findScaleOutViolations([...functions, asFunction], catalogue.tenantTables).filter((one) =>
      one.startsWith('check '),
    ),
    ...(/\$\d|tenant_hk = [a-z_.]+\(/.test(text) ? ['computes the tenant'] : []),
  ];
}

describe('the rules find the smallest statement that Citus refuses', () => {
  const find = (statement: string) => findRefusals(statement, catalogue).map((refusal) => refusal.split(':')[0]);
  const accept = (statement: string) => expect(find(statement), statement).toEqual([]);

  test('operator does not exist: text = boolean', () => {
    expect(
      find(`insert into raw.event_ids (tenant_hk, event_id)
      select tenant_hk, case jsonb_typeof(v) when 'string' then 's' end from u where now() > '2020-01-01'`),
    ).toEqual(['has a simple case']);
    // As PostgreSQL shows a body that it keeps as a tree.
    expect(find(`RETURN CASE p_attempts WHEN 0 THEN '00:00:10'::interval END`)).toEqual(['has a simple case']);
    accept(`return case when p_attempts = 0 then 's' when p_attempts = 1 then 't' end; end case;`);
  });

  test('function of_row(t_102028) does not exist', () => {
    for (const statement of [
      'select staging.click_ids(s) from staging.site_tracking_events_s as s where s.tenant_hk = p_tenant_hk',
      'select read.event_matches(s, p_event_type) from staging.site_tracking_events_s as s',
      'select f(1, s) from raw.event_ids as i join staging.site_tracking_events_s as s on true',
      'select to_jsonb(s) - 1 from staging.site_tracking_events_s as s',
      'SELECT staging.click_ids(s.*) AS ids FROM staging.site_tracking_events_s s',
      'with m as (update totals.session_totals as t set close_after = null returning t) select 1 from m',
    ]) {
      expect(find(statement), statement).toEqual([expect.stringMatching(/^uses a whole row of /)]);
    }
    accept('select s.event_id, s.* from staging.site_tracking_events_s as s where f(s.event_id, s.tenant_hk)');
    accept('insert into raw.event_ids as i (tenant_hk) select t.* from x as t returning i.tenant_hk, i.*');
    accept('select to_jsonb(newest) from (select s.* from staging.site_tracking_events_s as s) as newest');
  });

  test('non-IMMUTABLE functions are not allowed in CASE or COALESCE statements', () => {
    const message = 'has a function that is not immutable in case or coalesce';
    expect(
      find(`update auth.keys as k set revoked_at = coalesce(k.revoked_at, now()) where k.tenant_hk = p_tenant_hk`),
    ).toEqual([message]);
    expect(find(`update auth.keys as k set revoked_at = case when k.scope = '' then now() end`)).toEqual([message]);
    expect(find(`delete from auth.keys as k where k.revoked_at < coalesce(p_at, v_now - interval '1 day')`)).toEqual([
      message,
    ]);
    accept(`update auth.keys as k set revoked_at = coalesce(k.revoked_at, v_now) where k.tenant_hk = p_tenant_hk`);
    accept('select coalesce(k.revoked_at, now()) from auth.keys as k where k.tenant_hk = p_tenant_hk');
  });

  test('STABLE functions used in UPDATE queries cannot be called with column references', () => {
    expect(find(`update raw.set_aside set next_attempt_at = next_attempt_at - interval '1 s'`)).toEqual([
      'adds an interval to a column',
    ]);
    expect(find(`update raw.set_aside as r set error_message = to_char(r.next_attempt_at, 'YYYY')`)).toEqual([
      'has a function that is not immutable on a column',
    ]);
    accept(`update raw.set_aside as r set next_attempt_at = now() where r.tenant_hk = p_tenant_hk`);
    accept(`update totals.session_totals as t set duration = t.ended_at - t.started_at`);
  });

  test('functions used in the DO UPDATE SET clause of INSERTs on distributed tables must be marked IMMUTABLE', () => {
    expect(
      find(
        `insert into auth.keys (tenant_hk, revoked_at) values (1, now()) on conflict (tenant_hk) do update set revoked_at = now()`,
      ),
    ).toEqual(['has a function that is not immutable after do update set']);
    expect(find(`update auth.keys as k set scope = '' returning now()`)).toEqual([
      'has a function that is not immutable after returning',
    ]);
    accept(
      `insert into auth.keys (tenant_hk, revoked_at) values (1, now()) on conflict (tenant_hk) do update set revoked_at = excluded.revoked_at`,
    );
  });

  test('a column definition list is required for functions returning "record"', () => {
    for (const statement of [
      'select exists (select from raw.events_2026_11 where true)',
      `execute format('select exists (select from raw.events_%s)', v_month)`,
      'perform from raw.event_ids',
      'select 1 from (select) as nothing',
      'SELECT (EXISTS ( SELECT\n FROM raw.event_ids i))',
    ]) {
      expect(find(statement), statement).toEqual(['selects no column']);
    }
    accept('select exists (select 1 from raw.event_ids as i)');
  });

  test('definitions that change nothing are sent to every machine', () => {
    expect(find('create schema if not exists audit')).toEqual(['may define what is there']);
    expect(find('drop table if exists audit.functions')).toEqual(['may define what is there']);
    accept('if not exists (select 1 from x) then create schema audit; end if');
  });

  test('writes of a reference table that change nothing need every machine', () => {
    expect(
      find('insert into auth.tenants as t (tenant_hk) values (1) on conflict (tenant_hk) do update set a = t.a'),
    ).toEqual(['writes auth.tenants without reading first']);
    accept(
      'select 1 into v from auth.tenants as t; if v is null then insert into auth.tenants (tenant_hk) values (1); end if',
    );
  });

  test('complex joins are only supported when all distributed tables are joined on their distribution columns', async () => {
    const functions = await readFunctions();
    const body = (tenant: string) => `select 1 from raw.event_ids as i where i.tenant_hk = ${tenant}`;
    expect(findCheckViolations(body(`auth.tenant_hk($1)`), functions)).not.toEqual([]);
    expect(findCheckViolations(body('$1'), functions)).not.toEqual([]);
    expect(findCheckViolations(body(`:'tenant'`), functions)).toEqual([]);
    // cannot execute a distributed query from a query on a shard
    expect(
      findCheckViolations(
        `select 1 from raw.event_ids as i, read.pipeline_counts(:'tenant') where i.tenant_hk = :'tenant'`,
        functions,
      ),
    ).not.toEqual([]);
  });
});
