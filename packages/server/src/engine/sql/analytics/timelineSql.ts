import { EXCLUSIONS } from '@onevault/contract';
import { kindOf } from './dimensions.ts';
import { toGroupedSql } from './groupedSql.ts';
import type { Parameters } from './parameters.ts';
import { type PopulationParts, toEventsSql, toPopulationSql } from './populationSql.ts';
import { SESSION_ROW } from './sessionsSql.ts';

const MAX_EVENTS = 1000;
const MAX_SESSIONS = 100;

/** A session or visitor that somebody asks for, by its id. */
export interface Subject {
  kind: 'session' | 'visitor';
  id: string;
}

/** The statement that finds a subject: `{key, from, to}`, or no row. */
export function toSubjectSql(parameters: Parameters, { kind, id }: Subject): string {
  const key = `util.hash_key(business.${kind}_key(${parameters.bind(id, 'text')}), $1)`;
  const [table, hk, from, to] =
    kind === 'session'
      ? ['session_totals', 'site_session_hk', 'started_at', 'ended_at']
      : ['visitor_totals', 'site_visitor_hk', 'first_seen_at', 'last_seen_at'];
  return `select facts.short_key(t.${hk})::text as key, util.iso(t.${from}) as "from",
      util.iso(t.${to} + interval '1 microsecond') as "to"
    from totals.${table} as t
    where t.tenant_hk = $1 and t.${hk} = ${key}`;
}

/** The statement of a timeline: one row `{population, data}`. `data` is null if there are no facts any more. */
export function toTimelineSql(parameters: Parameters, parts: PopulationParts, { kind, id }: Subject): string {
  const population = toPopulationSql(parameters, parts);
  const textOf = (column: string, kindName: string) =>
    `(select t.value from facts.texts as t where t.tenant_hk = $1 and t.kind = ${kindOf(kindName)} and t.text_key = ${column} limit 1)`;
  const direction = kind === 'session' ? '' : 'desc';
  // A timeline shows every event, and says which ones do not count.
  const events = `events as (
      select e.* ${toEventsSql(population)} order by e.event_at ${direction}, e.event_key ${direction} limit ${MAX_EVENTS}
    ), shown as (
      select coalesce(jsonb_agg(jsonb_build_object(
        'at', util.iso(e.event_at), 'event', ${textOf('e.type_key', 'event')}, 'page', ${textOf('e.page_key', 'page')},
        'hostname', ${textOf('e.host_key', 'hostname')},
        'items', (select coalesce(jsonb_agg(${textOf('i.key', 'item')} order by i.n), '[]') from unnest(e.item_keys) with ordinality as i(key, n)),
        'properties', coalesce(e.properties, '{}'),
        'excluded', (array[${EXCLUSIONS.map((rule) => `'${rule}'`).join(', ')}])[${population.rule('e.flags')}])
        order by e.event_at ${direction}, e.event_key ${direction}), '[]') as events
      from events as e
    ), sessions as (
      select coalesce(jsonb_agg(${SESSION_ROW} order by s.started_at desc, s.site_session_bk collate "C" desc), '[]') as sessions
      from (
        select x.*, h.site_session_bk
        from (select distinct g.session_key from g where g.session_key <> 0) as k
        join facts.sessions as x on x.tenant_hk = $1 and x.session_key = k.session_key
        join business.site_session_h as h on h.tenant_hk = $1 and h.site_session_hk = x.site_session_hk
        order by x.started_at desc, h.site_session_bk collate "C" desc
        limit ${MAX_SESSIONS}
      ) as s
    )`;
  const data =
    kind === 'session'
      ? `case when sessions.sessions <> '[]' then jsonb_build_object('session', sessions.sessions -> 0, 'events', shown.events) end`
      : `case when shown.events <> '[]' then jsonb_build_object(
           'visitor_id', business.visitor_key(${parameters.bind(id, 'text')}), 'first_seen_at', util.iso(${population.from}),
           'last_seen_at', util.iso(${population.to} - interval '1 microsecond'),
           'sessions', sessions.sessions, 'events', shown.events) end`;
  return `${toGroupedSql(population, { key: '1' })}, ${events}
    select p.population, ${data} as data from population as p cross join shown cross join sessions`;
}
