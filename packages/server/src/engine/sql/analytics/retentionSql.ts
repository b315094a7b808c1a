import { toGroupedSql } from './groupedSql.ts';
import type { Parameters } from './parameters.ts';
import { type PopulationParts, toPopulationSql } from './populationSql.ts';
import { toIntervalKey } from './timeseriesSql.ts';

/**
 * The statement of a retention: one row `{population, data}`, with a cohort for each of `starts`: the visitors whose first
 * event of the population is in that period.
 */
export function toRetentionSql(parameters: Parameters, parts: PopulationParts, starts: readonly string[]): string {
  const population = toPopulationSql(parameters, parts);
  const all = parameters.bind(starts, 'timestamptz[]');
  return `${toGroupedSql(population, toIntervalKey(all))}, came as (
      select distinct g.visitor_key, g.key as period from g where g.is_counted and g.visitor_key <> 0
    ), cohorts as (
      select c.period, min(c.period) over (partition by c.visitor_key) as cohort from came as c
    ), counts as (
      select c.cohort, c.period - c.cohort as age, count(*) as visitors from cohorts as c group by 1, 2
    )
    select (select p.population from population as p) as population, (
      select coalesce(jsonb_agg(jsonb_build_object(
        'cohort', util.iso(s.at),
        'visitors', coalesce((select c.visitors from counts as c where c.cohort = s.n and c.age = 0), 0),
        'returned', (
          select jsonb_agg(coalesce(c.visitors, 0) order by a.age)
          from generate_series(0, cardinality(${all}) - s.n) as a(age)
          left join counts as c on c.cohort = s.n and c.age = a.age)) order by s.at), '[]')
      from unnest(${all}) with ordinality as s(at, n)) as data`;
}
