import type { Grouping } from './grouping.ts';
import { toPackedSql, VISIT } from './packedSql.ts';
import { type PopulationSql, toCountsSql, toEventsSql } from './populationSql.ts';

/**
 * The start of a statement that counts by a key: the CTEs `rows` (a row a key, with every metric), `population` (one
 * row, jsonb), `g` (what is counted, with key, session_key, visitor_key, is_counted, events and page_views), `visited` and
 * `durations` (a row for each key and session that counts).
 */
export function toGroupedSql(population: PopulationSql, grouping: Grouping): string {
  const isOfSessions = grouping.ofSession !== undefined || grouping.ofHit !== undefined;
  if (population.toPacked && isOfSessions) return toPackedSql(population, grouping, population.toPacked());
  // The population is counted from `g`, unless that has an event twice.
  const whole =
    grouping.join === undefined
      ? 'whole as (select * from g)'
      : `whole as materialized (${toCountsSql(population, '1', toEventsSql(population))})`;
  return `
    with g as materialized (
      ${toCountsSql(population, grouping.key, toEventsSql(population, grouping))}
    ), ${whole}, population as (
      select jsonb_build_object(
        'counted', (
          select jsonb_build_object('events', coalesce(sum(w.events), 0),
            'sessions', (select count(*) from (select distinct x.session_key from whole as x where x.is_counted and x.session_key <> 0) as x),
            'visitors', (select count(*) from (select distinct x.visitor_key from whole as x where x.is_counted and x.visitor_key <> 0) as x))
          from whole as w where w.is_counted),
        'excluded', (
          select coalesce(jsonb_object_agg(x.rule, jsonb_build_array(x.events, x.sessions)), '{}')
          from (
            select w.rule, sum(w.events) as events, count(distinct w.session_key) filter (where w.session_key <> 0) as sessions
            from whole as w where not w.is_counted group by w.rule
          ) as x)) as population
    ), by_events as (
      select g.key, sum(g.events) as events, sum(g.page_views) as page_views from g where g.is_counted group by g.key
    ), by_visitors as (
      select d.key, count(*) as visitors
      from (select distinct g.key, g.visitor_key from g where g.is_counted and g.visitor_key <> 0) as d group by d.key
    ), visited as (
      select distinct g.key, g.session_key from g where g.is_counted and g.session_key <> 0
    ), durations as (
      select d.key, t.session_key, t.is_bounce, t.us
      from visited as d
      left join (select s.session_key, ${VISIT} from facts.sessions as s where s.tenant_hk = $1) as t on t.session_key = d.session_key
    ), by_sessions as (
      select d.key, count(*) as sessions, count(d.session_key) as known, count(*) filter (where d.is_bounce) as bounces,
        sum(d.us) / 1000000 as seconds
      from durations as d group by d.key
    ), rows as (
      select e.key, coalesce(v.visitors, 0) as visitors, coalesce(s.sessions, 0) as sessions, e.page_views, e.events,
        round(e.page_views / s.sessions, 4) as views_per_session,
        round(s.bounces::numeric / nullif(s.known, 0), 4) as bounce_rate,
        round(s.seconds / nullif(s.known, 0), 3) as duration_mean_s
      from by_events as e
      left join by_visitors as v on v.key = e.key
      left join by_sessions as s on s.key = e.key
    )`;
}
