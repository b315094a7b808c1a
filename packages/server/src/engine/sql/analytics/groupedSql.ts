import type { PopulationSql } from './populationSql.ts';

/**
 * The start of a statement that counts by a key: CTEs `rows` (a row a key with every metric) and `population` (one row,
 * jsonb). Everything is counted from the same events: those of `g`.
 *
 * @param keys the key of an event, and the population it is taken from. `isRepeated`: an event may have several keys, so
 *   that it is in `g` more than once; then `whole` is the population without them.
 */
export function toGroupedSql(key: string, population: PopulationSql, whole?: PopulationSql): string {
  return `
    with g as materialized (
      select ${key} as key, e.session_key, e.visitor_key, ${population.rule} as rule,
        count(*) as events, count(*) filter (where e.flags & 1 <> 0) as page_views
      ${population.from}
      group by 1, 2, 3, 4
    ), whole as ${whole === undefined ? 'not materialized' : 'materialized'} (
      ${
        whole === undefined
          ? 'select * from g'
          : `select e.session_key, e.visitor_key, ${whole.rule} as rule, count(*) as events ${whole.from} group by 1, 2, 3`
      }
    ), population as (
      select jsonb_build_object(
        'counted', (
          select jsonb_build_object(
            'events', coalesce(sum(w.events), 0),
            'sessions', count(distinct w.session_key) filter (where w.session_key <> 0),
            'visitors', count(distinct w.visitor_key) filter (where w.visitor_key <> 0))
          from whole as w where w.rule is null),
        'excluded', (
          select coalesce(jsonb_object_agg(x.rule, jsonb_build_array(x.events, x.sessions)), '{}')
          from (
            select w.rule, sum(w.events) as events,
              count(distinct w.session_key) filter (where w.session_key <> 0) as sessions
            from whole as w where w.rule is not null group by w.rule
          ) as x)) as population
    ), by_events as (
      select g.key, sum(g.events) as events, sum(g.page_views) as page_views,
        count(distinct g.visitor_key) filter (where g.visitor_key <> 0) as visitors
      from g where g.rule is null group by g.key
    ), by_sessions as (
      select d.key, count(*) as sessions, count(t.session_key) as known,
        count(*) filter (where t.page_views = 1 and t.interactions = 0) as bounces,
        sum(extract(epoch from t.ended_at - t.started_at)) as seconds
      from (select distinct g.key, g.session_key from g where g.rule is null and g.session_key <> 0) as d
      left join facts.sessions as t on t.tenant_hk = $1 and t.session_key = d.session_key
      group by d.key
    ), rows as (
      select v.key, v.visitors, coalesce(s.sessions, 0) as sessions, v.page_views, v.events,
        round(v.page_views / s.sessions, 4) as views_per_session,
        round(s.bounces::numeric / nullif(s.known, 0), 4) as bounce_rate,
        round(s.seconds / nullif(s.known, 0), 3) as duration_mean_s
      from by_events as v
      left join by_sessions as s on s.key is not distinct from v.key
    )`;
}
