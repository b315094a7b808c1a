import { toGroupedSql } from './groupedSql.ts';
import type { Parameters } from './parameters.ts';
import { type PopulationParts, type PopulationSql, toEventsSql, toPopulationSql } from './populationSql.ts';

/** The median of `durations`, in seconds. */
export const MEDIAN = 'round((percentile_cont(0.5) within group (order by d.us) / 1000000)::numeric, 3)';

/** The statement of a summary: one row `{population, data}`. */
export function toSummarySql(parameters: Parameters, parts: PopulationParts): string {
  const population = toPopulationSql(parameters, parts);
  return `${toGroupedSql(population, { key: '1', ofSession: { key: '1' } })}, ${toRevenueSql(population)}
    select p.population, (
      select ${toSummaryJson('v')}
      from (
        select (select coalesce(sum(g.page_views), 0) from g where g.is_counted) as page_views,
          round(count(*) filter (where d.is_bounce)::numeric / nullif(count(d.session_key), 0), 4) as bounce_rate,
          round(avg(d.us) / 1000000, 3) as duration_mean_s, ${MEDIAN} as duration_median_s
        from durations as d
      ) as v) as data
    from population as p`;
}

/** The CTE `revenue`, a row a currency. */
export function toRevenueSql(population: PopulationSql): string {
  return `orders as (
      select distinct on (e.order_key) e.currency, e.amount
      ${toEventsSql(population)} and e.order_key is not null and ${population.counts('e.flags')}
      order by e.order_key, e.event_at, e.event_key
    ), revenue as (
      select o.currency, coalesce(sum(o.amount), 0) as amount, count(*) as orders from orders as o group by o.currency
    )`;
}

/** SummaryData of a row of totals and `population as p`. */
export function toSummaryJson(totals: string): string {
  return `jsonb_build_object(
        'visitors', p.population -> 'counted' -> 'visitors', 'sessions', p.population -> 'counted' -> 'sessions',
        'page_views', ${totals}.page_views, 'events', p.population -> 'counted' -> 'events',
        'views_per_session', round(${totals}.page_views / nullif((p.population -> 'counted' ->> 'sessions')::numeric, 0), 4),
        'bounce_rate', ${totals}.bounce_rate, 'duration_mean_s', ${totals}.duration_mean_s,
        'duration_median_s', ${totals}.duration_median_s,
        'revenue', (
          select coalesce(jsonb_agg(jsonb_build_object('currency', r.currency, 'amount', r.amount, 'orders', r.orders)
            order by r.currency collate "C" nulls last), '[]')
          from revenue as r))`;
}
