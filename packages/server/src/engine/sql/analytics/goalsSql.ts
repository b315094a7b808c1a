import type { GoalParts } from '../../analytics.ts';
import { placeOf } from './dimensions.ts';
import { toGroupedSql } from './groupedSql.ts';
import type { Parameters } from './parameters.ts';
import { type PopulationParts, toCondition, toEventsSql, toPopulationSql } from './populationSql.ts';

/** As `facts.add_events` limits the value of an order. */
const MAX_WORTH = 999_999_999_999;

/**
 * The statement of goals: one row `{population, data}`, with a row for each goal. It reads the events of the population
 * once, and expands only those that are a conversion.
 */
export function toGoalsSql(parameters: Parameters, parts: PopulationParts, goals: readonly GoalParts[]): string {
  const population = toPopulationSql(parameters, parts);
  const conditions = goals.map(
    ({ filters }) =>
      `(${filters.map((one) => `(${toCondition(parameters, one, placeOf(one.dimension))})`).join(' and ')})`,
  );
  const needsSession = goals.some(({ filters }) =>
    filters.some(({ dimension }) => placeOf(dimension).of === 'session'),
  );
  const numbers = conditions.map((condition, n) => `case when ${condition} then ${n + 1} end`);
  const names = parameters.bind(
    goals.map(({ name }) => name),
    'text[]',
  );
  const worth = goals.map(({ revenue }, n) => {
    if (revenue === null) return '';
    const value =
      'value' in revenue
        ? parameters.bind(revenue.value, 'numeric')
        : `util.number_of(c.properties -> ${parameters.bind(revenue.property, 'text')}, ${-MAX_WORTH}, ${MAX_WORTH})`;
    return `when c.n = ${n + 1} then ${value}`;
  });
  const currencies = parameters.bind(
    goals.map(({ revenue }) => revenue?.currency ?? null),
    'text[]',
  );
  // Without goals there is no condition to ask for.
  const isAny = conditions.length === 0 ? 'false' : conditions.join(' or ');
  return `${toGroupedSql(population, { key: '1', ofSession: { key: '1' } })}, conversions as materialized (
      select g.n, h.*
      from (
        select e.event_at, e.event_key, e.session_key, e.visitor_key, e.order_key, e.amount, e.currency, e.properties,
          array_remove(array[${numbers.join(', ')}]::integer[], null) as goals
        ${toEventsSql(population, { needsSession })} and ${population.counts('e.flags')} and (${isAny})
      ) as h
      cross join lateral unnest(h.goals) as g(n)
    ), counts as (
      select c.n, count(*) as conversions, count(distinct nullif(c.visitor_key, 0)) as visitors,
        count(distinct nullif(c.session_key, 0)) as sessions
      from conversions as c group by c.n
    ), orders as (
      select distinct on (c.n, c.order_key) c.n, c.currency, c.amount
      from conversions as c where c.order_key is not null
      order by c.n, c.order_key, c.event_at, c.event_key
    ), worth as (
      select c.n, (${currencies})[c.n] as currency, case ${worth.join(' ')} when false then 0 end as amount
      from conversions as c where (${currencies})[c.n] is not null
      union all
      select o.n, o.currency, o.amount from orders as o where (${currencies})[o.n] is null
    ), revenue as (
      select w.n, w.currency, coalesce(sum(w.amount), 0) as amount from worth as w group by w.n, w.currency
    )
    select p.population, (
      select coalesce(jsonb_agg(jsonb_build_object(
        'goal', g.name, 'visitors', coalesce(c.visitors, 0), 'sessions', coalesce(c.sessions, 0),
        'conversions', coalesce(c.conversions, 0),
        'conversion_rate', round(coalesce(c.visitors, 0)::numeric / nullif((p.population -> 'counted' ->> 'visitors')::numeric, 0), 4),
        'revenue', (
          select coalesce(jsonb_agg(jsonb_build_object('currency', r.currency, 'amount', r.amount)
            order by r.currency collate "C" nulls last), '[]')
          from revenue as r where r.n = g.n)) order by g.n), '[]')
      from unnest(${names}) with ordinality as g(name, n)
      left join counts as c on c.n = g.n) as data
    from population as p`;
}
