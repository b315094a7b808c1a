import { SCHEMAS } from '@onevault/server/internal/engine/sql/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';
import { findNames, findUpwardEdges, MAY_USE, type SqlDefinition, UPWARD_EXCEPTIONS } from './layerRule.ts';

describe('the catalogue keeps to its layers', () => {
  let sql: OpenSql;
  let definitions: SqlDefinition[];
  let names: Set<string>;
  beforeAll(async () => {
    sql = await openSql('pglite');
    const found = await sql.query(
      `select n.nspname || '.' || p.proname as name, pg_get_functiondef(p.oid) as source
       from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace where n.nspname = any ($1)
       union all
       select n.nspname || '.' || c.relname, pg_get_viewdef(c.oid)
       from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where n.nspname = any ($1) and c.relkind = 'v'`,
      [SCHEMAS],
    );
    definitions = found.map(({ name, source }) => ({ name: String(name), source: String(source) }));
    const relations = await sql.query(
      `select n.nspname || '.' || c.relname as name
       from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where n.nspname = any ($1)`,
      [SCHEMAS],
    );
    names = new Set([...definitions, ...relations].map(({ name }) => String(name)));
  });
  afterAll(() => sql?.close());

  test('each schema has its place', () => {
    expect(new Set(Object.keys(MAY_USE))).toEqual(new Set(SCHEMAS));
  });

  test('SQL and TypeScript list the same schemas', async () => {
    expect(await sql.query('select to_jsonb(auth.schemas()) as schemas')).toEqual([{ schemas: SCHEMAS }]);
  });

  test('no function and no view uses a schema above its own, except the listed ones', () => {
    expect(definitions.length).toBeGreaterThan(120);
    // Of two forms of a function each has the edge.
    expect(new Set(findUpwardEdges(definitions))).toEqual(new Set(Object.keys(UPWARD_EXCEPTIONS)));
  });

  test('rows that were just stored are passed on, not read again by key', () => {
    const onTheWay =
      /^(pipeline\.(process_events|load_events)|staging\.(stage|read)_events?|business\.((load|key|add)_events|describe_\w+))$/;
    const tables = ['raw.events', 'staging.site_tracking_events_s'];
    const lookups = definitions
      .filter(({ name }) => onTheWay.test(name))
      .map(({ name, source }) => [name, findNames(source).filter((used) => tables.includes(used))]);
    expect(lookups.length).toBe(10);
    // It writes there.
    expect(lookups.filter(([, used]) => used?.length)).toEqual([['staging.stage_events', [tables[1]]]]);
  });

  test('every name in a body exists: the installer does not check bodies', () => {
    const missing = definitions.flatMap(({ name, source }) =>
      findNames(source)
        .filter((used) => !names.has(used))
        .map((used) => `${name} names ${used}`),
    );
    expect(missing).toEqual([]);
  });
});

describe('the rule of layers', () => {
  const check = (name: string, source: string) => findUpwardEdges([{ name, source }]);

  test('accepts names of lower schemas, of its own, and in comments', () => {
    expect(check('totals.add', 'select business.page_key(util.text_of(x, 1), totals.slot())')).toEqual([]);
    expect(check('staging.read', 'select 1 -- as business.load_events does\n from raw.event_ids')).toEqual([]);
  });

  test('finds names of higher schemas: calls, tables, types, and dynamic SQL', () => {
    expect(check('raw.it', 'perform staging.stage_events(p_tenant_hk)')).toEqual(['raw.it uses staging.stage_events']);
    expect(check('business.it', 'update totals.session_totals as t set events = 1')).toHaveLength(1);
    expect(check('staging.it', 'declare v business.keyed_event[]; begin end')).toHaveLength(1);
    expect(check('raw.it', `execute format('drop table staging.site_tracking_events_s_%s', v_month)`)).toEqual([
      'raw.it uses staging.site_tracking_events_s',
    ]);
    expect(check('pipeline.it', 'perform read.pipeline_counts(p_tenant_hk)')).toHaveLength(1);
    expect(check('util.it', 'select t.tenant_hk from auth.tenants as t')).toHaveLength(1);
  });

  test('takes an alias with the name of a schema for that schema', () => {
    expect(check('raw.it', 'select totals.events from (select 1 as events) as totals')).toEqual([
      'raw.it uses totals.events',
    ]);
  });
});
