import type { Parameters } from './parameters.ts';
import { type PopulationParts, toPopulationSql } from './populationSql.ts';

/** The statement of a summary: one row `{population, data}`. */
export function toSummarySql(parameters: Parameters, parts: PopulationParts): string {
  const population = toPopulationSql(parameters, parts);
  return `
    with g as materialized (
      select e.session_key, e.visitor_key, ${population.rule} as rule,
        count(*) as events, count(*) filter (where e.flags & 1 <> 0) as page_views
      ${population.from}
      group by 1, 2, 3
    ), counted as (
      select coalesce(sum(g.events), 0) as events, coalesce(sum(g.page_views), 0) as page_views,
        count(distinct g.session_key) filter (where g.session_key <> 0) as sessions,
        count(distinct g.visitor_key) filter (where g.visitor_key <> 0) as visitors
      from g where g.rule is null
    ), visits as (
      select count(*) as known, count(*) filter (where t.page_views = 1 and t.interactions = 0) as bounces,
        avg(extract(epoch from t.ended_at - t.started_at)) as mean,
        percentile_cont(0.5) within group (order by extract(epoch from t.ended_at - t.started_at)) as median
      from (select distinct g.session_key from g where g.rule is null and g.session_key <> 0) as d
      join facts.sessions as t on t.tenant_hk = $1 and t.session_key = d.session_key
    ), orders as (
      select distinct on (e.order_key) e.currency, e.amount
      ${population.from} and e.order_key is not null and ${population.counts}
      order by e.order_key, e.event_at, e.event_key
    ), revenue as (
      select orders.currency, coalesce(sum(orders.amount), 0) as amount, count(*) as orders
      from orders group by orders.currency
    )
    select jsonb_build_object(
      'counted', jsonb_build_object('events', c.events, 'sessions', c.sessions, 'visitors', c.visitors),
      'excluded', (
        select coalesce(jsonb_object_agg(x.rule, jsonb_build_array(x.events, x.sessions)), '{}')
        from (
          select g.rule, sum(g.events) as events, count(distinct g.session_key) filter (where g.session_key <> 0) as sessions
          from g where g.rule is not null group by g.rule
        ) as x)) as population,
      jsonb_build_object(
        'visitors', c.visitors, 'sessions', c.sessions, 'page_views', c.page_views, 'events', c.events,
        'views_per_session', round(c.page_views / nullif(c.sessions, 0), 4),
        'bounce_rate', round(v.bounces::numeric / nullif(v.known, 0), 4),
        'duration_mean_s', round(v.mean, 3), 'duration_median_s', round(v.median::numeric, 3),
        'revenue', (
          select coalesce(jsonb_agg(jsonb_build_object('currency', r.currency, 'amount', r.amount, 'orders', r.orders)
            order by r.currency collate "C" nulls last), '[]')
          from revenue as r)) as data
    from counted as c cross join visits as v`;
}
