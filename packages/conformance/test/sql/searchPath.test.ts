import { SCHEMAS } from '@onevault/server/internal/engine/sql/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SQL_KINDS } from '../../src/databases/kinds.ts';
import { type OpenSql, openSql } from '../../src/databases/openSql.ts';

const EVENT = `'{"event_type": "purchase", "page_url": "https://u:p@shop.example/tea?utm_source=x", "event_data": {
  "session_id": "7", "visitor_id": "v", "timestamp": "2026-01-01T00:00:00Z", "sent_at": "2026-01-01T00:00:01Z",
  "referrer": "https://google.com/", "scroll_depth": 12.5, "time_on_page": 3, "screen_resolution": "10x10",
  "items": [{"id": "a", "price": 1.5}, {"sku": 5}]}}'::jsonb`;

/** Calls of our functions as somebody makes them in psql; `probe` turns each into a function. */
const CALLS = [
  `to_jsonb(api.track_site_event('misled', null, 'agent', 'https://shop.example/tea', 'purchase', ${EVENT} -> 'event_data', 'evt_1') -> 'success')`,
  `(select to_jsonb(e) from staging.read_event(${EVENT}, 'agent', '{"is_bot": true}', '2026-01-02T00:00:00Z') as e)`,
  `staging.items_of(${EVENT} -> 'event_data')`,
  `staging.list_items(${EVENT} -> 'event_data')`,
  `staging.query_parameters('https://a/?gclid=1')`,
  `staging.failed_checks(array['bot', 'session_missing'])`,
  `upkeep.add_counts('{"a": 1}', '{"a": 2, "b": 3}')`,
  `pipeline.add_results(pipeline.processing_result(1, 2, 3), pipeline.processing_result(4, 5, 6))`,
  `(select to_jsonb(s) from read.event_state('ERROR', '23514: x', null, null, null) as s)`,
  `read.pipeline_status(auth.tenant_hk('misled')) - 'last_processed'`,
  `to_jsonb(coalesce(util.last_arrival() < 'infinity', true))`,
  `(select jsonb_agg(read.event_matches(
      s.event_type, s.business_status, s.session_id, s.visitor_id, s.page_host, s.page_path, s.page_url,
      'purchase', 'LOADED', 'session_7', 'visitor_v', 'shop.example/tea'))
    from staging.site_tracking_events_s as s where tenant_hk = auth.tenant_hk('misled'))`,
  `staging.get_pipeline_status(auth.tenant_hk('misled')) - 'last_processed'`,
  `(select jsonb_agg(d.staging_status) from staging.pipeline_dashboard as d where tenant_hk = auth.tenant_hk('misled'))`,
  `(select jsonb_agg(d.business_item_bk) from business.business_item_h as d where tenant_hk = auth.tenant_hk('misled'))`,
];

/** A role that may create in `public` could have our functions call its own: the class of CVE-2018-1058. */
describe.each(SQL_KINDS)('names in our SQL (%s)', (kind) => {
  let sql: OpenSql;
  beforeAll(async () => {
    sql = await openSql(kind);
  });
  afterAll(() => sql?.close());

  test('are looked up when a function is installed, or by a fixed search_path', async () => {
    expect(
      await sql.query(
        `select p.oid::regprocedure::text as signature
         from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
         where n.nspname = any ($1) and (p.prosqlbody is null or p.provolatile = 'v' or p.prosecdef)
           and not coalesce(p.proconfig @> array['search_path=pg_catalog, pg_temp'], false)`,
        [SCHEMAS],
      ),
    ).toEqual([]);
  });

  test('do not cost the inlining of a pure SQL function: each has a body, not a text', async () => {
    expect(
      await sql.query(
        `select p.oid::regprocedure::text as signature
         from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace join pg_language as l on l.oid = p.prolang
         where n.nspname = any ($1) and l.lanname = 'sql' and p.provolatile <> 'v' and not p.prosecdef
           and (p.prosqlbody is null or p.proconfig::text like '%search_path=%')`,
        [SCHEMAS],
      ),
    ).toEqual([]);
  });

  test('mean pg_catalog and our schemas: functions, views, defaults, checks and indexes depend on nothing else', async () => {
    // PostgreSQL records no dependency on what pg_catalog itself has.
    const dependencies = await sql.query(
      `select distinct one.type || ' ' || one.identity as ours, other.type || ' ' || other.identity as uses,
         coalesce(other.schema, split_part(other.identity, '.', 1)) as schema
       from pg_depend as d
       cross join lateral pg_identify_object(d.classid, d.objid, 0) as one
       cross join lateral pg_identify_object(d.refclassid, d.refobjid, 0) as other
       where coalesce(one.schema, split_part(one.identity, '.', 1)) = any ($1)`,
      [SCHEMAS],
    );
    expect(dependencies.length).toBeGreaterThan(200);
    const known = ['pg_catalog', 'language plpgsql', 'language sql', ...SCHEMAS];
    expect(
      dependencies.filter(({ schema, uses }) => !known.includes(String(schema)) && uses !== 'language plpgsql'),
    ).toEqual([]);
  });

  test('do not keep PostgreSQL from inlining the functions that run for each event', async () => {
    const plan = await sql.query(`explain (verbose, costs off)
      select e.*, staging.items_of(e.data) as listed, read.event_matches(
        s.event_type, s.business_status, s.session_id, s.visitor_id, s.page_host, s.page_path, s.page_url,
        'a', null, 'b', null, null) as matches
      from staging.site_tracking_events_s as s
      join raw.site_tracking_events_r as r on r.event_id = s.event_id
      cross join lateral staging.read_event(r.raw_payload, r.user_agent, r.enrichment, r.received_timestamp) as e`);
    const text = plan.map((row) => String(row['QUERY PLAN'])).join('\n');
    // What is called instead shows that the plan has the bodies.
    for (const called of ['list_items(', 'url_decode(']) expect(text).toContain(called);
    expect(text).toContain('starts_with(s.session_id');
    expect(text).not.toMatch(
      /(read_event|items_of|event_matches|session_key|query_parameters|may_have_parameters|split_url|referrer_kind|categorize|time_of|text_of|size_of)\(/,
    );
  });

  test('never mean functions and operators of public, whoever calls', async () => {
    await sql.engine.upsertCustomer('misled');
    // Bound when they are made, so that what they call is misled, or nothing.
    for (const [n, call] of CALLS.entries()) {
      await sql.query(`create function public.probe_${n}() returns jsonb language sql return ${call}`);
    }
    await sql.query('select public.probe_0()');
    await sql.engine.process('misled');
    const probe = (path: string) =>
      sql.connection.transaction(async (session) => {
        await session.query(`set local search_path = ${path}`);
        const answers: [call: string, answer: unknown][] = [];
        for (const [n, call] of CALLS.entries()) {
          await session.query('savepoint probe');
          try {
            answers.push([call, (await session.query(`select public.probe_${n}() as answer`))[0]?.answer]);
          } catch (error) {
            answers.push([call, (error as Error).message]);
            await session.query('rollback to savepoint probe');
          }
        }
        return answers;
      });
    const expected = await probe('pg_catalog, pg_temp');
    expect(expected.filter(([, answer]) => answer === null || typeof answer === 'string')).toEqual([]);
    const [{ functions, operators } = {}] = await takeIn();
    expect(functions).toBeGreaterThan(50);
    expect(operators).toBeGreaterThan(50);
    await expect(sql.query(`select public.strpos('a', 'b')`)).rejects.toThrow('taken in');
    expect(await probe('public, pg_catalog')).toEqual(expected);
    // Here pg_catalog is first, but arguments that fit better win: jsonb -> 'a' means jsonb -> jsonb before text.
    expect(await probe('public')).toEqual(expected);
  });

  /** Creates in `public` a namesake of each function and operator of pg_catalog that our SQL functions may mean. */
  async function takeIn() {
    await sql.connection.script(`
      create table public.taken (kind text);
      do $do$
      declare
        v_found record;
        v_body constant text := 'language plpgsql as $f$ begin raise exception ''taken in''; end $f$';
        v_n integer := 0;
      begin
        for v_found in
          select p.proname, pg_get_function_arguments(p.oid) as arguments, pg_get_function_result(p.oid) as result
          from pg_proc as p
          where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind in ('f', 'a')
            and p.proname in (
              select word[1]
              from pg_proc as ours
              join pg_namespace as n on n.oid = ours.pronamespace
              join pg_language as l on l.oid = ours.prolang and l.lanname = 'sql'
              cross join lateral regexp_matches(pg_get_functiondef(ours.oid), '([a-z][a-z_0-9]*)\\(', 'g') as word
              where n.nspname in (${SCHEMAS.map((schema) => `'${schema}'`).join(', ')}))
        loop
          begin
            execute format('create function public.%I(%s) returns %s %s', v_found.proname, v_found.arguments, v_found.result, v_body);
            insert into public.taken values ('function');
          exception when others then null; -- takes or returns what only C functions may
          end;
        end loop;
        for v_found in
          select o.oprname, o.oprleft::regtype::text as l, o.oprright::regtype::text as r, o.oprresult::regtype::text as result
          from pg_operator as o
          where o.oprnamespace = 'pg_catalog'::regnamespace and o.oprkind = 'b'
            and o.oprleft in ('jsonb'::regtype, 'text'::regtype, 'integer'::regtype, 'numeric'::regtype, 'boolean'::regtype,
              'bigint'::regtype, 'timestamptz'::regtype, 'interval'::regtype, 'anyarray'::regtype)
          union all
          values ('->', 'jsonb', 'jsonb', 'jsonb'), ('->>', 'jsonb', 'jsonb', 'text'), ('#>>', 'jsonb', 'jsonb', 'text')
        loop
          v_n := v_n + 1;
          begin
            execute format('create function public.taken_%s(%s, %s) returns %s %s', v_n, v_found.l, v_found.r, v_found.result, v_body);
            execute format('create operator public.%s (leftarg = %s, rightarg = %s, function = public.taken_%s)', v_found.oprname, v_found.l, v_found.r, v_n);
            insert into public.taken values ('operator');
          exception when others then null;
          end;
        end loop;
      end $do$;`);
    return sql.query(
      `select (count(*) filter (where kind = 'function'))::integer as functions,
         (count(*) filter (where kind = 'operator'))::integer as operators
       from public.taken`,
    );
  }
});
